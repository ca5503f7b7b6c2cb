"""From the outcome of each connectivity to a plain answer: worth it, not worth it, or not known yet.

The answer compares private 5G with its best rival (the alternative of the highest median net gain, or doing nothing when
none pays), draw by draw, so that what both share cancels out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from campus5g.core.benefit import Benefit, Kpi, Sensitivity, Use, Worth
from campus5g.core.figures import Interval
from campus5g.core.message import Amount, Message, msg
from campus5g.core.service import Connectivity
from campus5g.uses.parameters import Draws, Floats, Parameters

NAMES: Mapping[Connectivity, Message] = {
    Connectivity.PRIVATE_5G: msg("private 5G"),
    Connectivity.WIFI: msg("Wi-Fi"),
    Connectivity.PUBLIC_CELLULAR: msg("public cellular"),
    Connectivity.LPWAN: msg("low-power radio"),
    Connectivity.WIRED: msg("cable"),
    Connectivity.MANUAL: msg("rounds on foot"),
}
NOTHING = msg("doing nothing new")


@dataclass(frozen=True, slots=True)
class KpiDraws:
    """An indicator with its (draws,) values."""

    key: str
    label: Message
    unit: str
    values: Floats


@dataclass(frozen=True, slots=True)
class Outcome:
    """One connectivity over all draws: (draws,) euros a year, tonnes a year and hours a year."""

    gross_eur: Floats
    net_eur: Floats
    co2_t: Floats
    exposure_h: Floats
    kpis: tuple[KpiDraws, ...]


Outcomes = Mapping[Connectivity, Outcome]
Run = Callable[[Draws], Outcomes]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Private 5G against its best rival. ``rival`` is ``None`` for doing nothing."""

    worth: Worth
    rival: Connectivity | None
    difference_eur: Interval

    @property
    def rival_name(self) -> Message:
        return NOTHING if self.rival is None else NAMES[self.rival]


def interval(values: Floats) -> Interval:
    """Return the 10th, 50th and 90th percentiles of (draws,) values."""
    p10, p50, p90 = (float(q) for q in np.quantile(values, (0.1, 0.5, 0.9)))
    return Interval(p10, max(p50, p10), max(p90, p50, p10))


def benefit(use: Use, connectivity: Connectivity, outcome: Outcome) -> Benefit:
    """Return the outcome of one connectivity as what travels on: indicators and euros with their range."""
    return Benefit(
        use=use,
        connectivity=connectivity,
        kpis=tuple(Kpi(kpi.key, kpi.label, interval(kpi.values), kpi.unit) for kpi in outcome.kpis),
        gross_eur=interval(outcome.gross_eur),
        net_eur=interval(outcome.net_eur),
        co2_t=interval(outcome.co2_t),
        exposure_h=interval(outcome.exposure_h),
    )


def compare(outcomes: Outcomes) -> Comparison:
    """Weigh private 5G against its best rival: known when the 10th and 90th percentiles of the difference agree."""
    medians = {c: float(np.median(o.net_eur)) for c, o in outcomes.items() if c is not Connectivity.PRIVATE_5G}
    best = max(medians, key=lambda c: medians[c], default=None)
    rival = best if best is not None and medians[best] > 0 else None
    difference = interval(_difference(outcomes, rival))
    if difference.p10 > 0:
        return Comparison(Worth.WORTH_IT, rival, difference)
    if difference.p90 < 0:
        return Comparison(Worth.NOT_WORTH_IT, rival, difference)
    return Comparison(Worth.NOT_KNOWN_YET, rival, difference)


def sensitivities(run: Run, parameters: Parameters, rival: Connectivity | None, most: int = 3) -> tuple[Sensitivity, ...]:
    """Return the assumptions that move « private 5G minus its best rival » most, each from its low to its high value."""
    uncertain, scenarios = parameters.one_at_a_time()
    if not uncertain:
        return ()
    moved = _difference(run(scenarios), rival).reshape(-1, 2)
    found = [Sensitivity(a.key, a.label, float(low), float(high)) for a, (low, high) in zip(uncertain, moved, strict=True)]
    return tuple(sorted(found, key=lambda s: -abs(s.at_high_eur - s.at_low_eur))[:most])


def answer(comparison: Comparison, first_to_measure: Message | None) -> Message:
    """Return the plain sentence: the gain of private 5G over its best rival, with its range."""
    places: dict[str, Amount | Message] = {
        "gain": euros(comparison.difference_eur.p50),
        "low": euros(comparison.difference_eur.p10),
        "high": euros(comparison.difference_eur.p90),
        "rival": comparison.rival_name,
    }
    match comparison.worth:
        case Worth.WORTH_IT:
            return msg(
                "Worth it: private 5G brings %(gain)s a year more than %(rival)s (between %(low)s and %(high)s).", **places
            )
        case Worth.NOT_WORTH_IT:
            return msg(
                "Not worth it for this use alone: private 5G changes the result by %(gain)s a year against %(rival)s "
                "(between %(low)s and %(high)s).",
                **places,
            )
    return msg(
        "Not known yet: against %(rival)s, private 5G changes the result by %(gain)s a year, but it may be anything between "
        "%(low)s and %(high)s. Measure first: %(measure)s.",
        **places,
        measure=first_to_measure or msg("the cost of the network"),
    )


def euros(value: float) -> Amount:
    """Return euros as an amount to say, with two or three figures that mean something."""
    size = 1000 if abs(value) >= 20_000 else 100 if abs(value) >= 2_000 else 1
    return Amount(round(value / size) * size * 100)


def break_even(run: Run, parameters: Parameters, key: str, upto: int) -> int | None:
    """Return the smallest whole value of ``key`` from which private 5G keeps ahead of every alternative, up to ``upto``.

    All other assumptions are at their typical value. ``None`` when it is behind at ``upto``.
    """
    grid = np.unique(np.geomspace(1, upto, 200).round())
    ahead = _ahead(run, parameters, key, grid)
    if not ahead[-1]:
        return None
    behind = np.flatnonzero(~ahead)
    if not behind.size:
        return 1
    before, after = grid[behind[-1]], grid[behind[-1] + 1]
    between = np.arange(before + 1, after + 1)
    return int(between[np.flatnonzero(_ahead(run, parameters, key, between))[0]])


def _ahead(run: Run, parameters: Parameters, key: str, values: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    outcomes = run({**parameters.typical(len(values)), key: values.astype(np.float64)})
    rivals = [outcome.net_eur for c, outcome in outcomes.items() if c is not Connectivity.PRIVATE_5G]
    best = np.max([np.zeros(len(values)), *rivals], axis=0)
    return np.asarray(outcomes[Connectivity.PRIVATE_5G].net_eur > best)


def _difference(outcomes: Outcomes, rival: Connectivity | None) -> Floats:
    ours = outcomes[Connectivity.PRIVATE_5G].net_eur
    return ours if rival is None else ours - outcomes[rival].net_eur
