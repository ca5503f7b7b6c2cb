"""Which bank line pays which expected payment.

Every pairing that the amounts allow is weighed by its reasons, and the best assignment of all is found at once, not line by line. A
person confirms: what is certain is proposed as such, what could also be another is said to be so, nothing is taken silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campus5g.core.message import Message
from campus5g.ledger.bank.statement import BankLine


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment that is expected, in cents: positive when money is to come in. reference: what its remittance should say."""

    key: str
    on: date
    cents: int
    party: str = ""
    iban: str = ""
    reference: str = ""


class Certainty(StrEnum):
    """Certain: the reference or the account agrees and nothing else could be meant. Likely: no rival. Ambiguous: there is one."""

    CERTAIN = "certain"
    LIKELY = "likely"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Match:
    """Bank lines (by identity) and the expected payments that they pay: one to one, one to several, or several to one."""

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
    """Propose the best assignment of bank lines to expected payments, each with its reasons."""
    raise NotImplementedError
