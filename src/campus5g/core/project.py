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
    REGIONAL_INVESTMENT = "regional_investment"
    SME_INVESTMENT = "sme_investment"
    SME_CONSULTANCY = "sme_consultancy"
    START_UP = "start_up"
    UNION_COFUNDED = "union_cofunded"
    TEST_INFRASTRUCTURE = "test_infrastructure"
    CLUSTER = "cluster"
    SME_INNOVATION = "sme_innovation"
    ENVIRONMENT = "environment"
    ENERGY_EFFICIENCY = "energy_efficiency"
    RENEWABLES = "renewables"
    RESOURCE_EFFICIENCY = "resource_efficiency"
    ENVIRONMENT_STUDY = "environment_study"


class Circumstance(StrEnum):
    """What is true of one cost line and changes its ceiling; each is to be proven in the file of the aid."""

    DISSEMINATION = "dissemination"
    LICENCES = "licences"
    MULTI_COUNTRY = "multi_country"
    DISABLED = "disabled"
    CROSS_BORDER = "cross_border"
    SME_CAPACITY = "sme_capacity"
    RUNNING = "running"
    ADVICE = "advice"
    NO_COUNTERFACTUAL = "no_counterfactual"
    ZERO_EMISSION = "zero_emission"
    OTHER_ENERGY = "other_energy"
    BIDDING = "bidding"
    INNOVATIVE = "innovative"


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
    """A partner with the legal facts that the rules need. ``size`` is the outcome of the SME test.

    c_area, a_area: its place on the regional aid map. undertaking: the same for partners that one controls, which are one party
    under the law (de minimis room, independence of who collaborates); empty when it stands alone.
    rating: ``strong`` to ``bad`` (2008/C 14/02), empty without credit history.
    """

    id: str
    name: str
    size: Size
    c_area: bool = False
    siren: str = ""
    country: str = "FR"
    kind: str = "company"
    in_difficulty: bool | None = None
    de_minimis: tuple[Award, ...] = ()
    a_area: bool = False
    rating: str = ""
    undertaking: str = ""

    @property
    def party(self) -> str:
        """What is one undertaking with it: its own identity when it stands alone."""
        return self.undertaking or self.id


@dataclass(frozen=True, slots=True)
class CostLine:
    """Eligible cost of one partner in one category.

    rate: in %, the regional aid map's (Art. 14) or the Union programme's (Art. 25c), where the ceiling rests on it. starts: the
    line's first commitment, for the incentive effect; ``None``: the project's.
    """

    id: str
    partner_id: str
    label: str
    category: Category
    cents: int
    circumstances: tuple[Circumstance, ...] = ()
    rate: Decimal | None = None
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class CallTerms:
    """The money rules of one call, parameters of the call and not of the law.

    grant_share: share of the aid paid as grant (0.5 = half grant, half repayable advance). rate_cap: the call's
    own ceiling on intensity in %, ``None`` when it applies the legal maximum. free_split: grant or advance, as the plan
    chooses. advance_interest: success repays the advance with at least the discount rate (Art. 7(5)). loan_share: share of
    the money lent at ``loan_rate`` % a year (1.0 with grant_share 0: a loan alone). first_share, balance_share: in %, paid at
    the signature and after the last claim; ``None``: the working values.
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
    free_split: bool = False
    advance_interest: bool = False
    loan_share: Decimal = Decimal(0)
    loan_rate: Decimal = Decimal(0)
    loan_years: int = 5
    loan_grace_years: int = 2
    first_share: Decimal | None = None
    balance_share: Decimal | None = None


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
    """How one cost line is paid: grant, advance, loan and own money add up to its cost.

    equivalent_cents: gross grant equivalent of the loan, rounded up; ceilings count it instead of the loan.
    """

    line_id: str
    partner_id: str
    call_id: str
    intensity: Decimal
    grant_cents: int
    advance_cents: int
    own_cents: int
    loan_cents: int = 0
    equivalent_cents: int = 0

    @property
    def money_cents(self) -> int:
        """What is received, to be repaid or not."""
        return self.grant_cents + self.advance_cents + self.loan_cents

    @property
    def aid_cents(self) -> int:
        """What the ceilings of the law count."""
        return self.grant_cents + self.advance_cents + self.equivalent_cents


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in and out of one partner in one quarter (``2027Q1``). ``interest_cents``: on loans, added to what is repaid."""

    quarter: str
    partner_id: str
    spent_cents: int
    grant_cents: int
    advance_cents: int
    repaid_cents: int
    loan_cents: int = 0
    interest_cents: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold besides the amounts, before the grant or for years after it, for the aid to stay lawful."""

    key: str
    article: str
    about: Message
    to_confirm: bool = False


class Way(StrEnum):
    """How an aid granted after the end of the present rules may be read."""

    ADJUSTMENT = "adjustment"
    CONTINUED = "continued"
    SUCCESSOR = "successor"


@dataclass(frozen=True, slots=True)
class WayAfterLapse:
    """One reading of a grant after the end of the rules. ``public_cents`` is ``None`` where nothing can be said yet."""

    way: Way
    open: bool
    public_cents: int | None
    until: date | None
    article: str
    reason: Message
    to_confirm: bool = True


@dataclass(frozen=True, slots=True)
class FinancingPlan:
    """A legal plan, or the reasons why there is none.

    basis: ``in_force`` or ``lapsed`` (grant after the end of the rules used; then every figure is to confirm, and ``ways``
    holds the three readings). conflict: the rules and wishes that cannot hold together, none of which is superfluous;
    conflict_keys: their names in the same order (``line.LINE``, ``rate.CALL``, ``wish.own.PARTNER`` and the like). conditions:
    what the law asks besides the amounts.
    """

    allocations: tuple[Allocation, ...]
    ceilings: tuple[Ceiling, ...]
    cash: tuple[CashFlow, ...]
    basis: str
    reasons: tuple[Message, ...]
    refused: tuple[Message, ...] = ()
    ways: tuple[WayAfterLapse, ...] = ()
    conflict: tuple[Message, ...] = ()
    conflict_keys: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def public_cents(self) -> int:
        return sum(a.money_cents for a in self.allocations)

    @property
    def grant_cents(self) -> int:
        return sum(a.grant_cents for a in self.allocations)
