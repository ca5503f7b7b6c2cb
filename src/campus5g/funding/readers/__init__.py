"""Readers of calls: one module a format, recognised from the content; a report line by line.

A new format is one module with ``NAME``, ``EXPECTED``, ``recognises`` and ``read_call``, listed in ``_FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.core.calls import Call
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.funding.readers import aides_territoires, dispositif_aide, eu_calls, sedia
from campus5g.funding.readers.merging import Merged, merge_feeds
from campus5g.funding.readers.opening import Record, csv_records, json_lines, read_text
from campus5g.funding.readers.report import ImportReport

__all__ = ["ImportReport", "Merged", "merge_calls", "merge_feeds", "read_calls", "read_feeds", "recognised"]


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    expected: Message
    recognises: Callable[[str], bool]
    records: Callable[[str, str], Iterator[Record]]
    read_call: Callable[[Mapping[str, Any]], Call]


_FORMATS = (
    _Format(eu_calls.NAME, eu_calls.EXPECTED, eu_calls.recognises, json_lines, eu_calls.read_call),
    _Format(aides_territoires.NAME, aides_territoires.EXPECTED, aides_territoires.recognises, json_lines,
            aides_territoires.read_call),
    _Format(sedia.NAME, sedia.EXPECTED, sedia.recognises, sedia.records, sedia.read_call),
    _Format(dispositif_aide.NAME, dispositif_aide.EXPECTED, dispositif_aide.recognises, csv_records, dispositif_aide.read_call),
)  # fmt: skip
_SUFFIXES = (".jsonl", ".json", ".csv", ".jsonl.gz", ".json.gz", ".csv.gz")
_LANGUAGES = ("en", "fr")


def read_calls(path: Path | str) -> tuple[tuple[Call, ...], ImportReport]:
    """Read the calls of a file (gzip or not) with a report of what was refused, line by line.

    ``BadInput`` for a file that is cut, not UTF-8, empty or of no known format: nothing of it is returned.
    """
    file = Path(path)
    text = read_text(file)
    form = next((form for form in _FORMATS if form.recognises(text)), None)
    if form is None:
        raise BadInput(f"{file.name}, line 1", msg("a format that is not known"), _all_expected())
    return _read(form, text, file.name)


def recognised(path: Path | str) -> str:
    """Return the name of the format of a file, empty when it is none that is known. ``BadInput`` for a file that is cut or empty."""
    text = read_text(Path(path))
    return next((form.name for form in _FORMATS if form.recognises(text)), "")


def merge_calls(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Merge calls of any number of feeds, in the order given; see ``merge_feeds``."""
    return merge_feeds([tuple(calls)]).calls


def read_feeds(paths: Sequence[Path | str]) -> tuple[Merged, tuple[ImportReport, ...]]:
    """Read several files, or the files of folders in the order of their names, and merge them."""
    files: list[Path] = []
    for path in map(Path, paths):
        files += sorted(f for f in path.iterdir() if f.name.endswith(_SUFFIXES)) if path.is_dir() else [path]
    read = [read_calls(file) for file in files]
    return merge_feeds(calls for calls, _ in read), tuple(report for _, report in read)


def _read(form: _Format, text: str, file: str) -> tuple[tuple[Call, ...], ImportReport]:
    kept: dict[str, Call] = {}
    refused: list[tuple[int, Message]] = []
    merged: list[tuple[int, Message]] = []
    count = 0
    for record in form.records(text, file):
        count += 1
        if record.fault is not None:
            refused.append((record.line, record.fault))
            continue
        try:
            call = form.read_call(record.fields)
        except BadInput as error:
            refused.append((record.line, error.sentence))
            continue
        twin = kept.get(call.id.casefold())
        if twin is None:
            kept[call.id.casefold()] = call
        elif twin.language != call.language:
            kept[call.id.casefold()] = min(twin, call, key=_language_rank)
            merged.append((record.line, msg("%(id)s in another language", id=call.id)))
        else:
            refused.append((record.line, msg("the identifier %(id)s was already read", id=call.id)))
    return tuple(kept.values()), ImportReport(file, form.name, count, len(kept), tuple(refused), tuple(merged))


def _language_rank(call: Call) -> int:
    return _LANGUAGES.index(call.language) if call.language in _LANGUAGES else len(_LANGUAGES)


def _all_expected() -> Message:
    first, second, third, fourth = (form.expected for form in _FORMATS)
    return msg("%(a)s; or %(b)s; or %(c)s; or %(d)s", a=first, b=second, c=third, d=fourth)
