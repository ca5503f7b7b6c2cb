"""Past funded projects with their partners, read line by line: one table for all sources, one sentence for each fault.

JSONL (gzip or not), a JSON list, or CSV with a header. A project is one JSON object with a list of partners, or, in CSV, one
line a partner, with the project's columns repeated.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

_ID = ("code", "project_id", "id", "dossier", "reference")
_TITLE = ("titre", "title", "projet", "intitule", "acronyme", "acronym")
_TEXT = ("resume", "objective", "summary", "text", "description", "acronyme", "acronym", "topic_title", "action", "axe")
_YEAR = ("edition", "annee", "year", "start", "signed", "debut")
_FUNDER = ("financeur", "funder", "programme", "funding_scheme", "demarche", "action")
_AID = ("aide_eur", "eu_contribution_eur", "montant_eur", "aid_eur")
_PARTNERS = ("partenaires", "partners", "norwegian_partners", "beneficiaires")
_NAME = ("nom", "name", "organisation", "beneficiaire", "partner")
_PLACE = ("ville", "city", "commune")
_REGION = ("region", "région", "county")
_COUNTRY = ("pays", "country")
_KIND = ("categorie", "category", "sector", "kind")
_LEAD = ("coordinateur", "coordinator", "lead")
_LARGEST_EUR = 1e11


@dataclass(frozen=True, slots=True)
class PastPartner:
    """Who took part. ``kind`` is the source's own word for it; ``siren`` empty when unknown."""

    name: str
    kind: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    siren: str = ""
    lead: bool = False


@dataclass(frozen=True, slots=True)
class PastProject:
    """A project that was paid for: what it is about, when, by whom, with how much, and who did it."""

    id: str
    title: str
    text: str
    partners: tuple[PastPartner, ...]
    year: int | None = None
    funder: str = ""
    aid_eur: float | None = None
    feed: str = ""


@dataclass(frozen=True, slots=True)
class PastRead:
    """What a file holds, and one sentence for each line that could not be used; a fault loses its line alone."""

    projects: tuple[PastProject, ...]
    faults: tuple[Message, ...]


def read_past(data: bytes, name: str, feed: str = "") -> PastRead:
    """Read a file of past projects. ``name`` is its name in sentences. A file that is no table at all is refused.

    Projects without a named partner are left out with a fault; lines of one project are put together.
    """
    projects: dict[str, PastProject] = {}
    faults: list[Message] = []
    for line, row in _rows(data, name):
        try:
            found = _project(row, f"{name}, {line}", feed or name)
        except BadInput as error:
            faults.append(error.sentence)
            continue
        known = projects.get(found.id)
        projects[found.id] = found if known is None else _joined(known, found)
    if not projects and not faults:
        raise BadInput(name, msg("no project"), msg("one project or more, with its partners"))
    return PastRead(tuple(projects.values()), tuple(faults))


def _joined(known: PastProject, found: PastProject) -> PastProject:
    return replace(known, partners=tuple(dict.fromkeys((*known.partners, *found.partners))))


def _rows(data: bytes, name: str) -> Iterator[tuple[int, Any]]:
    try:
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError):
        raise BadInput(name, msg("the file is cut or not UTF-8"), msg("a whole file encoded in UTF-8")) from None
    start = text.lstrip()[:1]
    if start == "[":
        yield from _listed(text, name)
    elif start == "{":
        yield from ((n, _parsed(line)) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
    else:
        yield from enumerate(_table(text), start=2)


def _listed(text: str, name: str) -> Iterator[tuple[int, Any]]:
    try:
        found = json.loads(text)
    except ValueError:
        raise BadInput(name, msg("not JSON"), msg("a list of projects")) from None
    yield from enumerate(found, start=1)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _table(text: str) -> Iterable[Mapping[str, str]]:
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _project(row: Any, where: str, feed: str) -> PastProject:
    if not isinstance(row, Mapping):
        raise BadInput(where, msg("a line that is not JSON"), msg("one JSON object a line"))
    key, title = _first(row, _ID), _first(row, _TITLE)
    if not key or not title:
        what = msg("a project without a title") if key else msg("a project without an identifier")
        raise BadInput(where, what, msg("one of: %(names)s", names=", ".join(_TITLE if key else _ID)))
    partners = tuple(_partners(row))
    if not partners:
        raise BadInput(where, msg("a project without a named partner"), msg("one of: %(names)s", names=", ".join(_PARTNERS)))
    said = [text for column in _TEXT if (text := _text(row.get(column))) and text != title]
    return PastProject(
        key, title, "\n".join(dict.fromkeys(said)), partners, _year(row), _first(row, _FUNDER), _aid(row, where), feed
    )


def _partners(row: Mapping[str, Any]) -> Iterator[PastPartner]:
    listed = next((row[column] for column in _PARTNERS if isinstance(row.get(column), list)), None)
    for item in [row] if listed is None else listed:
        said = item if isinstance(item, Mapping) else {"name": item}
        name = _first(said, _NAME)
        if name:
            yield PastPartner(
                name, _first(said, _KIND), _first(said, _PLACE), _first(said, _REGION), _first(said, _COUNTRY), _siren(said),
                any(said.get(column) in (True, "true", "1", "oui") for column in _LEAD) or said.get("role") == "COORDINATOR",
            )  # fmt: skip


def _siren(said: Mapping[str, Any]) -> str:
    digits = "".join(c for c in _text(said.get("siren") or said.get("siret")) if c.isdigit())
    return digits[:9] if len(digits) in (9, 14) else ""


def _year(row: Mapping[str, Any]) -> int | None:
    for column in _YEAR:
        digits = _text(row.get(column))[:4]
        if digits.isdigit() and 1980 <= int(digits) <= date.max.year:
            return int(digits)
    return None


def _aid(row: Mapping[str, Any], where: str) -> float | None:
    text = _first(row, _AID).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if not text:
        return None
    try:
        euros = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        euros = -1.0
    if not 0 <= euros < _LARGEST_EUR:
        raise BadInput(where, msg("“%(text)s” is not an aid", text=text[:40]), msg("euros, such as 125000"))
    return euros or None


def _first(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    return next((text for column in columns if (text := _text(row.get(column)))), "")


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()
