"""The pairings of bank lines and expected payments that could be, each with its reasons and their weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from campus5g.core.message import Amount, Message, msg
from campus5g.ledger.bank.statement import BankLine
from campus5g.ledger.words import bare, plain, words

_AMOUNT, _REFERENCE, _ACCOUNT, _NAME = 1.0, 3.0, 2.0, 1.0
_GROUP_PENALTY = 0.25
"""For each member beyond the first: one line for one payment is the simpler explanation."""
_MOST_MEMBERS, _MOST_TRIED = 6, 14
_SHORTEST = 4
"""Characters that a reference, or letters that a word of a name, must have to mean anything."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment that is expected, in cents: positive when money is to come in. reference: what its remittance should say."""

    key: str
    on: date
    cents: int
    party: str = ""
    iban: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Lines and payments that could be the same money. strong: its reference or account agrees. exact: so does the amount."""

    lines: tuple[str, ...]
    expected: tuple[str, ...]
    score: float
    reasons: tuple[Message, ...]
    strong: bool
    exact: bool = True

    @property
    def weight(self) -> float:
        """What it brings to an assignment: its score for each of those it explains, less for each member beyond the first."""
        members = len(self.lines) + len(self.expected)
        return self.score * members / 2 - _GROUP_PENALTY * (members - 2)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for one line paying one payment, besides the amount."""

    score: float
    reasons: tuple[Message, ...]
    strong: bool
    named: bool
    days: int

    @property
    def tied(self) -> bool:
        return self.strong or self.named


def pairings(lines: Sequence[BankLine], expected: Sequence[Expected], window_days: int) -> list[Pairing]:
    """Return what could be: one to one, one line for several payments of a party, several lines for one payment."""
    found = []
    for line in lines:
        alike = [(one, _evidence(line, one, window_days)) for one in expected if (one.cents > 0) == (line.cents > 0)]
        alike = [(one, evidence) for one, evidence in alike if evidence.days <= window_days or evidence.strong]
        found += [pairing for one, evidence in alike if (pairing := _single(line, one, evidence)) is not None]
        found += _one_for_several(line, [(one, evidence) for one, evidence in alike if evidence.tied])
    for one in expected:
        found += _several_for_one(lines, one, window_days)
    return found


def _single(line: BankLine, one: Expected, evidence: _Evidence) -> Pairing | None:
    """One line for one payment; another amount is proposed only where the reference is there, and never as certain."""
    if line.cents == one.cents:
        reasons = (msg("the amount is the same"), *evidence.reasons)
        return Pairing((line.identity,), (one.key,), _AMOUNT + evidence.score, reasons, evidence.strong)
    if evidence.score < _REFERENCE:
        return None
    apart = msg("the amount differs by %(cents)s", cents=Amount(abs(line.cents - one.cents)))
    return Pairing(
        (line.identity,), (one.key,), evidence.score - _AMOUNT, (apart, *evidence.reasons), evidence.strong, exact=False
    )


def _one_for_several(line: BankLine, tied: Sequence[tuple[Expected, _Evidence]]) -> Iterator[Pairing]:
    near = sorted(tied, key=lambda pair: (pair[1].days, pair[0].key))[:_MOST_TRIED]
    for count in range(2, min(_MOST_MEMBERS, len(near)) + 1):
        for group in combinations(near, count):
            if sum(one.cents for one, _ in group) == line.cents:
                yield _group([line], [one for one, _ in group], [evidence for _, evidence in group])


def _several_for_one(lines: Sequence[BankLine], one: Expected, window_days: int) -> Iterator[Pairing]:
    able = [line for line in lines if (line.cents > 0) == (one.cents > 0) and abs(line.cents) < abs(one.cents)]
    weighed = [(line, _evidence(line, one, window_days)) for line in able]
    near = sorted(
        ((line, evidence) for line, evidence in weighed if evidence.tied and evidence.days <= window_days),
        key=lambda pair: (pair[1].days, pair[0].identity),
    )[:_MOST_TRIED]
    for count in range(2, min(_MOST_MEMBERS, len(near)) + 1):
        for group in combinations(near, count):
            if sum(line.cents for line, _ in group) == one.cents:
                yield _group([line for line, _ in group], [one], [evidence for _, evidence in group])


def _group(lines: Sequence[BankLine], expected: Sequence[Expected], evidence: Sequence[_Evidence]) -> Pairing:
    if len(lines) == 1:
        first = msg("the amount is the sum of %(n)s payments expected", n=len(expected))
    else:
        first = msg("%(n)s lines add up to the amount", n=len(lines))
    told = dict.fromkeys(reason for one in evidence for reason in one.reasons)
    score = _AMOUNT + sum(one.score for one in evidence) / len(evidence)
    return Pairing(
        tuple(line.identity for line in lines),
        tuple(one.key for one in expected),
        score,
        (first, *told),
        all(one.strong for one in evidence),
    )


def _evidence(line: BankLine, one: Expected, window_days: int) -> _Evidence:
    score, reasons, days = 0.0, [], abs((line.on - one.on).days)
    if _says(f"{line.text} {line.reference}", one.reference):
        score += _REFERENCE
        reasons.append(msg("the reference “%(reference)s” is in the text", reference=one.reference))
    if one.iban and bare(line.party_iban) == bare(one.iban):
        score += _ACCOUNT
        reasons.append(msg("the account is that of %(party)s", party=one.party))
    strong = bool(reasons)
    named = _names(f"{line.party} {line.text}", one.party)
    if named:
        score += _NAME
        reasons.append(msg("%(party)s is named", party=one.party))
    reasons.append(_how_far(days))
    return _Evidence(score + max(0.0, 1 - days / window_days), tuple(reasons), strong, named, days)


def _how_far(days: int) -> Message:
    if days < 2:
        return msg("a day from the day expected") if days else msg("on the day expected")
    return msg("%(days)s days from the day expected", days=days)


def _says(text: str, reference: str) -> bool:
    """Whether a reference stands in a text, whatever separates its characters, and not as a part of a longer one."""
    marks = bare(reference)
    if len(marks) < _SHORTEST:
        return False
    return re.search(r"(?<![A-Z0-9])" + r"[^A-Z0-9]{0,2}".join(marks) + r"(?![A-Z0-9])", plain(text)) is not None


def _names(text: str, party: str) -> bool:
    """Whether every telling word of a name is in a text."""
    telling = [word for word in words(party) if len(word) >= _SHORTEST] or words(party)
    return bool(telling) and set(telling) <= set(words(text))
