"""The plan: strands, actions and milestones written, how they stand, and their days moved inside what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.programme.actions.holding import (
    keep_move,
    locked,
    next_number,
    refuse_backwards,
    refuse_empty,
    refuse_outside,
)
from campus5g.portal.programme.models import Action, Milestone, Participant, Programme, Strand
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.programme.people import answering
from campus5g.portal.programme.permissions import can_run, can_say_action, can_say_milestone
from campus5g.portal.programme.stones import stones_of
from campus5g.territory.programmes import Stone, circle


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of a strand or an action. owner, partners: who answers for it and who helps; person: by name."""

    title: str
    starts_on: date
    ends_on: date
    text: str = ""
    owner: Participant | None = None
    person: User | None = None
    partners: tuple[Participant, ...] = ()
    example: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """What is said of a milestone or deliverable. after: what must be reached before it."""

    title: str
    due: date
    kind: str = Milestone.Kind.MILESTONE
    proof: str = ""
    person: User | None = None
    after: tuple[Milestone, ...] = field(default=())
    example: bool = False


def write_strand(actor: Actor, programme: Programme, said: Part) -> Strand:
    """Add a strand to the plan."""
    with deed(actor, "programme.write_strand", right=can_run(actor, programme)) as done:
        held = locked(programme)
        refuse_backwards(said.starts_on, said.ends_on)
        _refuse_outside(said, held)
        _refuse_strangers(held, said)
        strand = Strand(
            programme=held, number=next_number(Strand._base_manager.filter(programme=held)), **_named(said), **_days(said)
        )
        strand.save()
        strand.partners.set(said.partners)
        done.on(held, strand=strand.pk, days=[said.starts_on.isoformat(), said.ends_on.isoformat()])
    return strand


def write_action(actor: Actor, strand: Strand, said: Part) -> Action:
    """Add an action to a strand; its owner is told."""
    with deed(actor, "programme.write_action", right=can_run(actor, strand.programme)) as done:
        held = locked(strand, "programme")
        refuse_backwards(said.starts_on, said.ends_on)
        _refuse_outside(said, held)
        _refuse_strangers(held.programme, said)
        action = Action(
            programme_id=held.programme_id, strand=held, number=next_number(Action._base_manager.filter(strand=held)), **_named(said),
            **_days(said),
        )  # fmt: skip
        action.save()
        action.partners.set(said.partners)
        done.on(action, days=[said.starts_on.isoformat(), said.ends_on.isoformat()])
        if said.owner is not None:
            told = msg("An action of yours joined the programme: %(title)s", title=action.title)
            done.tell(people_of(said.owner.organisation_id), told, action.get_absolute_url())
    return action


def change_action(actor: Actor, action: Action, said: Part) -> Action:
    """Change what is said of an action. Its days change here while the programme is prepared, afterwards by an amendment."""
    with deed(actor, "programme.change_action", right=can_run(actor, action.programme)) as done:
        held = locked(action, "programme", "strand")
        refuse_backwards(said.starts_on, said.ends_on)
        _refuse_outside(said, held.strand)
        _refuse_strangers(held.programme, said)
        if (said.starts_on, said.ends_on) != (held.starts_on, held.ends_on):
            if held.programme.state != Programme.State.PREPARED:
                raise Conflict(msg("The programme runs: an amendment moves the days of an action."))
            for name, value in _days(said).items():
                setattr(held, name, value)
        for name, value in _named(said).items():
            setattr(held, name, value)
        held.save()
        held.partners.set(said.partners)
        done.on(held)
    return held


def say_action(actor: Actor, action: Action, state: Action.State, progress: int, said: str) -> Action:
    """Say how an action stands: its state, how much of it is done, in a few words."""
    text = refuse_empty("said", said, msg("a few words: how it stands"))
    if not 0 <= progress <= 100:
        raise BadInput("progress", msg("%(n)s %%", n=progress), msg("from 0 to 100"))
    with deed(actor, "programme.say_action", right=can_say_action(actor, action)) as done:
        held = locked(action)
        if state == Action.State.DONE and Milestone._base_manager.filter(action=held, reached_on=None, dropped_at=None).exists():
            raise Conflict(msg("A milestone of this action is still open: say first that it is reached, or given up."))
        before = [held.state, held.progress]
        held.state, held.progress = state, 100 if state == Action.State.DONE else progress
        held.said, held.said_on = text[:WHY_LENGTH], today()
        held.save()
        done.on(held, before=before, after=[held.state, held.progress], said=held.said)
    return held


