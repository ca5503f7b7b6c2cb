"""A paper drawn as PDF, or as a Word document that a person goes on writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Message
from campus5g.documents.blocks import Block, to_plain
from campus5g.documents.names import DEMONSTRATION, DEMONSTRATION_SHORT
from campus5g.documents.report import dated_pdf
from campus5g.documents.voice import Voice


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in no language yet. facts: what stands under the title. flipped: the long side across (wide tables)."""

    kind: Message
    title: str
    issuer: str
    facts: tuple[tuple[Message, Message | str], ...]
    blocks: Callable[[Voice], list[Block]]
    day: date
    demonstration: bool = False
    flipped: bool = False


def paper_pdf(paper: Paper, language: str) -> bytes:
    """Draw the paper in ``language`` as a tagged A4 PDF. Same paper, same bytes."""
    say = Voice(language)
    return dated_pdf(
        kicker=paper.kind, title=paper.title, organisation=paper.issuer, day=paper.day, demonstration=paper.demonstration,
        facts=[(label, say(value)) for label, value in paper.facts], blocks=to_plain(paper.blocks(say)), say=say, sheet=True,
        flipped=paper.flipped,
    )  # fmt: skip


def paper_docx(paper: Paper, language: str) -> bytes:
    """Draw the paper in ``language`` as a Word document. Same paper, same bytes."""
    from campus5g.documents.word import Sheet, docx_bytes  # an office library: loaded when a document is made

    say = Voice(language)
    header = f"{say(DEMONSTRATION_SHORT)} · {paper.issuer}" if paper.demonstration else paper.issuer
    facts = " · ".join(f"{say(label)}: {say(value)}" for label, value in paper.facts if say(value))
    sheet = Sheet(
        title=f"{say(paper.kind)} – {paper.title}", subtitle=facts, header=header,
        banner=say(DEMONSTRATION) if paper.demonstration else "", language=language, day=paper.day,
    )  # fmt: skip
    return docx_bytes(sheet, paper.blocks(say))
