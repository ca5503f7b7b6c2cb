"""The worker: runs queued jobs, and marks as interrupted the jobs of a worker that died."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from campus5g.portal.base.jobs import reap

REAP_EVERY_S = 15.0


class Command(BaseCommand):
    help = "Run the worker until told to stop."

    def handle(self, *_: Any, **__: Any) -> None:
        reap()
        stop = threading.Event()
        reaper = threading.Thread(target=self._reap_until, args=(stop,), daemon=True)
        reaper.start()
        try:
            call_command("db_worker", queue_name="*", interval=0.5, verbosity=0)
        finally:
            stop.set()

    def _reap_until(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(REAP_EVERY_S):
                reap()
        finally:
            connection.close()
