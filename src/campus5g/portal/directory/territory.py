"""Reading the organisations and people of a territory's folder, refusing what cannot be used with one sentence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.core.project import Size
from campus5g.portal.accounts.models import tidy_email
from campus5g.portal.base.actor import Role
from campus5g.portal.directory.facts import Said

_ROLES = {
    "programme_office": Role.OFFICE, "start_up": Role.STARTUP, "training_body": Role.TRAINING, "funder": Role.FUNDER,
    "company": Role.COMPANY,
}  # fmt: skip
_NATURES = {"company": "company", "public_body": "public_body", "association": "association", "research": "research"}


@dataclass(frozen=True, slots=True)
class Campus:
    """What the folder says of the campus itself."""

    name: str
    territory: str
    latitude: float
    longitude: float
    day: date


@dataclass(frozen=True, slots=True)
class Placed:
    """An organisation of the folder: what is said of it, and what no form says."""

    key: str
    said: Said
    fictitious: bool
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A demonstration person and the organisation they manage."""

    email: str
    full_name: str
    language: str
    organisation: str


def read_campus(directory: Path) -> Campus:
    """Read ``territory.toml``."""
    data, file = _toml(directory / "territory.toml"), "territory.toml"
    language = (data.get("languages") or ["fr"])[0]
    day, centre = data.get("demonstration_date"), (data.get("map") or {}).get("centre")
    if not isinstance(day, date):
        raise BadInput(f"{file}, demonstration_date", msg("“%(text)s”", text=str(day)), msg("a day such as 2026-11-21"))
    if not (isinstance(centre, list) and len(centre) == 2):
        raise BadInput(f"{file}, map.centre", msg("“%(text)s”", text=str(centre)), msg("latitude and longitude"))
    name, place = (data.get("name") or {}).get(language), (data.get("place") or {}).get(language)
    if not name:
        raise BadInput(f"{file}, name.{language}", msg("nothing"), msg("the name of the campus"))
    return Campus(str(name), str(place or ""), float(centre[0]), float(centre[1]), day)


def read_organisations(directory: Path, day: date) -> list[Placed]:
    """Read ``organisations.toml``. Accounts without a year are those of the last year closed on ``day``."""
    file = "organisations.toml"
    data = _toml(directory / file)
    sources = {str(source.get("key")): source for source in data.get("source", [])}
    found = [_placed(raw, f"{file}, organisation[{n}]", sources, day) for n, raw in enumerate(data.get("organisation", []))]
    keys = [placed.key for placed in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        raise BadInput(file, msg("the key “%(key)s” twice", key=twice), msg("one organisation a key"))
    return found


def read_people(directory: Path, organisations: list[Placed]) -> list[Person]:
    """Read ``people.toml``; each person belongs to an organisation of the folder that is fictitious, as they are."""
    file, fictitious = "people.toml", {placed.key for placed in organisations if placed.fictitious}
    people = []
    for n, raw in enumerate(_toml(directory / file).get("person", [])):
        where = f"{file}, person[{n}]"
        for name in ("first_name", "last_name", "email", "organisation"):
            _need(raw, name, where)
        if raw["organisation"] not in fictitious:
            expected = msg("the key of a fictitious organisation: a demonstration person is nobody real")
            raise BadInput(f"{where}.organisation", msg("“%(text)s”", text=str(raw["organisation"])), expected)
        full_name = f"{raw['first_name']} {raw['last_name']}"
        people.append(Person(tidy_email(raw["email"]), full_name, raw.get("language", "fr"), raw["organisation"]))
    return people


def _placed(raw: dict[str, Any], where: str, sources: dict[str, dict[str, Any]], day: date) -> Placed:
    key, name, fictitious = _need(raw, "key", where), _need(raw, "name", where), bool(raw.get("fictitious", False))
    source = sources.get(raw.get("source", ""))
    if not fictitious and source is None:
        expected = msg("the source of what is published of a real organisation, or fictitious = true")
        raise BadInput(f"{where}.source", msg("“%(text)s”", text=str(raw.get("source", ""))), expected)
    accounts = all(name in raw for name in ("staff_awu", "turnover_eur", "balance_eur"))
    fact = raw.get("fact") or {}
    said = Said(
        name=name, kind=_role(raw, where).value, nature=_NATURES.get(raw.get("kind", ""), ""),
        description=str(fact.get("fr", "")), description_en=str(fact.get("en", "")), website=str(raw.get("website", "")),
        siret=str(raw.get("siret", "")), naf=str(raw.get("naf", "")), city=str(raw.get("city", "")),
        insee_code=str(raw.get("insee_code", "")),
        staff_awu=Decimal(str(raw["staff_awu"])) if accounts else None,
        turnover_cents=int(raw["turnover_eur"]) * 100 if accounts else None,
        balance_cents=int(raw["balance_eur"]) * 100 if accounts else None,
        accounts_year=int(raw.get("accounts_year", day.year - 1)) if accounts else None,
        size=Size.RESEARCH_NON_ECONOMIC.value if raw.get("kind") == "research" else "",
        created_on=raw.get("created_on"), c_area=raw.get("c_area"), in_difficulty=raw.get("in_difficulty"),
    )  # fmt: skip
    plain = to_plain(Source(**{k: str(v) for k, v in source.items() if k != "key"})) if source else {}
    return Placed(key, said, fictitious, plain)


def _role(raw: dict[str, Any], where: str) -> Role:
    """The first of the roles that gives rights here; partners without one are companies to the portal."""
    stated = [*raw.get("roles", []), raw.get("kind", "")]
    if not raw.get("kind"):
        raise BadInput(f"{where}.kind", msg("nothing"), msg("what it is, such as company, public_body or training_body"))
    return next((_ROLES[word] for word in _ROLES if word in stated), Role.COMPANY)


def _need(raw: dict[str, Any], name: str, where: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}.{name}", msg("nothing"), msg("some text"))
    return value.strip()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(path.name), msg("no such file"), msg("a folder that describes a territory")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(path.name, msg("not TOML (%(fault)s)", fault=str(error)), msg("a TOML file")) from None
