"""Where a campus lives: its data directory, and Django set up on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from campus5g.core.message import msg

ROOT = Path(__file__).resolve().parents[3]
DEMONSTRATION, CAMPUS = ROOT / "var" / "demo", ROOT / "var" / "campus"
DATABASE = "campus5g.sqlite3"
SETTINGS = "campus5g.portal.settings.default"


def data_directory(named: Path | None = None) -> Path:
    """Return the data directory: the one named, else the environment's, else the real campus, else the demonstration."""
    if named is not None:
        return named.resolve()
    if said := os.environ.get("CAMPUS5G_DATA"):
        return Path(said).resolve()
    only_demonstration = (DEMONSTRATION / DATABASE).exists() and not (CAMPUS / DATABASE).exists()
    return DEMONSTRATION if only_demonstration and not os.environ.get("CAMPUS5G_DATABASE_URL") else CAMPUS


def use(data: Path) -> None:
    """Make ``data`` the place that this process and its children work on."""
    os.environ["CAMPUS5G_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)


def django_on(data: Path) -> Any:
    """Set Django up on ``data`` and return its settings."""
    use(data)
    import django
    from django.conf import settings

    django.setup()
    return settings


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the data directory for one platform alone; a second copy is refused with a sentence."""
    from campus5g.cli.console import refuse

    data.mkdir(parents=True, exist_ok=True)
    with (data / "running").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            refuse(
                msg(
                    "This campus is already running (process %(pid)s on %(place)s): stop that one first, or give this one"
                    " another data directory with CAMPUS5G_DATA.",
                    pid=file.read().strip() or "?",
                    place=str(data),
                )
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)
