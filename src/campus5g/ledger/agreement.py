"""What a funder and the partners signed: who is awarded what, on which budget, for which days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

_NAME = re.compile(r"[\w.:-]+")


def named(text: str, where: str) -> None:
    """Refuse an identifier that could not stand in the key of an account."""
    if not _NAME.fullmatch(text):
        raise BadInput(where, msg("“%(text)s”", text=text), msg("letters, digits, points, colons and hyphens"))


def positive(cents: int, where: str) -> None:
    """Refuse an amount that is negative."""
    if cents < 0:
        raise BadInput(where, msg("a negative amount"), msg("cents, nought or more"))


@dataclass(frozen=True, slots=True)
class Award:
    """What one partner is promised under one agreement, in cents: a grant, and a repayable advance."""

    partner: str
    grant_cents: int = 0
    advance_cents: int = 0

    def __post_init__(self) -> None:
        named(self.partner, "award.partner")
        positive(min(self.grant_cents, self.advance_cents), "award")


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Eligible cost of one partner, as agreed. ``category`` is what it may pay for, ``strand`` the part of the programme."""

    key: str
    partner: str
    label: str
    category: str
    cents: int
    strand: str = ""

    def __post_init__(self) -> None:
        named(self.key, "budget.key")
        positive(self.cents, "budget.cents")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One funder's agreement.

    starts, ends: the days (included) on which costs count. retention_percent: of each grant earned, held until released.
    transfer_percent: by how much a budget line may be exceeded without amendment, the partner's total being kept.
    """

    key: str
    funder: str
    starts: date
    ends: date
    awards: tuple[Award, ...]
    lines: tuple[BudgetLine, ...]
    retention_percent: Decimal = Decimal(0)
    transfer_percent: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        named(self.key, "agreement.key")
        if self.ends < self.starts:
            raise BadInput("agreement.ends", msg("it ends before it starts"), msg("a day on or after the first"))
        for name in ("retention_percent", "transfer_percent"):
            if not 0 <= getattr(self, name) <= 100:
                raise BadInput(f"agreement.{name}", msg("not a percentage"), msg("a number from 0 to 100"))
        for where, keys in (
            ("agreement.awards", [award.partner for award in self.awards]),
            ("agreement.lines", [line.key for line in self.lines]),
        ):
            if len(set(keys)) < len(keys):
                raise BadInput(where, msg("one name twice"), msg("names that differ"))

    def award(self, partner: str) -> Award | None:
        """Return what a partner is promised, or ``None``: it is no party of the agreement."""
        return next((award for award in self.awards if award.partner == partner), None)

    def line(self, key: str) -> BudgetLine | None:
        """Return a budget line by its key."""
        return next((line for line in self.lines if line.key == key), None)

    def budget_cents(self, partner: str) -> int:
        """Return the eligible cost agreed for a partner."""
        return sum(line.cents for line in self.lines if line.partner == partner)

    def amended(self, awards: Iterable[Award], lines: Iterable[BudgetLine], ends: date | None) -> Agreement:
        """Return the agreement with these awards and lines instead of those of the same name, or besides, and another last day."""
        promised = {award.partner: award for award in (*self.awards, *awards)}
        budget = {line.key: line for line in (*self.lines, *lines)}
        return replace(self, awards=tuple(promised.values()), lines=tuple(budget.values()), ends=ends or self.ends)

    @property
    def pledged_cents(self) -> int:
        """What the funder promised in all, to be repaid or not."""
        return sum(award.grant_cents + award.advance_cents for award in self.awards)
