"""The calendar of hearings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.matching.jury import Schedule, Sitting, Team, schedule_hearings
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.incubator.actions import rounds
from campus5g.portal.incubator.actions.applications import lock, tell_office
from campus5g.portal.incubator.models import Application, Assignment, Hearing, Juror, Round
from campus5g.portal.incubator.permissions import can_change_round, can_come, can_sit

MOST_SLOTS, MOST_ROOMS = 60, 8


@dataclass(frozen=True, slots=True)
class Frame:
    """slots: hearings in a row in each room, from ``starts_at``, ``minutes`` each."""

    starts_at: datetime
    minutes: int
    slots: int
    rooms: tuple[str, ...]
    quorum: int = 2

    def begins(self, slot: int) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes) * slot

    def check(self) -> None:
        if not 1 <= self.slots <= MOST_SLOTS or not 5 <= self.minutes <= 240:
            raise BadInput(
                "slots", msg("%(n)s hearings in a row", n=self.slots), msg("from 1 to %(n)s, of 5 to 240 minutes", n=MOST_SLOTS)
            )
        if not 1 <= len(set(self.rooms)) == len(self.rooms) <= MOST_ROOMS:
            raise BadInput("rooms", msg("%(n)s rooms", n=len(self.rooms)), msg("from 1 to %(n)s, each once", n=MOST_ROOMS))


def say_absences(actor: Actor, juror: Juror, starts: Sequence[datetime]) -> Juror:
    """A juror says at which hearings they cannot be."""
    with deed(actor, "incubator.absences", right=can_sit(actor, juror)) as done:
        juror.away = sorted(one.isoformat() for one in starts)
        juror.save(update_fields=["away"])
        done.on(juror.round, juror=juror.pk, slots=len(juror.away))
    return juror


def say_team_absences(actor: Actor, application: Application, starts: Sequence[datetime]) -> Application:
    """A team says at which hearings it cannot come; where it is expected at one of them, the office is told."""
    with deed(actor, "incubator.away", right=can_come(actor, application)) as done:
        kept = lock(application.pk)
        kept.away = sorted(one.isoformat() for one in starts)
        kept.save(update_fields=["away"])
        done.on(kept, slots=len(kept.away))
        placed = Hearing._base_manager.filter(application=kept).first()
        if placed is not None and placed.starts_at in starts:
            told = msg("The team of %(reference)s cannot come to its hearing: place it anew", reference=kept.venture.reference)
            tell_office(done, kept, told)
    return kept


def schedule(actor: Actor, found: Round, frame: Frame) -> Schedule:
    """Place every file before the jury, anew; what cannot be placed says why. A hearing that moves keeps its entry in agendas."""
    frame.check()
    with deed(actor, "incubator.schedule", right=can_change_round(actor, found)) as done:
        kept = rounds.lock(found.pk)
        files = list(Application._base_manager.filter(round=kept, state=Application.State.ELIGIBLE))
        if not files:
            raise Conflict(msg("No file is before the jury yet."))
        answer = _ask(frame, files)
        kept.frame = {
            "starts_at": frame.starts_at.isoformat(), "minutes": frame.minutes, "slots": frame.slots, "rooms": list(frame.rooms),
            "quorum": frame.quorum,
        }  # fmt: skip
        kept.save(update_fields=["frame"])
        _keep(frame, files, answer)
        done.on(kept, heard=len(answer.hearings), unheard=len(answer.unheard))
    return answer


def _ask(frame: Frame, files: Sequence[Application]) -> Schedule:
    live = Assignment._base_manager.filter(application__in=files, set_aside_at=None, juror__state=Juror.State.ACCEPTED)
    panels: dict[int, list[str]] = {}
    jurors = {}
    for one in live.select_related("juror__user"):
        panels.setdefault(one.application_id, []).append(str(one.juror_id))
        jurors[one.juror_id] = one.juror

    def free(away: Sequence[str]) -> frozenset[int]:
        return frozenset(slot for slot in range(frame.slots) if frame.begins(slot).isoformat() not in away)

    sitting = [Sitting(str(pk), str(juror.user), free(juror.away)) for pk, juror in sorted(jurors.items())]
    teams = [Team(str(one.pk), one.file_name, tuple(panels.get(one.pk, ())), free(one.away)) for one in files]
    return schedule_hearings(teams, sitting, frame.slots, len(frame.rooms), frame.quorum)


def _keep(frame: Frame, files: Sequence[Application], answer: Schedule) -> None:
    before = {one.application_id: one for one in Hearing._base_manager.filter(application__in=files)}
    Hearing._base_manager.filter(application__in=files).delete()
    for one in answer.hearings:
        old = before.get(int(one.team))
        hearing = Hearing(
            application_id=int(one.team), starts_at=frame.begins(one.slot), minutes=frame.minutes, room=frame.rooms[one.room],
            version=old.version + 1 if old else 0,
        )  # fmt: skip
        hearing.save()
        hearing.jurors.set([int(key) for key in one.jurors])
