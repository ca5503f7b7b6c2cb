"""A campus as everybody gets it: the product's own launcher, on a free port and in a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from campus5g.cli.place import ROOT

PASSWORD = "campus5g-demonstration"
STARTED_WITHIN_S = 600  # two campuses and a PostgreSQL may start on two cores at once
QUICK_CELL_M = "40"


@dataclass(frozen=True, slots=True)
class Campus:
    """A served campus: its address, its launcher and its data."""

    address: str
    launcher: subprocess.Popen[bytes]
    data: Path

    def child(self, word: str) -> int | None:
        """Return the number of the launcher's child whose command holds ``word``."""
        for proc in Path("/proc").glob("[0-9]*"):
            try:
                parent = re.search(r"^PPid:\s+(\d+)", (proc / "status").read_text(), re.MULTILINE)
                command = (proc / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it ended while we looked
                continue
            if parent and int(parent[1]) == self.launcher.pid and word.encode() in command:
                return int(proc.name)
        return None

    def log(self) -> str:
        return (self.data / "log").read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path, cell_m: str = QUICK_CELL_M) -> Iterator[Campus]:
    """Start the demonstration in ``data``, wait until it says how to enter, and end it with the block."""
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPUS5G_", "DJANGO_"))}
    environment |= {"CAMPUS5G_DATA": str(data), "CAMPUS5G_CELL_M": cell_m, "PYTHONPATH": str(ROOT / "src")}
    with (data / "log").open("wb") as log:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "campus5g", "run", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    campus = Campus(f"http://localhost:{port}", launcher, data)
    try:
        _wait(campus)
        yield campus
    finally:
        launcher.send_signal(signal.SIGTERM)
        try:
            launcher.wait(30)
        except subprocess.TimeoutExpired:
            launcher.kill()
            launcher.wait()


def _wait(campus: Campus) -> None:
    limit = time.monotonic() + STARTED_WITHIN_S
    while "Ctrl-C" not in campus.log():
        if campus.launcher.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"the campus did not start:\n{campus.log()}")
        time.sleep(0.2)
