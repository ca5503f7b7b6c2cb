"""Aides-territoires: aids for local authorities, one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campus5g.core.calls import Call, CallKind
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.funding.places import place_of_authority
from campus5g.funding.readers.fields import day, kind_of, optional, required, texts

NAME = "aides_territoires"
EXPECTED = msg("an aid of Aides-territoires: titre, url, financeurs, beneficiaires")
_AUTHOR = "Aides-territoires (État)"
_KINDS = {
    "Communes": "public_body",
    "Intercommunalités / Pays": "public_body",
    "Départements": "public_body",
    "Régions": "public_body",
    "Collectivités d'outre-mer à statuts particuliers": "public_body",
    "Établissements publics (écoles, bibliothèques…) / Services de l'État": "public_body",
    "Entreprises publiques locales (Sem, Spl, SemOp)": "public_body",
    "Entreprises privées": "company",
    "Associations": "association",
    "Recherche": "research",
    "Particuliers": "individual",
    "Agriculteurs": "farmer",
}


def recognises(text: str) -> bool:
    first = text[:20_000].lstrip().split("\n", 1)[0]
    return first.startswith("{") and '"financeurs"' in first and '"beneficiaires"' in first


def read_call(fields: Mapping[str, Any]) -> Call:
    """Return one aid as a call. The place is known only where a regional or departmental council is the funder."""
    title, url, funders = required(fields, "titre"), required(fields, "url"), texts(fields, "financeurs")
    closes = day(optional(fields, "date_cloture"), "date_cloture")
    kind = kind_of(title)
    if kind is CallKind.SCHEME and fields.get("aap_ami") is True:
        kind = CallKind.CALL_FOR_PROJECTS
    stated = texts(fields, "beneficiaires")
    return Call(
        id=f"aides-territoires:{_slug(url)}",
        title=title,
        text=optional(fields, "descriptif"),
        language=optional(fields, "lang") or "fr",
        funder=", ".join(funders),
        programme="",
        kind=kind,
        opens=None,
        closes=(closes,) if closes else (),
        beneficiaries=tuple(dict.fromkeys(_kind(name) for name in stated)),
        territories=tuple(dict.fromkeys(filter(None, map(place_of_authority, funders)))),
        budget_eur=None,
        min_aid_eur=None,
        max_aid_eur=None,
        url=url,
        conditions="\n".join(
            (f"Bénéficiaires : {', '.join(stated)}", f"Types d'aide : {', '.join(texts(fields, 'types_aide'))}")
        ),
        feed=NAME,
        source=Source("Aides-territoires", _AUTHOR, "2023-12-15", url, "Licence Ouverte 2.0", to_confirm=True),
    )


def _slug(url: str) -> str:
    slug = url.rstrip("/").rsplit("/", 1)[-1]
    if not slug:
        raise BadInput("url", msg("“%(url)s” names no aid", url=url), msg("the address of the aid"))
    return slug


def _kind(name: str) -> str:
    if name not in _KINDS:
        raise BadInput("beneficiaires", msg("unknown kind “%(name)s”", name=name), msg("a kind of Aides-territoires"))
    return _KINDS[name]
