"""Who may do what in the support of ventures. Seeing is the scope's work."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.once import once_a_page
from campus5g.portal.incubator.models import Venture
from campus5g.portal.incubator.permissions import founds
from campus5g.portal.support.models import Member, Mentor, Mentoring, OfficeHour, Reservation


@once_a_page
def is_of(actor: Actor, venture: Venture) -> bool:
    """Whether the actor is of the venture: a founder, or of its organisation."""
    return founds(actor, venture)


@once_a_page
def accompanies(actor: Actor, member: Member) -> bool:
    mine = Mentoring._base_manager.filter(mentor__user_id=actor.user_id, member_id=member.pk, ended_on=None)
    return actor.user_id is not None and mine.exists()


def can_run(actor: Actor) -> Decision:
    """Cohorts, mentors, resources, questions and reports are the office's."""
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office runs the cohorts."))


def can_plan(actor: Actor, member: Member) -> Decision:
    """The plan of a venture is written by its own people and by the office, while it is in the cohort."""
    if not (actor.sees_all or is_of(actor, member.venture)):
        return refused(msg("Only the people of the venture and the programme office do this."))
    return _live(member)


def can_follow(actor: Actor, member: Member) -> Decision:
    """Hours and notes are those of its mentors and of the office."""
    if not (actor.sees_all or accompanies(actor, member)):
        return refused(msg("Only its mentors and the programme office do this."))
    return _live(member)


def can_write_note(actor: Actor, member: Member, *, shared: bool) -> Decision:
    if shared and is_of(actor, member.venture):
        return _live(member)
    return can_follow(actor, member)


def can_say_figures(actor: Actor, venture: Venture) -> Decision:
    """During and after: alumni go on saying theirs."""
    if actor.sees_all or is_of(actor, venture):
        return ALLOWED
    return refused(msg("Only the people of the venture and the programme office do this."))


def can_change_mentor(actor: Actor, mentor: Mentor) -> Decision:
    if mentor.archived_at is not None:
        return refused(msg("This mentor is no longer in the list."))
    if actor.sees_all or mentor.user_id == actor.user_id:
        return ALLOWED
    return refused(msg("Only the mentor and the programme office change this."))


def can_cancel(actor: Actor, reservation: Reservation) -> Decision:
    if reservation.cancelled_at is not None:
        return refused(msg("This booking was cancelled already."))
    if actor.sees_all or is_of(actor, reservation.member.venture):
        return ALLOWED
    return refused(msg("Only the people of the venture and the programme office do this."))


def can_close_hour(actor: Actor, hour: OfficeHour) -> Decision:
    if hour.cancelled_at is not None:
        return refused(msg("This office hour was cancelled already."))
    return can_change_mentor(actor, hour.mentor)


def can_take_hour(actor: Actor, hour: OfficeHour, member: Member) -> Decision:
    if not is_of(actor, member.venture):
        return refused(msg("Only the people of the venture take an office hour for it."))
    return _live(member)


def _live(member: Member) -> Decision:
    return ALLOWED if member.live else refused(msg("This venture has left the cohort: its plan is kept as it was."))
