"""What the figures rest on: assumptions with their ranges and sources, and what the reader must beware of."""

from __future__ import annotations

from campus5g.core.benefit import UseAssessment
from campus5g.core.figures import Assumption
from campus5g.core.message import msg
from campus5g.documents.blocks import Block, Bullets, Column, Heading, Paragraph, Table
from campus5g.documents.content import StudyReport
from campus5g.documents.names import UNITS
from campus5g.documents.voice import Voice


def warnings_blocks(content: StudyReport, say: Voice) -> list[Block]:
    if not content.warnings:
        return []
    return [Heading(say(msg("To keep in mind")), 2), Bullets(tuple(say(warning) for warning in content.warnings))]


def assumptions_section(content: StudyReport, say: Voice) -> list[Block]:
    """Every assumption once, whichever part of the study it came from."""
    gathered = all_assumptions(content)
    blocks: list[Block] = [Heading(say(msg("Assumptions and sources")))]
    if not gathered:
        return [
            *blocks,
            Paragraph(say(msg("This study rests on no assumption beyond the data given."))),
            *warnings_blocks(content, say),
        ]
    doubtful = sum(assumption.source.to_confirm for assumption in gathered)
    if doubtful:
        text = msg("Figures that could not be verified: %(count)s; they are marked “to be confirmed”.", count=doubtful)
        blocks.append(Paragraph(say(text)))
    blocks += [assumption_table(gathered, say), *warnings_blocks(content, say)]
    return blocks


def all_assumptions(content: StudyReport) -> tuple[Assumption, ...]:
    """Assumptions of the study, its uses, services and costs, each key once, in the order met."""
    found: dict[str, Assumption] = {}
    groups = [content.assumptions, *(u.assumptions for u in content.uses if isinstance(u, UseAssessment))]
    if content.network is not None:
        groups += [s.assumptions for s in content.network.services]
    for group in groups:
        for assumption in group:
            found.setdefault(assumption.key, assumption)
    return tuple(found.values())


def assumption_table(assumptions: tuple[Assumption, ...], say: Voice) -> Table:
    columns = (
        Column(say(msg("Assumption")), width=2.2),
        Column(say(msg("Value")), "right", 0.9),
        Column(say(msg("Range")), "right", 1.2),
        Column(say(msg("Unit")), width=0.8),
        Column(say(msg("Source")), width=2.6),
    )
    rows = tuple(
        (say(a.label), say.number(a.value), say.assumption_range(a), say(UNITS.get(a.unit, a.unit)), say.source(a.source))
        for a in assumptions
    )
    return Table(columns, rows, say(msg("Assumptions, each with its range and source")))
