"""Bringing calls into the catalogue: read, staged in small steps, then moved over at once, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from campus5g.core import calls as core
from campus5g.core.codec import to_plain
from campus5g.core.message import Message, msg
from campus5g.core.progress import Progress
from campus5g.funding.readers import ImportReport, read_calls
from campus5g.funding.readers.table import read_table_calls
from campus5g.portal.base import jobs
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.calls.actions.archiving import gone_from, told_again
from campus5g.portal.calls.actions.reading import let_read, new_edition
from campus5g.portal.calls.actions.settling import settle_catalogue
from campus5g.portal.calls.files import checked, known_format
from campus5g.portal.calls.models import COLUMNS, Call, CallImport, StagedCall
from campus5g.portal.calls.permissions import can_import_calls
from campus5g.portal.calls.rows import canonical, columns_of, imprint

KIND = "calls.import"
_STEP, _ASKED = 2_000, 10_000
_DAYS = ("first_close", "last_close")
_STALE = timedelta(days=1)
_REFUSED_KEPT = 10_000
"""Lines of a report that are kept; a file with more faults is not the file one meant."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many calls are new, changed or the same, and what each refused line lacked."""

    new: int
    changed: int
    same: int
    reports: tuple[ImportReport, ...]


def import_calls(actor: Actor, paths: Sequence[Path]) -> Imported:
    """Read call files and bring the catalogue up to date, whole or not at all; importing twice changes nothing."""
    require(can_import_calls(actor))
    read = [read_calls(path) for path in paths]
    told = [call for calls, _ in read for call in calls]
    return _take_in(actor, told, tuple(report for _, report in read), uuid4().hex, _silent)


def add_import(actor: Actor, uploaded: UploadedFile, *, complete: bool = False) -> CallImport:
    """Keep a file of calls until somebody says how to read it. ``BadInput`` for what is no such file.

    complete: it holds its whole feed, so that what it leaves out may be archived after its import (``archive_gone``).
    """
    require(can_import_calls(actor))
    name = checked(uploaded)
    with deed(actor, "calls.add_file", right=can_import_calls(actor)) as done:
        added = CallImport(organisation_id=actor.organisation_id, name=name, size=uploaded.size or 0, by_id=actor.user_id)
        added.complete = complete
        added.file.save(f"{uuid4().hex}.bin", uploaded, save=False)
        with named_copy(added) as path:
            added.format = known_format(path)
        added.save()
        done.on(added, file=name, size=added.size)
    return added


def start_import(actor: Actor, added: CallImport, columns: dict[str, str], feed: str = "", licence: str = "") -> None:
    """Queue the import of a kept file, read by ``columns`` where its format is not a known one."""
    with deed(actor, "calls.start_import", right=can_import_calls(actor)) as done:
        CallImport._base_manager.select_for_update().get(pk=added.pk)
        if added.job is not None and (added.unfinished or added.finished_at):
            raise Conflict(msg("This file is already imported, or being imported."))
        added.columns, added.feed, added.licence = columns, feed, licence
        added.job = jobs.queue(KIND, added, added.organisation_id, actor.user_id)
        added.save()
        done.on(added, columns=columns, feed=feed)


def stop_import(actor: Actor, added: CallImport) -> None:
    """Ask an import to stop; nothing of it will be in the catalogue."""
    with deed(actor, "calls.stop_import", right=can_import_calls(actor)) as done:
        if not added.unfinished:
            raise Conflict(msg("This import has ended."))
        jobs.ask_cancel(added.job)
        done.on(added)


def resume_import(actor: Actor, added: CallImport) -> None:
    """Import again a file whose import was stopped, failed or interrupted."""
    with deed(actor, "calls.resume_import", right=can_import_calls(actor)) as done:
        if added.job is None or not added.job.resumable:
            raise Conflict(msg("This import has not been stopped."))
        jobs.resume(added.job)
        done.on(added)


def carry_out(added: CallImport, progress: Progress) -> None:
    """Import a kept file; what the worker does. Its report is kept with it."""
    progress(0.01, msg("Reading the file"))
    with named_copy(added) as path:
        read = read_table_calls(path, added.columns, added.feed or "table", added.licence) if added.is_table else read_calls(path)
    calls, report = read
    done = _take_in(SYSTEM, calls, (report,), f"import-{added.pk}", progress, added)
    progress(1.0, msg("%(new)s new, %(changed)s changed", new=done.new, changed=done.changed))


@contextmanager
def named_copy(added: CallImport) -> Iterator[Path]:
    """Lend the kept file under the name that its person knows, which its report will say."""
    with tempfile.TemporaryDirectory() as folder, added.file.open("rb") as kept:
        path = Path(folder) / added.name
        with path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


def _take_in(
    actor: Actor, told: Sequence[core.Call], reports: tuple[ImportReport, ...], batch: str, progress: Progress,
    added: CallImport | None = None,
) -> Imported:  # fmt: skip
    """Stage what is new or changed, then move it over in one short transaction; nothing stays staged, whatever happens."""
    now = timezone.now()
    _sweep(batch, now)
    try:
        seen, new, changed = _stage(told, batch, now, progress)
        same = len(seen) - new - changed
        with deed(actor, "calls.import", right=can_import_calls(actor)) as done:
            edition = new_edition()
            _move_over(batch, now, edition)
            settle_catalogue(now, edition)
            let_read(edition)
            told_again(seen)
            _sweep(batch, now)
            files = [report.file for report in reports]
            done.facts.update(files=files, new=new, changed=changed)
            if added is not None:
                _note(added, reports[0], (new, changed, same), now, gone_from(seen) if added.complete else [])
    except BaseException:
        _sweep(batch, now)
        raise
    return Imported(new, changed, same, reports)


