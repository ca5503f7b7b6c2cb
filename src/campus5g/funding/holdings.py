"""Who holds whom, from a list of stakes: the enterprise of the SME test, and the single undertaking of de minimis aid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Accounts, Award
from campus5g.funding.de_minimis import headroom, last_day_counted
from campus5g.funding.rules import RulesOn
from campus5g.funding.sme import Enterprise, Holding


@dataclass(frozen=True, slots=True)
class Stake:
    """``holder`` holds a part of ``held``; percents of capital and votes. control: appointment of directors, contract, agreement."""

    holder: str
    held: str
    capital: Decimal
    votes: Decimal = Decimal(0)
    kind: str = "company"
    control: bool = False

    @property
    def percent(self) -> Decimal:
        """The higher of capital and votes (Annex I Art. 6(2))."""
        return max(self.capital, self.votes)

    @property
    def controls(self) -> bool:
        """A majority of votes, or control by other means: what de minimis looks at (Reg. 2023/2831 Art. 2(2))."""
        return self.control or self.votes > 50


def enterprise_of(name: str, accounts: Mapping[str, Accounts], stakes: Sequence[Stake]) -> Enterprise:
    """Return an enterprise with its holders and what it holds, ready for ``judge_size``.

    ``BadInput``: an enterprise without accounts or with contradictory ones, a share outside 0 to 100 %, shares of one enterprise
    over 100 %, one stake told twice, an enterprise that holds itself, directly or around a circle.
    """
    _refuse_accounts(accounts)
    check_stakes(stakes)
    return _around(name, "", accounts, stakes)


def single_undertaking(name: str, stakes: Sequence[Stake], countries: Mapping[str, str]) -> frozenset[str]:
    """Return the companies that are one undertaking with ``name``: tied by control, one after the other, in its Member State.

    A company without a stated country counts as of the same Member State.
    """
    home, found, waiting = countries.get(name, "FR"), {name}, [name]
    while waiting:
        company = waiting.pop()
        for stake in stakes:
            if stake.controls and company in (stake.holder, stake.held):
                other = stake.held if company == stake.holder else stake.holder
                if other not in found and countries.get(other, home) == home:
                    found.add(other)
                    waiting.append(other)
    return frozenset(found)


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


def _around(name: str, seen_from: str, accounts: Mapping[str, Accounts], stakes: Sequence[Stake]) -> Enterprise:
    """The enterprise and its ties, without the one it was reached by: the tie between the two is told once."""
    own = accounts.get(name)
    if own is None:
        raise BadInput("accounts", msg("no accounts of “%(name)s”", name=name), msg("staff, turnover and balance sheet"))
    holders = [s for s in stakes if s.held == name and s.holder != seen_from]
    held = [s for s in stakes if s.holder == name and s.held != seen_from]
    return Enterprise(
        own.staff_awu, own.turnover_cents, own.balance_cents,
        tuple(Holding(_around(s.holder, name, accounts, stakes), s.percent, s.kind, s.control) for s in holders),
        tuple(Holding(_around(s.held, name, accounts, stakes), s.percent, s.kind, s.control) for s in held),
    )  # fmt: skip


def _refuse_accounts(accounts: Mapping[str, Accounts]) -> None:
    for name, own in accounts.items():
        if own.staff_awu < 0 or min(own.turnover_cents, own.balance_cents) < 0:
            raise BadInput(f"accounts of {name}", msg("a negative figure"), msg("zero or more"))
    if len({own.year for own in accounts.values()}) > 1:
        raise BadInput("accounts", msg("accounts of different years"), msg("the last closed year of each enterprise"))


def check_stakes(stakes: Sequence[Stake]) -> None:
    """Refuse a share outside 0 to 100 %, shares of one enterprise over 100 %, a stake told twice, a circle."""
    told: set[tuple[str, str]] = set()
    for stake in stakes:
        where = f"{stake.holder} → {stake.held}"
        if not (0 <= stake.capital <= 100 and 0 <= stake.votes <= 100):
            raise BadInput(where, msg("a share outside 0 to 100 %%"), msg("a share from 0 to 100 %%"))
        if (stake.holder, stake.held) in told:
            raise BadInput(where, msg("one stake told twice"), msg("one stake between two enterprises"))
        told.add((stake.holder, stake.held))
    for held in {stake.held for stake in stakes}:
        mine = [stake for stake in stakes if stake.held == held]
        if any(sum(parts, Decimal(0)) > 100 for parts in zip(*((stake.capital, stake.votes) for stake in mine), strict=True)):
            raise BadInput(held, msg("shares over 100 %%"), msg("shares that add up to 100 %% at most"))
    _refuse_circles(told)


def _refuse_circles(told: set[tuple[str, str]]) -> None:
    """Refuse a circle of ties, whatever their direction: its figures would be counted without end."""
    root = {name: name for pair in told for name in pair}

    def top(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for holder, held in sorted(told):
        if top(holder) == top(held):
            raise BadInput(f"{holder} → {held}", msg("circular holdings"), msg("stakes that never come back to their start"))
        root[top(holder)] = top(held)
