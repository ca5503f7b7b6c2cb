"""The law on the plan: band, radiated power, frame, exposure, declaration, border, fee. Figures: ``data/bands.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from shapely import LineString, Polygon

from campus5g.core.figures import Source
from campus5g.core.message import Amount, msg
from campus5g.core.site import Site
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.plan import Antenna, Finding


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
    certain = low == high
    return Fee(
        round(mhz * estimate, 2), round(mhz * low, 2), round(mhz * high, 2), large.source, large.to_confirm and not certain
    )


def exposure_distance_m(eirp_dbm: float, limit_v_m: float) -> float:
    """Return the distance at which the field falls to the limit: ``sqrt(30 EIRP) / E`` with EIRP in watts."""
    return sqrt(30 * 10 ** ((eirp_dbm - 30) / 10)) / limit_v_m


def border_distance_km(site: Site, figures: Figures) -> float:
    """Return the distance from the site to the Belgian border (coarse line), in km."""
    line = figures.entry("border.be").value
    west = [site.origin.to_local(lon, lat) for lon, lat in zip(line["lon"], line["lat"], strict=True)]
    return float(Polygon(site.boundary).distance(LineString(west))) / 1000


def findings_of(
    site: Site, carrier: Carrier, antennas: Sequence[Antenna], area_km2: float, figures: Figures
) -> tuple[Finding, ...]:
    """Check the plan against every point that an application to the regulator contains."""
    strongest = max((a.eirp_dbm for a in antennas), default=0.0)
    return (
        _band(carrier),
        _power(carrier, strongest),
        Finding(
            "frame",
            None,
            msg("the frame %(frame)s must be declared, and agreed with neighbours on the same band", frame=carrier.frame.name),
            carrier.source,
        ),
        _exposure(strongest, figures),
        _declaration(antennas, figures),
        _border(site, figures),
        _fee(carrier, area_km2, figures),
        *([_earth_stations(carrier)] if carrier.band == "n77" else []),
    )


def _band(carrier: Carrier) -> Finding:
    half = carrier.bandwidth_hz / 2
    return Finding(
        "band",
        None if carrier.to_confirm else True,
        msg(
            "carrier of %(width)s MHz from %(low)s to %(high)s MHz (%(band)s), on request to Arcep",
            width=carrier.bandwidth_hz / 1e6,
            low=(carrier.freq_hz - half) / 1e6,
            high=(carrier.freq_hz + half) / 1e6,
            band=carrier.band,
        ),
        carrier.source,
    )


def _power(carrier: Carrier, strongest_dbm: float) -> Finding:
    limit = carrier.eirp_limit_dbm
    return Finding(
        "eirp",
        strongest_dbm <= limit + 1e-9,
        msg(
            "the strongest antenna radiates %(eirp)s dBm; the limit is %(limit)s dBm (%(mask)s dBm per 5 MHz)",
            eirp=round(strongest_dbm, 1),
            limit=round(limit, 1),
            mask=carrier.eirp_dbm_per_5mhz,
        ),
        carrier.source,
    )


def _exposure(strongest_dbm: float, figures: Figures) -> Finding:
    entry = figures.entry("exposure.limit_v_m")
    distance = exposure_distance_m(strongest_dbm, float(entry.value))
    return Finding(
        "exposure",
        None,
        msg(
            "nobody may stay closer than %(distance)s m in front of the strongest antenna (%(limit)s V/m)",
            distance=round(distance, 1),
            limit=entry.value,
        ),
        entry.source,
    )


def _declaration(antennas: Sequence[Antenna], figures: Figures) -> Finding:
    entry = figures.entry("anfr.declaration_w")
    declared = sum(1 for a in antennas if 10 ** ((a.eirp_dbm - 30) / 10) > float(entry.value))
    return Finding(
        "anfr",
        None,
        msg("%(n)s antennas radiate more than %(watts)s W and are to be declared to ANFR", n=declared, watts=entry.value),
        entry.source,
    )


def _border(site: Site, figures: Figures) -> Finding:
    watch = figures.entry("border.watch_km")
    distance = border_distance_km(site, figures)
    if distance >= float(watch.value):
        return Finding("border", True, msg("the Belgian border is %(km)s km away", km=round(distance)), watch.source)
    return Finding(
        "border",
        None,
        msg(
            "the Belgian border is about %(km)s km away: the field there must be computed (closer than %(watch)s km)",
            km=round(distance),
            watch=watch.value,
        ),
        watch.source,
    )


def _fee(carrier: Carrier, area_km2: float, figures: Figures) -> Finding:
    fee = spectrum_fee_eur(carrier, area_km2, figures.on)
    amount, area = Amount(round(fee.euros_per_year * 100)), round(area_km2, 2)
    if fee.to_confirm:
        message = msg("yearly fee of about %(fee)s for %(area)s km²: an estimate, to be confirmed", fee=amount, area=area)
        return Finding("fee", None, message, fee.source)
    return Finding("fee", True, msg("yearly fee of %(fee)s for %(area)s km²", fee=amount, area=area), fee.source)


def _earth_stations(carrier: Carrier) -> Finding:
    message = msg("satellite earth stations and radio altimeters are protected: Arcep checks them for the site")
    return Finding("earth_stations", None, message, carrier.source)
