"""A need as a file: what a company says, its site, its project and its wishes for calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES, Day, msg
from campus5g.core.need import Economics, Need
from campus5g.core.project import CallTerms, Project
from campus5g.core.site import Site
from campus5g.documents.content import WorkPackage
from campus5g.funding.facts import OrganisationFacts
from campus5g.network.sites import read_site
from campus5g.study.budget import Aim, read_aim, read_project, read_terms, read_work
from campus5g.study.campus import call_files
from campus5g.study.fields import Fields, read_toml
from campus5g.study.own_files import OwnFile, OwnFiles
from campus5g.uses.figures import check_figures
from campus5g.uses.interface import ENGINES


@dataclass(frozen=True, slots=True)
class CallWishes:
    """Where calls are looked for, with which words beside the need's own, for whom, up to which readiness level."""

    files: tuple[Path, ...] = ()
    words: str = ""
    applicant: OrganisationFacts | None = None
    trl: int | None = None


@dataclass(frozen=True, slots=True)
class NeedFile:
    """All that a need file says. ``project`` is ``None`` when the company has not built one yet; ``files`` are its own, by use."""

    need: Need
    project: Project | None
    work: tuple[WorkPackage, ...]
    terms: tuple[CallTerms, ...]
    wishes: CallWishes
    fictitious: bool
    aim: Aim = field(default_factory=Aim)
    files: OwnFiles = field(default_factory=dict)


def read_need(path: Path | str, *, on: date | None = None) -> NeedFile:
    """Read a need, its site and its project; with ``on``, a project that starts or applies before that day is refused.

    ``BadInput`` is one sentence: the file, the place in it, the value found and what is expected.
    """
    path = Path(path)
    fields = read_toml(path)
    site = _site(fields, path)
    need = Need(
        title=fields.text("title"),
        organisation=fields.text("organisation"),
        text=fields.text("text"),
        language=_language(fields),
        uses=_uses(fields),
        site=site,
        economics=_economics(fields),
        territory=fields.text("territory", ""),
    )
    refuse_silent_site(site, fields.at("site"))
    project = read_project(fields.table("project")) if fields.has("project") else None
    if project and on:
        refuse_past(project, on, f"{path.name}, project")
    work = read_work(fields.table("project"), project) if project else ()
    terms = read_terms(fields, project.granted) if project else ()
    aim = read_aim(fields.table("project"), project, terms) if project else Aim()
    return NeedFile(
        need, project, work, terms, _wishes(fields, path), fields.flag("fictitious", False), aim, _files(fields, path)
    )


def refuse_past(project: Project, on: date, where: str) -> None:
    """Refuse a project whose application, grant or start lies before ``on``: what is studied is still to come."""
    for name, day in (("applied", project.applied), ("granted", project.granted), ("starts", project.starts)):
        if day < on:
            raise BadInput(f"{where}.{name}", msg("%(day)s is past", day=Day.of(day)), msg("%(on)s or later", on=Day.of(on)))


def refuse_silent_site(site: Site, where: str) -> None:
    """Refuse a site where nothing is to be connected: there is then no need."""
    if not any(group.count for zone in site.zones for group in zone.devices):
        raise BadInput(where, msg("a need without devices"), msg("at least one zone with devices"))


def _site(fields: Fields, path: Path) -> Site:
    file = path.parent / fields.text("site")
    if not file.is_file():
        raise fields.refuse("site", msg("no file “%(name)s”", name=fields.text("site")), msg("a site in JSON or GeoJSON"))
    return read_site(file)


def _language(fields: Fields) -> str:
    language = fields.text("language")
    if language not in LANGUAGES:
        raise fields.refuse("language", msg("“%(value)s”", value=language), msg("one of: %(names)s", names=", ".join(LANGUAGES)))
    return language


def _use(fields: Fields, key: str, name: str) -> Use:
    try:
        return Use(name)
    except ValueError:
        raise fields.refuse(key, msg("“%(value)s”", value=name), msg("one of: %(names)s", names=", ".join(Use))) from None


def _uses(fields: Fields) -> tuple[Use, ...]:
    """Read the uses: a list of their names, or a table for each (``[uses.maintenance]``) with its figures and its file."""
    names = tuple(fields.table("uses").data) if _by_table(fields) else fields.texts("uses")
    uses = tuple(_use(fields, "uses", name) for name in names)
    if not uses or len(set(uses)) < len(uses):
        raise fields.refuse("uses", msg("none, or one twice"), msg("one or more of: %(names)s", names=", ".join(Use)))
    return uses


def _by_table(fields: Fields) -> bool:
    return isinstance(fields.data.get("uses"), dict)


_BESIDE_FIGURES = ("data", "partial")
"""What the table of a use says beside its figures: its file, and whether the sound part of it may be used alone."""


def _use_tables(fields: Fields) -> dict[Use, Fields]:
    if not _by_table(fields):
        return {}
    tables = fields.table("uses")
    return {_use(fields, "uses", name): tables.table(name) for name in tables.data}


def _economics(fields: Fields) -> tuple[Economics, ...]:
    """Return the company's figures of each use, from ``[economics.<use>]`` or from ``[uses.<use>]``, not from both."""
    money = fields.table("economics")
    found = {_use(fields, f"economics.{name}", name): money.table(name) for name in money.data}
    for use, table in _use_tables(fields).items():
        figures = Fields({k: v for k, v in table.data.items() if k not in _BESIDE_FIGURES}, table.where, table.place)
        if use in found and figures.data:
            raise table.refuse(next(iter(figures.data)), msg("figures of one use in two tables"), msg("all of them in one"))
        if figures.data:
            found[use] = figures
    for use, figures in found.items():
        check_figures(ENGINES[use], figures.numbers(), figures.at)
    return tuple(Economics(use, figures.numbers()) for use, figures in found.items())


def _files(fields: Fields, path: Path) -> dict[Use, OwnFile]:
    """Return the company's own file of each use that names one; it stands beside the need file."""
    found = {}
    for use, table in _use_tables(fields).items():
        if not table.has("data"):
            continue
        file = path.parent / table.text("data")
        if not file.is_file():
            raise table.refuse("data", msg("no file “%(name)s”", name=table.text("data")), msg("a file of the company"))
        found[use] = OwnFile(file, table.flag("partial", False))
    return found


def _wishes(fields: Fields, path: Path) -> CallWishes:
    wishes = fields.table("calls")
    files: list[Path] = []
    for name in wishes.texts("files"):
        place = path.parent / name
        if not place.exists():
            raise wishes.refuse("files", msg("no file “%(name)s”", name=name), msg("a call file, or a folder of them"))
        files.extend(call_files(place) if place.is_dir() else [place])
    words = " ".join(wishes.text("words", "").split())
    return CallWishes(tuple(files), words, _applicant(fields), wishes.whole("trl", 1) if wishes.has("trl") else None)


def _applicant(fields: Fields) -> OrganisationFacts | None:
    if not fields.has("applicant"):
        return None
    table = fields.table("applicant")
    return OrganisationFacts(
        kind=table.text("kind"),
        naf=table.text("naf", "") or None,
        insee_code=table.text("insee_code", "") or None,
        country=table.text("country", "FR"),
        age_years=float(table.decimal("age_years")) if table.has("age_years") else None,
        siren=table.text("siren", ""),
    )
