"""What could be paid of a training for one employer: aid under GBER Article 31, and what its skills operator may take on.

Indicative: who pays how much is decided by the funder and by the skills operator (OPCO) of the branch. Public money on one cost
adds up under one ceiling (GBER Article 8), so that what the OPCO pays out of the legal contributions is counted under it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.project import Size
from campus5g.funding.intensity import AidLimit, limit_aid, training_intensity
from campus5g.funding.rules import Basis, law


@dataclass(frozen=True, slots=True)
class Employer:
    """staff: annual work units, ``None`` when not known. fragile: all its learners are workers with a disability or disadvantaged."""

    size: Size
    staff: Decimal | None = None
    fragile: bool = False


@dataclass(frozen=True, slots=True)
class TrainingMoney:
    """limit: the most public money, with its steps. opco: whether the plan of its skills operator is open to it.

    own_cents: the least that stays with the employer. conditions: what the law asks besides the amounts.
    """

    limit: AidLimit
    opco: bool | None
    opco_reason: Message
    conditions: tuple[Message, ...]
    to_confirm: bool

    @property
    def own_cents(self) -> int:
        return self.limit.cost_cents - self.limit.max_cents


def training_money(cost_cents: int, employer: Employer, on: date) -> TrainingMoney:
    """Return what could be paid of ``cost_cents`` (fees of the training, before tax) under the rules of a day.

    aid <= cost * intensity, intensity = min(cap, base + points of size + points of fragile learners) (GBER Art. 31(4)), rounded
    down to the cent. A negative cost is ``BadInput``.
    """
    if cost_cents < 0:
        raise BadInput("cost", msg("%(cost)s is negative", cost=Amount(cost_cents)), msg("zero or more"))
    intensity = training_intensity(employer.size, law().on(on), disabled=employer.fragile)
    opco, reason = _skills_operator(employer, on)
    return TrainingMoney(limit_aid(cost_cents, intensity), opco, reason, _conditions(intensity.basis), True)


def _conditions(basis: Basis) -> tuple[Message, ...]:
    found = [
        msg("not for a training that the law makes compulsory (GBER Art. 31(2))"),
        msg("asked for before the training starts (GBER Art. 6)"),
        msg("wages of the learners during the hours may be counted too (GBER Art. 31(3)(d))"),
    ]
    if basis is Basis.LAPSED:
        found.append(msg("the regulation ends before that day: these rates are assumed to continue"))
    return tuple(found)


def _skills_operator(employer: Employer, on: date) -> tuple[bool | None, Message]:
    """Whether the plan of the skills operator is open: to employers of fewer than 50 people (C. trav. art. L6332-17)."""
    rule = rules().need("opco.staff_below", on)
    if employer.staff is None:
        return None, msg(
            "say how many people you employ: under %(n)s, your OPCO may pay (%(article)s)", n=rule.value, article=rule.article
        )
    if employer.staff < Decimal(rule.value):
        return True, msg("your OPCO may pay a part: the rate by hour is that of your branch (%(article)s)", article=rule.article)
    return False, msg(
        "from %(n)s people on, the OPCO's plan is closed; apprenticeships and some branch money stay open (%(article)s)",
        n=rule.value, article=rule.article,
    )  # fmt: skip


@lru_cache(maxsize=1)
def rules() -> DatedTable:
    """Return the rules of skills operators."""
    return load_table(files("campus5g.funding") / "training.yaml")
