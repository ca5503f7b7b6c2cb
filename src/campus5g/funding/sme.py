"""Who is small, medium or large: Recommendation 2003/361/EC, which is Annex I of the GBER."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.money import nearest_cent
from campus5g.core.project import Accounts, Size
from campus5g.funding.rules import Basis, RulesOn


class SmeClass(StrEnum):
    """The classes of the Recommendation; State aid treats micro as small."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def size(self) -> Size:
        return Size.SMALL if self is SmeClass.MICRO else Size(self.value)


_ORDER = tuple(SmeClass)


@dataclass(frozen=True, slots=True)
class Figures:
    """Staff in annual work units, turnover and balance sheet total in euros: of one year, of one enterprise or of several."""

    staff_awu: Decimal
    turnover_eur: Decimal
    balance_eur: Decimal

    @classmethod
    def of(cls, accounts: Accounts, part: Decimal = Decimal(1)) -> Figures:
        """The figures of closed accounts, or a part of them."""
        return cls(part * accounts.staff_awu, part * accounts.turnover_cents / 100, part * accounts.balance_cents / 100)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.staff_awu + other.staff_awu, self.turnover_eur + other.turnover_eur, self.balance_eur + other.balance_eur
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SmeAnswer:
    """The class, the figures it rests on (own, partners pro rata, linked in full) and the reason."""

    status: SmeClass
    staff_awu: Decimal
    turnover_cents: int
    balance_cents: int
    reason: Message
    basis: Basis


def judge_size(figures: Figures, rules: RulesOn, *, public_percent: Decimal = Decimal(0)) -> SmeAnswer:
    """Compare staff, and either turnover or balance sheet, with the ceilings (Art. 2).

    ``figures``: with partner and linked enterprises, see ``group.judge_group``. Public bodies that hold 25 % or more together: not
    an SME (Art. 3(4)).
    """
    limit = rules.rule("sme.public_share")
    if public_percent >= limit.value:
        status = SmeClass.LARGE
        reason = msg(
            "public bodies hold %(share)s %%: not an SME (%(article)s)", share=float(public_percent), article=limit.article
        )
    else:
        status = _class_of(figures, rules)
        reason = msg("staff, and either turnover or balance sheet, with partner and linked enterprises")
    basis = rules.rule("sme.medium.staff").basis
    turnover, balance = nearest_cent(figures.turnover_eur), nearest_cent(figures.balance_eur)
    return SmeAnswer(status, figures.staff_awu, turnover, balance, reason, basis)


def status_over_years(history: Sequence[tuple[int, SmeClass]]) -> SmeClass:
    """Apply the two-year rule (Art. 4(2)): a class changes only when two closed accounts in a row lie on its other side.

    ``history``: (year, class by that year's figures), at least one; the first year is the starting status.
    """
    if not history:
        raise BadInput("history", msg("no closed accounts"), msg("one year or more"))
    ordered = sorted(history)
    years = [year for year, _ in ordered]
    if len(set(years)) < len(years):
        raise BadInput("history", msg("one year twice"), msg("one class a year"))
    ranks = [_ORDER.index(status) for _, status in ordered]
    status = ranks[0]
    for before, last in pairwise(ranks):
        if min(before, last) > status:
            status = min(before, last)
        elif max(before, last) < status:
            status = max(before, last)
    return _ORDER[status]


def _class_of(figures: Figures, rules: RulesOn) -> SmeClass:
    for status in _ORDER[:-1]:
        few = figures.staff_awu < rules.rule(f"sme.{status.value}.staff").value
        small = figures.turnover_eur <= rules.rule(f"sme.{status.value}.turnover").value
        light = figures.balance_eur <= rules.rule(f"sme.{status.value}.balance").value
        if few and (small or light):
            return status
    return SmeClass.LARGE
