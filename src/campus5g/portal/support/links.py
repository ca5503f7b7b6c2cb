"""What this room shows in the others: its menu entry, files of milestones and figures, what waits, its regular work."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import Q
from django.urls import reverse

from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Decision, refused
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Panel, Waiting, condition, home_panel, menu, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import office_people
from campus5g.portal.incubator.models import Founder, Venture
from campus5g.portal.support.actions import bring_leads, remind_figures
from campus5g.portal.support.actions.holding import venture_people
from campus5g.portal.support.loading import load_support
from campus5g.portal.support.models import Figure, Lead, Member, Milestone, Question, Reservation
from campus5g.portal.support.permissions import can_plan, can_say_figures
from campus5g.portal.training.models import Booking

DEEDS = {
    "support.open_cohort": msg("the cohort was opened"),
    "support.take_in": msg("a venture was taken into the cohort"),
    "support.change_cohort": msg("the cohort was changed"),
    "support.leave": msg("the venture left the cohort"),
    "support.end_venture": msg("the end of the venture was told"),
    "support.write_milestone": msg("the milestone was written"),
    "support.change_milestone": msg("the milestone was changed"),
    "support.reach_milestone": msg("the milestone was reached"),
    "support.drop_milestone": msg("the milestone was given up"),
    "support.enter_mentor": msg("the mentor was entered"),
    "support.change_mentor": msg("what the mentor brings was changed"),
    "support.archive_mentor": msg("the mentor was taken off the list"),
    "support.wish": msg("what the venture wants help with was said"),
    "support.propose_mentors": msg("mentors were proposed"),
    "support.confirm_mentor": msg("a mentor was confirmed"),
    "support.end_mentoring": msg("a mentor no longer accompanies the venture"),
    "support.log_hours": msg("hours of mentoring were written down"),
    "support.withdraw_hours": msg("hours of mentoring were taken back"),
    "support.write_note": msg("a note of mentoring was written"),
    "support.enter_resource": msg("what can be booked was entered"),
    "support.change_resource": msg("what can be booked was changed"),
    "support.archive_resource": msg("what could be booked was put away"),
    "support.set_quotas": msg("the quotas of the cohort were set"),
    "support.book": msg("a place was booked"),
    "support.cancel_booking": msg("a booking was given back"),
    "support.open_hour": msg("office hours were opened"),
    "support.take_hour": msg("an office hour was taken"),
    "support.give_hour_back": msg("an office hour was given back"),
    "support.close_hour": msg("an office hour was cancelled"),
    "support.say_figure": msg("a figure was said"),
    "support.withdraw_figure": msg("the figure was taken back"),
    "support.ask_figures": msg("figures were asked for"),
    "support.remind_figures": msg("the venture was reminded of its figures"),
    "support.bring_leads": msg("needs and calls were brought to the venture"),
    "support.answer_lead": msg("the venture answered what was brought to it"),
}
SHOWN = 10


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Cohorts"), "support:list", 62, (Role.OFFICE, Role.STARTUP)))
    open_to_notes("support.milestone", Openness(_may_plan, _milestone_people, lambda one: one.member.owner_id))
    open_to_notes("support.figure", Openness(_may_say, _figure_people, _figure_owner))
    panel("incubator.venture", 20, venture_panel)
    home_panel(35, home)
    waits(asked_of_me)
    condition("training.book", bench_taken)
    regularly("support.figures", remind_figures)
    regularly("support.leads", bring_leads)
    loader(85, load_support)


def _may_plan(actor: Actor, milestone: models.Model) -> Decision:
    if not isinstance(milestone, Milestone):
        return refused(msg("This takes no files."))
    return can_plan(actor, milestone.member)


def _may_say(actor: Actor, figure: models.Model) -> Decision:
    if not isinstance(figure, Figure) or figure.withdrawn_at is not None:
        return refused(msg("This figure was taken back."))
    return can_say_figures(actor, figure.venture)


def _milestone_people(milestone: Milestone) -> models.QuerySet:
    return (venture_people(milestone.member.venture) | office_people()).distinct()


def _figure_people(figure: Figure) -> models.QuerySet:
    return (venture_people(figure.venture) | office_people()).distinct()


def _figure_owner(figure: Figure) -> int:
    member = Member._base_manager.filter(venture=figure.venture).select_related("venture", "cohort").latest("joined_on")
    return member.owner_id


def bench_taken(booking: models.Model) -> Message | None:
    """A session of training does not take a bench that a venture has booked for its tests."""
    if not isinstance(booking, Booking) or booking.bench_id is None:
        return None
    half = booking.half_day
    across = Reservation._base_manager.filter(resource__bench_id=booking.bench_id, cancelled_at=None)
    first = across.filter(starts_at__lt=half.ends_at, ends_at__gt=half.starts_at).select_related("resource").first()
    if first is None:
        return None
    return msg("A venture of the incubator has booked %(thing)s on %(day)s.", thing=first.resource.name, day=Day.of(half.day))


def venture_panel(_actor: Actor, venture: models.Model) -> Panel | None:
    """On the page of a venture: the cohorts it is or was in."""
    mine = list(Member.objects.filter(venture_id=venture.pk).select_related("cohort", "venture"))
    return Panel("support/parts/venture_panel.html", {"members": mine}) if mine else None


def home(actor: Actor) -> Panel | None:
    """For the people of a venture and its mentors: the way to its page."""
    if actor.sees_all or actor.user_id is None:
        return None
    mine = list(Member.objects.filter(left_on=None).select_related("venture", "cohort")[:SHOWN])
    return Panel("support/parts/home_panel.html", {"members": mine}) if mine else None


def asked_of_me(actor: Actor) -> Iterator[Waiting]:
    """For a venture: the figures asked, its late milestones, what was brought to it."""
    if actor.user_id is None or actor.sees_all:
        return
    own = Q(venture__organisation__in=actor.organisation_ids) | Q(venture__in=Founder.of(actor).values("venture_id"))
    mine = Member.objects.filter(own).exclude(venture__state__in=(Venture.State.STOPPED, Venture.State.MERGED))
    numbers = list(mine.values_list("pk", flat=True))
    if not numbers:
        return
    for question in Question.objects.filter(member__in=numbers, answered_at=None).select_related("member__venture")[:SHOWN]:
        sentence = msg("Say the figures of %(name)s by %(day)s", name=str(question.member), day=Day.of(question.due))
        yield Waiting(sentence, question.member.get_absolute_url() + "figures/", question.asked_at, urgent=question.due < today())
    late = Milestone.objects.filter(member__in=numbers, reached_on=None, dropped_at=None, due__lt=today(), member__left_on=None)
    for milestone in late[:SHOWN]:
        yield Waiting(msg("A milestone is late: %(title)s", title=milestone.title), milestone.get_absolute_url())
    for lead in Lead.objects.filter(member__in=numbers, answer="", member__left_on=None).select_related("need", "call")[:SHOWN]:
        yield Waiting(msg("Does this interest you? %(title)s", title=str(lead)), _lead_url(lead), lead.at)


def _lead_url(lead: Lead) -> str:
    return reverse("support:lead", args=[lead.pk])
