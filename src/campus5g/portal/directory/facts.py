"""What is said of an organisation, checked before it is kept: one sentence for the first thing that cannot be used."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.funding.claims import check_area, check_rating
from campus5g.funding.sirene import check_siret
from campus5g.portal.base.actor import Role

FIRST_YEAR = 1990
_NAF = re.compile(r"(\d{2})\.?(\d{2})([A-Z])")
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}")
_SPACES = str.maketrans("", "", " \u00a0\u202f")
_ACCOUNTS = ("staff_awu", "turnover_cents", "balance_cents", "accounts_year")


@dataclass(frozen=True, slots=True)
class Said:
    """What a form, a file or the API says of an organisation. Money in cents; empty means not said."""

    name: str
    kind: str
    nature: str = ""
    description: str = ""
    description_en: str = ""
    website: str = ""
    siret: str = ""
    naf: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    insee_code: str = ""
    country: str = "FR"
    created_on: date | None = None
    staff_awu: Decimal | None = None
    turnover_cents: int | None = None
    balance_cents: int | None = None
    accounts_year: int | None = None
    size: str = ""
    c_area: bool | None = None
    a_area: bool | None = None
    rating: str = ""
    in_difficulty: bool | None = None

    def fields(self) -> dict[str, Any]:
        """The values of the model's fields."""
        return asdict(self)


def checked(said: Said, on: date) -> Said:
    """Return ``said`` with its numbers written the one way, or refuse it with its first fault."""
    if not said.name.strip():
        raise BadInput("name", msg("nothing"), msg("the name of the organisation"))
    if said.kind not in set(Role):
        raise BadInput("kind", msg("“%(text)s” is no role", text=said.kind), msg("one of %(roles)s", roles=", ".join(Role)))
    values = said.fields() | {
        "name": said.name.strip(),
        "siret": check_siret(said.siret) if said.siret.strip() else "",
        "naf": tidy_naf(said.naf),
        "insee_code": _tidy_insee(said.insee_code),
        "country": said.country.strip().upper() or "FR",
    }
    _refuse_foreign_siret(values)
    check_area(said.a_area, said.c_area)
    check_rating(said.rating)
    _refuse_days(said.created_on, said.accounts_year, on)
    _refuse_odd_accounts(said)
    return Said(**values)


def tidy_naf(text: str) -> str:
    """Return an activity code as Insee writes it (``25.62B``)."""
    plain = text.translate(_SPACES).upper()
    if not plain:
        return ""
    found = _NAF.fullmatch(plain)
    if not found:
        raise BadInput(
            "naf", msg("“%(text)s” is not an activity code", text=text), msg("four digits and a letter, such as 25.62B")
        )
    return f"{found[1]}.{found[2]}{found[3]}"


def _tidy_insee(text: str) -> str:
    plain = text.translate(_SPACES).upper()
    if plain and not _INSEE.fullmatch(plain):
        raise BadInput("insee_code", msg("“%(text)s” is not a town code", text=text), msg("five characters, such as 59183"))
    return plain


def _refuse_foreign_siret(values: dict[str, Any]) -> None:
    if values["siret"] and values["country"] != "FR":
        expected = msg("no SIRET, or the country FR: a SIRET is a French establishment")
        raise BadInput("country", msg("%(country)s, with a SIRET", country=values["country"]), expected)


def _refuse_days(created_on: date | None, year: int | None, on: date) -> None:
    if created_on and created_on > on:
        raise BadInput("created_on", msg("%(day)s is to come", day=Day.of(created_on)), msg("a day that has passed"))
    if year is not None and not FIRST_YEAR <= year <= on.year:
        raise BadInput(
            "accounts_year", msg("“%(year)s”", year=str(year)),
            msg("the year of closed accounts, from %(first)s to %(last)s", first=str(FIRST_YEAR), last=str(on.year)),
        )  # fmt: skip
    if created_on and year is not None and year < created_on.year:
        what: Message = msg("%(year)s, before the founding of the organisation", year=str(year))
        raise BadInput("accounts_year", what, msg("%(first)s or later", first=str(created_on.year)))


def _refuse_odd_accounts(said: Said) -> None:
    """The accounts serve the SME test as a whole: a part of them decides nothing."""
    given = [name for name in _ACCOUNTS if getattr(said, name) is not None]
    missing = [name for name in _ACCOUNTS if name not in given]
    if given and missing:
        expected = msg("staff, turnover, balance sheet total and their year together, or none of them")
        raise BadInput(missing[0], msg("nothing, while other figures of the accounts are given"), expected)
    for name in ("staff_awu", "turnover_cents", "balance_cents"):
        value = getattr(said, name)
        if value is not None and value < 0:
            raise BadInput(name, msg("a negative figure"), msg("zero or more"))
