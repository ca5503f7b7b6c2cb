"""The network plan: map, antennas, service zone by zone, rules of the spectrum, costs."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost, ServiceLevel
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from campus5g.documents.charts import cost_chart, service_chart
from campus5g.documents.content import AntennaLike, FindingLike, NetworkSection, StudyReport
from campus5g.documents.maps import SINR, coverage_map
from campus5g.documents.margins import Margin, service_margins
from campus5g.documents.names import CONNECTIVITY, NOT_ASSESSED
from campus5g.documents.voice import Voice


def network_section(content: StudyReport, say: Voice) -> list[Block]:
    """The plan, or the plain word that there is none yet."""
    heading = Heading(say(msg("The network plan")))
    network = content.network
    if network is None:
        return [heading, Callout(say(NOT_ASSESSED), say(msg("No network plan has been computed for this site.")), "unknown")]
    blocks: list[Block] = [heading]
    if network.band is not None:
        blocks.append(Paragraph(say(msg("Spectrum: %(band)s.", band=network.band))))
    blocks.append(coverage_map(content.site, network.grid, network.antennas, say.language))
    if network.grid is not None and network.grid.sinr_db is not None:
        blocks.append(coverage_map(content.site, network.grid, network.antennas, say.language, SINR))
    if network.antennas:
        blocks.append(antenna_table(network.antennas, say))
    blocks += service_blocks(content, network, say)
    blocks += finding_blocks(network.findings, say)
    return blocks


def antenna_table(antennas: Sequence[AntennaLike], say: Voice) -> Table:
    columns = (
        Column(say(msg("Antenna")), width=1.3),
        *(
            Column(say(title), "right")
            for title in (
                msg("East (m)"),
                msg("North (m)"),
                msg("Height (m)"),
                msg("Bearing (°)"),
                msg("Tilt (°)"),
                msg("EIRP (dBm)"),
            )
        ),
    )
    rows = tuple(
        (a.id, *(_cell(v, say) for v in (a.x_m, a.y_m, a.height_m, a.azimuth_deg, a.tilt_deg, a.eirp_dbm))) for a in antennas
    )
    return Table(columns, rows, say(msg("Antennas of the plan, in metres from the origin of the site")))


def _cell(value: float | None, say: Voice) -> str:
    return "–" if value is None else say.number(round(value, 1))


def service_blocks(content: StudyReport, network: NetworkSection, say: Voice) -> list[Block]:
    """Service of each connectivity in each zone: the picture of the margins, then the figures."""
    if not network.services:
        return []
    chart = service_chart(content.site, network.services, say.language)
    blocks: list[Block] = [Heading(say(msg("Service given, zone by zone")), 2)]
    if chart.table.rows:
        blocks.append(chart.figure(say.language))
    blocks.append(service_table(content, network.services, say))
    missed = [_missed(content, s, say) for s in network.services if s.connectivity == Connectivity.PRIVATE_5G and not s.meets]
    if missed:
        blocks += [Paragraph(say(msg("Where private 5G as planned does not meet the need:"))), Bullets(tuple(missed))]
    return blocks


def service_table(content: StudyReport, services: Sequence[ServiceLevel], say: Voice) -> Table:
    names = {zone.id: zone.name for zone in content.site.zones}
    margins = {(m.zone_id, m.connectivity): m for m in service_margins(content.site, tuple(services))}
    columns = (
        Column(say(msg("Zone")), width=1.25),
        Column(say(msg("Connectivity")), width=1.5),
        Column(say(msg("Coverage")), "right", 0.95),
        Column(say(msg("Uplink")), "right", 0.95),
        Column(say(msg("Latency P99.9")), "right", 0.9),
        Column(say(msg("Loss")), "right", 0.8),
        Column(say(msg("Margin")), "right", 0.8),
        Column(say(msg("Tightest requirement")), width=1),
        Column(say(msg("Enough")), width=0.75),
    )
    rows = tuple(
        (
            names.get(s.zone_id, s.zone_id),
            say(CONNECTIVITY[s.connectivity]),
            say.share(s.coverage),
            say.rate(s.uplink_bps),
            say.duration(s.latency.p999_s),
            say.risk(s.loss),
            *_margin_cells(margins.get((s.zone_id, s.connectivity)), say),
            say(msg("yes")) if s.meets else say(msg("no")),
        )
        for s in services
    )
    return Table(columns, rows, say(msg("Service of each connectivity, with the load of the zone")))


def _margin_cells(margin: Margin | None, say: Voice) -> tuple[str, str]:
    return ("–", "–") if margin is None else (say.factor(margin.margin), say(margin.limit))


def _missed(content: StudyReport, service: ServiceLevel, say: Voice) -> str:
    name = next((z.name for z in content.site.zones if z.id == service.zone_id), service.zone_id)
    reasons = say.listed(service.reasons) or say(msg("reason not given"))
    return say(msg("%(zone)s: %(reasons)s", zone=name, reasons=reasons))


def finding_blocks(findings: Sequence[FindingLike], say: Voice) -> list[Block]:
    if not findings:
        return []
    words = {True: say(msg("respected")), False: say(msg("not respected")), None: say(msg("to be checked"))}
    columns = (Column(say(msg("Check")), width=4), Column(say(msg("Result")), width=1))
    rows = tuple((say(f.message), words[f.ok]) for f in findings)
    return [Heading(say(msg("Rules of the spectrum and of safety")), 2), Table(columns, rows, say(msg("Regulatory findings")))]


def cost_section(content: StudyReport, say: Voice) -> list[Block]:
    """What each connectivity costs, and the bill of materials of private 5G."""
    costs = content.network.costs if content.network is not None else ()
    if not costs:
        return []
    chart = cost_chart(costs, say.language)
    blocks: list[Block] = [Heading(say(msg("What it costs"))), chart.figure(say.language), chart.table]
    own = next((c for c in costs if c.connectivity == Connectivity.PRIVATE_5G), None)
    if own is not None and own.lines:
        blocks.append(bill_table(own, say))
    return blocks


def _unit_cost(euros: float, say: Voice) -> str:
    """A price of some cents keeps them; a computed amount keeps three digits."""
    return say.money(round(100 * euros)) if euros < 10 else say.estimate(euros)


def bill_table(cost: ConnectivityCost, say: Voice) -> Table:
    columns = (
        Column(say(msg("Item")), width=2.1),
        Column(say(msg("Quantity")), "right", 0.7),
        Column(say(msg("Unit cost")), "right", 1.6),
        Column(say(msg("Amount")), "right", 0.9),
        Column(say(msg("Source of the unit cost")), width=1.9),
    )
    rows = tuple(
        (
            say(msg("%(item)s (each year)", item=line.label)) if line.recurring else say(line.label),
            say.number(line.quantity),
            say.confirm(_unit_cost(line.unit.value, say), line.unit.source.to_confirm),
            say.estimate(line.quantity * line.unit.value),
            ", ".join(part for part in (line.unit.source.title, line.unit.source.date) if part),
        )
        for line in cost.lines
    )
    return Table(columns, rows, say(msg("Private 5G, item by item")))
