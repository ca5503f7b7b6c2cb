"""What the devices of each zone get, what is missing and what would mend it, and the law on the plan."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ServiceLevel
from campus5g.core.site import Site
from campus5g.documents.blocks import Block, Bullets, Column, Heading, Paragraph, Table
from campus5g.documents.margins import service_margins
from campus5g.documents.plan_content import PlanSheet
from campus5g.documents.voice import Voice


def service_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """Private 5G zone by zone with its margin, the classes of TS 22.104, then what is missing."""
    own = tuple(s for s in sheet.services if s.connectivity is Connectivity.PRIVATE_5G)
    if not own:
        return []
    blocks: list[Block] = [Heading(say(msg("Service"))), _zone_table(sheet, own, say)]
    verdicts = verdict_table(sheet.site, own, say)
    if verdicts.rows:
        blocks.append(verdicts)
    if sheet.missing:
        blocks += [
            Heading(say(msg("What is missing, and what would help")), 2),
            Bullets(tuple(say(msg("%(what)s: %(remedy)s", what=m.message, remedy=m.remedy)) for m in sheet.missing)),
        ]
    return blocks


def _zone_table(sheet: PlanSheet, levels: tuple[ServiceLevel, ...], say: Voice) -> Table:
    names = {zone.id: zone.name for zone in sheet.site.zones}
    margins = {m.zone_id: m for m in service_margins(sheet.site, levels)}
    columns = (
        Column(say(msg("Zone")), width=1.5),
        *(
            Column(say(title), "right")
            for title in (msg("Coverage"), msg("Uplink"), msg("Downlink"), msg("Latency P50"), msg("Latency P99.9"), msg("Loss"))
        ),
        Column(say(msg("Margin")), "right", 0.9),
        Column(say(msg("Tightest requirement")), width=1.1),
        Column(say(msg("Enough")), width=0.7),
    )
    rows = []
    for level in levels:
        margin = margins.get(level.zone_id)
        rows.append(
            (
                names.get(level.zone_id, level.zone_id),
                say.share(level.coverage),
                say.rate(level.uplink_bps),
                say.rate(level.downlink_bps),
                say.duration(level.latency.p50_s),
                say.duration(level.latency.p999_s),
                say.risk(level.loss),
                say.factor(margin.margin) if margin else "–",
                say(margin.limit) if margin else "–",
                say(msg("yes")) if level.meets else say(msg("no")),
            )
        )
    return Table(columns, tuple(rows), say(msg("Private 5G, zone by zone, under the load of the plan")))


def verdict_table(site: Site, levels: tuple[ServiceLevel, ...], say: Voice) -> Table:
    """Each group of devices against the class of TS 22.104 that is nearest to it; the tightest check of each."""
    names = {zone.id: zone.name for zone in site.zones}
    columns = (
        Column(say(msg("Zone")), width=1.2),
        Column(say(msg("Devices")), width=1.2),
        Column(say(msg("Class")), width=1.8),
        Column(say(msg("Tightest check")), width=2.6),
        Column(say(msg("Margin")), "right", 0.8),
        Column(say(msg("Passes")), width=0.8),
    )
    rows = []
    for level in levels:
        for verdict in level.verdicts:
            worst = min(verdict.checks, key=lambda check: check.margin, default=None)
            rows.append(
                (
                    names.get(level.zone_id, level.zone_id),
                    verdict.group,
                    say(verdict.title),
                    say(worst.message) if worst else "–",
                    say.factor(worst.margin) if worst else "–",
                    say(msg("yes")) if verdict.passes else say(msg("no")),
                )
            )
    return Table(columns, tuple(rows), say(msg("Groups of devices against classes of TS 22.104 (3GPP)")))


def law_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """Each point of the law, its result, and where it is written."""
    if not sheet.findings:
        return []
    words = {True: say(msg("respected")), False: say(msg("not respected")), None: say(msg("to be checked"))}
    columns = (Column(say(msg("Check")), width=4), Column(say(msg("Result")), width=1), Column(say(msg("Source")), width=1.7))
    rows = tuple(
        (
            say(finding.message),
            words[finding.ok],
            say.confirm(
                ", ".join(part for part in (finding.source.author, finding.source.title) if part), finding.source.to_confirm
            ),
        )
        for finding in sheet.findings
    )
    open_points = sum(finding.ok is None for finding in sheet.findings)
    return [
        Heading(say(msg("Spectrum, borders and safety"))),
        Paragraph(say(msg("Points that a person must look at before filing: %(n)s of %(all)s.", n=open_points, all=len(rows)))),
        Table(columns, rows, say(msg("What an application to Arcep and a declaration to ANFR hold, checked on the plan"))),
    ]
