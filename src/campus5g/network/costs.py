"""What each connectivity costs on the same site: to invest, each year, and over its life. Money is exact, in cents.

Ranges: the unit costs of two lines are taken as independent, so that low and high are not all low or all high together. Their
deviations add up as squares (root sum of squares), those below and those above the central value apart:

    ``low = Σ qᵢ cᵢ - sqrt(Σ (qᵢ (cᵢ - lowᵢ))²)``      ``high = Σ qᵢ cᵢ + sqrt(Σ (qᵢ (highᵢ - cᵢ))²)``

Within one line the unit cost is the same for all its pieces: there nothing averages out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from campus5g.core.money import nearest_cent
from campus5g.core.service import Connectivity, ConnectivityCost, CostItem
from campus5g.core.site import Site
from campus5g.network.bill import (
    cellular_lines,
    core_boxes,
    lpwan_lines,
    manual_lines,
    private_lines,
    wifi_lines,
    wired_lines,
)
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.plan import Antenna

_LINES: dict[Connectivity, Callable[[Site, Figures], list[CostItem]]] = {
    Connectivity.WIFI: wifi_lines,
    Connectivity.PUBLIC_CELLULAR: cellular_lines,
    Connectivity.LPWAN: lpwan_lines,
    Connectivity.WIRED: wired_lines,
    Connectivity.MANUAL: manual_lines,
}


@dataclass(frozen=True, slots=True)
class Range:
    """An amount with its low and high ends, in cents."""

    low_cents: int
    cents: int
    high_cents: int


def private_cost(
    site: Site, antennas: Sequence[Antenna], carrier: Carrier, area_km2: float, figures: Figures
) -> ConnectivityCost:
    """Return the cost of the private network on ``area_km2`` of licence."""
    return total(Connectivity.PRIVATE_5G, private_lines(site, antennas, carrier, area_km2, figures))


def rival_cost(connectivity: Connectivity, site: Site, figures: Figures) -> ConnectivityCost:
    """Return the cost of a rival on the same site, for the same devices."""
    if connectivity not in _LINES:
        raise ValueError(f"{connectivity} is not a rival")
    return total(connectivity, _LINES[connectivity](site, figures))


def total(connectivity: Connectivity, lines: Sequence[CostItem]) -> ConnectivityCost:
    """Add up the lines, once and each year, with the ranges that they make together."""
    capex = combined([line for line in lines if not line.recurring])
    opex = combined([line for line in lines if line.recurring])
    return ConnectivityCost(
        connectivity=connectivity,
        capex_cents=capex.cents,
        opex_cents_per_year=opex.cents,
        capex_low_cents=capex.low_cents,
        capex_high_cents=capex.high_cents,
        lines=tuple(lines),
        opex_low_cents_per_year=opex.low_cents,
        opex_high_cents_per_year=opex.high_cents,
    )


def combined(lines: Sequence[CostItem], times: Callable[[CostItem], Decimal] = lambda line: Decimal(line.quantity)) -> Range:
    """Add up lines whose unit costs vary independently; ``times`` says how often the unit cost of a line is paid.

    The ends are whole euros, rounded outwards: cents of a range would claim what nobody knows.
    """

    def amounts(pick: str) -> list[Decimal]:
        return [Decimal(str(getattr(line.unit, pick))) * times(line) for line in lines]

    middle, low, high = amounts("value"), amounts("low"), amounts("high")
    whole = sum(middle, Decimal(0))
    below = sum(((m - a) ** 2 for m, a in zip(middle, low, strict=True)), Decimal(0)).sqrt()
    above = sum(((b - m) ** 2 for m, b in zip(middle, high, strict=True)), Decimal(0)).sqrt()
    low_euros, high_euros = (whole - below).to_integral_value(ROUND_FLOOR), (whole + above).to_integral_value(ROUND_CEILING)
    return Range(nearest_cent(low_euros), nearest_cent(whole), nearest_cent(high_euros))


def annuity(years: int, rate: float) -> Decimal:
    """Return today's worth of one euro at the end of each of ``years``: ``(1 - (1 + r)^-n) / r``, n when r is 0."""
    if rate == 0:
        return Decimal(years)
    growth = (1 + Decimal(str(rate))) ** -years
    return (1 - growth) / Decimal(str(rate))


def total_cost(cost: ConnectivityCost, years: int, rate: float) -> Range:
    """Return the discounted cost over ``years``: what is bought today and, at the end of each year, what is paid each year."""
    worth = annuity(years, rate)
    return combined(cost.lines, lambda line: line.quantity * (worth if line.recurring else Decimal(1)))


def single_core(site: Site, antennas: Sequence[Antenna], figures: Figures) -> bool:
    """Whether one box fails alone."""
    return core_boxes(site, antennas, figures) == 1
