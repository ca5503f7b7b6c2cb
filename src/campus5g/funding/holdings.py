"""The single undertaking of de minimis aid, and the ledger of what it received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from campus5g.core.project import Award
from campus5g.funding.de_minimis import headroom, last_day_counted
from campus5g.funding.rules import RulesOn
from campus5g.funding.ties import PERSON, Stake, linked_sets


def single_undertaking(name: str, stakes: Sequence[Stake], countries: Mapping[str, str]) -> frozenset[str]:
    """Return the companies that are one undertaking with ``name``: tied by control, one after the other, in its Member State.

    Control: a majority of votes, those of tied companies together, or control by other means (Reg. 2023/2831 Art. 2(2)). A company
    without a stated country counts as of the same Member State; natural persons are no enterprises and tie nobody.
    """
    home = countries.get(name, "FR")
    here = [s for s in stakes if s.kind != PERSON and {countries.get(end, home) for end in (s.holder, s.held)} == {home}]
    return linked_sets(here, _votes_control).get(name, frozenset({name}))


def _votes_control(stakes: Sequence[Stake]) -> bool:
    return any(stake.control for stake in stakes) or sum(stake.votes for stake in stakes) > 50


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One de minimis award of an undertaking: the day from which its room is free again, and the room on that day."""

    company: str
    award: Award
    frees_on: date
    room_then_cents: int


def de_minimis_ledger(
    undertaking: Iterable[str], awards: Mapping[str, Sequence[Award]], on: date, rules: RulesOn
) -> tuple[LedgerRow, ...]:  # fmt: skip
    """Return the awards that still count on a day, the first to be freed first; the room assumes that none is added.

    After a merger, give the awards of all parties; after a split, those of the activity that used the aid (Art. 3(8) and 3(9)).
    """
    years = int(rules.rule("de_minimis.years").value)
    mine = [(company, award) for company in sorted(undertaking) for award in awards.get(company, ())]
    rows: list[LedgerRow] = []
    for company, award in mine:
        frees = last_day_counted(award.granted, years) + timedelta(days=1)
        if award.granted <= on < frees:
            rows.append(LedgerRow(company, award, frees, headroom([a for _, a in mine], frees, rules)))
    return tuple(sorted(rows, key=lambda row: (row.frees_on, row.company)))
