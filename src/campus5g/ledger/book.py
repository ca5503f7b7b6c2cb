"""The double-entry book of a programme: accounts, entries that balance, periods that close.

Amounts are integer cents. Nothing is ever changed or removed: what was wrong is reversed by an entry of its own, and what cannot
be posted is refused with its reason, the book staying as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.ledger.growing import Row


class Kind(StrEnum):
    """What an account is. The two commitments hold what is promised and not yet due, received and given; they never meet money."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"
    EQUITY = "equity"
    COMMITMENT_RECEIVED = "commitment_received"
    COMMITMENT_GIVEN = "commitment_given"


DEBIT_KINDS = frozenset({Kind.ASSET, Kind.EXPENSE, Kind.COMMITMENT_RECEIVED})


@dataclass(frozen=True, slots=True)
class Account:
    """An account: ``role`` says in one word what it counts (``bank``, ``due``…), ``party`` whose it is, ``agreement`` under which."""

    key: str
    kind: Kind
    role: str
    party: str = ""
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry, in cents: either ``debit`` or ``credit`` is positive and the other nought."""

    account: str
    debit: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one deed does to the accounts on one day. ``number`` is given by the book: 1, 2, 3… without a gap."""

    on: date
    lines: tuple[Line, ...]
    deed: str
    text: Message
    number: int = 0
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done. ``key`` names the rule for code, ``reason`` is the sentence for people."""

    key: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Balance:
    """The sums of one account. ``cents`` is positive on the account's own side (debit for assets, expenses and commitments received)."""

    account: Account
    debit: int
    credit: int

    @property
    def cents(self) -> int:
        return self.debit - self.credit if self.account.kind in DEBIT_KINDS else self.credit - self.debit


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account's statement, with the balance after it."""

    entry: Entry
    line: Line
    cents: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with its sums. ``debit`` equals ``credit`` whatever was posted."""

    rows: tuple[Balance, ...]

    @property
    def debit(self) -> int:
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> int:
        return sum(row.credit for row in self.rows)


@dataclass(frozen=True, slots=True)
class Book:
    """A journal with its accounts. Every method leaves it as it is and returns another."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    entries: Row[Entry] = field(default_factory=Row)
    closed_until: date | None = None

    def opened(self, accounts: Iterable[Account]) -> Book:
        """Return the book with these accounts; one that is there already is kept."""
        new = {account.key: account for account in accounts if account.key not in self.accounts}
        return replace(self, accounts={**self.accounts, **new}) if new else self

    def refusal(self, entry: Entry) -> Refusal | None:
        """Return why ``entry`` cannot be posted, or ``None``."""
        if (refused := self.refuses_day(entry.on)) is not None:
            return refused
        for line in entry.lines:
            if line.account not in self.accounts:
                return Refusal("account", msg("there is no account “%(account)s”", account=line.account))
            if min(line.debit, line.credit) != 0 or max(line.debit, line.credit) <= 0:
                return Refusal(
                    "line", msg("a line of “%(account)s” needs one positive amount, in debit or in credit", account=line.account)
                )
        debit, credit = sum(line.debit for line in entry.lines), sum(line.credit for line in entry.lines)
        if debit != credit or not entry.lines:
            return Refusal(
                "balance",
                msg("the entry does not balance: %(debit)s in debit, %(credit)s in credit",
                    debit=Amount(debit), credit=Amount(credit)),
            )  # fmt: skip
        return None

    def refuses_day(self, on: date) -> Refusal | None:
        """Return why nothing may be posted on a day, or ``None``."""
        if self.closed_until is None or on > self.closed_until:
            return None
        return Refusal(
            "closed",
            msg("%(day)s is in a closed period: the accounts are closed until %(until)s",
                day=Day.of(on), until=Day.of(self.closed_until)),
        )  # fmt: skip

    def post(self, entry: Entry) -> Book | Refusal:
        """Return the book with one more entry, numbered by the book, or the reason why not."""
        return self.refusal(entry) or self._with(entry)

    def _with(self, entry: Entry) -> Book:
        return replace(self, entries=self.entries.add(replace(entry, number=len(self.entries) + 1)))

    def reverse(self, number: int, on: date, deed: str) -> Book | Refusal:
        """Return the book with the mirror of an entry, dated ``on``: the only way to take back what was posted."""
        if not 1 <= number <= len(self.entries):
            return Refusal("entry", msg("there is no entry number %(number)s", number=number))
        wrong = self.entries[number - 1]
        if any(entry.reverses == number for entry in self.entries):
            return Refusal("reversed", msg("entry number %(number)s is reversed already", number=number))
        mirrored = tuple(Line(line.account, debit=line.credit, credit=line.debit) for line in wrong.lines)
        text = msg("Reversal of entry %(number)s: %(text)s", number=number, text=wrong.text)
        return self.post(Entry(on, mirrored, deed, text, reverses=number))

    def close(self, last_day: date) -> Book | Refusal:
        """Return the book closed up to and including a day. A day that is closed already is refused: closing only goes forward."""
        return self.refuses_day(last_day) or replace(self, closed_until=last_day)

    def reopen(self, last_day: date | None) -> Book | Refusal:
        """Return the book closed up to an earlier day only (``None``: nothing closed), so that what follows may be posted again."""
        if self.closed_until is None or (last_day is not None and last_day >= self.closed_until):
            return Refusal("reopen", msg("there is no closed period after that day"))
        return replace(self, closed_until=last_day)

    def trial_balance(self, on: date | None = None) -> TrialBalance:
        """Return the sums of every account at the end of a day, or of everything posted, in the order of the keys."""
        debit, credit = dict.fromkeys(self.accounts, 0), dict.fromkeys(self.accounts, 0)
        for entry in self.entries:
            if on is None or entry.on <= on:
                for line in entry.lines:
                    debit[line.account] += line.debit
                    credit[line.account] += line.credit
        return TrialBalance(tuple(Balance(account, debit[key], credit[key]) for key, account in sorted(self.accounts.items())))

    def balance(self, account: str, on: date | None = None) -> int:
        """Return what an account holds at the end of a day, positive on its own side; nought when there is no such account."""
        return next((row.cents for row in self.trial_balance(on).rows if row.account.key == account), 0)

    def statement(self, account: str, first: date | None = None, last: date | None = None) -> tuple[Movement, ...]:
        """Return the movements of an account in the order of their days, each with the balance after it.

        Movements before ``first`` count in the balance and are not listed.
        """
        if account not in self.accounts:
            return ()
        sign = 1 if self.accounts[account].kind in DEBIT_KINDS else -1
        held, found = 0, []
        for entry in sorted(self.entries, key=lambda entry: (entry.on, entry.number)):
            for line in entry.lines:
                if line.account == account and (last is None or entry.on <= last):
                    held += sign * (line.debit - line.credit)
                    if first is None or entry.on >= first:
                        found.append(Movement(entry, line, held))
        return tuple(found)
