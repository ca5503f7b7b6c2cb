"""The yearly fee for the spectrum: the tiers that are published, and an estimate with its range where they are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.figures import Source
from campus5g.network.carriers import Carrier, Figures


@dataclass(frozen=True, slots=True)
class Fee:
    """A yearly fee in euros with its range; ``to_confirm`` where the tier of the area is not published."""

    euros_per_year: float
    low: float
    high: float
    source: Source
    to_confirm: bool


def spectrum_fee_eur(carrier: Carrier, area_km2: float, on: date) -> Fee:
    """Return the yearly fee of the band on an area.

    Up to the small area the published price per MHz; above, in proportion to the area up to the large one (an estimate: the
    tiers between are not published), from the small fee (low) to the large one (high).
    """
    figures = Figures(on)
    small, large = figures.entry(f"fee.{carrier.band}.small"), figures.entry(f"fee.{carrier.band}.large")
    first, last = figures["fee.small_area_km2"], figures["fee.large_area_km2"]
    mhz = carrier.bandwidth_hz / 1e6
    low, high = float(small.value), float(large.value)
    if area_km2 <= first:
        return Fee(round(mhz * low, 2), round(mhz * low, 2), round(mhz * low, 2), small.source, small.to_confirm)
    share = min((area_km2 - first) / (last - first), 1.0)
    estimate = low + share * (high - low)
    doubtful = small.to_confirm if low == high else large.to_confirm
    return Fee(round(mhz * estimate, 2), round(mhz * low, 2), round(mhz * high, 2), large.source, doubtful)
