"""A state laid out for reading: what each partner does, spends and receives."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.consortium import Commitments, Paid, Party, Work
from campus5g.core.message import Message
from campus5g.core.project import CostLine
from campus5g.portal.projects.labels import CATEGORY


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One partner. ``paid`` is ``None`` without an up-to-date financing plan."""

    party: Party
    cents: int
    paid: Paid | None
    lines: tuple[tuple[CostLine, Message], ...]


@dataclass(frozen=True, slots=True)
class WorkRow:
    work: Work
    last: int
    doers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    parties: tuple[PartyRow, ...]
    work: tuple[WorkRow, ...]


def read_state(state: Commitments) -> Reading:
    names = {party.id: party.name for party in state.parties}
    parties = tuple(
        PartyRow(party, state.cost_of(party.id), state.paid_to(party.id), _lines(state, party.id)) for party in state.parties
    )
    work = tuple(
        WorkRow(part, part.first_month + part.months - 1, tuple(names[key] for key in part.partner_ids if key in names))
        for part in state.work
    )
    return Reading(parties, work)


def _lines(state: Commitments, partner_id: str) -> tuple[tuple[CostLine, Message], ...]:
    return tuple((line, CATEGORY[line.category]) for line in state.lines if line.partner_id == partner_id)
