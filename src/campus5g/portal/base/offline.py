"""Pages that open without network: the program that hands them back, served where it may look after them."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse

_WORKER = Path(__file__).parent / "static" / "base" / "offline-worker.js"


def offline_worker() -> HttpResponse:
    """Answer with the program. A browser lets it look after the addresses below its own only: each page has one of its own."""
    return HttpResponse(_WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
