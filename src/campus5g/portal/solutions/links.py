"""What the room shows elsewhere: its menu entry, what the search finds, the pages of needs and organisations, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Panel, Waiting, menu, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import remind
from campus5g.portal.solutions.loading import load_solutions
from campus5g.portal.solutions.models import Answer, Introduction, Solution
from campus5g.portal.solutions.pairing import solutions_for
from campus5g.portal.solutions.permissions import can_change_solution, can_say_answered

DEEDS = {
    "solutions.offer": msg("the solution was entered"),
    "solutions.change": msg("the solution was changed"),
    "solutions.publish": msg("the solution was published"),
    "solutions.archive": msg("the solution was archived"),
    "solutions.ask_introduction": msg("an introduction was asked for"),
    "solutions.decide_introduction": msg("the office decided about an introduction"),
    "solutions.answer_introduction": msg("the other side answered the introduction"),
    "solutions.withdraw_introduction": msg("the request for an introduction was taken back"),
    "solutions.follow_introduction": msg("what came of the introduction was told"),
    "solutions.remind_introduction": msg("those concerned were reminded of the introduction"),
    "solutions.say_answered": msg("a solution was said to answer the need"),
    "solutions.withdraw_answer": msg("that a solution answers the need was taken back"),
}
SHOWN = 10
NEWS_WANTED = timedelta(days=30)
S = Introduction.State


def register() -> None:
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Solutions"), "solutions:list", 15))
    searchable("solutions.solution", describe)
    open_to_notes("solutions.solution", Openness(can_change_solution, _people, lambda solution: solution.organisation_id))
    panel("needs.need", 30, need_panel)
    panel("needs.need#shared", 30, shared_panel)
    panel("directory.organisation", 30, organisation_panel)
    waits(introductions_waiting)
    regularly("solutions.remind", remind)
    loader(35, load_solutions)


def describe(solution: Solution) -> Entry | None:
    """What is published is found by every member, a draft by its own people, an archived solution by nobody."""
    if solution.state == Solution.State.ARCHIVED:
        return None
    text = " ".join((solution.summary, solution.text, solution.equipment, solution.city, solution.organisation.name))
    owner = None if solution.state == Solution.State.PUBLISHED else solution.organisation_id
    return Entry(solution.title, text, "solution", solution.get_absolute_url(), owner)


def _people(solution: Solution) -> models.QuerySet:
    return (people_of(solution.organisation_id) | office_people()).distinct()


def need_panel(actor: Actor, need: Need) -> Panel | None:
    """For who takes part in a need: the solutions that answer it, and those that could."""
    if need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
        return None
    answers = list(Answer.objects.filter(need=need, withdrawn_at=None).select_related("solution__organisation"))
    context = {
        "need": need, "answers": answers, "matched": solutions_for(need), "may_meet": need.organisation_id == actor.organisation_id,
        "may_say": can_say_answered(actor, need).allowed,
    }  # fmt: skip
    return Panel("solutions/parts/need_panel.html", context)


def shared_panel(actor: Actor, need: Need) -> Panel | None:
    """For who is shown a need and offers solutions: the way to its people, through the office."""
    mine = Solution.objects.filter(organisation_id=actor.organisation_id, state=Solution.State.PUBLISHED)
    if actor.organisation_id is None or not mine.exists():
        return None
    return Panel("solutions/parts/shared_panel.html", {"need": need})


def organisation_panel(_actor: Actor, organisation: Organisation) -> Panel | None:
    """On the card of an organisation: what it offers."""
    offered = list(Solution.objects.filter(organisation=organisation, state=Solution.State.PUBLISHED))
    return Panel("solutions/parts/organisation_panel.html", {"solutions": offered}) if offered else None


def introductions_waiting(actor: Actor) -> Iterator[Waiting]:
    """For the office: what to decide. For a side: what to answer, and what came of it."""
    due = Q(state=S.ASKED) if actor.is_office else Q(state=S.PROPOSED, other_id=actor.organisation_id)
    sides = Q(organisation_id=actor.organisation_id) | Q(other_id=actor.organisation_id)
    old = Q(state__in=Introduction.TOGETHER, moved_at__lt=timezone.now() - NEWS_WANTED) & sides
    if actor.organisation_id is None:
        return
    for one in Introduction.objects.filter(due | old).select_related("solution").order_by("moved_at")[:SHOWN]:
        if one.state == S.ASKED:
            message = msg("Decide about an introduction: %(title)s", title=one.solution.title)
        elif one.state == S.PROPOSED:
            message = msg("Answer an introduction: %(title)s", title=one.solution.title)
        else:
            message = msg("Say what came of your introduction: %(title)s", title=one.solution.title)
        yield Waiting(message, one.get_absolute_url(), one.moved_at)