def write_milestone(actor: Actor, action: Action, said: Aim) -> Milestone:
    """Add a milestone or a deliverable to an action."""
    title = refuse_empty("title", said.title, msg("what is to be reached"))
    with deed(actor, "programme.write_milestone", right=can_run(actor, action.programme)) as done:
        held = locked(action, "programme", "strand")
        refuse_outside("due", said.due, held.starts_on, held.ends_on)
        milestone = Milestone(
            programme_id=held.programme_id, action=held, number=next_number(Milestone._base_manager.filter(action=held)), kind=said.kind,
            title=title[:TITLE_LENGTH], proof=said.proof.strip()[:WHY_LENGTH], due=said.due, base_due=said.due, person=said.person,
            example=said.example,
        )  # fmt: skip
        milestone.save()
        _set_after(milestone, said.after)
        done.on(milestone, due=said.due.isoformat())
        done.tell(
            answering(held),
            msg("A milestone joined the programme: %(title)s", title=milestone.title),
            milestone.get_absolute_url(),
        )
    return milestone


def change_milestone(actor: Actor, milestone: Milestone, said: Aim) -> Milestone:
    """Change what is said of an open milestone, its day apart while the programme runs."""
    title = refuse_empty("title", said.title, msg("what is to be reached"))
    with deed(actor, "programme.change_milestone", right=can_run(actor, milestone.programme)) as done:
        held = _open(milestone)
        if said.due != held.due:
            if held.programme.state != Programme.State.PREPARED:
                raise Conflict(msg("The programme runs: the day of a milestone is moved with its reason."))
            refuse_outside("due", said.due, held.action.starts_on, held.action.ends_on)
            held.due = held.base_due = said.due
        held.kind, held.title, held.proof = said.kind, title[:TITLE_LENGTH], said.proof.strip()[:WHY_LENGTH]
        held.person, held.example = said.person, said.example
        held.save()
        _set_after(held, said.after)
        done.on(held)
    return held


def move_milestone(actor: Actor, milestone: Milestone, due: date, why: str) -> Milestone:
    """Move a milestone inside its action. Beyond the action's days it takes an amendment."""
    reason = refuse_empty("why", why, msg("a few words: why it moves"))
    with deed(actor, "programme.move_milestone", right=can_say_milestone(actor, milestone)) as done:
        held = _open(milestone)
        if due == held.due:
            raise BadInput("due", msg("%(day)s", day=Day.of(due)), msg("another day than the present one"))
        if not held.action.starts_on <= due <= held.action.ends_on:
            raise BadInput(
                "due", msg("%(day)s", day=Day.of(due)),
                msg("a day of its action, from %(first)s to %(last)s; beyond it, an amendment", first=Day.of(held.action.starts_on),
                    last=Day.of(held.action.ends_on)),
            )  # fmt: skip
        before = held.due
        keep_move(actor, held, None, due, reason)
        done.on(held, due=[before.isoformat(), due.isoformat()], why=reason)
        done.tell(office_people(), msg("A milestone moved: %(title)s", title=held.title), held.get_absolute_url())
    return held


def say_late(actor: Actor, milestone: Milestone, why: str) -> Milestone:
    """Say why a milestone is late."""
    reason = refuse_empty("late_why", why, msg("a few words: why it is late"))
    with deed(actor, "programme.say_late", right=can_say_milestone(actor, milestone)) as done:
        held = _open(milestone)
        if not held.late(today()):
            raise Conflict(msg("This milestone is not late."))
        held.late_why = reason[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.late_why, days=held.late(today()))
        done.tell(office_people(), msg("A late milestone has its reason: %(title)s", title=held.title), held.get_absolute_url())
    return held


