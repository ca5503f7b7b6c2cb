"""The technical annex of the uses: what was compared, with what data, what was simulated, what moves the answer."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.message import msg
from campus5g.documents.blocks import Block, Bullets, Callout, Heading, Paragraph
from campus5g.documents.charts import net_gain_chart, tornado_chart
from campus5g.documents.content import StudyReport
from campus5g.documents.names import NOT_ASSESSED, ORIGIN, USE
from campus5g.documents.replays import Story, story_of
from campus5g.documents.sections.gains import beyond_money_table, data_blocks
from campus5g.documents.voice import Voice

MOST_STORIES = 2
"""Replays that a paper shows of each use: the page of the use has them all, with a cursor."""


def uses_annex(content: StudyReport, say: Voice) -> list[Block]:
    """One part a use; a use without engine gives its reason. Nothing where the need names no use."""
    if not content.uses:
        return []
    blocks: list[Block] = [Heading(say(msg("Technical annex: the uses")))]
    for use in content.uses:
        blocks.append(Heading(say(USE[use.use]), 2))
        blocks += [Callout(say(NOT_ASSESSED), say(use.reason), "unknown")] if isinstance(use, NotAssessed) else _part(use, say)
    return blocks


def _part(use: UseAssessment, say: Voice) -> list[Block]:
    blocks: list[Block] = [Paragraph(say(msg("These figures rest on %(origin)s.", origin=ORIGIN[use.origin])), "note")]
    blocks += data_blocks(use, say)
    if use.benefits:
        blocks += [net_gain_chart(use, say.language).table, beyond_money_table(use, say)]
    if use.sensitivities:
        blocks.append(tornado_chart(use, say.language).table)
    changing = (*use.would_change, *use.break_even)
    if changing:
        blocks += [Paragraph(say(msg("What would change the answer:"))), Bullets(tuple(map(say, changing)))]
    for replay in use.replays[:MOST_STORIES]:
        blocks += _story(story_of(replay, say.language), say)
    return blocks


def _story(story: Story, say: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(story.title, 3)]
    blocks += [replace(chart.figure(say.language), width=0.9) for chart in story.charts]
    return [*blocks, story.events] if story.events else blocks
