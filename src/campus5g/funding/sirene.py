"""SIREN and SIRET numbers: their key, and the one exception to it."""

from __future__ import annotations

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

_LA_POSTE = "356000000"
_SPACES = str.maketrans("", "", " \u00a0\u202f.-")


def check_siren(text: str, where: str = "siren") -> str:
    """Return the nine digits of a SIREN, or refuse it: Luhn's key must be a multiple of 10."""
    digits = _digits(text, 9, where)
    if _luhn(digits) % 10:
        raise BadInput(where, msg("“%(text)s” has a wrong key", text=text), msg("the nine digits of an existing SIREN"))
    return digits


def check_siret(text: str, where: str = "siret") -> str:
    """Return the fourteen digits of a SIRET, or refuse it.

    Luhn's key must be a multiple of 10; the establishments of La Poste (356 000 000) other than its seat have instead a sum of
    digits that is a multiple of 5.
    """
    digits = _digits(text, 14, where)
    check_siren(digits[:9], where)
    if _luhn(digits) % 10 and not (digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0):
        raise BadInput(where, msg("“%(text)s” has a wrong key", text=text), msg("the fourteen digits of an existing SIRET"))
    return digits


def siren_of(siret: str) -> str:
    """Return the SIREN of a valid SIRET."""
    return check_siret(siret)[:9]


def _digits(text: str, count: int, where: str) -> str:
    digits = str(text).translate(_SPACES)
    if len(digits) != count or not (digits.isascii() and digits.isdigit()):
        raise BadInput(where, msg("“%(text)s” is not a number of %(count)s digits", text=str(text), count=count),
                       msg("%(count)s digits", count=count))  # fmt: skip
    return digits


def _luhn(digits: str) -> int:
    """Sum the digits, every second one from the right doubled (less 9 above 9)."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled)
