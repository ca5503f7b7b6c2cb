"""The rules by which each line of a claim is eligible or not. They only judge: a person decides.

Each finding says in one sentence what is wrong; what it costs is in the eligible cents of its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.money import floor_share, nearest_cent, to_euros
from campus5g.ledger.agreement import Agreement, BudgetLine
from campus5g.ledger.claims import Age, Claim, ClaimCheck, ClaimLine, Finding, LineCheck, Seen, Severity
from campus5g.ledger.invoices import fingerprint
from campus5g.ledger.state import Share, Standing


def check_claim(
    claim: Claim, agreement: Agreement, *, accepted: Mapping[str, int] | None = None, seen: Iterable[Seen] = ()
) -> ClaimCheck:
    """Judge every line of a claim by rule: dates, category, ceiling, VAT, currency, evidence, an invoice claimed twice.

    accepted: cents accepted before on each budget line of the partner. seen: the invoices of other claims, of every programme there
    is. Lines are taken in their order: what the first ones leave of a ceiling is for the next.
    """
    before = {key: cents for key, cents in (accepted or {}).items() if _is_of(agreement, key, claim.partner)}
    room = _Room(agreement, claim.partner, Counter(before))
    elsewhere = {one.fingerprint: one.where for one in seen}
    lines = []
    for line in claim.lines:
        lines.append(_judge(line, claim, agreement, room, elsewhere))
        if (mark := fingerprint(line)) is not None:
            elsewhere.setdefault(mark, claim.key)
    eligible = sum(line.eligible_cents for line in lines)
    grant, held = _earned(agreement, claim.partner, before, eligible)
    return ClaimCheck(tuple(lines), tuple(_of_claim(claim, agreement)), claim.claimed_cents, eligible, grant, held)


def _is_of(agreement: Agreement, line: str, partner: str) -> bool:
    found = agreement.line(line)
    return found is not None and found.partner == partner


def _earned(agreement: Agreement, partner: str, before: Mapping[str, int], eligible: int) -> tuple[int, int]:
    """The grant that ``eligible`` would add, and what of it would be held."""
    award = agreement.award(partner)
    if award is None:
        return 0, 0
    standing, share = Standing(agreement, agreement.starts, {}), Share(award, before)
    old, new = standing.earned_cents(share), standing.earned_cents(share, share.accepted_cents + eligible)
    return new - old, standing.held_cents(new, 0) - standing.held_cents(old, 0)


def _of_claim(claim: Claim, agreement: Agreement) -> Iterator[Finding]:
    if agreement.award(claim.partner) is None:
        yield _no("partner", msg("%(partner)s is no party of the agreement “%(name)s”",
                                 partner=claim.partner, name=agreement.key))  # fmt: skip
    if claim.ends < claim.starts or claim.starts < agreement.starts or claim.ends > agreement.ends:
        yield _no(
            "dates",
            msg("the claim is for %(first)s to %(last)s, the agreement for %(starts)s to %(ends)s",
                first=Day.of(claim.starts), last=Day.of(claim.ends),
                starts=Day.of(agreement.starts), ends=Day.of(agreement.ends)),
        )  # fmt: skip


@dataclass(slots=True)
class _Room:
    """What is left under the ceilings, line after line."""

    agreement: Agreement
    partner: str
    used: Counter[str]

    def left(self, budget: BudgetLine) -> int:
        ceiling = floor_share(budget.cents, 100 + self.agreement.transfer_percent)
        own = ceiling - self.used[budget.key]
        return max(0, min(own, self.agreement.budget_cents(self.partner) - self.used.total()))


def _no(key: str, reason: Message, elsewhere: str = "") -> Finding:
    return Finding(key, Severity.REFUSED, reason, elsewhere)


def _judge(line: ClaimLine, claim: Claim, agreement: Agreement, room: _Room, elsewhere: Mapping[str, str]) -> LineCheck:
    """Refusals first: a refused line takes no room under a ceiling."""
    budget = agreement.line(line.budget_line)
    found = [
        *_place(line, claim, budget),
        *_dates(line, claim, agreement),
        *_currency(line),
        *_proof(line),
        *_twice(line, elsewhere),
    ]
    if budget is None or any(finding.severity is Severity.REFUSED for finding in found):
        return LineCheck(line.key, 0, tuple(found))
    eligible = line.claimed_cents
    for finding, cents in _cuts(line, budget, room):
        if cents < eligible:
            found.append(finding)
            eligible = cents
    room.used[budget.key] += eligible
    return LineCheck(line.key, eligible, tuple(found))


def _place(line: ClaimLine, claim: Claim, budget: BudgetLine | None) -> Iterator[Finding]:
    if budget is None or budget.partner != claim.partner:
        yield _no("budget", msg("“%(line)s” is no budget line of %(partner)s", line=line.budget_line, partner=claim.partner))
    elif line.category and line.category != budget.category:
        yield _no("category", msg("the budget line “%(line)s” does not pay for this kind of cost", line=budget.label))


def _dates(line: ClaimLine, claim: Claim, agreement: Agreement) -> Iterator[Finding]:
    if not agreement.starts <= line.incurred <= agreement.ends:
        yield _no(
            "dates",
            msg("the cost is of %(day)s, outside the agreement (%(starts)s to %(ends)s)",
                day=Day.of(line.incurred), starts=Day.of(agreement.starts), ends=Day.of(agreement.ends)),
        )  # fmt: skip
    elif line.incurred > claim.ends:
        yield _no("dates", msg("the cost is of %(day)s, after the end of the period claimed", day=Day.of(line.incurred)))
    elif line.incurred < claim.starts:
        sentence = msg("the cost is of %(day)s, before the period claimed: was it left out of an earlier claim?",
                       day=Day.of(line.incurred))  # fmt: skip
        yield Finding("dates", Severity.LOOK, sentence)
    if line.paid is not None and line.invoiced is not None and line.paid < line.invoiced:
        yield Finding("paid", Severity.LOOK, msg("it was paid on %(day)s, before its invoice", day=Day.of(line.paid)))


def _currency(line: ClaimLine) -> Iterator[Finding]:
    if line.currency.upper() == "EUR":
        return
    if line.rate is None or not line.rate.source or line.rate.euros <= 0:
        yield _no(
            "currency",
            msg("the amount is in %(currency)s: give the rate to the euro, its day and its source", currency=line.currency),
        )
    else:
        sentence = msg("converted from %(currency)s at %(rate)s on %(day)s (%(source)s)", currency=line.currency,
                       rate=str(line.rate.euros), day=Day.of(line.rate.on), source=line.rate.source)  # fmt: skip
        yield Finding("currency", Severity.LOOK, sentence)


def _proof(line: ClaimLine) -> Iterator[Finding]:
    if not line.evidence:
        yield _no("evidence", msg("no evidence is joined"))
    if bool(line.supplier or line.supplier_id) != bool(line.invoice) or (line.invoice and line.invoiced is None):
        yield _no("invoice", msg("an invoice needs its supplier, its number and its day"))


def _twice(line: ClaimLine, elsewhere: Mapping[str, str]) -> Iterator[Finding]:
    mark = fingerprint(line)
    if mark is not None and mark in elsewhere:
        yield _no("twice", msg("this invoice is claimed elsewhere already"), elsewhere[mark])


def _cuts(line: ClaimLine, budget: BudgetLine, room: _Room) -> Iterator[tuple[Finding, int]]:
    """The limits of an amount, each with the sentence for when it bites."""
    most = _worth(line)
    if line.vat_recoverable and line.vat_cents and line.claimed_cents > most:
        sentence = msg("recoverable VAT is not eligible: at most %(most)s count", most=Amount(most))
        yield Finding("vat", Severity.CUT, sentence), most
    else:
        sentence = msg("more than the invoice is claimed: at most %(most)s count", most=Amount(most))
        yield Finding("amount", Severity.CUT, sentence), most
    left = room.left(budget)
    sentence = msg("%(left)s are left on the budget line “%(line)s”", left=Amount(left), line=budget.label)
    yield Finding("ceiling", Severity.CUT, sentence), left


def _worth(line: ClaimLine) -> int:
    """What the invoice allows at most, in cents of euro: without the VAT that is recovered."""
    cents = line.net_cents + (0 if line.vat_recoverable else line.vat_cents)
    if line.currency.upper() == "EUR" or line.rate is None:
        return cents
    return nearest_cent(to_euros(cents) * line.rate.euros)


def ageing(waiting: Iterable[tuple[str, date, int]], today: date, steps: tuple[int, ...] = (0, 30, 60, 90)) -> tuple[Age, ...]:
    """Sort waiting claims (key, day submitted, cents) by how many days they have waited, from each step to the next."""
    rows = [(key, (today - day).days, cents) for key, day, cents in waiting]
    found = []
    for start, until in zip(steps, (*steps[1:], None), strict=True):
        here = [row for row in rows if row[1] >= start and (until is None or row[1] < until)]
        found.append(Age(start, until, tuple(key for key, _, _ in here), sum(cents for _, _, cents in here)))
    return tuple(found)
