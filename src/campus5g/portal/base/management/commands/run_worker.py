"""The worker: runs queued jobs, marks as interrupted the jobs of a worker that died, and does the regular work of the rooms."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from campus5g.portal.base.jobs import LONG, QUICK, reap
from campus5g.portal.base.regular import EVERY_S, run_regular_work

REAP_EVERY_S = 15.0
LANES = {"all": "*", "long": LONG, "quick": QUICK}
"""What a worker may take: everything, or one lane."""


class Command(BaseCommand):
    help = "Run the worker until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lane", choices=LANES, default="all", help="long: studies; quick: imports and chores.")

    def handle(self, *_: Any, lane: str, **__: Any) -> None:
        reap()
        stop = threading.Event()
        reaper = threading.Thread(target=self._look_after, args=(stop,), kwargs={"regular": lane != "long"}, daemon=True)
        reaper.start()
        try:
            call_command("db_worker", queue_name=LANES[lane], interval=0.5, verbosity=0)
        finally:
            stop.set()

    def _look_after(self, stop: threading.Event, *, regular: bool) -> None:
        """Reap in any lane; the regular work is quick work."""
        last = float("-inf")
        try:
            while not stop.wait(REAP_EVERY_S):
                reap()
                if regular and time.monotonic() - last >= EVERY_S:
                    run_regular_work()
                    last = time.monotonic()
        finally:
            connection.close()
