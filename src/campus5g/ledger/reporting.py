"""The figures of a period for a funder, each with its trail to the deeds it is made of. Totals are the sums of what is listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campus5g.core.money import split_by
from campus5g.ledger.advances import Movement
from campus5g.ledger.agreement import Agreement
from campus5g.ledger.book import DEBIT_KINDS
from campus5g.ledger.charts import account_key
from campus5g.ledger.deeds import AdvanceAgreed, AdvanceDeed, AdvanceRepaid, MoveReversed
from campus5g.ledger.state import AdvanceStanding, Fund
from campus5g.ledger.telling import Told, told


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in cents and its trail: the keys of the deeds that make it, in the order of the deeds."""

    cents: int = 0
    trail: tuple[str, ...] = ()


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum of figures, with every deed behind it once."""
    held = list(figures)
    return Figure(sum(figure.cents for figure in held), tuple(dict.fromkeys(key for figure in held for key in figure.trail)))


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line. budget; in the period: claimed, accepted as eligible, refused, and the grant earned on it."""

    agreement: str
    partner: str
    strand: str
    line: str
    label: str
    budget: Figure
    claimed: Figure
    eligible: Figure
    refused: Figure
    granted: Figure


@dataclass(frozen=True, slots=True)
class StrandRow:
    """A strand of the programme: the sums of its budget lines."""

    strand: str
    budget: Figure
    claimed: Figure
    eligible: Figure
    refused: Figure
    granted: Figure


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner under an agreement. In the period: granted, retained (held less released), paid, recovered; at its end: due, ahead."""

    agreement: str
    partner: str
    award: Figure
    granted: Figure
    retained: Figure
    paid: Figure
    recovered: Figure
    due: Figure
    ahead: Figure


@dataclass(frozen=True, slots=True)
class AdvanceRow:
    """A repayable advance. In the period: drawn, repaid, written off, interest paid; outstanding at its end."""

    advance: str
    agreement: str
    partner: str
    drawn: Figure
    repaid: Figure
    written_off: Figure
    interest: Figure
    outstanding: Figure


@dataclass(frozen=True, slots=True)
class FunderRow:
    """A funder: pledged; in the period, received from it and returned to it; in the third party's account at its end."""

    agreement: str
    funder: str
    pledged: Figure
    received: Figure
    returned: Figure
    cash: Figure


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a period, both days included."""

    first: date
    last: date
    funders: tuple[FunderRow, ...]
    partners: tuple[PartnerRow, ...]
    lines: tuple[LineRow, ...]
    advances: tuple[AdvanceRow, ...]

    @property
    def strands(self) -> tuple[StrandRow, ...]:
        """The lines' sums by strand, in the order of the lines."""
        found: dict[str, list[LineRow]] = defaultdict(list)
        for row in self.lines:
            found[row.strand].append(row)
        return tuple(
            StrandRow(
                strand,
                total(row.budget for row in rows),
                total(row.claimed for row in rows),
                total(row.eligible for row in rows),
                total(row.refused for row in rows),
                total(row.granted for row in rows),
            )
            for strand, rows in found.items()
        )


def report(fund: Fund, first: date, last: date, *, agreement: str = "", partner: str = "") -> Report:
    """Return the figures of a period; ``agreement`` and ``partner`` keep only theirs.

    What is granted, retained, due and ahead is read in the book; what is claimed and accepted in the deeds. The grant of a partner is
    shared out over its lines in proportion to what was accepted on each since the beginning, so that the lines add up to the partner.
    """
    books, deeds, events = _Books(fund, first, last), told(fund, last), _events(fund)
    kept = {key: held for key, held in deeds.agreements.items() if agreement in ("", key)}

    def parties(held: Agreement) -> list[str]:
        return [award.partner for award in held.awards if partner in ("", award.partner)]

    return Report(
        first,
        last,
        tuple(_funder(books, deeds, held) for held in kept.values()),
        tuple(_partner(books, deeds, held, name) for held in kept.values() for name in parties(held)),
        tuple(row for held in kept.values() for name in parties(held) for row in _lines(books, deeds, held, name)),
        tuple(
            _advance(advance, events.get(advance.key, ()), first, last)
            for advance in fund.advances.values()
            if advance.agreement in kept and partner in ("", advance.partner)
        ),
    )


