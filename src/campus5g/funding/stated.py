"""What the words of a call's conditions state: sizes, activities, age, readiness level, type of action.

Only wordings met in the feeds are read; anything else stays unread, and the reader decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from campus5g.core.calls import Call
from campus5g.core.project import Size

_SIZES = re.compile(r"eligibilite_categorie_taille_entreprise: ([A-Z|]+)")
_SECTORS = re.compile(r"(?:Secteurs principalement concernés par le dispositif : |ciblage_naf: )([A-Z0-9.|]+)")
_EXCLUDED = re.compile(r"ciblage_naf_exclusions: ([A-Z0-9.|]+)")
_OLD_ENOUGH = re.compile(r"[Aa]u moins (\d+) ans? d[’']activité|eligibilite_annees_existence_minimal: (\d+)")
_TRL = re.compile(r"TRL\s?(\d)(?:\s?(?:-|–|to|and)\s?(?:TRL\s?)?(\d))?\s+by the end")
_ACTION = re.compile(r"^Type of action: (.+)$", re.MULTILINE)
_COLLABORATIVE = re.compile(r"HORIZON(?: JU)? (?:Research and )?Innovation Actions")
_DEFENCE = re.compile(r"\b(?:EDF|EDIP|ASAP|EDIRPA|MILMOB)\b|military mobility|civilian defence dual use", re.IGNORECASE)
_DEFENCE_PROGRAMMES = ("European Defence Fund", "EDF")
_CIVIL_PROGRAMMES = ("Horizon Europe", "Euratom")
_SME_SHARE = re.compile(
    r"(?:au moins|at least|minimum(?: de)?)\s+(\d{1,2})\s?%[^.%]{0,60}?\b(?:PME|SMEs?)\b"
    r"|\b(?:PME|SMEs?)\b[^.%]{0,60}?(?:au moins|at least|minimum(?: de)?)\s+(\d{1,2})\s?%",
    re.IGNORECASE,
)
_SIZE_WORDS = {"MIC": (Size.SMALL,), "PME": (Size.SMALL, Size.MEDIUM), "ETI": (Size.LARGE,), "GE": (Size.LARGE,)}


@dataclass(frozen=True, slots=True)
class Stated:
    """``None`` or empty where the call says nothing that can be read."""

    sizes: frozenset[Size] | None
    no_micro: bool
    sectors: tuple[str, ...]
    excluded: tuple[str, ...]
    min_age_years: int | None
    trl: tuple[int, int] | None
    action: str
    defence: bool = False
    civil_only: bool = False
    sme_percent: int | None = None

    @property
    def needs_consortium(self) -> bool:
        """A Horizon Europe research or innovation action asks for several countries."""
        return bool(_COLLABORATIVE.fullmatch(self.action))


def read_stated(call: Call) -> Stated:
    """Read the conditions (and the text, for the readiness level) of a call; what a person entered comes before its words."""
    conditions = call.conditions
    action = found[1].strip() if (found := _ACTION.search(conditions)) else ""
    return Stated(
        sizes=frozenset(call.sizes) or _sizes(conditions, action),
        no_micro="Non éligible aux micro entreprises" in conditions,
        sectors=call.sectors or _codes(_SECTORS, conditions),
        excluded=_codes(_EXCLUDED, conditions),
        min_age_years=int(age[1] or age[2]) if (age := _OLD_ENOUGH.search(conditions)) else None,
        trl=call.trl or _trl(f"{call.text}\n{conditions}"),
        action=action,
        defence=call.programme in _DEFENCE_PROGRAMMES
        or bool(_DEFENCE.search(f"{call.id} {call.title} {action}".replace("-", " "))),
        civil_only=call.programme in _CIVIL_PROGRAMMES,
        sme_percent=int(share[1] or share[2]) if (share := _SME_SHARE.search(conditions)) else None,
    )


def _sizes(conditions: str, action: str) -> frozenset[Size] | None:
    if found := _SIZES.search(conditions):
        words = [word for word in found[1].split("|") if word in _SIZE_WORDS]
        return frozenset(size for word in words for size in _SIZE_WORDS[word]) or None
    if "Toutes tailles" in conditions:
        return frozenset({Size.SMALL, Size.MEDIUM, Size.LARGE})
    return frozenset({Size.SMALL, Size.MEDIUM}) if "EIC Accelerator" in action else None


def _codes(pattern: re.Pattern[str], conditions: str) -> tuple[str, ...]:
    found = pattern.search(conditions)
    return tuple(code for code in found[1].split("|") if code) if found else ()


def _trl(text: str) -> tuple[int, int] | None:
    """The widest range of levels that the call expects by the end of its projects."""
    ranges = [(int(low), int(high or low)) for low, high in _TRL.findall(text)]
    return (min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else None
