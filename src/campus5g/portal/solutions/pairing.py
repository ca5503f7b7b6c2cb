"""Which solutions could answer a need, and which needs a solution could answer, as far as the reader sees either."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.matching.offers import Pair, Reason, Wanted, offers_for, wanted_of
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import inside_q
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import with_told
from campus5g.portal.solutions.models import Solution

SHOWN = 5
LOOKED_AT = 400
"""Needs or solutions compared at most, the newest first: more would keep the reader waiting."""
_CLOSED = (Need.State.DRAFT, Need.State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Matched:
    """A thing found for the page's own, with the reasons."""

    thing: Need | Solution
    pair: Pair

    @property
    def strengths(self) -> tuple[Reason, ...]:
        return self.pair.strengths

    @property
    def gaps(self) -> tuple[Reason, ...]:
        return self.pair.gaps


def solutions_for(need: Need, most: int = SHOWN) -> list[Matched]:
    """Return the published solutions that could answer a need, best first; its own organisation's left out."""
    offered = Solution.objects.filter(state=Solution.State.PUBLISHED).exclude(organisation_id=need.organisation_id)
    found = {str(one.pk): one for one in offered.select_related("organisation").order_by("-pk")[:LOOKED_AT]}
    pairs = offers_for(wanted(need), [one.as_offer for one in found.values()], most)
    return [Matched(found[pair.offer_id], pair) for pair in pairs]


def needs_for(solution: Solution, actor: Actor, most: int = SHOWN) -> list[Matched]:
    """Return the stated needs that a solution could answer, of those the actor sees; its own organisation's left out."""
    seen = Need.objects.exclude(state__in=_CLOSED).exclude(organisation_id=solution.organisation_id)
    inside = set(Need.objects.filter(inside_q(Need, actor)).values_list("pk", flat=True)) if not actor.sees_all else None
    rows = with_told(seen.select_related("organisation").defer("site", "economics")).order_by("-pk")[:LOOKED_AT]
    found = {str(one.pk): one for one in rows}
    asked = [_told(one, told_gain=inside is None or one.pk in inside) for one in found.values()]
    return [Matched(found[pair.wanted_id], pair) for pair in wanted_of(solution.as_offer, asked, most)]


def wanted(need: Need) -> Wanted:
    """The need as the engine reads it; its gain and its town where the actor of the scope may know them."""
    return _told(need, told_gain=need.shown_gain_cents is not None)


def _told(need: Need, *, told_gain: bool) -> Wanted:
    town = need.organisation.city if need.known else ""
    return Wanted(
        str(need.pk), need.title, need.words, need.language, frozenset(need.known_uses), need.equipment,
        need.gain_cents if told_gain else None, town,
    )  # fmt: skip
