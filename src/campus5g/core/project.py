"""A project, its partners and its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from campus5g.core.message import Message


class Size(StrEnum):
    """Size of an undertaking (Annex I GBER); ``research_non_economic`` stands outside State aid."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    RESEARCH_NON_ECONOMIC = "research_non_economic"


class Category(StrEnum):
    """What a cost line pays for, in the words of the aid rules."""

    FUNDAMENTAL = "fundamental"
    INDUSTRIAL = "industrial"
    EXPERIMENTAL = "experimental"
    FEASIBILITY = "feasibility"
    PROCESS_INNOVATION = "process_innovation"
    TRAINING = "training"
    DE_MINIMIS = "de_minimis"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Closed accounts of one year: staff in annual work units, money in cents."""

    year: int
    staff_awu: Decimal
    turnover_cents: int
    balance_cents: int


@dataclass(frozen=True, slots=True)
class Award:
    """An earlier de minimis award, in gross grant equivalent."""

    granted: date
    cents: int


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner with the legal facts that the rules need. ``size`` is the outcome of the SME test."""

    id: str
    name: str
    size: Size
    c_area: bool = False
    siren: str = ""
    country: str = "FR"
    kind: str = "company"
    in_difficulty: bool | None = None
    de_minimis: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class CostLine:
    """Eligible cost of one partner in one category. ``starts`` is the first commitment, for the incentive effect."""

    id: str
    partner_id: str
    label: str
    category: Category
    cents: int


@dataclass(frozen=True, slots=True)
class CallTerms:
    """The money rules of one call, parameters of the call and not of the law.

    grant_share: share of the aid paid as grant (0.5 = half grant, half repayable advance). rate_cap: the call's
    own ceiling on intensity in %, ``None`` when it applies the legal maximum.
    """

    call_id: str
    title: str
    grant_share: Decimal
    rate_cap: Decimal | None = None
    min_aid_cents: int = 0
    max_aid_cents: int | None = None
    min_cost_cents: int = 0
    advance_years: int = 5
    advance_grace_years: int = 2
    to_confirm: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """What is to be financed: partners, cost lines, dates. ``applied`` precedes ``starts`` (incentive effect)."""

    title: str
    partners: tuple[Partner, ...]
    lines: tuple[CostLine, ...]
    applied: date
    granted: date
    starts: date
    months: int


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One legal or contractual limit tested on the plan."""

    key: str
    article: str
    about: Message
    limit_cents: int
    used_cents: int
    to_confirm: bool = False

    @property
    def slack_cents(self) -> int:
        return self.limit_cents - self.used_cents

    @property
    def respected(self) -> bool:
        return self.used_cents <= self.limit_cents


@dataclass(frozen=True, slots=True)
class Allocation:
    """How one cost line is paid: the parts add up to its cost."""

    line_id: str
    partner_id: str
    call_id: str
    intensity: Decimal
    grant_cents: int
    advance_cents: int
    own_cents: int


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in and out of one partner in one quarter (``2027Q1``)."""

    quarter: str
    partner_id: str
    spent_cents: int
    grant_cents: int
    advance_cents: int
    repaid_cents: int


@dataclass(frozen=True, slots=True)
class FinancingPlan:
    """A legal plan, or the reasons why there is none.

    basis: ``in_force`` or ``lapsed`` (grant after the end of the rules used; then every figure is to confirm).
    """

    allocations: tuple[Allocation, ...]
    ceilings: tuple[Ceiling, ...]
    cash: tuple[CashFlow, ...]
    basis: str
    reasons: tuple[Message, ...]
    refused: tuple[Message, ...] = ()

    @property
    def public_cents(self) -> int:
        return sum(a.grant_cents + a.advance_cents for a in self.allocations)

    @property
    def grant_cents(self) -> int:
        return sum(a.grant_cents for a in self.allocations)
