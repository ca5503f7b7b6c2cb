"""The need in the company's words, and its site."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.core.site import DeviceGroup, Ring, Zone
from campus5g.documents.blocks import Block, Column, Heading, Paragraph, Quote, Table
from campus5g.documents.content import StudyReport
from campus5g.documents.voice import Voice


def need_section(content: StudyReport, say: Voice) -> list[Block]:
    """The company's text as it was written, then what stands on the site and what it asks of a network."""
    blocks: list[Block] = [Heading(say(msg("The need"))), Quote(((content.text, False),), content.organisation)]
    return [*blocks, *site_blocks(content, say)]


def site_blocks(content: StudyReport, say: Voice) -> list[Block]:
    site = content.site
    devices = sum(group.count for zone in site.zones for group in zone.devices)
    sentence = msg(
        "%(site)s covers %(area)s and holds %(buildings)s buildings; %(devices)s devices are to be connected in %(zones)s zones.",
        site=site.name,
        area=say.quantity(_hectares(site.boundary), "ha"),
        buildings=len(site.buildings),
        devices=devices,
        zones=len(site.zones),
    )
    blocks: list[Block] = [Paragraph(say(sentence))]
    if site.zones:
        blocks.append(_demand_table(site.zones, say))
    return blocks


def _demand_table(zones: tuple[Zone, ...], say: Voice) -> Table:
    columns = (
        Column(say(msg("Zone")), width=1.2),
        Column(say(msg("Devices")), width=1.8),
        Column(say(msg("Number")), "right", 0.7),
        Column(say(msg("A message every")), "right"),
        Column(say(msg("Within")), "right", 0.8),
        Column(say(msg("Reliability")), "right", 0.9),
        Column(say(msg("Uplink each")), "right"),
    )
    rows = tuple(_demand_row(zone, group, say) for zone in zones for group in zone.devices)
    return Table(columns, rows, say(msg("What the devices ask of the network")))


def _demand_row(zone: Zone, group: DeviceGroup, say: Voice) -> tuple[str, ...]:
    return (
        zone.name,
        group.name,
        say.number(group.count),
        say.duration(group.period_s),
        say.duration(group.latency_s),
        say.share(group.reliability),
        say.rate(group.uplink_bps),
    )


def _hectares(ring: Ring) -> float:
    """Area by the shoelace formula; 1 ha is 10 000 m²."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 / 10_000
