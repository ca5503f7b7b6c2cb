"""Who holds whom, from a list of stakes: the enterprises that are linked, and those that are partners.

An enterprise may be reached over several ways (a holding that owns two daughters, which share a third): the stakes of linked
enterprises in one enterprise add up (Rec. 2003/361, Annex Art. 3(2) and 3(3)), and it is counted once (Art. 6).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.funding.rules import RulesOn

PERSON = "person"
"""The kind of a holder that is a natural person: no enterprise, but a link between those it holds."""
PUBLIC_BODY = "public_body"


@dataclass(frozen=True, slots=True)
class Stake:
    """``holder`` holds a part of ``held``; percents of capital and votes. control: appointment of directors, contract, agreement.

    kind: ``company``, ``person`` (active on the same market as what it holds, or on an adjacent one), ``public_body``, or one of
    the holders that Art. 3(2) lets pass (``university``, ``venture_capital`` ...). together: persons with the same word here act
    together and count as one holder.
    """

    holder: str
    held: str
    capital: Decimal
    votes: Decimal = Decimal(0)
    kind: str = "company"
    control: bool = False
    together: str = ""

    @property
    def percent(self) -> Decimal:
        """The higher of capital and votes (Annex I Art. 6(2))."""
        return max(self.capital, self.votes)


Majority = Callable[[Sequence[Stake]], bool]
"""Whether some stakes in one enterprise, held by linked enterprises, link it to them."""


def percent_of(stakes: Sequence[Stake]) -> Decimal:
    """Return what several stakes in one enterprise make together: the higher of all capital and all votes."""
    return max(sum((s.capital for s in stakes), Decimal(0)), sum((s.votes for s in stakes), Decimal(0)))


def linked_sets(stakes: Sequence[Stake], majority: Majority) -> dict[str, frozenset[str]]:
    """Return, for each enterprise, all that are linked with it, itself among them: over as many others as it takes."""
    sets = {name: frozenset({name}) for stake in stakes for name in (stake.holder, stake.held)}
    for one, other in _acting_together(stakes):
        _join(sets, one, other)
    joined = True
    while joined:
        joined = False
        for holders, held in [(sets[stake.holder], stake.held) for stake in stakes]:
            theirs = [stake for stake in stakes if stake.held == held and stake.holder in holders]
            if held not in holders and majority(theirs):
                _join(sets, theirs[0].holder, held)
                joined = True
    return sets


def sme_majority(rules: RulesOn) -> Majority:
    """Linked under the SME definition: more than half of capital or votes, or control (Art. 3(3))."""
    share = rules.rule("sme.linked_share").value
    return lambda stakes: any(stake.control for stake in stakes) or percent_of(stakes) > share


def partner_percent(ours: Collection[str], theirs: Collection[str], stakes: Sequence[Stake], rules: RulesOn) -> Decimal:
    """Return the percent at which a linked set is the partner of another, 0 where it is none (Art. 3(2)).

    Holders that Art. 3(2) lets pass, public bodies and natural persons are nobody's partner. Where there are stakes both ways, or
    in several members, the greatest counts (Art. 6(2)).
    """
    passing = rules.names("sme.exempt_holders") | {PUBLIC_BODY, PERSON}
    above = [s for s in stakes if s.holder in theirs and s.held in ours and s.kind not in passing]
    below = [s for s in stakes if s.holder in ours and s.held in theirs and s.kind not in (PUBLIC_BODY, PERSON)]
    shares = [percent_of([s for s in side if s.held == held]) for side in (above, below) for held in {s.held for s in side}]
    greatest = max(shares, default=Decimal(0))
    return greatest if greatest >= rules.rule("sme.partner_share").value else Decimal(0)


def check_stakes(stakes: Sequence[Stake]) -> None:
    """Refuse a share outside 0 to 100 %, shares of one enterprise over 100 %, a stake told twice, a circle.

    Only natural persons act together: enterprises that do are linked by ``control``.
    """
    told: set[tuple[str, str]] = set()
    for stake in stakes:
        where = f"{stake.holder} → {stake.held}"
        if not (0 <= stake.capital <= 100 and 0 <= stake.votes <= 100):
            raise BadInput(where, msg("a share outside 0 to 100 %%"), msg("a share from 0 to 100 %%"))
        if stake.together and stake.kind != PERSON:
            raise BadInput(where, msg("an enterprise said to act together with others"), msg("natural persons only"))
        if (stake.holder, stake.held) in told:
            raise BadInput(where, msg("one stake told twice"), msg("one stake between two enterprises"))
        told.add((stake.holder, stake.held))
    for held in {stake.held for stake in stakes}:
        mine = [stake for stake in stakes if stake.held == held]
        if percent_of(mine) > 100:
            raise BadInput(held, msg("shares over 100 %%"), msg("shares that add up to 100 %% at most"))
    _refuse_circles(told)


def _refuse_circles(told: set[tuple[str, str]]) -> None:
    """Refuse an enterprise that holds itself, directly or over others. Two ways to one enterprise are no circle."""
    left = set(told)
    while left:
        holders = {holder for holder, _ in left}
        ends = {(holder, held) for holder, held in left if held not in holders}
        if not ends:
            holder, held = min(_in_circles(left))
            raise BadInput(f"{holder} → {held}", msg("circular holdings"), msg("stakes that never come back to their start"))
        left -= ends


def _in_circles(left: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What remains once the stakes that only lead to a circle are taken away too."""
    while outer := {(holder, held) for holder, held in left if holder not in {end for _, end in left}}:
        left = left - outer
    return left


def _acting_together(stakes: Sequence[Stake]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for stake in stakes:
        if stake.together:
            yield first.setdefault(stake.together, stake.holder), stake.holder


def _join(sets: dict[str, frozenset[str]], one: str, other: str) -> None:
    whole = sets[one] | sets[other]
    sets.update(dict.fromkeys(whole, whole))
