"""The bill of materials of each connectivity on the same site: what is bought once, and what is paid each year.

Quantities come from the plan and from the geometry of the site; unit costs from ``data/costs.yaml``, with their ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from shapely import Point, Polygon, union_all

from campus5g.core.figures import Assumption, Source
from campus5g.core.service import CostItem
from campus5g.core.site import Site, Zone
from campus5g.network.cabling import cabling_of
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.fees import spectrum_fee_eur
from campus5g.network.labels import LABELS
from campus5g.network.plan import Antenna
from campus5g.network.rivals import wifi_layout

HOURS_PER_YEAR = 8766.0
_YEARLY_UNITS = ("€/year", "€/kWh")
_HOURS_WORKED = 1600


def _line(key: str, quantity: int, figures: Figures) -> CostItem:
    unit = figures.assumption(key)
    return CostItem(key, unit.label, quantity, unit, recurring=unit.unit in _YEARLY_UNITS)


def _lines(figures: Figures, **quantities: int) -> list[CostItem]:
    """``connectivity__part=quantity``, lines without quantity left out."""
    return [_line(key.replace("__", "."), n, figures) for key, n in quantities.items() if n > 0]


def _kwh(watts: float) -> int:
    """Energy of a year of a mean power."""
    return ceil(watts * HOURS_PER_YEAR / 1000)


def devices_of(site: Site) -> int:
    """Return how many devices are to be connected, in zones and along paths."""
    standing = sum(group.count for zone in site.zones for group in zone.devices)
    return standing + sum(group.count for path in site.paths for group in path.devices)


def core_boxes(site: Site, antennas: Sequence[Antenna], figures: Figures) -> int:
    """Return how many small cores the network takes, 0 for a large one (which has its double inside).

    A few radios are content with one box; with two where a group asks for more than one box's availability.
    """
    if len(antennas) > figures["private_5g.small_core_radios"]:
        return 0
    wanted = max((g.reliability for z in site.zones for g in z.devices), default=0.0)
    return 2 if wanted >= figures["core_small.availability"] else 1


def private_lines(site: Site, antennas: Sequence[Antenna], carrier: Carrier, area_km2: float, figures: Figures) -> list[CostItem]:
    """Radio sites and their fibre, radios, core (a small one up to a few radios), terminals, licences, upkeep, energy, spectrum."""
    sectors = sum(1 for a in antennas if a.kind != "indoor")
    indoor = len(antennas) - sectors
    masts = len({a.mast_id for a in antennas if a.kind != "indoor"})
    boxes = core_boxes(site, antennas, figures)
    watts = sectors * figures["energy.sector_w"] + indoor * figures["energy.indoor_w"]
    watts += boxes * figures["energy.core_small_w"] if boxes else figures["energy.core_w"]
    lines = _lines(
        figures,
        private_5g__radio_site=masts,
        private_5g__fibre_m=ceil(cabling_of(site, antennas, figures).metres),
        private_5g__sector=sectors,
        private_5g__indoor_cell=indoor,
        private_5g__core_small=boxes,
        private_5g__core=int(boxes == 0),
        private_5g__design_per_radio=len(antennas),
        private_5g__integration=1,
        private_5g__terminal=devices_of(site),
        private_5g__licence_radio=len(antennas),
        private_5g__support_site=masts,
        private_5g__support_indoor=indoor,
        private_5g__support_core_small=boxes,
        private_5g__support_core=int(boxes == 0),
        private_5g__energy_kwh=_kwh(watts),
    )
    return [*lines, _spectrum_line(carrier, area_km2, figures)]


def _spectrum_line(carrier: Carrier, area_km2: float, figures: Figures) -> CostItem:
    fee = spectrum_fee_eur(carrier, area_km2, figures.on)
    source = Source(fee.source.title, fee.source.author, fee.source.date, fee.source.url, fee.source.licence, fee.to_confirm)
    key = "private_5g.spectrum"
    unit = Assumption(key, LABELS[key], fee.euros_per_year, fee.low, fee.high, "€/year", source)
    return CostItem(key, unit.label, 1, unit, recurring=True)


def wifi_lines(site: Site, figures: Figures) -> list[CostItem]:
    layouts = [wifi_layout(site, zone, figures) for zone in site.zones]
    indoor = sum(layout.access_points for layout in layouts if layout.indoor)
    outdoor = sum(layout.access_points for layout in layouts if not layout.indoor)
    return _lines(
        figures,
        wifi__ap_outdoor=outdoor,
        wifi__cable_outdoor=outdoor,
        wifi__ap_indoor=indoor,
        wifi__cable_indoor=indoor,
        wifi__controller=ceil((indoor + outdoor) / figures["wifi.aps_per_controller"]),
        wifi__design_per_ap=indoor + outdoor,
        wifi__adapter=devices_of(site),
        wifi__support_ap=indoor + outdoor,
        wifi__energy_kwh=_kwh((indoor + outdoor) * figures["energy.wifi_w"]),
    )


def cellular_lines(site: Site, figures: Figures) -> list[CostItem]:
    n = devices_of(site)
    return _lines(figures, public_cellular__modem=n, public_cellular__integration=1, public_cellular__subscription=n)


def lpwan_lines(site: Site, figures: Figures) -> list[CostItem]:
    area_km2 = Polygon(site.boundary).area / 1e6
    gateways = max(2, ceil(area_km2 / figures["lpwan.gateway_km2"]))
    return _lines(
        figures,
        lpwan__gateway=gateways,
        lpwan__radio=devices_of(site),
        lpwan__integration=1,
        lpwan__server=1,
        lpwan__support_gateway=gateways,
        lpwan__energy_kwh=_kwh(gateways * figures["energy.lpwan_w"]),
    )


def wired_lines(site: Site, figures: Figures) -> list[CostItem]:
    points, metres = 0, 0.0
    for zone in site.zones:
        still = sum(g.count for g in zone.devices if g.speed_mps == 0)
        points += still
        metres += _cable_m(site, zone, still, figures)
    watts = points * figures["energy.wired_w"]
    return _lines(
        figures, wired__point=points, wired__cable_m=ceil(metres), wired__support_point=points, wired__energy_kwh=_kwh(watts)
    )


def _cable_m(site: Site, zone: Zone, points: int, figures: Figures) -> float:
    """Metres of cable: from the nearest building to the zone, then ``0.7 sqrt(area × points)`` to join points spread evenly.

    The second term is the length of the shortest tree through evenly scattered points (Beardwood-Halton-Hammersley form).
    """
    if points == 0:
        return 0.0
    shape = Polygon(zone.ring)
    built = union_all([Polygon(b.footprint) for b in site.buildings]) if site.buildings else Point(0, 0)
    away = shape.distance(built) if not built.is_empty else 0.0
    return float(away + max(0.7 * sqrt(shape.area * points), figures["wired.least_run_m"] * points))


def manual_lines(site: Site, figures: Figures) -> list[CostItem]:
    n = devices_of(site)
    rounds = 365.25 * 86_400 / figures["manual.round_s"]
    hours = ceil(n * rounds * figures["manual.minutes"] / 60)
    return _lines(figures, manual__handheld=max(1, ceil(hours / _HOURS_WORKED)), manual__hour=hours)
