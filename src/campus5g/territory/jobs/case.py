"""What one scenario is computed from: the investment, its area, and all assumptions drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.territory.flows import Zone
from campus5g.territory.investments import Investment
from campus5g.territory.jobs import model
from campus5g.territory.jobs.area import Area, Evidence, zone_of
from campus5g.territory.jobs.assumptions import Bounded, assumptions_for
from campus5g.territory.jobs.model import Draws, Floats
from campus5g.territory.jobs.occupations import Post, posts
from campus5g.territory.jobs.published import exceeding, published_posts, published_ramp
from campus5g.territory.jobs.scenario import Scenario
from campus5g.uses.parameters import Parameters

AFTER = 3
"""Years shown after the last post is filled at the latest."""


@dataclass(frozen=True, slots=True)
class Case:
    """What one scenario is computed from. zone: of the table of flows, or why published ratios stand in its place.

    ramp: direct jobs by year where the scenario, or else a source, states them. told: posts by occupation that a source states.
    """

    investment: Investment
    scenario: Scenario
    area: Area
    evidence: Evidence
    bounded: Mapping[str, Bounded]
    zone: Zone | Message | None
    drawn: Draws
    years: Floats
    ramp: tuple[tuple[int, float], ...]
    told: tuple[Post, ...]

    @property
    def staffing(self) -> tuple[tuple[str, tuple[Post, ...]], ...]:
        """Return the posts of each kind of plant, or those that a source states for all of them together (under no kind)."""
        return (("", self.told),) if self.told else tuple((kind, posts(kind)) for kind in self.investment.kinds)

    @property
    def assumptions(self) -> dict[str, Assumption]:
        return {key: one.assumption for key, one in self.bounded.items()}

    @property
    def with_flows(self) -> bool:
        return isinstance(self.zone, Zone)


def case_of(investment: Investment, scenario: Scenario, area: Area, evidence: Evidence, draws: int, seed: int) -> Case | Message:
    """Return the case with all assumptions drawn, or the sentence that says why there is none."""
    zone = zone_of(area, evidence) if evidence.flows is not None else None
    bounded = assumptions_for(investment, scenario, isinstance(zone, Zone), evidence.given)
    if isinstance(bounded, Message):
        return bounded
    ramp, told = scenario.ramp or published_ramp(investment), published_posts(investment)
    most = bounded["direct_jobs"].assumption.high
    over = (model.checked_ramp(ramp, most) if ramp else None) or exceeding(investment, most)
    if over is not None:
        return over
    known = {key: one.assumption for key, one in bounded.items()}
    parts = {post.share.key: post.share for kind in kinds_of(investment) for post in posts(kind)}
    parts |= {post.share.key: post.share for post in told}
    drawn = Parameters({**known, **parts}, frozenset()).draw(draws, seed)
    first = floor(known["start_year"].low - known["build_before"].high)
    filled = known["start_year"].high + known["slip_years"].high + known["ramp_years"].high
    last = ceil(max([filled, *(float(year) for year, _ in ramp)]))
    years = np.arange(first, last + AFTER + 1, dtype=np.float64)
    return Case(investment, scenario, area, evidence, bounded, zone, drawn, years, ramp, told)


def kinds_of(investment: Investment) -> tuple[str, ...]:
    """Return the kinds of plant, and the two parts that every investment has."""
    return (*investment.kinds, "building", "network")
