"""De minimis aid, Regulation (EU) 2023/2831: a rolling ceiling per single undertaking, and never a part of an award."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.core.money import nearest_cent
from campus5g.core.project import Award
from campus5g.funding.rules import Rule, RulesOn


@dataclass(frozen=True, slots=True)
class DeMinimisAnswer:
    """Whether an award may be granted whole, the room left that day, and from when it would fit (``None``: never)."""

    allowed: bool
    headroom_cents: int
    allowed_cents: int
    fits_from: date | None
    reason: Message
    article: str


def last_day_counted(granted: date, years: int) -> date:
    """Return the third anniversary of an award: it counts up to and including that day (29 February: the 28th)."""
    try:
        return granted.replace(year=granted.year + years)
    except ValueError:
        return date(granted.year + years, 2, 28)


def headroom(awards: Iterable[Award], on: date, rules: RulesOn, *, sgei: bool = False) -> int:
    """Return what may still be granted on a day (cents): the ceiling less the awards of any three years ending that day."""
    years = int(rules.rule("de_minimis.years").value)
    used = sum(award.cents for award in awards if award.granted <= on <= last_day_counted(award.granted, years))
    return max(0, _ceiling(rules, sgei).cents - used)


def judge_award(awards: Sequence[Award], amount_cents: int, on: date, rules: RulesOn, *, sgei: bool = False) -> DeMinimisAnswer:
    """Test a new award against the ceiling, Art. 3(2) and 3(7): above it, the whole award is refused.

    ``awards`` are those of the single undertaking (the company and those linked to it by control, in one Member State).
    """
    room, ceiling = headroom(awards, on, rules, sgei=sgei), _ceiling(rules, sgei)
    fits = amount_cents <= room
    start = room_frees_up(awards, amount_cents, on, rules, sgei=sgei)
    if fits:
        reason = msg("%(amount)s fits in the %(room)s of de minimis room", amount=Amount(amount_cents), room=Amount(room))
    elif start is None:
        reason = msg("%(amount)s is above the de minimis ceiling of %(ceiling)s", amount=Amount(amount_cents),
                     ceiling=Amount(ceiling.cents))  # fmt: skip
    else:
        reason = msg("%(amount)s is refused whole: %(room)s of de minimis room is left, enough from %(day)s",
                     amount=Amount(amount_cents), room=Amount(room), day=Day.of(start))  # fmt: skip
    return DeMinimisAnswer(fits, room, amount_cents if fits else 0, start, reason, ceiling.article)


def room_frees_up(awards: Sequence[Award], amount_cents: int, on: date, rules: RulesOn, *, sgei: bool = False) -> date | None:
    """Return the first day, from ``on``, with room for ``amount_cents``; ``None`` when it is above the ceiling itself."""
    years = int(rules.rule("de_minimis.years").value)
    freed = sorted(last_day_counted(award.granted, years) + timedelta(days=1) for award in awards)
    days = [on, *(day for day in freed if day > on)]
    return next((day for day in days if headroom(awards, day, rules, sgei=sgei) >= amount_cents), None)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """The share of the ceiling that a loan or guarantee uses; ``None`` when it must be computed with the reference rate."""

    cents: int | None
    reason: Message


def loan_share(amount_cents: int, years: Decimal, secured_percent: Decimal, rules: RulesOn) -> Equivalent:
    """Return what a secured loan uses of the ceiling, Art. 4(3)(b): ceiling x amount / limit x years / limit (nearest cent).

    Up to 1.5 M€ over 5 years, or 0.75 M€ over 10; otherwise the loan is not transparent and needs the reference rate.
    """
    if secured_percent < rules.rule("de_minimis.loan.secured_share").value:
        return Equivalent(None, msg("less than half of the loan is secured: compute it with the reference rate"))
    return _proportional("loan", amount_cents, years, rules)


def guarantee_share(amount_cents: int, years: Decimal, covered_percent: Decimal, rules: RulesOn) -> Equivalent:
    """Return what a guarantee uses of the ceiling, Art. 4(6)(b), in the same proportion (amount = the sum guaranteed)."""
    if covered_percent > rules.rule("de_minimis.guarantee.covered_share").value:
        return Equivalent(None, msg("the guarantee covers more than 80 %% of the loan: compute it with the safe-harbour premium"))
    return _proportional("guarantee", amount_cents, years, rules)


def _proportional(instrument: str, amount_cents: int, years: Decimal, rules: RulesOn) -> Equivalent:
    for term in ("short", "long"):
        longest = rules.rule(f"de_minimis.{instrument}.{term}.years").value
        most = rules.rule(f"de_minimis.{instrument}.{term}.amount").cents
        if years <= longest and amount_cents <= most:
            ceiling = _ceiling(rules, False)
            cents = Decimal(ceiling.cents * amount_cents) * years / (most * longest)
            return Equivalent(nearest_cent(cents / 100), msg("a proportional share of the ceiling"))
    return Equivalent(None, msg("too large or too long for the flat share: compute it with the reference rate"))


def _ceiling(rules: RulesOn, sgei: bool) -> Rule:
    return rules.rule("de_minimis.ceiling_sgei" if sgei else "de_minimis.ceiling")
