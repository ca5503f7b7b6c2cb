"""The radio part of a plan: site and antennas, link budget, maps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from campus5g.core.message import Amount, Message, msg
from campus5g.core.service import Connectivity
from campus5g.core.site import Site
from campus5g.documents.blocks import Block, Callout, Card, Cards, Column, Heading, PageBreak, Paragraph, Table
from campus5g.documents.content import CoverageGrid, Floats
from campus5g.documents.layers import PLAN_LAYERS, Layer
from campus5g.documents.maps import coverage_map
from campus5g.documents.plan_content import PlannedAntenna, PlanSheet
from campus5g.documents.voice import Voice

_CARRIERS: dict[str, Message] = {
    "pole": msg("pole"),
    "roof": msg("roof"),
    "tower": msg("tower"),
    "lamp": msg("lamp post"),
    "chimney": msg("chimney"),
    "crane": msg("crane"),
    "silo": msg("silo"),
}


def overview(sheet: PlanSheet, say: Voice) -> list[Block]:
    """The site with its antennas, what the plan achieves, and the figures that carry it."""
    if sheet.missing:
        zones = len({missing.zone_id for missing in sheet.missing})
        answer = Callout(
            say(msg("Not every zone has what it asks for")),
            say(msg("Zones short of a requirement: %(n)s of %(all)s. Chapter “Service” says which, by how much, and what would help.",
                    n=zones, all=len(sheet.site.zones))),
            "warning",
        )  # fmt: skip
    else:
        answer = Callout(say(msg("Every zone has the service it asks for")), say(sheet.band), "answer")
    return [
        Heading(say(msg("The plan"))),
        coverage_map(sheet.site, None, sheet.drawn, say.language),
        answer,
        Cards(tuple(_cards(sheet, say))),
    ]


def _cards(sheet: PlanSheet, say: Voice) -> list[Card]:
    masts = len({antenna.radio.mast_id for antenna in sheet.antennas if not antenna.indoor})
    indoor = sum(antenna.indoor for antenna in sheet.antennas)
    cards = [
        Card(
            say(msg("Antennas")),
            say.number(len(sheet.antennas)),
            say(msg("masts: %(masts)s; indoor cells: %(indoor)s", masts=masts, indoor=indoor)),
        ),
        Card(say(msg("Devices served")), say.share(sheet.served_share), say(msg("of all devices of the zones"))),
    ]
    own = next((life for life in sheet.life if life.cost.connectivity is Connectivity.PRIVATE_5G), None)
    if own is not None:
        low, high = Amount(_rounded(own.cost.capex_low_cents)), Amount(_rounded(own.cost.capex_high_cents))
        cards += [
            Card(
                say(msg("To invest")),
                say.estimate(own.cost.capex_cents / 100),
                say(msg("%(low)s to %(high)s", low=low, high=high)),
            ),
            Card(
                say(msg("Each year")),
                say.estimate(own.cost.opex_cents_per_year / 100),
                say(msg("upkeep, licences, energy, spectrum")),
            ),
        ]
    return cards


def _rounded(cents: int) -> int:
    """An amount to the thousand euros, which is all that a range can claim."""
    return round(cents / 100_000) * 100_000


def antennas_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """Two tables: how each antenna is set, and where it stands."""
    if not sheet.antennas:
        return []
    return [
        Heading(say(msg("Antennas"))),
        _settings_table(sheet.antennas, say),
        _places_table(sheet, say),
        Paragraph(
            say(
                msg(
                    "The core stands near x = %(x)s m, y = %(y)s m; about %(metres)s m of fibre join the radios to it (shortest tree, "
                    "with detours and drops).",
                    x=round(sheet.core_room[0]),
                    y=round(sheet.core_room[1]),
                    metres=round(sheet.fibre_m, -1),
                )
            )
        ),
    ]


def _settings_table(antennas: tuple[PlannedAntenna, ...], say: Voice) -> Table:
    titles = (
        msg("Height (m)"), msg("Bearing (°)"), msg("Tilt (°)"), msg("Power (dBm)"), msg("Gain (dBi)"), msg("EIRP (dBm)"),
        msg("Load down"), msg("Load up"),
    )  # fmt: skip
    columns = (Column(say(msg("Antenna")), width=1.4), *(Column(say(title), "right") for title in titles))
    rows = tuple(
        (
            a.radio.id,
            say.number(round(a.radio.height_m, 1)),
            say(msg("all round")) if a.radio.azimuth_deg is None else say.number(round(a.radio.azimuth_deg, 1)),
            say.number(round(a.radio.tilt_deg, 1)),
            say.number(round(a.radio.power_dbm, 1)),
            say.number(round(a.radio.gain_dbi, 1)),
            say.number(round(a.radio.eirp_dbm, 1)),
            say.share(a.radio.downlink_load),
            say.share(a.radio.uplink_load),
        )
        for a in antennas
    )
    return Table(
        columns, rows, say(msg("Settings: bearing clockwise from true north, tilt below the horizon, power per antenna"))
    )


def _places_table(sheet: PlanSheet, say: Voice) -> Table:
    titles = (
        msg("Longitude (°)"), msg("Latitude (°)"), msg("Lambert-93 E (m)"), msg("Lambert-93 N (m)"), msg("x (m)"), msg("y (m)"),
    )  # fmt: skip
    columns = (
        Column(say(msg("Antenna")), width=1.3),
        Column(say(msg("Carried by"))),
        *(Column(say(t), "right", 1.15) for t in titles),
    )
    rows = tuple(
        (
            a.radio.id,
            say(msg("hall")) if a.indoor else say(_CARRIERS.get(a.carrier, a.carrier or msg("mast"))),
            f"{a.longitude:.6f}".replace(".", "," if say.language == "fr" else "."),
            f"{a.latitude:.6f}".replace(".", "," if say.language == "fr" else "."),
            say.number(round(a.east_m, 1), 9),
            say.number(round(a.north_m, 1), 9),
            say.number(round(a.radio.x_m, 1)),
            say.number(round(a.radio.y_m, 1)),
        )
        for a in sheet.antennas
    )
    return Table(columns, rows, say(msg("Places: WGS84, Lambert-93 (EPSG:2154), and metres from the origin of the site")))


def budget_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """The link budget of a sector, both ways: what path loss each direction stands."""
    if not sheet.budget:
        return []
    columns = (
        Column(say(msg("Link budget")), width=2.4),
        Column(say(msg("To the terminal")), "right"),
        Column(say(msg("From the terminal")), "right"),
    )
    rows = tuple(
        (say(line.label), *("–" if v is None else say.quantity(round(v, 1), line.unit, 4) for v in (line.downlink, line.uplink)))
        for line in sheet.budget
    )
    return [
        Heading(say(msg("Link budget")), 2),
        Table(columns, rows, say(msg("A sector and a terminal, in the axis of the antenna")), total=True),
        Paragraph(
            say(msg("The direction that stands less path loss sets the range; shadowing, walls and roofs are in the maps.")),
            "note",
        ),
    ]


def maps_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """A page for each quantity that the plan has: its map, and how much of the zones' ground has how much of it."""
    grid = sheet.grid
    if grid is None:
        return []
    blocks: list[Block] = []
    inside = _in_zones(sheet.site, grid)
    for layer in PLAN_LAYERS:
        values = getattr(grid, layer.key)
        if values is not None:
            page: list[Block] = [Heading(say(msg("Maps")))] if not blocks else [Heading(say(layer.title), 2)]
            drawn = replace(coverage_map(sheet.site, grid, sheet.drawn, say.language, layer), width=1.0)
            blocks += [PageBreak(), *page, drawn, _shares_table(layer, values[inside], sheet, say)]
    return blocks


