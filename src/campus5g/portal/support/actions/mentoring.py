"""Mentors: entered, proposed by the engine, confirmed by the office; hours and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.matching import mentors as engine
from campus5g.matching.topics import topic_labels
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator.models import Venture
from campus5g.portal.support.actions.holding import locked, locked_member, refuse_empty, venture_people
from campus5g.portal.support.models import Cohort, Hours, Member, Mentor, Mentoring, MentorNote, Wish
from campus5g.portal.support.models.scoped import TEXT_LENGTH, WHY_LENGTH
from campus5g.portal.support.pairing import asked_of, engine_mentor, engine_venture
from campus5g.portal.support.permissions import can_change_mentor, can_follow, can_plan, can_run, can_write_note

WISHES = 3


def enter_mentor(
    actor: Actor, user: User, text: str, topics: Iterable[str], hours: int, close_to: Iterable[Venture] = ()
) -> Mentor:
    """Enter a mentor, who agreed to be shown to the ventures; they are told."""
    with deed(actor, "support.enter_mentor", right=can_run(actor)) as done:
        stands = actor_of(user)
        if stands.organisation_id is None:
            raise BadInput(
                "user", msg("%(name)s, who acts for no organisation", name=user.full_name), msg("a person of a member")
            )
        if Mentor._base_manager.filter(user=user).exists():
            raise Conflict(msg("%(name)s is a mentor already.", name=user.full_name))
        mentor = Mentor(organisation_id=stands.organisation_id, user=user, text=text.strip()[:TEXT_LENGTH], topics=_topics(topics),
                        hours=hours)  # fmt: skip
        mentor.save()
        mentor.close_to.set(close_to)
        done.on(mentor)
        done.tell([user], msg("You are a mentor of the incubator: say what you bring"), mentor.get_absolute_url())
    return mentor


def change_mentor(
    actor: Actor, mentor: Mentor, text: str, topics: Iterable[str], hours: int, close_to: Iterable[Venture]
) -> Mentor:
    with deed(actor, "support.change_mentor", right=can_change_mentor(actor, mentor)) as done:
        mentor.text, mentor.topics, mentor.hours = text.strip()[:TEXT_LENGTH], _topics(topics), hours
        mentor.save()
        mentor.close_to.set(close_to)
        done.on(mentor)
    return mentor


def archive_mentor(actor: Actor, mentor: Mentor, why: str) -> Mentor:
    """Take a mentor off the list; refused while they accompany somebody."""
    why = refuse_empty("why", why, msg("a few words: why"))
    with deed(actor, "support.archive_mentor", right=can_change_mentor(actor, mentor)) as done:
        first = Mentoring._base_manager.filter(mentor=mentor, ended_on=None).select_related("member__venture").first()
        if first is not None:
            raise Conflict(
                msg("%(mentor)s accompanies %(venture)s: end that first.", mentor=str(mentor), venture=str(first.member))
            )
        mentor.archived_at, mentor.archived_why = timezone.now(), why[:WHY_LENGTH]
        mentor.save()
        done.on(mentor, why=mentor.archived_why)
    return mentor


def wish(
    actor: Actor, member: Member, topics: Mapping[str, int], hours: int, wanted: Iterable[Mentor], unwanted: Iterable[Mentor] = ()
) -> None:
    """Say what a venture wants help with, whom it would like (three at most, the dearest first), and whom it would rather not have."""
    wanted, unwanted = list(dict.fromkeys(wanted)), list(dict.fromkeys(unwanted))
    if len(wanted) > WISHES:
        raise BadInput("wanted", msg("%(n)s mentors", n=len(wanted)), msg("at most %(n)s", n=WISHES))
    both = set(wanted) & set(unwanted)
    if both:
        raise BadInput("unwanted", msg("%(name)s, who is wished for too", name=str(both.pop())), msg("each mentor once"))
    with deed(actor, "support.wish", right=can_plan(actor, member)) as done:
        held = locked_member(member)
        held.topics = {key: min(3, max(1, int(weight))) for key, weight in topics.items() if key in topic_labels()}
        held.hours = hours
        held.save()
        Wish._base_manager.filter(member=held).delete()
        rows = [(mentor, rank) for rank, mentor in enumerate(wanted, start=1)] + [(mentor, 0) for mentor in unwanted]
        Wish._base_manager.bulk_create(Wish(member=held, mentor=mentor, rank=rank) for mentor, rank in rows)
        done.on(held, wishes=len(wanted))


def propose_mentors(actor: Actor, cohort: Cohort) -> engine.Proposal:
    """Let the engine propose a mentor to each venture of a cohort; nothing is settled until the office confirms it."""
    with deed(actor, "support.propose_mentors", right=can_run(actor)) as done:
        held = locked(cohort)
        ventures, mentors, kept = asked_of(held)
        found = engine.assign_mentors(ventures, mentors, kept)
        held.proposal, held.proposed_at = to_plain(found), timezone.now()
        held.save()
        done.on(held, pairs=len(found.pairs), alone=len(found.alone))
    return found


def confirm_mentor(actor: Actor, member: Member, mentor: Mentor, since: date | None = None) -> Mentoring:
    """Let a mentor accompany a venture, as proposed or otherwise. Refusals of either side and the hours given are respected.

    since: the day they began, where that is not today.
    """
    since = since or today()
    if not member.joined_on <= since <= today():
        raise BadInput("since", msg("%(day)s", day=Day.of(since)), msg("a day since the venture joined"))
    with deed(actor, "support.confirm_mentor", right=can_run(actor)) as done:
        held_mentor = locked(mentor)
        held = locked_member(member)
        if not held.live:
            raise Conflict(msg("This venture has left the cohort: its plan is kept as it was."))
        if Mentoring._base_manager.filter(member=held, mentor=mentor, ended_on=None).exists():
            raise Conflict(msg("%(mentor)s accompanies %(venture)s already.", mentor=str(mentor), venture=str(held)))
        venture, asked = engine_venture(held), engine_mentor(held_mentor, held.cohort)
        hindrance = engine.hindrance(venture, asked)
        if hindrance is not None:
            raise Conflict(hindrance)
        topics = sorted(venture.topics, key=lambda key: (-venture.topics[key], key))
        mentoring = Mentoring(
            member=held, mentor=held_mentor, hours=held.hours, worth=engine.worth_of(venture, asked), since=since,
            covered=[key for key in topics if key in asked.topics], missing=[key for key in topics if key not in asked.topics],
            confirmed_by_id=actor.user_id,
        )  # fmt: skip
        mentoring.save()
        done.on(held, mentor=mentor.pk)
        sentence = msg("%(mentor)s accompanies %(venture)s from now on", mentor=str(mentor), venture=str(held))
        done.tell([*venture_people(held.venture), mentor.user], sentence, held.get_absolute_url())
    return mentoring


def end_mentoring(actor: Actor, mentoring: Mentoring, why: str) -> Mentoring:
    """End that a mentor accompanies a venture, with the reason; the hours given stay."""
    why = refuse_empty("why", why, msg("a few words: why"))
    with deed(actor, "support.end_mentoring", right=can_run(actor)) as done:
        held = locked(mentoring, "member__venture", "mentor__user")
        if held.ended_on is not None:
            raise Conflict(msg("This has ended already."))
        held.ended_on, held.ended_why = today(), why[:WHY_LENGTH]
        held.save()
        done.on(held.member, mentor=held.mentor_id, why=held.ended_why)
        sentence = msg("%(mentor)s no longer accompanies %(venture)s", mentor=str(held.mentor), venture=str(held.member))
        done.tell([*venture_people(held.member.venture), held.mentor.user], sentence, held.member.get_absolute_url())
    return held


def log_hours(actor: Actor, mentoring: Mentoring, on: date, minutes: int, kind: Hours.Kind, text: str) -> Hours:
    """Write down the time that a mentor gave, and what about."""
    text = refuse_empty("text", text, msg("what it was about"))
    if on > today():
        raise BadInput("on", msg("%(day)s, which is to come", day=Day.of(on)), msg("a day until today"))
    if on < mentoring.since:
        raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("a day after they began"))
    with deed(actor, "support.log_hours", right=can_follow(actor, mentoring.member)) as done:
        if not (actor.sees_all or mentoring.mentor.user_id == actor.user_id):
            raise Conflict(msg("These are the hours of another mentor."))
        given = Hours(mentoring=mentoring, on=on, minutes=minutes, kind=kind, text=text[:WHY_LENGTH], logged_by_id=actor.user_id)
        given.save()
        done.on(mentoring.member, hours=given.pk, minutes=minutes, on=on.isoformat())
    return given


def withdraw_hours(actor: Actor, given: Hours) -> Hours:
    """Take back hours that were written by mistake."""
    with deed(actor, "support.withdraw_hours", right=can_follow(actor, given.mentoring.member)) as done:
        held = locked(given)
        if held.withdrawn_at is not None:
            raise Conflict(msg("These hours were taken back already."))
        held.withdrawn_at = timezone.now()
        held.save()
        done.on(given.mentoring.member, hours=given.pk)
    return held


def write_mentor_note(actor: Actor, member: Member, text: str, *, shared: bool) -> MentorNote:
    """Write a note: for the mentors and the office alone, or for the venture too."""
    text = refuse_empty("text", text, msg("a few words"))
    with deed(actor, "support.write_note", right=can_write_note(actor, member, shared=shared)) as done:
        note = MentorNote(member=member, text=text[:TEXT_LENGTH], shared=shared, author_id=actor.user_id)
        note.save()
        done.on(member, note=note.pk, shared=shared)
        if shared:
            done.tell(
                venture_people(member.venture), msg("A note for %(venture)s", venture=str(member)), member.get_absolute_url()
            )
    return note


def _topics(keys: Iterable[str]) -> list[Any]:
    known = topic_labels()
    return [key for key in dict.fromkeys(keys) if key in known]
