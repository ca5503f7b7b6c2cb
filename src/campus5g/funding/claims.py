"""What a cost line and a partner may claim: asked by forms, checked alike for forms, files and the API.

Each check raises ``BadInput`` whose ``where`` is the name of the field, so that whoever reads can point at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.core.project import Category, Circumstance
from campus5g.funding.measures import LADDERS

RATINGS = ("strong", "good", "satisfactory", "weak", "bad")
"""The five classes of credit worthiness of Communication 2008/C 14/02, the best first."""

_RESEARCH = (Circumstance.DISSEMINATION, Circumstance.LICENCES, Circumstance.MULTI_COUNTRY)
_ASKED: dict[Category, tuple[Circumstance, ...]] = {
    Category.INDUSTRIAL: _RESEARCH,
    Category.EXPERIMENTAL: _RESEARCH,
    Category.TRAINING: (Circumstance.DISABLED,),
    Category.START_UP: (Circumstance.INNOVATIVE,),
    Category.TEST_INFRASTRUCTURE: (Circumstance.CROSS_BORDER, Circumstance.SME_CAPACITY),
}
_RATED = frozenset({Category.REGIONAL_INVESTMENT, Category.UNION_COFUNDED})


@dataclass(frozen=True, slots=True)
class Claims:
    """What is claimed of one cost line; see ``core.project.CostLine``."""

    circumstances: tuple[Circumstance, ...] = ()
    rate: Decimal | None = None
    starts: date | None = None


NO_CLAIM = Claims()


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances that the article of a category knows, and whether its ceiling rests on a rate from elsewhere."""

    circumstances: tuple[Circumstance, ...]
    rate: bool


def asked_of(category: Category) -> Asked:
    """Return what a line of ``category`` is asked: what its article makes a difference of, and nothing else."""
    ladder = LADDERS.get(category)
    if ladder is None:
        return Asked(_ASKED.get(category, ()), category in _RATED)
    halved = (Circumstance.NO_COUNTERFACTUAL,) if ladder.halved else ()
    return Asked((*(ladder.bases or {}), *halved), False)


def check_claims(category: Category, claims: Claims, applied: date) -> None:
    """Refuse a circumstance or a rate that the article does not know, and a commitment before the application (Art. 6)."""
    asked = asked_of(category)
    for circumstance in claims.circumstances:
        if circumstance not in asked.circumstances:
            what = msg("“%(name)s” makes no difference to “%(category)s”", name=circumstance.value, category=category.value)
            raise BadInput("circumstances", what, _one_of([c.value for c in asked.circumstances]))
    if len(set(claims.circumstances)) < len(claims.circumstances):
        raise BadInput("circumstances", msg("one circumstance twice"), msg("each once"))
    _check_rate(category, claims.rate)
    if claims.starts is not None and claims.starts <= applied and category is not Category.DE_MINIMIS:
        raise BadInput(
            "starts",
            msg("committed on %(starts)s, not after the application of %(applied)s", starts=Day.of(claims.starts),
                applied=Day.of(applied)),
            msg("a later day: nothing is ordered or signed before the application is filed (GBER Art. 6)"),
        )  # fmt: skip


def check_area(a_area: bool | None, c_area: bool | None) -> None:
    """Refuse a place that would be in both kinds of area of the regional aid map."""
    if a_area and c_area:
        raise BadInput("a_area", msg("an “a” area and a “c” area at once"), msg("one of the two, or neither"))


def check_rating(rating: str) -> None:
    if rating and rating not in RATINGS:
        raise BadInput("rating", msg("unknown rating “%(name)s”", name=rating), _one_of(RATINGS))


def _check_rate(category: Category, rate: Decimal | None) -> None:
    if rate is None:
        return
    if not asked_of(category).rate:
        what = msg("a rate for “%(category)s”, whose ceiling is the law's own", category=category.value)
        raise BadInput("rate", what, msg("no rate"))
    if not 0 <= rate <= 100:
        raise BadInput("rate", msg("a rate of %(rate)s %%", rate=float(rate)), msg("a rate from 0 to 100 %%"))


def _one_of(names: list[str] | tuple[str, ...]) -> Message:
    return msg("one of: %(names)s", names=", ".join(names)) if names else msg("none")
