"""The work plan: the picture, what comes out and when, who works how much, then each package in its own words."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.documents.blocks import Block, Column, Heading, Table
from campus5g.documents.content import WorkPackage
from campus5g.documents.gantt import effort_table, gantt_chart
from campus5g.documents.prose import text_blocks
from campus5g.documents.voice import Voice


def work_blocks(work: tuple[WorkPackage, ...], partners: tuple[tuple[str, str], ...], months: int, say: Voice) -> list[Block]:
    """``partners``: number and name of each. ``months``: of the project; where it is not known, those of the last package."""
    span = months or max(package.last_month for package in work)
    drawn = gantt_chart(work, span, say.language)
    efforts = effort_table(work, partners, say)
    blocks: list[Block] = [drawn.figure(say.language), _who(work, dict(partners), say), drawn.table]
    if efforts is not None:
        blocks.append(efforts)
    for package in work:
        blocks += [Heading(f"{package.id} {package.title}", 2), *text_blocks(package.text)]
    return blocks


def _who(work: tuple[WorkPackage, ...], names: dict[str, str], say: Voice) -> Table:
    columns = (
        Column("", width=0.5),
        Column(say(msg("Work package")), width=2),
        Column(say(msg("Partners")), width=2),
        Column(say(msg("Months"))),
    )
    rows = tuple(
        (
            w.id,
            w.title,
            ", ".join(names.get(i, i) for i in w.partner_ids),
            say(msg("%(first)s to %(last)s", first=w.first_month, last=w.last_month)),
        )
        for w in work
    )
    return Table(columns, rows, say(msg("Work packages, months counted from the start of the project")))
