"""A territory read from its folder: who, what is published, which demonstration accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source, SourcedFigure
from campus5g.core.message import LANGUAGES, msg
from campus5g.study.fields import Fields, read_toml


@dataclass(frozen=True, slots=True)
class Territory:
    """The place, in one language. ``bounds``: south, west, north, east; ``centre``: latitude, longitude (WGS84)."""

    key: str
    name: str
    place: str
    banner: str
    languages: tuple[str, ...]
    communes_insee: tuple[str, ...]
    region_insee: str
    departement_insee: str
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]
    zoom: int
    demonstration_date: date
    source: Source


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: a real one carries a published ``fact`` and its source, a fictitious one says so."""

    key: str
    name: str
    kind: str
    roles: tuple[str, ...]
    fictitious: bool
    fact: str = ""
    source: Source | None = None
    siret: str = ""
    naf: str = ""
    city: str = ""
    insee_code: str = ""
    created_on: date | None = None
    staff_awu: Decimal | None = None
    turnover_cents: int | None = None
    balance_cents: int | None = None
    c_area: bool | None = None
    in_difficulty: bool | None = None

    @property
    def siren(self) -> str:
        return self.siret[:9]


@dataclass(frozen=True, slots=True)
class Person:
    """A demonstration account, always fictitious, as its organisation is."""

    key: str
    first_name: str
    last_name: str
    email: str
    language: str
    organisation: str
    role: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Strand:
    """A strand of the programme; ``carriers`` is empty where the source names none."""

    key: str
    name: str
    missions: tuple[str, ...]
    carriers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme as published. ``partners``: organisation key and role; ``not_published``: what the source leaves out."""

    key: str
    name: str
    call: str
    framework: str
    launched_by: tuple[str, ...]
    cofinanced_by: tuple[str, ...]
    partners: tuple[tuple[str, str], ...]
    strands: tuple[Strand, ...]
    figures: tuple[str, ...]
    not_published: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A published figure and what it is about: ``programme``, ``investment`` or ``anchor``."""

    about: str
    figure: SourcedFigure


@dataclass(frozen=True, slots=True)
class Campus:
    """All that a territory's folder holds, in one language, except its calls."""

    territory: Territory
    programme: Programme
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    figures: tuple[PublishedFigure, ...]
    needs: tuple[Path, ...]
    call_files: tuple[Path, ...]

    def organisation(self, key: str) -> Organisation | None:
        return next((o for o in self.organisations if o.key == key), None)

    def figure(self, key: str) -> SourcedFigure | None:
        return next((f.figure for f in self.figures if f.figure.key == key), None)


