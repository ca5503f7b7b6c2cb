"""What agreements, amendments and payments change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from campus5g.core.message import Amount, Message, msg
from campus5g.ledger.agreement import Agreement, Award
from campus5g.ledger.book import Refusal
from campus5g.ledger.change import (
    Change,
    Transfer,
    refuse_above,
    refuse_amount,
    refuse_left,
    settled,
    share_of,
    standing_of,
    take_cash,
    with_share,
    with_standing,
)
from campus5g.ledger.charts import account_key, accounts_of
from campus5g.ledger.deeds import (
    AgreementAmended,
    AgreementSigned,
    FundsReceived,
    FundsReturned,
    MoneyDeed,
    Payment,
    PaymentMade,
    PaymentRecovered,
    RetentionReleased,
)
from campus5g.ledger.state import Fund, Share, Standing


def decide(fund: Fund, deed: MoneyDeed) -> Change | Refusal:
    """Return what a deed of money changes, or why it is refused."""
    match deed:
        case AgreementSigned():
            return _sign(fund, deed)
        case AgreementAmended():
            return _amend(fund, deed)
        case FundsReceived():
            return _receive(fund, deed)
        case FundsReturned():
            return _return(fund, deed)
        case PaymentMade():
            return _pay(fund, deed)
        case RetentionReleased():
            return _release(fund, deed)
        case PaymentRecovered():
            return _recover(fund, deed)


def _sign(fund: Fund, deed: AgreementSigned) -> Change | Refusal:
    agreement = deed.agreement
    if agreement.key in fund.agreements:
        return Refusal("agreement", msg("the agreement “%(name)s” is signed already", name=agreement.key))
    if (wrong := _unsound(agreement)) is not None:
        return wrong
    standing = Standing(agreement, deed.on, {award.partner: Share(award) for award in agreement.awards})
    transfers = tuple(promise(agreement.key, award, award.grant_cents + award.advance_cents) for award in agreement.awards)
    text = msg("Agreement “%(name)s” with %(funder)s", name=agreement.key, funder=agreement.funder)
    return Change(with_standing(fund, standing), transfers, text, tuple(accounts_of(agreement)))


def promise(agreement: str, award: Award, cents: int) -> Transfer:
    """Return the transfer by which a funder promises more to a partner, or less."""
    return Transfer(account_key("pledged", agreement), account_key("awarded", agreement, award.partner), cents)


def _unsound(agreement: Agreement, gone: Collection[str] = ()) -> Refusal | None:
    """Refuse a budget of nobody, and aid above the cost it is for; what those who are ``gone`` drew stays theirs to repay."""
    parties = {award.partner for award in agreement.awards}
    for line in agreement.lines:
        if line.partner not in parties:
            return Refusal("budget", msg("the budget line “%(line)s” is of no partner of the agreement", line=line.label))
    for award in agreement.awards:
        aid, budget = award.grant_cents + award.advance_cents, agreement.budget_cents(award.partner)
        if aid > budget and award.partner not in gone:
            return Refusal(
                "aid",
                msg("%(partner)s would receive %(aid)s for a budget of %(budget)s",
                    partner=award.partner, aid=Amount(aid), budget=Amount(budget)),
            )  # fmt: skip
    return None


def _amend(fund: Fund, deed: AgreementAmended) -> Change | Refusal:
    standing = standing_of(fund, deed.agreement, deed.on)
    if isinstance(standing, Refusal):
        return standing
    old = standing.agreement
    if deed.ends is not None and deed.ends < old.starts:
        return Refusal("dates", msg("the agreement would end before it starts"))
    new = old.amended(deed.awards, deed.lines, deed.ends)
    gone = {key for key, share in standing.shares.items() if share.left is not None}
    for partner in (*(award.partner for award in deed.awards), *(line.partner for line in deed.lines)):
        if partner in gone and (wrong := refuse_left(standing.shares[partner])) is not None:
            return wrong
    if (wrong := _unsound(new, gone) or _below_used(fund, standing, new, gone)) is not None:
        return wrong
    standing, transfers = replace(standing, agreement=new), []
    for award in new.awards:
        before = standing.shares.get(award.partner) or Share(award)
        promised = 0 if award.partner not in standing.shares else before.award.grant_cents + before.award.advance_cents
        transfers.append(promise(new.key, award, award.grant_cents + award.advance_cents - promised))
        done = settled(standing, before, replace(before, award=award))
        if isinstance(done, Refusal):
            return done
        standing = with_share(standing, done[0])
        transfers += done[1]
    text = msg("Amendment of the agreement “%(name)s”", name=new.key)
    return Change(with_standing(fund, standing), tuple(transfers), text, tuple(accounts_of(new)))


def _below_used(fund: Fund, standing: Standing, new: Agreement, gone: Collection[str]) -> Refusal | None:
    """Refuse an amendment that takes away what was accepted, agreed or drawn, or gives a line to another partner."""
    after = replace(standing, agreement=new)
    for share in standing.shares.values():
        for key, cents in share.accepted.items():
            line, was = new.line(key), standing.agreement.line(key)
            if line is None or was is None or line.partner != was.partner:
                return Refusal("budget", msg("costs were accepted on the budget line “%(line)s”: it keeps its partner", line=key))
            if cents > after.ceiling_cents(key):
                return Refusal(
                    "budget",
                    msg("%(cents)s were accepted on “%(line)s” already", cents=Amount(cents), line=line.label),
                )
    for award in new.awards:
        agreed = agreed_cents(fund, new.key, award.partner)
        if award.advance_cents < agreed and award.partner not in gone:
            return Refusal(
                "advance",
                msg("advances of %(agreed)s are agreed with %(partner)s already", agreed=Amount(agreed), partner=award.partner),
            )
        held = standing.shares.get(award.partner)
        if held is not None and held.accepted_cents > new.budget_cents(award.partner):
            return Refusal(
                "budget",
                msg("costs of %(cents)s of %(partner)s were accepted already",
                    cents=Amount(held.accepted_cents), partner=award.partner),
            )  # fmt: skip
    return None


def agreed_cents(fund: Fund, agreement: str, partner: str) -> int:
    """Return the principal of the advances agreed with a partner under an agreement."""
    return sum(
        advance.terms.principal_cents
        for advance in fund.advances.values()
        if advance.agreement == agreement and advance.partner == partner
    )


def _receive(fund: Fund, deed: FundsReceived) -> Change | Refusal:
    standing = standing_of(fund, deed.agreement, deed.on)
    if isinstance(standing, Refusal):
        return standing
    if (wrong := refuse_amount(deed.cents)) is not None:
        return wrong
    after = replace(standing, cash=standing.cash + deed.cents, received=standing.received + deed.cents)
    moved = Transfer(account_key("bank", deed.agreement), account_key("funder", deed.agreement), deed.cents)
    return Change(with_standing(fund, after), (moved,), msg("Received from %(funder)s", funder=standing.agreement.funder))


def _return(fund: Fund, deed: FundsReturned) -> Change | Refusal:
    standing = standing_of(fund, deed.agreement, deed.on)
    if isinstance(standing, Refusal):
        return standing
    after = refuse_amount(deed.cents) or take_cash(standing, deed.cents)
    if isinstance(after, Refusal):
        return after
    after = replace(after, returned=standing.returned + deed.cents)
    moved = Transfer(account_key("funder", deed.agreement), account_key("bank", deed.agreement), deed.cents)
    return Change(with_standing(fund, after), (moved,), msg("Returned to %(funder)s", funder=standing.agreement.funder))


PAYMENT_TEXTS: dict[Payment, Message] = {
    Payment.ADVANCE: msg("Advance payment"),
    Payment.INTERIM: msg("Interim payment"),
    Payment.BALANCE: msg("Payment of the balance"),
}


def _pay(fund: Fund, deed: PaymentMade) -> Change | Refusal:
    found = share_of(fund, deed.agreement, deed.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    standing, share = found
    if (wrong := _too_much(share, deed)) is not None:
        return wrong
    ahead = deed.what is Payment.ADVANCE
    share = replace(
        share,
        paid=share.paid + deed.cents,
        due=share.due - (0 if ahead else deed.cents),
        ahead=share.ahead + (deed.cents if ahead else 0),
    )
    after = standing if deed.direct else take_cash(standing, deed.cents)
    if isinstance(after, Refusal):
        return after
    source = account_key("funder" if deed.direct else "bank", deed.agreement)
    moved = Transfer(account_key("ahead" if ahead else "due", deed.agreement, deed.partner), source, deed.cents)
    text = msg("%(what)s to %(partner)s", what=PAYMENT_TEXTS[deed.what], partner=deed.partner)
    return Change(with_standing(fund, with_share(after, share)), (moved,), text)


def _too_much(share: Share, deed: PaymentMade) -> Refusal | None:
    if deed.what is Payment.ADVANCE:
        most = share.award.grant_cents - max(share.paid, share.earned + share.ahead)
        return refuse_above(
            deed.cents,
            most,
            "award",
            msg("%(partner)s can be paid %(most)s more ahead under its award, not %(asked)s",
                partner=deed.partner, most=Amount(max(0, most)), asked=Amount(deed.cents)),
        )  # fmt: skip
    return refuse_above(
        deed.cents,
        share.due,
        "due",
        msg("%(due)s are due to %(partner)s, not %(asked)s",
            due=Amount(share.due), partner=deed.partner, asked=Amount(deed.cents)),
    )  # fmt: skip


def _release(fund: Fund, deed: RetentionReleased) -> Change | Refusal:
    found = share_of(fund, deed.agreement, deed.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    standing, share = found
    sentence = msg("%(held)s are held back from %(partner)s, not %(asked)s",
                   held=Amount(share.held), partner=deed.partner, asked=Amount(deed.cents))  # fmt: skip
    if (wrong := refuse_above(deed.cents, share.held, "held", sentence)) is not None:
        return wrong
    share = replace(share, held=share.held - deed.cents, released=share.released + deed.cents, due=share.due + deed.cents)
    moved = Transfer(
        account_key("retained", deed.agreement, deed.partner), account_key("due", deed.agreement, deed.partner), deed.cents
    )
    text = msg("Retention released to %(partner)s", partner=deed.partner)
    return Change(with_standing(fund, with_share(standing, share)), (moved,), text)


def _recover(fund: Fund, deed: PaymentRecovered) -> Change | Refusal:
    found = share_of(fund, deed.agreement, deed.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    standing, share = found
    sentence = msg("%(partner)s has %(ahead)s to give back, not %(asked)s",
                   partner=deed.partner, ahead=Amount(share.ahead), asked=Amount(deed.cents))  # fmt: skip
    if (wrong := refuse_above(deed.cents, share.ahead, "ahead", sentence)) is not None:
        return wrong
    share = replace(share, ahead=share.ahead - deed.cents, paid=share.paid - deed.cents)
    if not deed.direct:
        standing = replace(standing, cash=standing.cash + deed.cents)
    where = account_key("funder" if deed.direct else "bank", deed.agreement)
    moved = Transfer(where, account_key("ahead", deed.agreement, deed.partner), deed.cents)
    text = msg("Recovered from %(partner)s", partner=deed.partner)
    return Change(with_standing(fund, with_share(standing, share)), (moved,), text)
