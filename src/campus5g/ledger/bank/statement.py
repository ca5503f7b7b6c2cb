"""A bank statement, whichever file it came in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from campus5g.core.message import Amount, Message, msg


@dataclass(frozen=True, slots=True)
class BankLine:
    """One booked movement, in cents: positive when money came in.

    identity: what tells it from every other line of the account, so that the same file read twice adds nothing: the bank's own reference
    where it gives one, else a digest of the day, amount and words, with an ordinal for lines that are alike in all.
    reference: what the payer or the order said (end-to-end reference). party, party_iban: the other side.
    """

    on: date
    cents: int
    text: str
    reference: str = ""
    party: str = ""
    party_iban: str = ""
    bank_reference: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one account between two balances. A balance that the file does not say is ``None``."""

    account: str
    lines: tuple[BankLine, ...]
    opening_cents: int | None = None
    closing_cents: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def fault(self) -> Message | None:
        """Why the balances do not agree with the lines: opening + lines = closing, or ``None``."""
        if self.opening_cents is None or self.closing_cents is None:
            return None
        found = self.opening_cents + sum(line.cents for line in self.lines)
        if found == self.closing_cents:
            return None
        return msg(
            "the lines lead from %(opening)s to %(found)s, and the statement closes on %(closing)s: lines are missing or too many",
            opening=Amount(self.opening_cents), found=Amount(found), closing=Amount(self.closing_cents),
        )  # fmt: skip


def identified(account: str, lines: Iterable[BankLine]) -> tuple[BankLine, ...]:
    """Give each line its identity."""
    alike: Counter[str] = Counter()
    found = []
    for line in lines:
        told = (line.bank_reference,) if line.bank_reference else (line.reference, line.text, line.party, line.party_iban)
        words = " ".join("\x1f".join(told).split())
        mark = "\x1f".join((account.replace(" ", ""), line.on.isoformat(), str(line.cents), words))
        alike[mark] += 1
        digest = hashlib.sha256(f"{mark}\x1f{alike[mark]}".encode()).hexdigest()
        found.append(replace(line, identity=digest))
    return tuple(found)


def new_lines(statement: Statement, known: Iterable[str]) -> tuple[BankLine, ...]:
    """Return the lines whose identity is not known yet: none when the same file is read twice."""
    held = set(known)
    return tuple(line for line in statement.lines if line.identity not in held)
