"""The demonstration community: fictitious organisations and people, drawn from a territory's stock of words.

``community.yaml`` says the trades, the towns and the names. The same file gives the same community, and every name shows that it
is invented.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.study.campus import Organisation, Person
from campus5g.study.fields import Fields

_FIRST_YEAR, _NIC = 2019, "0002"
_PREFIX = "00099"  # never attributed by Insee
_ENGLISH, _SHOWN = 0.06, 0.8
_BALANCE = (0.45, 0.9)  # of a year's turnover


@dataclass(frozen=True, slots=True)
class Member:
    """A fictitious organisation with what it shows of itself: competences and references, each with a sentence and a year."""

    organisation: Organisation
    about_en: str
    competences: tuple[tuple[str, str, int], ...]
    references: tuple[tuple[str, int], ...]
    equipment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resident:
    """A fictitious person: what they do, what they know, and whether they chose to be shown in the directory."""

    person: Person
    function_fr: str
    function_en: str
    competences: tuple[str, ...]
    shown: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A post, an internship or an apprenticeship that an organisation (by its key) seeks or offers until a day."""

    organisation: str
    side: str
    kind: str
    title: str
    competences: tuple[str, ...]
    expires_on: date


@dataclass(frozen=True, slots=True)
class Community:
    members: tuple[Member, ...]
    residents: tuple[Resident, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trade:
    name: str
    kind: str
    naf: str
    staff: tuple[int, int]
    per_head_cents: int
    about: tuple[str, str]
    competences: tuple[tuple[str, str], ...]
    equipment: tuple[str, ...]
    references: tuple[str, ...]


def read_community(folder: Path, on: date) -> Community:
    """Draw the community of a territory's folder as it stands on a day; a folder without ``community.yaml`` has none."""
    path = folder / "community.yaml"
    if not path.exists():
        return Community((), ())
    fields = _read(path)
    draw = Random(fields.whole("seed", 0))  # noqa: S311  # nosec B311 (a demonstration, not a secret)
    members = _members(fields, draw, on)
    return Community(members, _residents(fields, draw, members), _notices(fields, members, on))


def _read(path: Path) -> Fields:
    try:
        return Fields(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    except yaml.YAMLError:
        raise BadInput(path.name, msg("not YAML"), msg("trades, towns and names")) from None


def _members(fields: Fields, draw: Random, on: date) -> tuple[Member, ...]:
    towns = [(town.text("name"), town.text("insee"), town.whole("weight", 1)) for town in fields.table("towns").tables("entries")]
    places, numbers = fields.texts("places"), count(100)
    found = []
    for entry in fields.tables("trades"):
        trade, many = _trade(entry), entry.whole("count", 1)
        if many > len(places):
            raise entry.refuse("count", msg("more than there are places"), msg("at most %(n)s", n=len(places)))
        for place in draw.sample(places, many):
            town = draw.choices(towns, [weight for _, _, weight in towns])[0]
            found.append(_member(trade, place, town[:2], next(numbers), draw, on))
    return tuple(found)


def _trade(entry: Fields) -> _Trade:
    staff = entry.data.get("staff")
    if not isinstance(staff, list) or len(staff) != 2:
        raise entry.refuse("staff", msg("“%(value)s”", value=str(staff)), msg("two numbers: from, to"))
    said = entry.table("competences")
    return _Trade(
        name=entry.text("name"), kind=entry.text("kind"), naf=entry.text("naf"), staff=(staff[0], staff[1]),
        per_head_cents=entry.cents("per_head_eur"), about=(entry.text("fr"), entry.text("en")),
        competences=tuple((key, said.text(key)) for key in said.data),
        equipment=entry.texts("equipment"), references=entry.texts("references"),
    )  # fmt: skip


def _member(trade: _Trade, place: str, town: tuple[str, str], number: int, draw: Random, on: date) -> Member:
    staff = draw.randint(*trade.staff)
    turnover = _rounded(staff * trade.per_head_cents * draw.uniform(0.75, 1.3)) if trade.per_head_cents else None
    founded = _founded(trade.kind, draw, on)
    kept = draw.sample(trade.competences, draw.randint(min(1, len(trade.competences)), len(trade.competences)))
    organisation = Organisation(
        key=_slug(f"{trade.name} {place}")[:60], name=f"{trade.name} Démo {place}", kind=_nature(trade.kind),
        roles=(trade.kind,), fictitious=True, fact=trade.about[0], siret=_siret(number), naf=trade.naf, city=town[0],
        insee_code=town[1], created_on=founded, staff_awu=Decimal(staff), turnover_cents=turnover,
        balance_cents=None if turnover is None else _rounded(turnover * draw.uniform(*_BALANCE)), in_difficulty=False,
        c_area=False,
    )  # fmt: skip
    return Member(
        organisation,
        trade.about[1],
        tuple((key, sentence, _year(draw, founded, on)) for key, sentence in kept),
        tuple((sentence, _year(draw, founded, on)) for sentence in trade.references),
        tuple(draw.sample(trade.equipment, min(len(trade.equipment), draw.randint(1, 3)))),
    )


def _notices(fields: Fields, members: tuple[Member, ...], on: date) -> tuple[Notice, ...]:
    found = []
    for entry in fields.tables("talents"):
        named = [m.organisation.key for m in members if m.organisation.name.startswith(f"{entry.text('trade')} Démo")]
        nth = entry.whole("nth", 1, 1)
        if nth > len(named):
            raise entry.refuse("trade", msg("nobody of this trade"), msg("a trade of the list, and which of its organisations"))
        last = on + timedelta(days=entry.whole("days", 1))
        said = (entry.text("side"), entry.text("kind"), entry.text("title"), entry.texts("competences"))
        found.append(Notice(named[nth - 1], *said, last))
    return tuple(found)


def _nature(kind: str) -> str:
    """A start-up is a company in law; a start-up and a company differ by what they are to the campus."""
    return "company" if kind == "start_up" else kind


def _founded(kind: str, draw: Random, on: date) -> date:
    years = (1, 6) if kind == "start_up" else (7, 60)
    return on - timedelta(days=draw.randint(years[0] * 365, years[1] * 365))


def _year(draw: Random, founded: date, on: date) -> int:
    return draw.randint(max(_FIRST_YEAR, founded.year), on.year)


def _rounded(cents: float) -> int:
    """To the nearest ten thousand euros."""
    return round(cents / 1_000_000) * 1_000_000


def _residents(fields: Fields, draw: Random, members: tuple[Member, ...]) -> tuple[Resident, ...]:
    many = fields.whole("people", len(members))
    names = [(first, last) for first in fields.texts("first_names") for last in fields.texts("last_names")]
    chosen = draw.sample(names, many)
    sizes = [float(member.organisation.staff_awu or 1) ** 0.5 for member in members]
    homes = [*members, *draw.choices(members, sizes, k=many - len(members))]
    seen: set[str] = set()
    found = []
    for (first, last), member in zip(chosen, homes, strict=True):
        key = member.organisation.key
        found.append(_resident(fields, draw, first, last, member, manages=key not in seen))
        seen.add(key)
    return tuple(found)


def _resident(fields: Fields, draw: Random, first: str, last: str, member: Member, *, manages: bool) -> Resident:
    organisation = member.organisation
    role = organisation.roles[0]
    does = draw.choice(list(fields.table("functions").tables(role)))
    address = f"{_slug(first)}.{_slug(last)}@demo.example.org"
    language = "en" if draw.random() < _ENGLISH else "fr"
    person = Person(_slug(f"{first} {last}"), first, last, address, language, organisation.key, role)
    return Resident(
        person, does.text("fr"), does.text("en"), does.texts("competences"), shown=draw.random() < _SHOWN, manages=manages
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe")).encode("ascii", "ignore").decode()
    return "_".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _siret(number: int) -> str:
    """Return a number that no register gives, with right control digits (ISO/IEC 7812-1), as forms ask."""
    return _with_key(_with_key(f"{_PREFIX}{number:03d}") + _NIC)


def _with_key(digits: str) -> str:
    doubled = (int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"
