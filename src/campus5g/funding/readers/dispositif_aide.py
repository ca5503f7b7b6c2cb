"""The national schema « dispositif d'aide » (CSV), which the export of TEE follows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from campus5g.core.calls import Call
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.funding.readers.fields import day, kind_of, optional, required

NAME = "dispositif_aide"
EXPECTED = msg("the schema « dispositif d'aide »: id, titre, cibles, porteurs, eligibilite_geographique")
_TARGETS = {
    "professionnels": "company",
    "associations": "association",
    "secteur public": "public_body",
    "particuliers": "individual",
}
_PLACE = re.compile(r"[A-Z]+-\d[0-9AB]*")
_FRANCE = "PAYS-99100"
_STRUCTURED = (
    "eligibilite_effectif_minimal", "eligibilite_effectif_maximal", "eligibilite_categorie_taille_entreprise",
    "eligibilite_annees_existence_minimal", "ciblage_naf", "ciblage_naf_exclusions",
)  # fmt: skip


def recognises(text: str) -> bool:
    header = text.split("\n", 1)[0]
    return "eligibilite_geographique" in header and "types_aides" in header and not header.lstrip().startswith("{")


def read_call(fields: Mapping[str, Any]) -> Call:
    """Return one aid as a call. Structured columns of the schema for companies follow the free text of the conditions."""
    opens = day(optional(fields, "date_ouverture"), "date_ouverture")
    closes = day(optional(fields, "date_cloture"), "date_cloture")
    if opens and closes and closes < opens:
        raise BadInput("date_cloture", msg("before the opening"), msg("a day after date_ouverture"))
    title, url = required(fields, "titre"), optional(fields, "url_source")
    structured = [f"{name}: {optional(fields, name)}" for name in _STRUCTURED if optional(fields, name)]
    return Call(
        id=required(fields, "id"),
        title=title,
        text="\n".join(filter(None, (optional(fields, "promesse"), optional(fields, "description")))),
        language="fr",
        funder=", ".join(_carriers(required(fields, "porteurs"))),
        programme=optional(fields, "programmes_parents").replace("|", ", "),
        kind=kind_of(title),
        opens=opens,
        closes=(closes,) if closes else (),
        beneficiaries=_targets(required(fields, "cibles")),
        territories=_places(fields),
        budget_eur=None,
        min_aid_eur=None,
        max_aid_eur=None,
        url=url,
        conditions="\n".join([optional(fields, "eligibilite"), f"Types d'aide : {optional(fields, 'types_aides')}", *structured]),
        feed=NAME,
        source=Source("Mission Transition écologique des entreprises", "ADEME, État", optional(fields, "date_mise_a_jour")[:10],
                      url, "Licence Ouverte 2.0", to_confirm=True),
    )  # fmt: skip


def _carriers(text: str) -> list[str]:
    try:
        carriers = json.loads(text)
        return [str(carrier["nom"]) for carrier in carriers if carrier.get("nom")]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadInput("porteurs", msg("not a list of funders"), msg('JSON such as [{"nom": "ADEME"}]')) from None


def _targets(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split("|")]
    unknown = [name for name in names if name not in _TARGETS]
    if unknown:
        expected = msg("one of: %(names)s", names=", ".join(_TARGETS))
        raise BadInput("cibles", msg("unknown target “%(name)s”", name=unknown[0]), expected)
    return tuple(_TARGETS[name] for name in names)


def _places(fields: Mapping[str, Any]) -> tuple[str, ...]:
    included = _codes(optional(fields, "eligibilite_geographique"), "eligibilite_geographique")
    excluded = _codes(optional(fields, "eligibilite_geographique_exclusions"), "eligibilite_geographique_exclusions")
    return (*included, *(f"-{place}" for place in excluded))


def _codes(text: str, name: str) -> tuple[str, ...]:
    codes = [code.strip() for code in text.split("|") if code.strip()]
    wrong = [code for code in codes if not _PLACE.fullmatch(code)]
    if wrong:
        raise BadInput(name, msg("“%(code)s” is not a place", code=wrong[0]), msg("codes such as REG-32 or DEP-59"))
    return tuple("FR" if code == _FRANCE else code for code in codes)