def _stage(told: Sequence[core.Call], batch: str, now: datetime, progress: Progress) -> tuple[set[tuple[str, str]], int, int]:
    """Write what differs from the catalogue beside it; return the calls told (feed, key), how many are new, how many changed."""
    known = _known({call.feed for call in told})
    seen: set[tuple[str, str]] = set()
    new = changed = 0
    waiting: list[dict[str, Any]] = []
    for place, call in enumerate(told):
        name = (call.feed, call.id[:200])
        if name in seen:
            continue
        seen.add(name)
        plain, before = to_plain(call), known.get(name)
        text = canonical(plain)
        now_said = imprint(text)
        new, changed = new + (before is None), changed + (before is not None and before[0] != now_said)
        if before != (now_said, False):
            waiting.append({**columns_of(call, plain, text), "data": text})
        if len(waiting) == _STEP or (place % _STEP == 0):
            _put(waiting, batch, now)
            waiting = []
            progress(0.2 + 0.7 * place / len(told), msg("%(n)s of %(all)s calls compared", n=place, all=len(told)))
    _put(waiting, batch, now)
    return seen, new, changed


def _put(waiting: Sequence[Mapping[str, Any]], batch: str, now: datetime) -> None:
    """Write columns of calls (``data`` as JSON text) as staged rows: past the framework's models, which cost more than the rest."""
    day, at = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value(now)
    rows = [
        [*(day(row[name]) if name in _DAYS else row[name] for name in COLUMNS), batch, at]
        for row in waiting
    ]  # fmt: skip
    names = ", ".join(connection.ops.quote_name(name) for name in (*COLUMNS, "batch", "staged_at"))
    places = ", ".join(["%s"] * (len(COLUMNS) + 2))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO calls_stagedcall ({names}) VALUES ({places})", rows)  # noqa: S608  # nosec B608 (our own column names)


def _known(feeds: set[str]) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return, by feed and key, the imprint of each call that the catalogue holds and whether it is archived."""
    rows = Call.objects.filter(feed__in=feeds).values_list("feed", "key", "imprint", "archived_at")
    return {(feed, key): (said, archived is not None) for feed, key, said, archived in rows.iterator(_ASKED)}


def _move_over(batch: str, now: datetime, edition: int) -> None:
    """Keep what changed calls said, then write the staged ones over; both inside the database, whatever their number."""
    at = connection.ops.adapt_datetimefield_value(now)
    names = ", ".join(connection.ops.quote_name(column) for column in COLUMNS)
    values = ", ".join(f"excluded.{connection.ops.quote_name(column)}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO calls_callversion (call_id, data, held_until) SELECT c.id, c.data, %s FROM calls_call c "
            "JOIN calls_stagedcall s ON s.feed = c.feed AND s.key = c.key WHERE s.batch = %s AND c.imprint <> s.imprint",
            [at, batch],
        )
        cursor.execute(
            "UPDATE calls_absence SET until = %s WHERE until IS NULL AND call_id IN (SELECT c.id FROM calls_call c "
            "JOIN calls_stagedcall s ON s.feed = c.feed AND s.key = c.key WHERE s.batch = %s)",
            [at, batch],
        )
        cursor.execute(
            f"INSERT INTO calls_call ({names}, hidden_why, first_seen_at, imported_at, worded) "  # noqa: S608  # nosec B608 (our own column names)
            f"SELECT {names}, '', %s, %s, %s FROM calls_stagedcall WHERE batch = %s ORDER BY id "
            f"ON CONFLICT (feed, key) DO UPDATE SET ({names}) = ({values}), said = NULL, archived_at = NULL, "
            "imported_at = excluded.imported_at, worded = CASE WHEN calls_call.words = excluded.words "
            "AND calls_call.archived_at IS NULL THEN calls_call.worded ELSE excluded.worded END",
            [at, at, edition, batch],
        )


def _sweep(batch: str, now: datetime) -> None:
    """Throw away what this import staged, and what a dead one left."""
    with transaction.atomic():
        StagedCall.objects.filter(batch=batch).delete()
        StagedCall.objects.filter(staged_at__lt=now - _STALE).delete()


def _note(added: CallImport, report: ImportReport, counts: tuple[int, int, int], now: datetime, gone: list[int]) -> None:
    added.read, (added.new, added.changed, added.same), added.finished_at = report.read, counts, now
    added.gone = gone
    added.refused = [[line, to_plain(why)] for line, why in _told_lines(report)]
    added.save(update_fields=["read", "new", "changed", "same", "finished_at", "refused", "gone"])


def _told_lines(report: ImportReport) -> Iterator[tuple[int, Message]]:
    yield from sorted([*report.refused, *report.merged], key=lambda pair: pair[0])[:_REFUSED_KEPT]


def _silent(_share: float, _doing: Message, /) -> None:
    """Somebody waits for the answer: nothing is told on the way."""
