"""Cohorts: opened from what a round admitted, left by graduation, merger or the end of a venture."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.matching.topics import topics_shown
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.incubator.actions.ventures import move_venture
from campus5g.portal.incubator.models import Application, Round, Venture
from campus5g.portal.support.actions.holding import locked, locked_member, refuse_empty, venture_people
from campus5g.portal.support.models import Cohort, Member, Mentoring, OfficeHour, Question, Reservation
from campus5g.portal.support.models.scoped import WHY_LENGTH
from campus5g.portal.support.permissions import can_run, can_say_figures

State, Exit = Venture.State, Member.Exit
AFTER = {Exit.GRADUATED: State.ALUMNI, Exit.LEFT: State.ALUMNI, Exit.STOPPED: State.STOPPED, Exit.MERGED: State.MERGED}
"""What a venture is once it left. Who leaves early stays in sight as alumni do."""
ENDS = (Exit.STOPPED, Exit.MERGED)


def open_cohort(actor: Actor, round_: Round, starts_on: date, ends_on: date, hours: int = 12, name: str = "") -> Cohort:
    """Open the cohort of a round with every venture that it admitted. What they said when they applied is not asked again."""
    _refuse_backwards(starts_on, ends_on)
    with deed(actor, "support.open_cohort", right=can_run(actor)) as done:
        held = locked(round_)
        if Cohort._base_manager.filter(round=held).exists():
            raise Conflict(msg("This call for applications has its cohort already."))
        admitted = list(Application._base_manager.filter(round=held, state=Application.State.ADMITTED).select_related("venture"))
        if not admitted:
            raise Conflict(msg("No venture is admitted yet: the cohort opens once the jury has decided."))
        cohort = Cohort(
            organisation_id=held.organisation_id, round=held, name=name.strip() or held.cohort, starts_on=starts_on,
            ends_on=ends_on, hours=hours, created_by_id=actor.user_id,
        )  # fmt: skip
        cohort.save()
        members = [_join(actor, cohort, application, starts_on) for application in admitted]
        done.on(cohort, members=[member.venture_id for member in members])
        for member in members:
            sentence = msg("Your venture is in the cohort %(cohort)s: here is its page", cohort=cohort.name)
            done.tell(venture_people(member.venture), sentence, member.get_absolute_url())
    return cohort


def take_in(actor: Actor, cohort: Cohort, application: Application, on: date) -> Member:
    """Take a venture into a cohort that runs: one that its round admitted afterwards, from the waiting list or on appeal."""
    with deed(actor, "support.take_in", right=can_run(actor)) as done:
        held = locked(cohort)
        if application.round_id != held.round_id or application.state != Application.State.ADMITTED:
            raise Conflict(msg("This venture is not admitted by the call of this cohort."))
        if not held.starts_on <= on <= held.ends_on:
            raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("a day of the cohort"))
        if Member._base_manager.filter(cohort=held, venture_id=application.venture_id).exists():
            raise Conflict(msg("This venture is in the cohort already."))
        member = _join(actor, held, application, on)
        done.on(held, venture=member.venture_id)
        sentence = msg("Your venture is in the cohort %(cohort)s: here is its page", cohort=held.name)
        done.tell(venture_people(member.venture), sentence, member.get_absolute_url())
    return member


def change_cohort(actor: Actor, cohort: Cohort, **said: Any) -> Cohort:
    """Change the name, the days or the hours of a cohort."""
    with deed(actor, "support.change_cohort", right=can_run(actor)) as done:
        held = locked(cohort)
        changed = sorted(name for name, value in said.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, said[name])
        _refuse_backwards(held.starts_on, held.ends_on)
        held.save()
        done.on(held, changed=changed)
    return held


def leave(actor: Actor, member: Member, how: Member.Exit, on: date, why: str, into: Venture | None = None) -> Member:
    """Say that a venture left its cohort: it finished, stopped, merged into another, or went. Its bookings to come are given back."""
    reason = refuse_empty("why", why, msg("a few words: what happened"))
    with deed(actor, "support.leave", right=can_run(actor)) as done:
        held = locked_member(member)
        if not held.live:
            raise Conflict(msg("This venture has left the cohort already."))
        if on < held.joined_on:
            raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("a day after it joined"))
        held.left_on, held.how, held.why = on, how, reason[:WHY_LENGTH]
        held.save()
        _enter(actor, held.venture, AFTER[how], on, reason, into)
        _give_back(held, on)
        done.on(held, how=how.value, why=reason[:WHY_LENGTH], into=into.pk if into else None)
        done.tell(venture_people(held.venture), msg("%(venture)s has left its cohort: %(how)s", venture=held.venture.name,
                  how=EXITS[how]), held.get_absolute_url())  # fmt: skip
    return held


def end_venture(actor: Actor, member: Member, how: Member.Exit, on: date, why: str, into: Venture | None = None) -> Venture:
    """Say that an alumni venture stopped, or merged into another: its own people or the office say so."""
    reason = refuse_empty("why", why, msg("a few words: what happened"))
    if how not in ENDS:
        raise BadInput("how", msg("“%(how)s”", how=EXITS[how]), msg("stopped or merged"))
    with deed(actor, "support.end_venture", right=can_say_figures(actor, member.venture)) as done:
        held = locked_member(member)
        if held.venture.state != State.ALUMNI:
            raise Conflict(msg("Only an alumni venture ends in this way: the office says it of those in a cohort."))
        if held.left_on is not None and on < held.left_on:
            raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("a day after it left the cohort"))
        _enter(actor, held.venture, AFTER[how], on, reason, into)
        done.on(held, how=how.value, why=reason[:WHY_LENGTH], into=into.pk if into else None)
    return held.venture


EXITS = {
    Exit.GRADUATED: msg("it finished the programme"),
    Exit.STOPPED: msg("it stopped its activity"),
    Exit.MERGED: msg("it merged into another venture"),
    Exit.LEFT: msg("it left the programme"),
}


def _join(actor: Actor, cohort: Cohort, application: Application, on: date) -> Member:
    venture = application.venture
    said = [venture.pitch, *(str(value) for value in application.answers.values() if isinstance(value, str))]
    member = Member(cohort=cohort, venture=venture, joined_on=on, hours=cohort.hours, topics=topics_shown(said))
    member.save()
    _enter(actor, venture, State.INCUBATED, on, cohort.name)
    return member


def _enter(actor: Actor, venture: Venture, state: Venture.State, on: date, why: str, into: Venture | None = None) -> None:
    """Let a venture enter a state; the right to say so was asked for by the deed around."""
    move_venture(actor if actor.sees_all else SYSTEM, venture, state, why, on=on, into=into)
    venture.refresh_from_db()


def _give_back(member: Member, on: date) -> None:
    """What a venture that left no longer uses: its bookings and office hours to come, its mentors, the question it was asked."""
    coming = Reservation._base_manager.filter(member=member, starts_at__date__gt=on, cancelled_at=None)
    coming.update(cancelled_at=timezone.now(), cancelled_why=member.why)
    OfficeHour._base_manager.filter(member=member, starts_at__date__gt=on).update(member=None, subject="")
    Mentoring._base_manager.filter(member=member, ended_on=None).update(ended_on=on, ended_why=member.why)
    if member.how in ENDS:
        Question._base_manager.filter(member=member, answered_at=None).update(answered_at=timezone.now())


def _refuse_backwards(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise BadInput("ends_on", msg("%(day)s", day=Day.of(ends_on)), msg("a day after %(day)s", day=Day.of(starts_on)))
