"""What this room shows in the others: its menu entry, what the search finds, what waits, its part of a territory."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse

from campus5g.core.message import Message, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Decision
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Waiting, menu, waits
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.incubator.loading import load_incubator
from campus5g.portal.incubator.models import Application, Assignment, Founder, Juror, Round
from campus5g.portal.incubator.permissions import can_write

DEEDS = {
    "incubator.write_round": msg("the call was written"),
    "incubator.change_round": msg("the call was changed"),
    "incubator.publish_round": msg("the call was published"),
    "incubator.archive_round": msg("the call was archived"),
    "incubator.change_form": msg("the form was written"),
    "incubator.adopt_form": msg("a new version of the form was put into use"),
    "incubator.ask": msg("a visitor asked to apply"),
    "incubator.new_founder": msg("a founder made their account"),
    "incubator.begin": msg("the venture was begun"),
    "incubator.begin_new": msg("a venture began its first application"),
    "incubator.change_venture": msg("the venture was described"),
    "incubator.invite_founder": msg("a founder was invited"),
    "incubator.join": msg("a founder joined the team"),
    "incubator.leave": msg("a founder left the team"),
    "incubator.settle": msg("the venture was founded"),
    "incubator.move_venture": msg("the venture went on to another state"),
    "incubator.apply": msg("an application was begun"),
    "incubator.save": msg("answers were saved"),
    "incubator.sign": msg("a founder signed the application"),
    "incubator.submit": msg("the application was handed in"),
    "incubator.withdraw": msg("the application was withdrawn"),
    "incubator.screen": msg("the application was screened"),
    "incubator.transfer": msg("the application was moved to another call"),
    "incubator.invite_juror": msg("a juror was invited"),
    "incubator.accept_seat": msg("a juror accepted"),
    "incubator.resign": msg("a juror resigned"),
    "incubator.absences": msg("a juror said when they cannot sit"),
    "incubator.away": msg("a team said when it cannot come to be heard"),
    "incubator.assign": msg("files were given to jurors"),
    "incubator.declare": msg("a juror declared whether something ties them to a file"),
    "incubator.find_tie": msg("a tie was found: marks were set aside"),
    "incubator.lift_tie": msg("a tie was lifted"),
    "incubator.mark": msg("marks were given"),
    "incubator.discuss": msg("the jury discussed a file"),
    "incubator.schedule": msg("the hearings were placed"),
    "incubator.propose": msg("a decision was proposed"),
    "incubator.decide": msg("the jury decided"),
    "incubator.appeal": msg("an appeal was made"),
    "incubator.answer_appeal": msg("an appeal was answered"),
}
SHOWN = 10


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Incubator"), "incubator:list", 59))
    searchable("incubator.round", describe_round)
    searchable("incubator.application", describe_application)
    open_to_notes("incubator.application", Openness(_may_add, _nobody, lambda thing: thing.round.organisation_id))
    waits(to_declare)
    waits(to_finish)
    waits(to_run)
    loader(76, load_incubator)


def _may_add(actor: Actor, application: Application) -> Decision:
    """Files come with the answers of the team; the jury's notes have a place of their own."""
    return can_write(actor, application)


def _nobody(_application: Application) -> list[Founder]:
    return []


def describe_round(found: Round) -> Entry | None:
    """A published call is found by everybody, a draft by its host."""
    if found.state == Round.State.ARCHIVED:
        return None
    owner = found.organisation_id if found.state == Round.State.DRAFT else None
    text = " ".join((found.title_en, found.text, found.text_en, found.cohort))
    return Entry(found.title, text, "incubator", found.get_absolute_url(), owner)


def describe_application(application: Application) -> Entry | None:
    """An application is found by whoever sees it, and by nobody who is recused from it."""
    if application.state in (Application.State.WITHDRAWN, Application.State.TRANSFERRED):
        return None
    words = " ".join(str(value) for value in application.answers.values() if isinstance(value, str))
    venture = application.venture
    title = f"{venture.reference} · {venture.name}"
    return Entry(
        title, f"{venture.pitch} {words}", "application", application.get_absolute_url(), application.round.organisation_id
    )


def to_declare(actor: Actor) -> list[Waiting]:
    """For a juror: a seat to answer, ties to declare, files to mark."""
    if actor.user_id is None:
        return []
    mine = Q(assignments__set_aside_at=None, assignments__application__state=Application.State.ELIGIBLE)
    unmarked_yet = mine & Q(assignments__declared=Assignment.Declared.FREE, assignments__scores=None)
    seats = (
        Juror.objects.filter(user_id=actor.user_id, round__state=Round.State.PUBLISHED)
        .select_related("round")
        .annotate(
            unread=Count("assignments", filter=mine & Q(assignments__declared=""), distinct=True),
            unmarked=Count("assignments", filter=unmarked_yet, distinct=True),
        )
    )
    page, found, unread, unmarked = reverse("incubator:reading"), [], 0, 0
    for seat in seats:
        if seat.state == Juror.State.INVITED:
            found.append(
                Waiting(msg("Say whether you sit in the jury of “%(title)s”", title=seat.round.title), page, seat.invited_at)
            )
        elif seat.state == Juror.State.ACCEPTED:
            unread, unmarked = unread + seat.unread, unmarked + seat.unmarked
    if unread:
        found.append(Waiting(msg("%(n)s files wait for you to say whether something ties you to them", n=unread), page))
    if unmarked:
        found.append(Waiting(msg("%(n)s files wait for your marks", n=unmarked), page))
    return found


def to_finish(actor: Actor) -> list[Waiting]:
    """For a team: an application to hand in before the call closes."""
    if actor.user_id is None or actor.sees_all:
        return []
    mine = Founder.of(actor).values("venture_id")
    drafts = Application.objects.filter(venture__in=mine, state=Application.State.DRAFT, round__closes_at__gt=now())
    return [
        Waiting(
            msg("Hand in the application %(reference)s: %(title)s", reference=one.venture.reference, title=one.round.title),
            one.get_absolute_url(),
            one.created_at,
        )
        for one in drafts.select_related("venture", "round")[:SHOWN]
    ]


def to_run(actor: Actor) -> list[Waiting]:
    """For the office: applications to screen, appeals to answer."""
    if not actor.sees_all:
        return []
    found: dict[int, tuple[Round, int]] = {}
    appealing = Q(appeal__isnull=False, appeal__answered_at=None)
    waiting = Application.objects.filter(Q(state=Application.State.SUBMITTED) | appealing)
    appeals = []
    for one in waiting.select_related("round", "venture", "appeal"):
        if one.state == Application.State.SUBMITTED:
            found[one.round_id] = (one.round, found.get(one.round_id, (one.round, 0))[1] + 1)
        else:
            appeals.append(one)
    screens = [
        Waiting(_to_screen(asked, n), reverse("incubator:applications", args=[asked.pk]), asked.closes_at)
        for asked, n in found.values()
    ]
    return screens + [
        Waiting(msg("Answer the appeal of %(reference)s", reference=one.venture.reference), one.get_absolute_url(), one.appeal.at)
        for one in appeals[:SHOWN]
    ]


def _to_screen(found: Round, number: int) -> Message:
    return msg("%(n)s applications to screen: %(title)s", n=number, title=found.title)
