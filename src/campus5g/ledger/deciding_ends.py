"""How an agreement ends: closed once everything under it is settled, and opened again where something comes after all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from campus5g.core.message import Amount, Day, msg
from campus5g.ledger.agreement import Award
from campus5g.ledger.book import Refusal
from campus5g.ledger.change import Change, Transfer, refuse_left, share_of, with_share, with_standing
from campus5g.ledger.deciding_money import promise
from campus5g.ledger.deeds import AgreementClosed, AgreementReopened, EndDeed, PartnerLeft
from campus5g.ledger.state import ClaimStatus, Fund, Share, Standing


def decide(fund: Fund, deed: EndDeed) -> Change | Refusal:
    """Return what the end of an agreement changes, or why it is refused."""
    standing = fund.agreements.get(deed.agreement)
    if standing is None:
        return Refusal("agreement", msg("there is no agreement “%(name)s”", name=deed.agreement))
    match deed:
        case PartnerLeft():
            return _leave(fund, deed)
        case AgreementClosed():
            return _close(fund, standing, deed)
        case AgreementReopened():
            return _reopen(fund, standing, deed)


def _leave(fund: Fund, deed: PartnerLeft) -> Change | Refusal:
    """Cut a partner's budget down to what was accepted and its award to what it earned and drew; what it owes stays owed."""
    found = share_of(fund, deed.agreement, deed.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    standing, share = found
    if (gone := refuse_left(share)) is not None:
        return gone
    if waiting := next(_claims(fund, deed.agreement, deed.partner), None):
        return waiting
    award = Award(deed.partner, share.earned, _drawn(fund, standing, share))
    lines = [
        replace(line, cents=share.accepted.get(line.key, 0)) for line in standing.agreement.lines if line.partner == deed.partner
    ]
    lapsed = _left(fund, standing, share)
    after = with_share(
        replace(standing, agreement=standing.agreement.amended((award,), lines, None)), replace(share, award=award, left=deed.on)
    )
    text = msg("%(partner)s leaves the agreement “%(name)s”", partner=deed.partner, name=deed.agreement)
    return Change(with_standing(fund, after), (promise(deed.agreement, award, -lapsed),) if lapsed else (), text)


def obstacles(fund: Fund, agreement: str) -> tuple[Refusal, ...]:
    """Return everything that keeps an agreement from being closed: claims not decided, money due, held, owed or kept."""
    standing = fund.agreements.get(agreement)
    if standing is None:
        return (Refusal("agreement", msg("there is no agreement “%(name)s”", name=agreement)),)
    return (*_claims(fund, agreement), *_shares(standing), *_advances(fund, agreement), *_cash(standing))


def _claims(fund: Fund, agreement: str, partner: str = "") -> Iterator[Refusal]:
    """The claims not decided of one partner, or of all."""
    for key, claim in fund.claims.items():
        of_it = claim.claim.agreement == agreement and partner in ("", claim.claim.partner)
        if of_it and claim.status is ClaimStatus.SUBMITTED:
            yield Refusal("claims", msg("the claim %(claim)s waits for a decision", claim=key))


def _shares(standing: Standing) -> Iterator[Refusal]:
    for partner, share in standing.shares.items():
        if share.held:
            yield Refusal("held", msg("%(cents)s are held back from %(partner)s", cents=Amount(share.held), partner=partner))
        if share.due:
            yield Refusal("due", msg("%(cents)s are due to %(partner)s", cents=Amount(share.due), partner=partner))
        if share.ahead:
            yield Refusal("ahead", msg("%(partner)s has %(cents)s to give back", partner=partner, cents=Amount(share.ahead)))


def _advances(fund: Fund, agreement: str) -> Iterator[Refusal]:
    for advance in fund.advances.values():
        if advance.agreement == agreement and advance.position.debt_cents:
            owed = Amount(advance.position.debt_cents)
            sentence = msg("%(partner)s owes %(cents)s of its repayable advance: it is repaid, or written off",
                           partner=advance.partner, cents=owed)  # fmt: skip
            yield Refusal("debt", sentence)


def _cash(standing: Standing) -> Iterator[Refusal]:
    if standing.cash:
        sentence = msg("the account of the trusted third party still holds %(cents)s of this funder: they go back to it",
                       cents=Amount(standing.cash))  # fmt: skip
        yield Refusal("cash", sentence)


def _close(fund: Fund, standing: Standing, deed: AgreementClosed) -> Change | Refusal:
    name = standing.agreement.key
    if standing.closed is not None:
        return Refusal("ended", msg("the agreement “%(name)s” was closed on %(day)s", name=name, day=Day.of(standing.closed)))
    if deed.on < standing.signed:
        return Refusal("dates", msg("it would be closed before it is signed"))
    if lacking := obstacles(fund, name):
        return lacking[0]
    closed = replace(standing, closed=deed.on)
    text = msg("Agreement “%(name)s” closed: what was promised and not used is released", name=name)
    return Change(with_standing(fund, closed), _unused(fund, standing, -1), text)


def _reopen(fund: Fund, standing: Standing, deed: AgreementReopened) -> Change | Refusal:
    name = standing.agreement.key
    if standing.closed is None:
        return Refusal("ended", msg("the agreement “%(name)s” is not closed", name=name))
    if deed.on < standing.closed:
        return Refusal("dates", msg("it would be opened again before it was closed"))
    text = msg("Agreement “%(name)s” opened again", name=name)
    return Change(with_standing(fund, replace(standing, closed=None)), _unused(fund, standing, 1), text)


def _unused(fund: Fund, standing: Standing, sign: int) -> tuple[Transfer, ...]:
    """Take back, or give again, what of each award was neither earned nor drawn."""
    return tuple(
        promise(standing.agreement.key, share.award, sign * left)
        for share in standing.shares.values()
        if (left := _left(fund, standing, share))
    )


def _left(fund: Fund, standing: Standing, share: Share) -> int:
    return share.award.grant_cents + share.award.advance_cents - share.earned - _drawn(fund, standing, share)


def _drawn(fund: Fund, standing: Standing, share: Share) -> int:
    return sum(
        advance.position.drawn_cents
        for advance in fund.advances.values()
        if advance.agreement == standing.agreement.key and advance.partner == share.award.partner
    )
