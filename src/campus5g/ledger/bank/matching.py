"""Which bank line pays which expected payment.

Every pairing that the amounts allow is weighed by its reasons, and the best assignment of all is found at once, not line by line. A
person confirms: what is certain is proposed as such, what could also be another is said to be so, nothing is taken silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from campus5g.core.message import Message
from campus5g.ledger.bank.pairing import Expected, Pairing, pairings
from campus5g.ledger.bank.statement import BankLine

CLOSE = 0.5
"""Two explanations whose scores are closer than this could be mistaken for one another."""


class Certainty(StrEnum):
    """Certain: the reference or the account agrees and nothing else could be meant. Likely: no rival. Ambiguous: there is one."""

    CERTAIN = "certain"
    LIKELY = "likely"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Match:
    """Bank lines (by identity) and the expected payments that they pay: one to one, one to several, or several to one.

    rivals: the expected payments, or the lines, that could be meant instead.
    """

    lines: tuple[str, ...]
    expected: tuple[str, ...]
    score: float
    certainty: Certainty
    reasons: tuple[Message, ...]
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """The proposals, the lines that nothing explains, and the payments still expected."""

    matches: tuple[Match, ...]
    unknown: tuple[str, ...]
    waiting: tuple[str, ...]


def match(lines: Sequence[BankLine], expected: Sequence[Expected], *, window_days: int = 60) -> Matching:
    """Propose the assignment of bank lines to expected payments whose reasons weigh most, each line and payment used once.

    max sum of weight x chosen, each line and each payment in at most one chosen pairing; solved exactly (HiGHS). A pairing without any
    reason but the amount must lie within ``window_days`` of the day expected.
    """
    found = pairings(lines, expected, window_days)
    chosen = _best(found)
    matches = tuple(_judged(pairing, found) for pairing in chosen)
    taken = {name for one in matches for name in (*one.lines, *one.expected)}
    return Matching(
        matches,
        tuple(line.identity for line in lines if line.identity not in taken),
        tuple(one.key for one in expected if one.key not in taken),
    )


def _best(found: Sequence[Pairing]) -> list[Pairing]:
    """The pairings of the best assignment, in the order in which they were found."""
    if not found:
        return []
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, pairing in enumerate(found):
        for name in pairing.lines:
            rows["line", name].append(place)
        for name in pairing.expected:
            rows["expected", name].append(place)
    places = list(rows.values())
    index = np.concatenate([np.asarray(columns) for columns in places])
    owner = np.repeat(np.arange(len(places)), [len(columns) for columns in places])
    once = csr_array((np.ones(len(index)), (owner, index)), shape=(len(places), len(found)))
    weights = np.array([pairing.weight for pairing in found])
    solved = milp(-weights, integrality=np.ones(len(found)), bounds=Bounds(0, 1), constraints=LinearConstraint(once, -np.inf, 1))
    return [pairing for pairing, taken in zip(found, solved.x, strict=True) if taken > CLOSE]


def _judged(pairing: Pairing, found: Sequence[Pairing]) -> Match:
    """How sure a pairing is, beside all others that were possible for its lines and payments."""
    rivals: list[str] = []
    for other in found:
        shares = set(other.lines) & set(pairing.lines) or set(other.expected) & set(pairing.expected)
        if other is not pairing and shares and other.score > pairing.score - CLOSE:
            names = (*other.expected, *other.lines)
            rivals += [name for name in names if name not in (*pairing.lines, *pairing.expected, *rivals)]
    certainty = Certainty.CERTAIN if pairing.strong and pairing.exact else Certainty.LIKELY
    if rivals or not pairing.exact:
        certainty = Certainty.AMBIGUOUS
    judged = Match(pairing.lines, pairing.expected, round(pairing.score, 3), certainty, pairing.reasons)
    return replace(judged, rivals=tuple(rivals))
