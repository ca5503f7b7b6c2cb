"""What happens to repayable advances."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.ledger.advances import (
    Call,
    Deferral,
    Drawing,
    Event,
    Outcome,
    Position,
    Repayment,
    Triggered,
    Turnover,
    WriteOff,
)
from campus5g.ledger.agreement import named
from campus5g.ledger.book import Refusal
from campus5g.ledger.change import (
    Change,
    Transfer,
    put,
    refuse_above,
    refuse_amount,
    refuse_closed,
    refuse_left,
    share_of,
    take_cash,
    with_standing,
)
from campus5g.ledger.charts import account_key, accounts_of_advance
from campus5g.ledger.deciding_money import agreed_cents
from campus5g.ledger.deeds import (
    AdvanceAgreed,
    AdvanceDeed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    InstalmentCalled,
    InstalmentsDeferred,
    OutcomeDeclared,
    TriggerMet,
    TurnoverDeclared,
)
from campus5g.ledger.schedules import position
from campus5g.ledger.state import AdvanceStanding, Fund


def decide(fund: Fund, deed: AdvanceDeed) -> Change | Refusal:
    """Return what a deed about a repayable advance changes, or why it is refused."""
    if isinstance(deed, AdvanceAgreed):
        return _agree(fund, deed)
    advance = fund.advances.get(deed.advance)
    if advance is None:
        return Refusal("advance", msg("there is no repayable advance “%(name)s”", name=deed.advance))
    standing = fund.agreements[advance.agreement]
    gone = refuse_left(standing.shares[advance.partner]) if isinstance(deed, AdvanceDrawn) else None
    if (wrong := refuse_closed(standing) or gone or refusal(advance, deed)) is not None:
        return wrong
    return _happen(fund, advance, deed)


def _agree(fund: Fund, deed: AdvanceAgreed) -> Change | Refusal:
    named(deed.advance, "advance")
    if deed.advance in fund.advances:
        return Refusal("advance", msg("the repayable advance “%(name)s” is agreed already", name=deed.advance))
    found = share_of(fund, deed.agreement, deed.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    left = found[1].award.advance_cents - agreed_cents(fund, deed.agreement, deed.partner)
    sentence = msg("%(left)s of advance are left in the award of %(partner)s, not %(asked)s",
                   left=Amount(left), partner=deed.partner, asked=Amount(deed.terms.principal_cents))  # fmt: skip
    if (wrong := refuse_above(deed.terms.principal_cents, left, "award", sentence)) is not None:
        return wrong
    advance = AdvanceStanding(deed.advance, deed.agreement, deed.partner, deed.terms, (), position(deed.terms))
    text = msg("Repayable advance “%(name)s” agreed with %(partner)s", name=deed.advance, partner=deed.partner)
    accounts = tuple(accounts_of_advance(deed.advance, deed.partner, deed.agreement))
    return Change(replace(fund, advances=put(fund.advances, deed.advance, advance)), (), text, accounts)


def refusal(advance: AdvanceStanding, deed: AdvanceDeed) -> Refusal | None:
    """Return why a deed cannot happen to an advance as it stands, or ``None``."""
    terms, now = advance.terms, advance.position
    match deed:
        case AdvanceDrawn(cents=cents):
            return _cannot_draw(advance, cents)
        case TriggerMet() if now.triggered:
            return Refusal("trigger", msg("the deferral of this advance counts already"))
        case TurnoverDeclared(cents=cents):
            if terms.turnover_percent is None:
                return Refusal("turnover", msg("this advance is not repaid by a share of the turnover"))
            return refuse_amount(cents)
        case OutcomeDeclared(percent=percent):
            if now.outcome is not None:
                return Refusal("outcome", msg("success or failure was declared already"))
            return None if 0 <= percent <= 100 else Refusal("outcome", msg("success is from 0 to 100 %%"))
        case InstalmentCalled():
            return _cannot_call(advance)
        case InstalmentsDeferred(months=months):
            if not 1 <= months <= 120:
                return Refusal("deferral", msg("a deferral is from 1 to 120 months"))
            if not any(not part.called and part.due for part in now.instalments):
                return Refusal("deferral", msg("no instalment is left to defer"))
        case AdvanceRepaid(cents=cents):
            return refuse_above(
                cents, now.debt_cents, "debt",
                msg("%(debt)s are owed on this advance, not %(asked)s", debt=Amount(now.debt_cents), asked=Amount(cents)),
            )  # fmt: skip
        case AdvanceWrittenOff(cents=cents):
            return refuse_above(
                cents, now.outstanding_cents, "debt",
                msg("%(debt)s of capital are owed on this advance, not %(asked)s",
                    debt=Amount(now.outstanding_cents), asked=Amount(cents)),
            )  # fmt: skip
    return None


def _cannot_draw(advance: AdvanceStanding, cents: int) -> Refusal | None:
    terms, now = advance.terms, advance.position
    if now.outcome is not None:
        return Refusal("outcome", msg("success or failure was declared: nothing more can be drawn"))
    if terms.turnover_percent is None and len(_called(advance)) >= terms.instalments:
        return Refusal("instalments", msg("every instalment was called: nothing more can be drawn"))
    left = terms.principal_cents - now.drawn_cents
    return refuse_above(
        cents, left, "principal",
        msg("%(left)s of this advance are left to draw, not %(asked)s", left=Amount(left), asked=Amount(cents)),
    )  # fmt: skip


def _called(advance: AdvanceStanding) -> list[Call]:
    return [event for event in advance.events if isinstance(event, Call)]


def _cannot_call(advance: AdvanceStanding) -> Refusal | None:
    if advance.terms.conditional and advance.position.outcome is None:
        return Refusal("outcome", msg("nothing is owed on this advance as long as success is not declared"))
    if not advance.position.triggered:
        return Refusal("trigger", msg("the event from which this advance is repaid has not happened"))
    upcoming = next((part for part in advance.position.instalments if not part.called), None)
    return None if upcoming else Refusal("instalments", msg("no instalment is left to call"))


def _happen(fund: Fund, advance: AdvanceStanding, deed: AdvanceDeed) -> Change | Refusal:
    events = (*advance.events, event_of(deed))
    after = position(advance.terms, events)
    agreement, standing = advance.agreement, fund.agreements[advance.agreement]
    counter, direct = "funder", getattr(deed, "direct", False)
    if isinstance(deed, AdvanceDrawn | AdvanceRepaid) and not direct:
        counter = "bank"
        cash = (
            take_cash(standing, deed.cents)
            if isinstance(deed, AdvanceDrawn)
            else replace(standing, cash=standing.cash + deed.cents)
        )
        if isinstance(cash, Refusal):
            return cash
        fund = with_standing(fund, cash)
    transfers = transfers_of(advance, after, account_key(counter, agreement))
    if isinstance(deed, AdvanceDrawn):
        promise = Transfer(account_key("awarded", agreement, advance.partner), account_key("pledged", agreement), deed.cents)
        transfers = (*transfers, promise)
    moved = replace(advance, events=events, position=after)
    return Change(replace(fund, advances=put(fund.advances, advance.key, moved)), transfers, _text(advance, deed))


def transfers_of(advance: AdvanceStanding, after: Position, counter: str) -> tuple[Transfer, ...]:
    """Say in accounts how the capital not called, and what is called, changed; the counterpart bears the difference."""
    before = advance.position

    def uncalled(held: Position) -> int:
        return held.outstanding_cents - held.called_cents

    def called(held: Position) -> int:
        return held.called_cents + held.interest_due_cents

    asked = called(after) - called(before)
    left = uncalled(after) - uncalled(before)
    between = min(asked, -left) if asked > 0 > left else 0
    own, due = account_key("advance", advance.key), account_key("called", advance.key)
    return Transfer(due, own, between), Transfer(due, counter, asked - between), Transfer(own, counter, left + between)


def event_of(deed: AdvanceDeed) -> Event:
    """Return what a deed is for the schedule."""
    match deed:
        case AdvanceDrawn(on=on, cents=cents):
            return Drawing(on, cents)
        case TriggerMet(on=on):
            return Triggered(on)
        case TurnoverDeclared(on=on, cents=cents, due=due):
            return Turnover(on, cents, due)
        case OutcomeDeclared(on=on, percent=percent):
            return Outcome(on, percent)
        case InstalmentCalled(on=on):
            return Call(on)
        case InstalmentsDeferred(on=on, months=months):
            return Deferral(on, months)
        case AdvanceRepaid(on=on, cents=cents):
            return Repayment(on, cents)
        case AdvanceWrittenOff(on=on, cents=cents):
            return WriteOff(on, cents)
        case AdvanceAgreed():
            raise ValueError("an agreement is no event of the schedule")


def _text(advance: AdvanceStanding, deed: AdvanceDeed) -> Message:
    name = advance.key
    match deed:
        case AdvanceDrawn():
            return msg("Drawing on the advance “%(name)s”", name=name)
        case OutcomeDeclared(percent=percent):
            return msg("Success of %(percent)s %% declared on the advance “%(name)s”", percent=float(percent), name=name)
        case InstalmentCalled():
            return msg("Instalment called on the advance “%(name)s”", name=name)
        case InstalmentsDeferred(months=months):
            return msg("Instalments of the advance “%(name)s” put off by %(months)s months", name=name, months=months)
        case AdvanceRepaid():
            return msg("Repayment of the advance “%(name)s”", name=name)
        case AdvanceWrittenOff():
            return msg("Write-off on the advance “%(name)s”", name=name)
        case TurnoverDeclared(due=due):
            return msg("Turnover declared on the advance “%(name)s”, share due on %(due)s", name=name, due=Day.of(due))
        case _:
            return msg("Deferral of the advance “%(name)s” begins", name=name)
