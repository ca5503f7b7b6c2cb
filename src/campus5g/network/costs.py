"""The bill of materials of each connectivity on the same site. Money is exact: quantity × unit cost, in cents."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, sqrt

from shapely import Point, Polygon, union_all

from campus5g.core.figures import Assumption, Source
from campus5g.core.money import nearest_cent
from campus5g.core.service import Connectivity, ConnectivityCost, CostItem
from campus5g.core.site import Site, Zone
from campus5g.network.carriers import Carrier, Figures
from campus5g.network.fees import spectrum_fee_eur
from campus5g.network.labels import LABELS
from campus5g.network.plan import Antenna
from campus5g.network.rivals import wifi_layout


def total(connectivity: Connectivity, lines: Sequence[CostItem]) -> ConnectivityCost:
    """Add up the lines; the low and high capex take every unit cost at its low or high end together."""

    def cents(recurring: bool, pick: str) -> int:
        euros = sum(
            (Decimal(str(getattr(line.unit, pick))) * line.quantity for line in lines if line.recurring is recurring), Decimal(0)
        )
        return nearest_cent(euros)

    return ConnectivityCost(
        connectivity=connectivity,
        capex_cents=cents(False, "value"),
        opex_cents_per_year=cents(True, "value"),
        capex_low_cents=cents(False, "low"),
        capex_high_cents=cents(False, "high"),
        lines=tuple(lines),
    )


def _line(key: str, quantity: int, figures: Figures) -> CostItem:
    unit = figures.assumption(key)
    return CostItem(key, unit.label, quantity, unit, recurring=unit.unit.endswith("/year"))


def _lines(figures: Figures, **quantities: int) -> list[CostItem]:
    """``connectivity__part=quantity``, lines without quantity left out."""
    return [_line(key.replace("__", "."), n, figures) for key, n in quantities.items() if n > 0]


def devices_of(site: Site) -> int:
    return sum(group.count for zone in site.zones for group in zone.devices)


def private_cost(
    site: Site, antennas: Sequence[Antenna], carrier: Carrier, area_km2: float, figures: Figures
) -> ConnectivityCost:
    """Cost of the private network: radio sites, radios, core (a small one up to a few radios), terminals, fee, upkeep."""
    sectors = [a for a in antennas if a.kind == "sector"]
    indoor = [a for a in antennas if a.kind == "indoor"]
    masts = len({a.mast_id for a in sectors})
    boxes = core_boxes(site, antennas, figures)
    lines = _lines(
        figures,
        private_5g__radio_site=masts,
        private_5g__sector=len(sectors),
        private_5g__indoor_cell=len(indoor),
        private_5g__core_small=boxes,
        private_5g__core=int(boxes == 0),
        private_5g__design_per_radio=len(antennas),
        private_5g__terminal=devices_of(site),
        private_5g__support_site=masts,
        private_5g__support_indoor=len(indoor),
        private_5g__support_core_small=boxes,
        private_5g__support_core=int(boxes == 0),
    )
    fee = spectrum_fee_eur(carrier, area_km2, figures.on)
    unit = Assumption(
        "private_5g.spectrum",
        LABELS["private_5g.spectrum"],
        fee.euros_per_year,
        fee.low,
        fee.high,
        "€/year",
        Source(fee.source.title, fee.source.author, fee.source.date, fee.source.url, fee.source.licence, fee.to_confirm),
    )
    lines.append(CostItem(unit.key, unit.label, 1, unit, recurring=True))
    return total(Connectivity.PRIVATE_5G, lines)


def core_boxes(site: Site, antennas: Sequence[Antenna], figures: Figures) -> int:
    """Return how many small cores the network takes, 0 for a large one (which has its double inside).

    A few radios are content with one box; with two where a group asks for more than one box's availability.
    """
    if len(antennas) > figures["private_5g.small_core_radios"]:
        return 0
    wanted = max((g.reliability for z in site.zones for g in z.devices), default=0.0)
    return 2 if wanted >= figures["core_small.availability"] else 1


def single_core(site: Site, antennas: Sequence[Antenna], figures: Figures) -> bool:
    """Whether one box fails alone."""
    return core_boxes(site, antennas, figures) == 1


def rival_cost(connectivity: Connectivity, site: Site, figures: Figures) -> ConnectivityCost:
    """Cost of a rival on the same site, for the same devices."""
    match connectivity:
        case Connectivity.WIFI:
            lines = _wifi_lines(site, figures)
        case Connectivity.PUBLIC_CELLULAR:
            n = devices_of(site)
            lines = _lines(figures, public_cellular__modem=n, public_cellular__integration=1, public_cellular__subscription=n)
        case Connectivity.LPWAN:
            lines = _lpwan_lines(site, figures)
        case Connectivity.WIRED:
            lines = _wired_lines(site, figures)
        case Connectivity.MANUAL:
            lines = _manual_lines(site, figures)
        case _:
            raise ValueError(f"{connectivity} is not a rival")
    return total(connectivity, lines)


def _wifi_lines(site: Site, figures: Figures) -> list[CostItem]:
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
        wifi__adapter=devices_of(site),
        wifi__support_ap=indoor + outdoor,
    )


def _lpwan_lines(site: Site, figures: Figures) -> list[CostItem]:
    area_km2 = Polygon(site.boundary).area / 1e6
    gateways = max(2, ceil(area_km2 / figures["lpwan.gateway_km2"]))
    return _lines(
        figures,
        lpwan__gateway=gateways,
        lpwan__radio=devices_of(site),
        lpwan__integration=1,
        lpwan__server=1,
        lpwan__support_gateway=gateways,
    )


def _wired_lines(site: Site, figures: Figures) -> list[CostItem]:
    points, metres = 0, 0.0
    for zone in site.zones:
        still = sum(g.count for g in zone.devices if g.speed_mps == 0)
        points += still
        metres += _cable_m(site, zone, still, figures)
    return _lines(figures, wired__point=points, wired__cable_m=ceil(metres), wired__support_point=points)


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


def _manual_lines(site: Site, figures: Figures) -> list[CostItem]:
    n = devices_of(site)
    rounds = 365.25 * 86_400 / figures["manual.round_s"]
    hours = ceil(n * rounds * figures["manual.minutes"] / 60)
    return _lines(figures, manual__handheld=max(1, ceil(hours / 1600)), manual__hour=hours)