def _in_zones(site: Site, grid: CoverageGrid) -> NDArray[np.bool_]:
    """Return which cells have their centre in a zone, (ny, nx)."""
    x, y = np.meshgrid(grid.x_m, grid.y_m)
    inside = np.zeros(x.shape, np.bool_)
    for zone in site.zones:
        inside |= shapely.contains_xy(shapely.Polygon(zone.ring), x, y)
    return inside


def _shares_table(layer: Layer, values: Floats, sheet: PlanSheet, say: Voice) -> Table:
    """Share of the zones' ground that has at least each step of the map, or that each antenna serves."""
    known = values[np.isfinite(values)]

    def share(part: NDArray[np.bool_]) -> str:
        return say.share(float(part.mean())) if part.size else "–"

    if layer.classes:
        served = sorted({int(n) for n in known})
        columns = tuple(Column(sheet.antennas[n].radio.id, "right") for n in served)
        row = tuple(share(known == n) for n in served)
        return Table(columns, (row,), say(msg("Ground of the zones that each antenna serves best")))
    columns = tuple(Column(f"≥\u00a0{say.quantity(edge, layer.unit)}", "right") for edge in layer.edges)
    row = tuple(share(known * layer.factor >= edge) for edge in layer.edges)
    return Table(columns, (row,), say(msg("Share of the ground of the zones")))
