"""Money is integer cents. Rounding happens here and nowhere else."""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

_AMOUNT = re.compile(r"[+-]?\d+(?:\.\d*)?")
_GROUPED = {
    ",": re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d*|(?:,\d{3}){2,})"),
    ".": re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d*|(?:\.\d{3}){2,})"),
}
"""Thousands apart; one group alone (1,250) could be a decimal as well and is refused rather than guessed."""
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'€")


def parse_cents(text: str | int | Decimal, where: str = "amount") -> int:
    """Read an amount in euros, written the French or the English way, as cents.

    ``1 250,50`` · ``1,250.50`` · ``1250.5`` · ``1250`` are all read; a third decimal is refused rather than lost.
    """
    if isinstance(text, bool | float):
        raise BadInput(where, msg("a float"), msg("an amount as text or as an exact decimal"))
    raw = str(text).translate(_SPACES)
    for thousands in ",.":
        if _GROUPED[thousands].fullmatch(raw):
            raw = raw.replace(thousands, "")
    raw = raw.replace(",", ".")
    if not _AMOUNT.fullmatch(raw):
        raise BadInput(where, msg("“%(text)s” is not an amount", text=str(text)), msg("euros such as 1250.50 or 1 250,50"))
    cents = Decimal(raw) * 100
    if len(raw.partition(".")[2]) > 2:  # 1,250 is a thousand to some and one and a quarter to others
        raise BadInput(where, msg("“%(text)s” has more than two decimals", text=str(text)), msg("euros and cents"))
    return int(cents)


def floor_share(cents: int, percent: Decimal) -> int:
    """Return ``percent`` % of ``cents``, rounded down to the cent (aid is never rounded up)."""
    return int((Decimal(cents) * percent / 100).to_integral_value(ROUND_FLOOR))


def nearest_cent(euros: Decimal) -> int:
    """Return ``euros`` as cents, half up: for computed equivalents (present values), not for aid."""
    return int((euros * 100).to_integral_value(ROUND_HALF_UP))


def half_up(cents: Fraction) -> int:
    """Return an exact number of cents rounded half up: for interest that ran."""
    return floor(cents + Fraction(1, 2))


def split_by(cents: int, weights: list[Decimal]) -> list[int]:
    """Split ``cents`` in proportion to ``weights``; the parts add up exactly (largest remainders get the cents left)."""
    total = sum(weights)
    if not total:
        raise ValueError("the weights add up to zero")
    exact = [Decimal(cents) * weight / total for weight in weights]
    parts = [int(share.to_integral_value(ROUND_FLOOR)) for share in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return parts


def to_euros(cents: int) -> Decimal:
    """Return cents as an exact decimal number of euros with two places."""
    return (Decimal(cents) / 100).quantize(Decimal("0.01"))
