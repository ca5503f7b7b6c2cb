"""The organisations of a territory's folder, in the words of the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from campus5g.core.codec import to_plain
from campus5g.core.project import Size
from campus5g.portal.base.actor import Role
from campus5g.portal.directory.facts import Said
from campus5g.study.campus import Campus, Organisation

_ROLES = {
    "programme_office": Role.OFFICE, "start_up": Role.STARTUP, "training_body": Role.TRAINING, "funder": Role.FUNDER,
}  # fmt: skip
_NATURES = {"company", "public_body", "association", "research"}


@dataclass(frozen=True, slots=True)
class Placed:
    """An organisation of the folder: what is said of it, and what no form says."""

    key: str
    said: Said
    fictitious: bool
    source: dict[str, Any]


def placed(french: Campus, english: Campus) -> list[Placed]:
    """Return the organisations of a folder read in both languages."""
    told = {found.key: found.fact for found in english.organisations}
    return [place(found, told[found.key], french.territory.demonstration_date) for found in french.organisations]


def place(found: Organisation, fact_en: str, day: date) -> Placed:
    """Return an organisation of the folder in the words of the directory; its accounts are those of the year before ``day``."""
    accounts = None not in (found.staff_awu, found.turnover_cents, found.balance_cents)
    said = Said(
        name=found.name, kind=_role(found).value, nature=found.kind if found.kind in _NATURES else "",
        description=found.fact, description_en=fact_en, siret=found.siret, naf=found.naf, city=found.city,
        insee_code=found.insee_code, created_on=found.created_on, c_area=found.c_area, in_difficulty=found.in_difficulty,
        staff_awu=found.staff_awu if accounts else None, turnover_cents=found.turnover_cents if accounts else None,
        balance_cents=found.balance_cents if accounts else None, accounts_year=day.year - 1 if accounts else None,
        size=Size.RESEARCH_NON_ECONOMIC.value if found.kind == "research" else "",
    )  # fmt: skip
    return Placed(found.key, said, found.fictitious, to_plain(found.source) if found.source else {})


def _role(found: Organisation) -> Role:
    """The first of the roles that gives rights here; partners without one are companies to the portal."""
    stated = {*found.roles, found.kind}
    return next((role for name, role in _ROLES.items() if name in stated), Role.COMPANY)
