"""The company's file as an engine wants it: on disk, under its own name, which decides how it is read and is told in refusals."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from campus5g.portal.base.models import Attachment


@contextmanager
def laid(name: str, content: bytes) -> Iterator[Path]:
    """Lay ``content`` under ``name`` until the block ends."""
    with tempfile.TemporaryDirectory(prefix="campus5g-use-") as folder:
        path = Path(folder) / PurePath(name).name
        path.write_bytes(content)
        yield path


@contextmanager
def laid_attachment(attachment: Attachment | None) -> Iterator[Path | None]:
    """Lay an attachment under its own name; without one there is nothing to lay."""
    if attachment is None:
        yield None
        return
    with attachment.file.open("rb") as file:
        content = file.read()
    with laid(attachment.name, content) as path:
        yield path