class _Books:
    """The movements of every account, each with its day and deed, read once."""

    def __init__(self, fund: Fund, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.moves: dict[str, list[tuple[date, int, str]]] = defaultdict(list)
        for entry in fund.book.entries:
            for line in entry.lines:
                sign = 1 if fund.book.accounts[line.account].kind in DEBIT_KINDS else -1
                self.moves[line.account].append((entry.on, sign * (line.debit - line.credit), entry.deed))

    def at(self, on: date, *names: str) -> Figure:
        """What an account holds at the end of a day."""
        return self._sum(names, date.min, on)

    def within(self, *names: str) -> Figure:
        """By how much an account changed in the period."""
        return self._sum(names, self.first, self.last)

    def _sum(self, names: tuple[str, ...], first: date, last: date) -> Figure:
        moves = self.moves.get(account_key(*names), ())
        return _figure(moves, first, last)


def _funder(books: _Books, deeds: Told, held: Agreement) -> FunderRow:
    within = (books.first, books.last)
    return FunderRow(
        held.key,
        held.funder,
        Figure(held.pledged_cents, deeds.signed[held.key]),
        _figure(deeds.received[held.key], *within),
        _figure(deeds.returned[held.key], *within),
        books.at(books.last, "bank", held.key),
    )


def _figure(moves: Iterable[tuple[date, int, str]], first: date, last: date) -> Figure:
    kept = [move for move in moves if first <= move[0] <= last]
    return Figure(sum(cents for _, cents, _ in kept), tuple(dict.fromkeys(key for *_, key in kept)))


def _partner(books: _Books, deeds: Told, held: Agreement, partner: str) -> PartnerRow:
    names, within = (held.key, partner), (books.first, books.last)
    award = held.award(partner)
    return PartnerRow(
        held.key,
        partner,
        Figure(award.grant_cents + award.advance_cents if award else 0, deeds.signed[held.key]),
        books.within("granted", *names),
        books.within("retained", *names),
        _figure(deeds.paid[names], *within),
        _figure(deeds.recovered[names], *within),
        books.at(books.last, "due", *names),
        books.at(books.last, "ahead", *names),
    )


def _lines(books: _Books, deeds: Told, held: Agreement, partner: str) -> Iterator[LineRow]:
    before = _shared(books, deeds, held, partner, books.first - timedelta(days=1))
    after = _shared(books, deeds, held, partner, books.last)
    within = (books.first, books.last)
    for line in held.lines:
        if line.partner == partner:
            place = (held.key, line.key)
            eligible = _figure(deeds.accepted[place], *within)
            yield LineRow(
                held.key,
                partner,
                line.strand,
                line.key,
                line.label,
                Figure(line.cents, deeds.signed[held.key]),
                _figure(deeds.claimed[place], *within),
                eligible,
                _figure(deeds.refused[place], *within),
                Figure(after.get(line.key, 0) - before.get(line.key, 0), eligible.trail),
            )


def _shared(books: _Books, deeds: Told, held: Agreement, partner: str, on: date) -> Mapping[str, int]:
    """The grant earned until a day, over the lines on which costs were accepted."""
    earned = books.at(on, "granted", held.key, partner).cents
    accepted = {
        line.key: _figure(deeds.accepted[held.key, line.key], date.min, on).cents
        for line in held.lines
        if line.partner == partner
    }
    if not sum(accepted.values()):
        return {}
    return dict(zip(accepted, split_by(earned, [Decimal(cents) for cents in accepted.values()]), strict=True))


AdvanceEvent = AdvanceDeed | MoveReversed


def _advance(advance: AdvanceStanding, deeds: Sequence[AdvanceEvent], first: date, last: date) -> AdvanceRow:
    """``deeds``: the events of the advance, in their order."""
    moved = advance.position.movements

    def figure(kind: str, start: date) -> Figure:
        return _figure([(move.on, move.cents, deeds[move.event].key) for move in moved if move.kind == kind], start, last)

    drawn, repaid, lost = (figure(kind, date.min) for kind in ("drawn", "repaid", "written_off"))
    owed = drawn.cents - repaid.cents - lost.cents
    return AdvanceRow(
        advance.key,
        advance.agreement,
        advance.partner,
        figure("drawn", first),
        figure("repaid", first),
        figure("written_off", first),
        _figure(_interest(deeds, moved), first, last),
        Figure(owed, total((drawn, repaid, lost)).trail),
    )


def _events(fund: Fund) -> Mapping[str, Sequence[AdvanceEvent]]:
    """The deeds that are events of each advance, in the order of its events."""
    found: dict[str, list[AdvanceEvent]] = defaultdict(list)
    for deed in fund.deeds:
        about = fund.deed(deed.move) if isinstance(deed, MoveReversed) else deed
        if isinstance(about, AdvanceDeed) and not isinstance(about, AdvanceAgreed):
            found[about.advance].append(deed if isinstance(deed, MoveReversed) else about)
    return found


def _interest(deeds: Sequence[AdvanceEvent], moved: Iterable[Movement]) -> Iterator[tuple[date, int, str]]:
    """What of each repayment was no capital; a repayment that came back takes its interest back."""
    capital = {move.event: move.cents for move in moved if move.kind == "repaid"}
    paid = {deed.key: deed.cents for deed in deeds if isinstance(deed, AdvanceRepaid)}
    for place, deed in enumerate(deeds):
        cents = -paid.get(deed.move, 0) if isinstance(deed, MoveReversed) else paid.get(deed.key, 0)
        if rest := cents - capital.get(place, 0):
            yield deed.on, rest, deed.key
