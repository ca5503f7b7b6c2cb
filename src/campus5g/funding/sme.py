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
from campus5g.core.project import Size
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
class Holding:
    """A stake between two enterprises. ``percent`` is the higher of capital and votes; ``control``: dominant influence.

    kind: ``company``, ``public_body`` or one of the holders that Art. 3(2) lets pass (``university``, ``venture_capital`` ...).
    """

    other: Enterprise
    percent: Decimal
    kind: str = "company"
    control: bool = False


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Own accounts of one year, who holds it and what it holds."""

    staff_awu: Decimal
    turnover_cents: int
    balance_cents: int
    holders: tuple[Holding, ...] = ()
    held: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class SmeAnswer:
    """The class, the figures it rests on (own, partners pro rata, linked in full) and the reason."""

    status: SmeClass
    staff_awu: Decimal
    turnover_cents: int
    balance_cents: int
    reason: Message
    basis: Basis


_Figures = tuple[Decimal, Decimal, Decimal]


def judge_size(firm: Enterprise, rules: RulesOn) -> SmeAnswer:
    """Add up the figures of partner and linked enterprises (Art. 6) and compare with the ceilings (Art. 2).

    Linked (above 50 %, or control): in full, with its own partners pro rata. Partner (25 to 50 %): pro rata, with its own linked
    enterprises, without its partners. Holders of Art. 3(2) up to 50 % do not count; public bodies with 25 % or more together:
    not an SME (Art. 3(4)).
    """
    staff, turnover, balance = _in_full(firm, rules)
    public = sum((h.percent for h in firm.holders if h.kind == "public_body"), Decimal(0))
    limit = rules.rule("sme.public_share")
    if public >= limit.value:
        status = SmeClass.LARGE
        reason = msg("public bodies hold %(share)s %%: not an SME (%(article)s)", share=float(public), article=limit.article)
    else:
        status = _class_of(staff, turnover, balance, rules)
        reason = msg("staff, and either turnover or balance sheet, with partner and linked enterprises")
    return SmeAnswer(status, staff, nearest_cent(turnover), nearest_cent(balance), reason, rules.rule("sme.medium.staff").basis)


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


def _class_of(staff: Decimal, turnover: Decimal, balance: Decimal, rules: RulesOn) -> SmeClass:
    for status in _ORDER[:-1]:
        few = staff < rules.rule(f"sme.{status.value}.staff").value
        small = turnover <= rules.rule(f"sme.{status.value}.turnover").value
        light = balance <= rules.rule(f"sme.{status.value}.balance").value
        if few and (small or light):
            return status
    return SmeClass.LARGE


def _in_full(firm: Enterprise, rules: RulesOn) -> _Figures:
    """Own figures, linked enterprises in full with their partners, partners pro rata."""
    total = _own(firm)
    for holding, tie in _ties(firm, rules):
        if tie == "linked":
            total = _plus(total, _in_full(holding.other, rules))
        elif tie == "partner":
            total = _plus(total, _with_linked(holding.other, rules), holding.percent / 100)
    return total


def _with_linked(firm: Enterprise, rules: RulesOn) -> _Figures:
    """Own figures and those of linked enterprises: partners of a partner are left out."""
    total = _own(firm)
    for holding, tie in _ties(firm, rules):
        if tie == "linked":
            total = _plus(total, _with_linked(holding.other, rules))
    return total


def _ties(firm: Enterprise, rules: RulesOn) -> list[tuple[Holding, str]]:
    if sum((h.percent for h in firm.holders), Decimal(0)) > 100:
        raise BadInput("holders", msg("shares over 100 %%"), msg("shares that add up to 100 %% at most"))
    if any(not 0 <= h.percent <= 100 for h in (*firm.holders, *firm.held)):
        raise BadInput("holders", msg("a share outside 0 to 100 %%"), msg("a share from 0 to 100 %%"))
    exempt = rules.names("sme.exempt_holders")
    return [(h, _tie(h, exempt, rules)) for h in firm.holders] + [(h, _tie(h, frozenset(), rules)) for h in firm.held]


def _tie(holding: Holding, exempt: frozenset[str], rules: RulesOn) -> str:
    if holding.control or holding.percent > rules.rule("sme.linked_share").value:
        return "linked"
    if holding.percent >= rules.rule("sme.partner_share").value and holding.kind not in exempt and holding.kind != "public_body":
        return "partner"
    return "autonomous"


def _own(firm: Enterprise) -> _Figures:
    return firm.staff_awu, Decimal(firm.turnover_cents) / 100, Decimal(firm.balance_cents) / 100


def _plus(total: _Figures, other: _Figures, share: Decimal = Decimal(1)) -> _Figures:
    return total[0] + share * other[0], total[1] + share * other[1], total[2] + share * other[2]
