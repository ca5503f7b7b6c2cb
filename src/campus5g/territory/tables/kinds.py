"""The tables that are known: who publishes each, its columns, and what must hold between its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.territory.tables.rows import Field, Row, alone

A38 = "[AB]Z|C[A-M]|[DEFGHIK]Z|J[ABC]|LZ|M[ABC]|[NOP]Z|Q[AB]|[RSTU]Z"
"""The 38 positions of the aggregated nomenclature."""
ROME = r"[A-N]\d{4}"
FAP = r"[A-Z]\d?[A-Z]?\d{0,2}"
Check = Callable[[Sequence[Row], str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A table. publisher, where: to find it. check: what must hold between its rows."""

    key: str
    title: Message
    publisher: str
    where: str
    fields: tuple[Field, ...]
    check: Check


def _once(*keys: str) -> Check:
    return lambda rows, name: alone(rows, keys, name)


def _no_check(_rows: Sequence[Row], _name: str) -> None:
    """Nothing holds between rows: a change may be told twice, as near and as further one."""


def _employment(rows: Sequence[Row], name: str) -> None:
    alone(rows, ("sector",), name)
    for row in rows:
        nation = row.numbers.get("national_jobs")
        if nation is not None and row.numbers["jobs"] > nation:
            raise BadInput(
                f"{name}, line {row.line}",
                msg("%(jobs)s jobs in the zone for %(nation)s in the nation", jobs=row.numbers["jobs"], nation=nation),
                msg("a zone that is part of its nation"),
            )


def _hiring(rows: Sequence[Row], name: str) -> None:
    for row in rows:
        projects = row.numbers.get("projects")
        for key in ("difficult", "seasonal"):
            if projects is not None and row.numbers.get(key, 0.0) > projects:
                raise BadInput(
                    f"{name}, line {row.line}",
                    msg("%(part)s of %(projects)s projects", part=row.numbers[key], projects=projects),
                    msg("a part no larger than the whole"),
                )


_CAUSES = (
    ("hiring", "intensite_d_embauches", msg("intensity of hiring, 1 to 5")),
    ("training", "lien_formation_emploi", msg("link between training and job, 1 to 5")),
    ("people", "manque_de_main_d_uvre_disponible", msg("lack of people, 1 to 5")),
    ("lasting", "non_durabilite_de_l_emploi", msg("short contracts, 1 to 5")),
    ("conditions", "conditions_de_travail_contraignantes", msg("hard conditions of work, 1 to 5")),
    ("place", "inadequation_geographique", msg("people and jobs in other places, 1 to 5")),
)
_AREA = msg("area")
_ROME = msg("a ROME code: a letter from A to N and four digits")

KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind("employment", msg("Employment of the zone by sector"), "Insee (Flores), Urssaf", "insee.fr, open.urssaf.fr", (
            Field("sector", ("sector", "a38", "na38", "secteur", "secteur_na38i"), msg("a sector of the A38"), pattern=A38),
            Field("jobs", ("jobs", "effectifs", "effectifs_salaries", "postes", "emploi"), msg("jobs of the zone"), number=True),
            Field("national_jobs", ("national_jobs", "france", "effectifs_france"), msg("jobs of the nation"), False, number=True),
        ), _employment),
        Kind("flows", msg("Table of flows between industries"), "Eurostat (FIGARO), Insee", "ec.europa.eu/eurostat", (
            Field("from_area", ("refarea", "from_area"), msg("country that sells")),
            Field("from", ("rowii", "rowpi", "from"), msg("industry that sells, or value added")),
            Field("to_area", ("counterpartarea", "to_area"), msg("country that buys")),
            Field("to", ("colii", "colpi", "to"), msg("industry that buys, or final use")),
            Field("value", ("obsvalue", "value"), msg("amount"), number=True, least=-1e12),
        ), _once("from_area", "from", "to_area", "to")),
        Kind("rome", msg("Occupations and their competences (ROME)"), "France Travail", "francetravail.org, data.gouv.fr", (
            Field("occupation", ("code_rome", "occupation"), _ROME, pattern=ROME),
            Field("title", ("libelle_rome", "libelle_du_rome", "title"), msg("title of the occupation")),
            Field("competence", ("code_ogr", "code_competence", "code_ogr_competence", "competence"), msg("code of the competence")),
            Field("competence_title", ("libelle_competence", "competence_title"), msg("title of the competence")),
            Field("isco08", ("code_isco08", "isco08"), msg("code of ISCO-08"), False, pattern=r"\d{3,4}"),
        ), _once("occupation", "competence")),
        Kind("mobility", msg("Official changes of occupation (ROME)"), "France Travail", "francetravail.org, data.gouv.fr", (
            Field("occupation", ("code_rome", "occupation"), _ROME, pattern=ROME),
            Field("target", ("code_rome_cible", "target"), _ROME, pattern=ROME),
        ), _no_check),
        Kind("esco", msg("Occupations and skills (ESCO)"), "European Commission", "esco.ec.europa.eu", (
            Field("occupation", ("occupationuri", "occupation"), msg("an address of ESCO"), pattern=r"https?://data\.europa\.eu/esco/.+"),
            Field("relation", ("relationtype", "relation"), msg("essential or optional"), pattern="essential|optional"),
            Field("skill", ("skilluri", "skill"), msg("an address of ESCO"), pattern=r"https?://data\.europa\.eu/esco/.+"),
        ), _once("occupation", "skill")),
        Kind("training", msg("Training places by diploma"), "Rectorat, Onisep, Carif-Oref", "data.education.gouv.fr", (
            Field("diploma", ("diploma", "code_diplome", "code_formation_diplome"), msg("code of the diploma")),
            Field("title", ("title", "libelle", "libelle_diplome"), msg("title of the diploma")),
            Field("place", ("place", "uai", "etablissement"), msg("school or training centre")),
            Field("year", ("year", "annee", "rentree"), msg("a year such as 2026"), pattern=r"20\d\d"),
            Field("rome", ("rome", "code_rome"), _ROME, False, pattern=ROME),
            Field("places", ("places", "capacite", "capacite_d_accueil"), msg("places"), number=True),
        ), _once("diploma", "place", "year", "rome")),
        Kind("hiring", msg("Hiring projects (BMO)"), "France Travail", "statistiques.francetravail.org/bmo", (
            Field("year", ("annee", "year"), msg("a year such as 2026"), pattern=r"20\d\d"),
            Field("fap", ("code_metier_bmo", "fap"), msg("a code of FAP, such as T4Z60"), pattern=FAP),
            Field("title", ("nom_metier_bmo", "title"), msg("title of the occupation")),
            Field("basin", ("be26", "be25", "be24", "be23", "be22", "code_bassin", "basin"), msg("code of the basin")),
            Field("projects", ("met", "projects"), msg("hiring projects"), number=True, secret=True),
            Field("difficult", ("xmet", "difficult"), msg("of which difficult"), False, number=True, secret=True),
            Field("seasonal", ("smet", "seasonal"), msg("of which seasonal"), False, number=True, secret=True),
        ), _hiring),
        Kind("tension", msg("Scarcity of occupations"), "Dares", "dares.travail-emploi.gouv.fr", (
            Field("fap", ("fap", "code_fap"), msg("a code of FAP, such as T4Z60"), pattern=FAP),
            Field("level", ("categorie_tension", "level"), msg("class of scarcity, 1 to 5"), number=True, least=1, most=5, secret=True),
            Field("year", ("annee", "year"), msg("a year such as 2026"), pattern=r"20\d\d"),
            Field("scale", ("niveau_geo", "scale"), _AREA),
            Field("depth", ("niveau_fap", "depth"), msg("depth of the code")),
            Field("department", ("dep", "department"), _AREA, False),
            Field("region", ("reg", "region"), _AREA, False),
            *(Field(key, (name, key), what, False, number=True, least=1, most=5, secret=True) for key, name, what in _CAUSES),
        ), _once("fap", "scale", "depth", "department", "region", "year")),
        Kind("fap_rome", msg("From occupations of Dares to ROME"), "Dares", "dares.travail-emploi.gouv.fr", (
            Field("fap", ("fap", "code_fap"), msg("a code of FAP, such as T4Z60"), pattern=FAP),
            Field("rome", ("rome", "code_rome"), _ROME, pattern=ROME),
        ), _once("fap", "rome")),
    )
}  # fmt: skip
"""By key. ``flows`` are those of the flat files of FIGARO, industry by industry; ``rome`` is the join of its three files by code."""


def kind(key: str) -> Kind:
    if key not in KINDS:
        raise BadInput(key, msg("not a table known here"), msg("one of: %(names)s", names=", ".join(KINDS)))
    return KINDS[key]
