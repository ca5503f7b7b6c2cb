"""What people write in a box becomes paragraphs and lists: no markup to learn, and none that could be run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from campus5g.documents.blocks import Block, Bullets, Paragraph

_BULLET = re.compile(r"^\s*[-–—•*·]\s+")


def text_blocks(text: str) -> list[Block]:
    """Return the blocks of plain text: an empty line ends a paragraph, lines that begin with a dash or a dot are a list."""
    return [block for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if part.strip() for block in _part(part)]


def _part(part: str) -> Iterator[Block]:
    for listed, lines in groupby(part.split("\n"), key=lambda line: bool(_BULLET.match(line))):
        words = [_BULLET.sub("", line).strip() for line in lines]
        if listed:
            yield Bullets(tuple(words))
        elif any(words):
            yield Paragraph("\n".join(word for word in words if word))
