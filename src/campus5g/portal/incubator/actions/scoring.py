"""Marks: saved as often as a juror likes, each saving kept; two devices that save over each other are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.incubator.actions.applications import lock
from campus5g.portal.incubator.actions.rounds import rubric_of
from campus5g.portal.incubator.models import Application, Assignment, Remark, Round, Score
from campus5g.portal.incubator.permissions import can_discuss, can_score

AHEAD = timedelta(minutes=10)
"""How far the clock of a tablet may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a juror gives. revision: the last one they had seen; number: the device's own, the same each time it sends this."""

    number: UUID
    marks: Mapping[str, float]
    comment: str
    revision: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of marks that were sent: ``kept``, ``known`` (sent before) or ``refused``, with the sentence."""

    number: UUID
    state: str
    said: Message
    revision: int


def give_marks(actor: Actor, assignment: Assignment, given: Given) -> Score:
    """Keep marks as a new revision. Raises ``Conflict`` where another device saved a later one, ``BadInput`` for marks off the scale."""
    marks = checked(assignment.application.round, given.marks)
    with deed(actor, "incubator.mark", right=can_score(actor, assignment)) as done:
        kept: Assignment = Assignment._base_manager.select_for_update().get(pk=assignment.pk)
        if Score._base_manager.filter(sent=given.number).exists():
            raise Conflict(msg("These marks were kept already."))
        last = last_score(kept)
        if (last.revision if last else 0) != given.revision and last is not None:
            raise Conflict(
                msg(
                    "These marks were changed on another device at %(hour)s: look at them, then save yours again.",
                    hour=f"{localtime(last.at):%H:%M:%S}",
                )
            )
        score = Score(
            assignment=kept, revision=(last.revision if last else 0) + 1, marks=marks, comment=given.comment.strip()[:4000],
            sent=given.number, seen_at=min(given.seen_at, now()), at=now(),
        )  # fmt: skip
        score.save()
        done.on(kept, revision=score.revision)
    return score


def send_marks(actor: Actor, given: Sequence[tuple[Assignment, Given]]) -> list[Outcome]:
    """Keep what a tablet wrote without network, each on its own; what was sent before is known, and nothing is doubled."""
    outcomes = []
    for assignment, one in given:
        known = Score._base_manager.filter(sent=one.number, assignment=assignment).first()
        if known is not None:
            outcomes.append(Outcome(one.number, "known", msg("kept already"), known.revision))
            continue
        try:
            if one.seen_at > now() + AHEAD:
                raise BadInput("seen_at", msg("a time to come"), msg("the clock of the tablet set right"))
            score = give_marks(actor, assignment, one)
        except (Conflict, Denied) as refusal:
            outcomes.append(Outcome(one.number, "refused", refusal.reason, one.revision))
        except BadInput as error:
            outcomes.append(Outcome(one.number, "refused", error.sentence, one.revision))
        else:
            outcomes.append(Outcome(one.number, "kept", msg("kept"), score.revision))
    return outcomes


def checked(found: Round, marks: Mapping[str, float]) -> dict[str, float]:
    """Return a mark for each criterion, on the scale of the round."""
    known = {criterion.key for criterion in rubric_of(found)}
    if set(marks) != known:
        raise BadInput(
            "marks", msg("%(n)s marks of %(all)s", n=len(known & set(marks)), all=len(known)), msg("one for each criterion")
        )
    for value in marks.values():
        if not 0 <= value <= found.top:
            raise BadInput("marks", msg("a mark of %(value)s", value=value), msg("from 0 to %(top)s", top=found.top))
    return {key: float(value) for key, value in marks.items()}


def last_score(assignment: Assignment) -> Score | None:
    found: Score | None = Score._base_manager.filter(assignment=assignment).order_by("-revision").first()
    return found


def discuss(actor: Actor, application: Application, text: str) -> Remark:
    """Write down what was said of a file."""
    if not text.strip():
        raise BadInput("text", msg("nothing"), msg("a few words"))
    with deed(actor, "incubator.discuss", right=can_discuss(actor, application)) as done:
        kept = lock(application.pk)
        if kept.state not in Application.READ:
            raise Conflict(msg("This file is not before the jury."))
        remark = Remark(application=kept, author_id=actor.user_id, text=text.strip()[:4000], at=now())
        remark.save()
        done.on(kept, remark=remark.pk)
    return remark
