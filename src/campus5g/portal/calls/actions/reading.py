"""Keeping the search up to date with the catalogue: editions, and the index that the worker makes."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from campus5g.portal.base import chores
from campus5g.portal.calls.index_file import write_index
from campus5g.portal.calls.models import Call, Reading
from campus5g.portal.calls.reading import BESIDE, build, encoders_asked, is_stale

READING = "calls.reading"


def new_edition() -> int:
    """Begin a change of the catalogue, inside a deed: whoever changes it next waits until this one is done."""
    now = Reading.locked()
    now.edition += 1
    now.save(update_fields=["edition"])
    return now.edition


def let_read(edition: int, *, taught: bool = False) -> None:
    """Tell, inside a deed, what an edition brought: many new words, or past projects, are read by the worker at once; a few words
    are read by the search itself and by the worker within minutes."""
    now = Reading.locked()
    if taught:
        now.taught = edition
        now.save(update_fields=["taught"])
    if taught or Call.objects.filter(worded__gt=now.read)[BESIDE // 2 :].exists():
        chores.ask(READING)


def catch_up() -> None:
    """Ask for a reading where something is there that none has read; what the worker looks after."""
    if is_stale(Reading.current()):
        chores.ask(READING)


def read_catalogue() -> None:
    """Read the catalogue if something in it was not read, and let every process search in what was read."""
    before = Reading.current()  # before its calls: what comes meanwhile is of a later edition
    if not is_stale(before):
        return
    encoders = encoders_asked()
    name = f"calls-{uuid4().hex}"
    write_index(settings.CALLS_INDEX / name, build(encoders), encoders)
    with transaction.atomic():
        now = Reading.locked()
        if now.read > before.edition:
            kept = {now.file}
        else:
            kept = {name, now.file}  # another process may be reading the one before
            now.file, now.read, now.encoders = name, before.edition, ",".join(settings.CALLS_MODELS)
            now.save(update_fields=["file", "read", "encoders"])
    for path in settings.CALLS_INDEX.glob("calls-*"):
        if path.name not in kept:
            with suppress(FileNotFoundError):
                path.unlink()
