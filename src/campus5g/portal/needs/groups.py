"""Needs that the office could bring together: groups of those near one another that no collective need holds yet, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.db.models import Exists, OuterRef
from django.urls import reverse
from numpy.typing import NDArray

from campus5g.core.message import Message
from campus5g.matching import Document, Index
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.nearby import Traits, same_words
from campus5g.portal.needs.veil import with_place, with_told

CLOSE = 0.9
"""Two needs nearer than that could be one. The same use on neighbouring sites comes to 0.75: words or equipment must do the rest."""
MOST_NEEDS, MOST_GROUPS, LARGEST = 200, 3, 5
"""The newest needs that are compared, the groups that are shown, and how many needs one holds: more than five agree on little."""


@dataclass(frozen=True, slots=True)
class Member:
    """One need of a group, with what it has in common with the first one."""

    need: Need
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Needs near one another; ``closeness`` is the mean nearness of its pairs, the most telling need stands first."""

    members: tuple[Member, ...]
    closeness: float

    @property
    def first(self) -> Need:
        return self.members[0].need

    @property
    def url(self) -> str:
        """The page that brings needs together, with these chosen."""
        return f"{reverse('needs:together')}?{urlencode([('need', member.need.pk) for member in self.members])}"


def groups() -> list[Group]:
    """Return the groups that the actor of the scope could bring together, closest first; no need is in two of them.

    nearness(a, b) = the same sum as ``nearby.near`` with text = mean over both directions of BM25(a → b) / BM25(a → a), which is
    1 for two needs in the same words. A group grows from the pair that is nearest by the need that is nearest to all of it on
    average, while that stays above ``CLOSE``, and holds the needs of two organisations at least.
    """
    needs = _free()
    if len(needs) < 2:
        return []
    documents = [Document(str(need.pk), need.title, need.words, need.language) for need in needs]
    index = Index.build(documents)
    traits = [Traits.of(need) for need in needs]
    near = _nearness(needs, traits, index)
    found = [_group(needs, traits, documents, index, near, places) for places in _places(near)]
    return sorted(found, key=lambda group: (-group.closeness, group.first.pk))[:MOST_GROUPS]


def _free() -> list[Need]:
    """The stated needs of one organisation each that no collective need holds."""
    held = NeedLink.objects.filter(need=OuterRef("pk"), state__in=NeedLink.LIVE)
    live = Need.objects.filter(state__in=(Need.State.STATED, Need.State.STUDIED), kind=Need.Kind.INDIVIDUAL)
    needs = live.filter(~Exists(held)).select_related("organisation")
    return list(with_place(with_told(needs.order_by("-pk")))[:MOST_NEEDS])


def _nearness(needs: Sequence[Need], traits: Sequence[Traits], index: Index) -> NDArray[np.float64]:
    """Return (needs, needs) how near each two are; 0 for a need and itself, and for two of one organisation."""
    scores = np.array([index.scores(f"{need.title}\n{need.words}", need.language) for need in needs], dtype=np.float64)
    text = np.minimum(scores / np.maximum(np.diag(scores), 1e-9)[:, None], 1.0)
    near = (text + text.T) / 2
    owners = np.array([need.organisation_id for need in needs])
    near[owners[:, None] == owners[None, :]] = 0.0
    for a, b in zip(*np.nonzero(np.triu(near)), strict=True):
        near[a, b] = near[b, a] = near[a, b] + traits[a].amount(traits[b])
    return near


def _places(near: NDArray[np.float64]) -> list[list[int]]:
    """Return the groups as places in ``near``, each need in one at most."""
    free, found = np.ones(len(near), dtype=bool), []
    while True:
        left = np.where(free[:, None] & free[None, :], near, 0.0)
        first, second = divmod(int(left.argmax()), len(near))
        if left[first, second] < CLOSE:
            return found
        group = [first, second]
        while len(group) < LARGEST:
            means = np.where(free, near[:, group].mean(axis=1), 0.0)
            means[group] = 0.0
            if means.max() < CLOSE:
                break
            group.append(int(means.argmax()))
        free[group] = False
        found.append(group)


def _group(
    needs: Sequence[Need], traits: Sequence[Traits], documents: Sequence[Document], index: Index, near: NDArray[np.float64],
    places: list[int],
) -> Group:  # fmt: skip
    """The group of those places, the need nearest to all the others first."""
    inside = near[np.ix_(places, places)]
    order = [places[place] for place in np.argsort(-inside.sum(axis=1), kind="stable")]
    first = needs[order[0]]
    terms = index.reasons(f"{first.title}\n{first.words}", [documents[place] for place in order[1:]], first.language)
    others = [
        Member(needs[place], (*same_words(words), *traits[order[0]].reasons(traits[place])))
        for place, (words, _passages) in zip(order[1:], terms, strict=True)
    ]
    pairs = len(places) * (len(places) - 1)
    return Group((Member(first, ()), *others), float(inside.sum()) / pairs)