def reach_milestone(
    actor: Actor, milestone: Milestone, on: date, evidence: str, late_why: str = "", file: UploadedFile | None = None
) -> Milestone:
    """Say that a milestone is reached or a deliverable handed over, with what proves it; one that is late says why."""
    proof = refuse_empty("evidence", evidence, msg("what proves it, in a few words"))
    if on > today():
        raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("today or a day before"))
    with deed(actor, "programme.reach_milestone", right=can_say_milestone(actor, milestone)) as done:
        held = _open(milestone)
        waits = list(held.after.filter(reached_on=None, dropped_at=None).select_related("action__strand"))
        if waits:
            raise Conflict(
                msg("It waits for %(key)s “%(title)s”, which is not reached yet.", key=waits[0].code, title=waits[0].title)
            )
        if on > held.due:
            held.late_why = refuse_empty("late_why", late_why or held.late_why, msg("why it is late, in a few words"))[
                :WHY_LENGTH
            ]
        held.reached_on, held.evidence, held.reached_by_id = on, proof[:TEXT_LENGTH], actor.user_id
        held.save()
        if file is not None:
            attachments.attach(actor, held, held.programme.organisation_id, file, ALLOWED)
        done.on(held, on=on.isoformat(), due=held.due.isoformat(), evidence=held.evidence, late_why=held.late_why)
        done.tell(office_people(), msg("Reached: %(title)s", title=held.title), held.get_absolute_url())
    return held


def drop_milestone(actor: Actor, milestone: Milestone, why: str) -> Milestone:
    """Give up a milestone, with the reason; it stays in the plan as given up."""
    reason = refuse_empty("why", why, msg("a few words: why it is given up"))
    with deed(actor, "programme.drop_milestone", right=can_run(actor, milestone.programme)) as done:
        held = _open(milestone)
        held.dropped_at, held.dropped_why = timezone.now(), reason[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.dropped_why)
        done.tell(answering(held.action), msg("Given up: %(title)s", title=held.title), held.get_absolute_url())
    return held


def _open(milestone: Milestone) -> Milestone:
    """The milestone as it now is, held until the deed ends, if it is still open."""
    held = locked(milestone, "programme", "action__strand")
    if held.reached_on is not None:
        raise Conflict(msg("This milestone is reached already."))
    if held.dropped_at is not None:
        raise Conflict(msg("This milestone was given up."))
    return held


def _set_after(milestone: Milestone, after: Iterable[Milestone]) -> None:
    """Say what a milestone waits for; a circle is refused."""
    chosen = list(after)
    if any(one.programme_id != milestone.programme_id for one in chosen):
        raise BadInput("after", msg("a milestone of another programme"), msg("milestones of this programme"))
    others = [stone for stone in stones_of(milestone.programme) if stone.key != milestone.code]
    round_ = circle([*others, Stone(milestone.code, milestone.title, milestone.due, None, tuple(one.code for one in chosen))])
    if round_:
        raise BadInput("after", msg("%(keys)s wait for one another", keys=" → ".join(round_)), msg("an order without a circle"))
    milestone.after.set(chosen)


def _named(said: Part) -> dict[str, Any]:
    title = refuse_empty("title", said.title, msg("a title"))
    return {"title": title[:TITLE_LENGTH], "text": said.text.strip()[:TEXT_LENGTH], "owner": said.owner, "person": said.person,
            "example": said.example}  # fmt: skip


def _days(said: Part) -> dict[str, date]:
    return {"starts_on": said.starts_on, "ends_on": said.ends_on, "base_starts_on": said.starts_on, "base_ends_on": said.ends_on}


def _refuse_outside(said: Part, around: Programme | Strand) -> None:
    refuse_outside("starts_on", said.starts_on, around.starts_on, around.ends_on)
    refuse_outside("ends_on", said.ends_on, around.starts_on, around.ends_on)


def _refuse_strangers(programme: Programme, said: Part) -> None:
    """Who answers for a thing, or helps, takes part in the programme and works in it."""
    for one in (said.owner, *said.partners):
        if one is not None and (one.programme_id != programme.pk or not one.works):
            raise BadInput("owner", msg("“%(name)s”", name=str(one)), msg("one of those who work in this programme"))
