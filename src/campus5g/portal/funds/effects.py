"""What a change would do to a repayable advance, told before anybody decides: its schedule, what is owed, its gross grant equivalent."""

from __future__ import annotations

from datetime import date

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.funding.equivalent import discount_rate, reference_rate
from campus5g.funding.rules import law
from campus5g.ledger import AdvanceStanding, Effect, Fund, Rates, Refusal, Worth, effect, worth
from campus5g.ledger.deeds import AdvanceDeed
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.funds import bookkeeping
from campus5g.portal.funds.models import Change, Share
from campus5g.portal.funds.names import readable


def rates_of(share: Share) -> Rates:
    """The reference rate of the partner and the discount rate on the day of the agreement, from the rules."""
    granted: date = share.agreement.signed_on
    rules = law().on(granted)
    return Rates(granted, reference_rate(rules, share.organisation.rating), discount_rate(rules))


def worth_of(share: Share, standing: AdvanceStanding) -> Worth:
    """What the advance is worth as aid, as it now stands."""
    return worth(standing.terms, standing.position.lasting, standing.position.instalments, rates_of(share))


def effect_of(change: Change, fund: Fund) -> list[Message]:
    """Return what a change would do, in sentences; one that the engine refuses is refused with its reason."""
    if change.kind == Change.Kind.EARLY:
        told: AdvanceDeed = bookkeeping.repaid_early(change, change.on)
    else:
        told = bookkeeping.changed(change, change.on)
    found = effect(fund, told, rates_of(change.share))
    if isinstance(found, Refusal):
        raise Conflict(readable([found.reason])[0])
    return sentences(found)


def sentences(found: Effect) -> list[Message]:
    before, after = found.before, found.after
    told = [_owed(before.outstanding_cents, after.outstanding_cents), _last(before.last_due, after.last_due)]
    if after.written_off_cents > before.written_off_cents:
        given_up = Amount(after.written_off_cents - before.written_off_cents)
        told.append(msg("%(amount)s of capital are given up for good", amount=given_up))
    first = next((part for part in after.instalments if not part.called), None)
    if first is not None and first.due is not None:
        told.append(
            msg("The next instalment is of %(amount)s on %(day)s; %(n)s remain",
                amount=Amount(first.capital_cents + first.interest_cents), day=Day.of(first.due), n=len(after.instalments))
        )  # fmt: skip
    return [*told, *_equivalent(before.worth, after.worth)]


def _owed(before: int, after: int) -> Message:
    if before == after:
        return msg("What is owed stays at %(amount)s", amount=Amount(after))
    return msg("What is owed goes from %(before)s to %(after)s", before=Amount(before), after=Amount(after))


def _last(before: date | None, after: date | None) -> Message:
    if after is None:
        return msg("Nothing is left to be repaid, or its day is not known yet")
    if before is None or before == after:
        return msg("The last instalment is due on %(day)s", day=Day.of(after))
    return msg("The last instalment moves from %(before)s to %(after)s", before=Day.of(before), after=Day.of(after))


def _equivalent(before: Worth, after: Worth) -> list[Message]:
    one, other = before.equivalent_cents, after.equivalent_cents
    if one is None or other is None:
        return [msg("The gross grant equivalent cannot be told as long as the days of repayment are not known"), *after.notes]
    if one == other:
        return [msg("The gross grant equivalent stays at %(amount)s", amount=Amount(one)), *after.notes]
    return [
        msg("The gross grant equivalent goes from %(before)s to %(after)s", before=Amount(one), after=Amount(other)),
        *after.notes,
    ]