def read_campus(folder: Path, language: str = "fr") -> Campus:
    """Read a territory's folder (see its README); any fault is refused with its file and place."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    organisations = _organisations(read_toml(folder / "organisations.toml"), language)
    keys = {organisation.key for organisation in organisations}
    fictitious = {organisation.key for organisation in organisations if organisation.fictitious}
    return Campus(
        territory=_territory(read_toml(folder / "territory.toml"), language),
        programme=_programme(read_toml(folder / "programme.toml"), language, keys),
        organisations=organisations,
        people=_people(read_toml(folder / "people.toml"), fictitious),
        figures=_figures(folder / "figures.yaml", language),
        needs=tuple(sorted((folder / "needs").glob("*.toml"))),
        call_files=call_files(folder / "calls"),
    )


def call_files(folder: Path) -> tuple[Path, ...]:
    """Return the call files of a folder, in a stable order."""
    return tuple(sorted(path for path in folder.glob("*") if path.name.endswith((".jsonl", ".csv", ".jsonl.gz", ".csv.gz"))))


def _territory(fields: Fields, language: str) -> Territory:
    map_ = fields.table("map")
    return Territory(
        key=fields.text("key"),
        name=fields.table("name").text(language),
        place=fields.table("place").text(language),
        banner=fields.table("banner").text(language),
        languages=fields.texts("languages"),
        communes_insee=fields.texts("communes_insee"),
        region_insee=fields.text("region_insee"),
        departement_insee=fields.text("departement_insee"),
        centre=_numbers(map_, "centre", 2),
        bounds=_numbers(map_, "bounds", 4),
        zoom=map_.whole("zoom", 1),
        demonstration_date=fields.day("demonstration_date"),
        source=fields.table("source").source(),
    )


def _numbers(fields: Fields, key: str, count: int) -> Any:
    values = fields.data.get(key)
    if not isinstance(values, list) or len(values) != count or not all(isinstance(v, int | float) for v in values):
        raise fields.refuse(key, msg("“%(value)s”", value=str(values)), msg("%(count)s numbers", count=count))
    return tuple(float(value) for value in values)


def _organisations(fields: Fields, language: str) -> tuple[Organisation, ...]:
    sources = {entry.text("key"): entry.source() for entry in fields.tables("source")}
    found: dict[str, Organisation] = {}
    for entry in fields.tables("organisation"):
        organisation = _organisation(entry, sources, language)
        if organisation.key in found:
            raise entry.refuse("key", msg("the key “%(key)s” twice", key=organisation.key), msg("one organisation a key"))
        found[organisation.key] = organisation
    return tuple(found.values())


def _organisation(entry: Fields, sources: dict[str, Source], language: str) -> Organisation:
    fictitious = entry.flag("fictitious", False)
    source = None if fictitious else sources.get(entry.text("source"))
    if not fictitious and source is None:
        raise entry.refuse("source", msg("a real organisation without source"), msg("the key of a [[source]]"))
    return Organisation(
        key=entry.text("key"),
        name=entry.text("name"),
        kind=entry.text("kind"),
        roles=entry.texts("roles"),
        fictitious=fictitious,
        fact="" if fictitious else entry.table("fact").text(language),
        source=source,
        siret=entry.text("siret", ""),
        naf=entry.text("naf", ""),
        city=entry.text("city", ""),
        insee_code=entry.text("insee_code", ""),
        created_on=entry.day("created_on") if entry.has("created_on") else None,
        staff_awu=entry.decimal("staff_awu") if entry.has("staff_awu") else None,
        turnover_cents=entry.cents("turnover_eur") if entry.has("turnover_eur") else None,
        balance_cents=entry.cents("balance_eur") if entry.has("balance_eur") else None,
        c_area=entry.flag("c_area") if entry.has("c_area") else None,
        in_difficulty=entry.flag("in_difficulty") if entry.has("in_difficulty") else None,
    )


def _people(fields: Fields, organisations: set[str]) -> tuple[Person, ...]:
    people = []
    for entry in fields.tables("person"):
        if entry.text("organisation") not in organisations:
            what = msg("“%(key)s”", key=entry.text("organisation"))
            raise entry.refuse(
                "organisation", what, msg("the key of a fictitious organisation: a demonstration person is nobody real")
            )
        people.append(Person(*(entry.text(name) for name in Person.__dataclass_fields__)))
    return tuple(people)


def _programme(fields: Fields, language: str, organisations: set[str]) -> Programme:
    award, partners = fields.table("award"), fields.table("partners")
    unknown = sorted(set(partners.data) - organisations)
    if unknown:
        raise partners.refuse(unknown[0], msg("an unknown organisation"), msg("the key of an organisation"))
    return Programme(
        key=fields.text("key"),
        name=fields.table("name").text(language),
        call=award.text("call"),
        framework=award.text("framework"),
        launched_by=award.texts("launched_by"),
        cofinanced_by=award.texts("cofinanced_by"),
        partners=tuple((key, partners.text(key)) for key in partners.data),
        strands=tuple(
            Strand(s.text("key"), s.table("name").text(language), s.table("missions").texts(language), s.texts("carriers"))
            for s in fields.tables("strand")
        ),
        figures=fields.texts("figures"),
        not_published=fields.texts("not_published"),
        source=fields.table("source").source(),
    )


def _figures(path: Path, language: str) -> tuple[PublishedFigure, ...]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(path), msg("no such file"), msg("the published figures of the territory")) from None
    except yaml.YAMLError:
        raise BadInput(path.name, msg("not YAML"), msg("sources and figures")) from None
    fields = Fields(data, path.name)
    sources = fields.table("sources")
    return tuple(_figure(entry, sources, language) for entry in fields.tables("figures"))


def _figure(entry: Fields, sources: Fields, language: str) -> PublishedFigure:
    low, high = float(entry.decimal("low")), float(entry.decimal("high"))
    if low > high:
        raise entry.refuse("high", msg("%(high)s is below %(low)s", high=high, low=low), msg("a number, at least low"))
    if not sources.has(entry.text("source")):
        raise entry.refuse("source", msg("“%(key)s”", key=entry.text("source")), msg("the key of a source"))
    figure = SourcedFigure(
        key=entry.text("key"),
        low=low,
        high=high,
        unit=entry.text("unit"),
        counted=entry.table("counted").text(language),
        perimeter=entry.table("perimeter").text(language),
        horizon=entry.table("horizon").text(language),
        source=sources.table(entry.text("source")).source(),
    )
    return PublishedFigure(entry.text("about"), figure)
