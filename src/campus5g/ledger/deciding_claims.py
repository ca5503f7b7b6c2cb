"""What claims change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.ledger.book import Refusal
from campus5g.ledger.change import Change, put, refuse_closed, refuse_left, settled, share_of, with_share, with_standing
from campus5g.ledger.claims import Claim
from campus5g.ledger.deeds import Accepted, ClaimApproved, ClaimCorrected, ClaimDeed, ClaimRejected, ClaimSubmitted
from campus5g.ledger.state import ClaimStanding, ClaimStatus, Fund, Share, Standing


def decide(fund: Fund, deed: ClaimDeed) -> Change | Refusal:
    """Return what a deed about a claim changes, or why it is refused."""
    match deed:
        case ClaimSubmitted():
            return _submit(fund, deed)
        case ClaimRejected():
            claim = _claim(fund, deed, ClaimStatus.SUBMITTED)
            if isinstance(claim, Refusal):
                return claim
            refused = replace(claim, status=ClaimStatus.REJECTED, decided=deed.on)
            return Change(_with_claim(fund, refused), (), msg("Claim %(claim)s refused", claim=deed.claim))
        case ClaimApproved():
            claim = _claim(fund, deed, ClaimStatus.SUBMITTED)
            text = msg("Claim %(claim)s approved", claim=deed.claim)
            return claim if isinstance(claim, Refusal) else _accept(fund, claim, deed, deed.cleared_cents, text)
        case ClaimCorrected():
            claim = _claim(fund, deed, ClaimStatus.APPROVED)
            text = msg("Claim %(claim)s corrected", claim=deed.claim)
            return claim if isinstance(claim, Refusal) else _accept(fund, claim, deed, 0, text)


def _with_claim(fund: Fund, claim: ClaimStanding) -> Fund:
    return replace(fund, claims=put(fund.claims, claim.claim.key, claim))


STATUS_TEXTS: dict[ClaimStatus, Message] = {
    ClaimStatus.SUBMITTED: msg("waits for a decision"),
    ClaimStatus.APPROVED: msg("is approved already"),
    ClaimStatus.REJECTED: msg("was refused"),
}


def _claim(fund: Fund, deed: ClaimRejected | ClaimApproved | ClaimCorrected, status: ClaimStatus) -> ClaimStanding | Refusal:
    """The claim that a deed decides on, where it waits for that deed."""
    claim = fund.claims.get(deed.claim)
    if claim is None:
        return Refusal("claim", msg("there is no claim “%(name)s”", name=deed.claim))
    if claim.status is not status:
        return Refusal("status", msg("the claim %(name)s %(stands)s", name=deed.claim, stands=STATUS_TEXTS[claim.status]))
    if deed.on < (since := claim.decided or claim.submitted):
        return Refusal(
            "dates", msg("it is dated %(day)s, before what it follows (%(since)s)", day=Day.of(deed.on), since=Day.of(since))
        )
    return refuse_closed(fund.agreements[claim.claim.agreement]) or claim


def _submit(fund: Fund, deed: ClaimSubmitted) -> Change | Refusal:
    claim = deed.claim
    earlier = fund.claims.get(claim.key)
    if earlier is not None and earlier.status is not ClaimStatus.SUBMITTED:
        return Refusal("status", msg("the claim %(name)s %(stands)s", name=claim.key, stands=STATUS_TEXTS[earlier.status]))
    if earlier is not None and (earlier.claim.agreement, earlier.claim.partner) != (claim.agreement, claim.partner):
        return Refusal("claim", msg("another claim has the name “%(name)s”", name=claim.key))
    found = share_of(fund, claim.agreement, claim.partner, deed.on)
    if isinstance(found, Refusal):
        return found
    if (wrong := refuse_left(found[1]) or _misplaced(claim, found[0])) is not None:
        return wrong
    text = msg("Claim %(claim)s of %(partner)s submitted", claim=claim.key, partner=claim.partner)
    return Change(_with_claim(fund, ClaimStanding(claim, deed.on)), (), text)


def _misplaced(claim: Claim, standing: Standing) -> Refusal | None:
    """Refuse a claim outside the agreement's days, without lines, or on a budget that is not its partner's."""
    agreement = standing.agreement
    if not agreement.starts <= claim.starts <= claim.ends <= agreement.ends:
        return Refusal(
            "dates",
            msg("the claim is for %(first)s to %(last)s, the agreement for %(starts)s to %(ends)s",
                first=Day.of(claim.starts), last=Day.of(claim.ends),
                starts=Day.of(agreement.starts), ends=Day.of(agreement.ends)),
        )  # fmt: skip
    keys = [line.key for line in claim.lines]
    if not keys or len(set(keys)) < len(keys):
        return Refusal("lines", msg("a claim needs lines, each with a name of its own"))
    for line in claim.lines:
        budget = agreement.line(line.budget_line)
        if budget is None or budget.partner != claim.partner:
            return Refusal(
                "budget",
                msg("“%(line)s” is no budget line of %(partner)s", line=line.budget_line, partner=claim.partner),
            )
    return None


def _accept(
    fund: Fund, claim: ClaimStanding, deed: ClaimApproved | ClaimCorrected, cleared: int | None, text: Message
) -> Change | Refusal:
    standing = fund.agreements[claim.claim.agreement]
    before = standing.shares[claim.claim.partner]
    accepted = {**claim.accepted, **{line.line: line.cents for line in deed.lines}}
    after = _with_accepted(before, claim, accepted)
    if (wrong := _wrong_lines(claim.claim, deed.lines) or _over_budget(standing, before, after)) is not None:
        return wrong
    done = settled(standing, before, after, cleared)
    if isinstance(done, Refusal):
        return done
    share, transfers = done
    decided = replace(claim, status=ClaimStatus.APPROVED, decided=deed.on, accepted=accepted)
    return Change(_with_claim(with_standing(fund, with_share(standing, share)), decided), transfers, text)


def _with_accepted(share: Share, claim: ClaimStanding, accepted: Mapping[str, int]) -> Share:
    totals = dict(share.accepted)
    for line in claim.claim.lines:
        change = accepted.get(line.key, 0) - claim.accepted.get(line.key, 0)
        if change:
            totals[line.budget_line] = totals.get(line.budget_line, 0) + change
    return replace(share, accepted=totals)


def _wrong_lines(claim: Claim, lines: tuple[Accepted, ...]) -> Refusal | None:
    claimed = {line.key: line.claimed_cents for line in claim.lines}
    for line in lines:
        if line.line not in claimed:
            return Refusal("lines", msg("the claim %(claim)s has no line “%(line)s”", claim=claim.key, line=line.line))
        if not 0 <= line.cents <= claimed[line.line]:
            return Refusal(
                "claimed",
                msg("%(claimed)s were claimed on the line “%(line)s”, not %(cents)s",
                    claimed=Amount(claimed[line.line]), line=line.line, cents=Amount(line.cents)),
            )  # fmt: skip
    return None


def _over_budget(standing: Standing, before: Share, after: Share) -> Refusal | None:
    """Refuse what would go over a line with its tolerance, or over the partner's budget; a cut is never refused."""
    partner = after.award.partner
    for key, cents in after.accepted.items():
        ceiling = standing.ceiling_cents(key)
        if cents > max(ceiling, before.accepted.get(key, 0)):
            line = standing.agreement.line(key)
            return Refusal(
                "budget",
                msg("%(cents)s would be accepted on “%(line)s”, whose ceiling is %(ceiling)s",
                    cents=Amount(cents), line=line.label if line else key, ceiling=Amount(ceiling)),
            )  # fmt: skip
    budget = standing.agreement.budget_cents(partner)
    if after.accepted_cents > max(budget, before.accepted_cents):
        return Refusal(
            "budget",
            msg("%(cents)s would be accepted of %(partner)s, whose budget is %(budget)s",
                cents=Amount(after.accepted_cents), partner=partner, budget=Amount(budget)),
        )  # fmt: skip
    return None
