"""Needs near another one: by their words, their uses, their equipment and their place, with the reasons of each."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from campus5g.core.message import Message, msg
from campus5g.matching import Document, Index
from campus5g.matching.words import detect, stems
from campus5g.portal.needs.forms import USES
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import with_told

FEW = 6
TEXT, USE, EQUIPMENT, PLACE = 1.0, 0.5, 0.5, 0.25
"""What each of the four may bring to a nearness; words count most, a place least: a network has no neighbours of its own."""
CLOSE_M = 10_000.0
LEAST = 0.35
"""Below it two needs have no more in common than any two of a campus."""


@dataclass(frozen=True, slots=True)
class Near:
    """A need near another; ``score`` is the sum of its four parts, each from 0 to its weight."""

    need: Need
    score: float
    reasons: tuple[Message, ...]


def near(need: Need, few: int = FEW) -> list[Near]:
    """Return the needs nearest to ``need`` among those that the actor of the scope may see, nearest first.

    score = text + ½ uses in common (Jaccard) + ½ equipment in common (Jaccard of word stems) + ¼ (1 - distance / 10 km), where
    text is the BM25 score of the need's words, relative to the best one found.
    """
    others = list(_candidates(need))
    index = (
        Index.build([Document(str(other.pk), other.title, other.words, other.language) for other in others]) if others else None
    )
    matches = (
        {match.id: match for match in index.search(f"{need.title}\n{need.words}", need.language, len(others))} if index else {}
    )
    best = max((match.score for match in matches.values()), default=0.0) or 1.0
    found = []
    for other in others:
        match = matches.get(str(other.pk))
        parts = [(TEXT * match.score / best, msg("same words: %(words)s", words=", ".join(match.terms[:4])))] if match else []
        parts += [part for part in (_uses(need, other), _equipment(need, other), _place(need, other)) if part]
        score = sum(weight for weight, _reason in parts)
        if score >= LEAST:
            found.append(Near(other, score, tuple(reason for weight, reason in parts if weight > 0.05)))
    return sorted(found, key=lambda one: (-one.score, one.need.pk))[:few]


def _candidates(need: Need) -> list[Need]:
    live = (Need.State.STATED, Need.State.STUDIED, Need.State.PROJECT)
    others = Need.objects.filter(state__in=live, kind=Need.Kind.INDIVIDUAL).exclude(pk=need.pk)
    return list(with_told(others.select_related("organisation").defer("economics")))


def _uses(need: Need, other: Need) -> tuple[float, Message] | None:
    mine, theirs = set(need.known_uses), set(other.known_uses)
    if not mine & theirs:
        return None
    names = ", ".join(str(USES[use][0]).lower() for use in need.known_uses if use in theirs)
    return USE * len(mine & theirs) / len(mine | theirs), msg("same use: %(names)s", names=names)


def _equipment(need: Need, other: Need) -> tuple[float, Message] | None:
    mine, theirs = _stems(need), _stems(other)
    common = sorted(mine.keys() & theirs.keys())
    if not common:
        return None
    words = ", ".join(mine[stem] for stem in common[:3])
    return EQUIPMENT * len(common) / len(mine.keys() | theirs.keys()), msg("same equipment: %(words)s", words=words)


def _stems(need: Need) -> dict[str, str]:
    """The words of the equipment by their stem."""
    language = detect(need.equipment) or need.language
    return {found[0]: word for word in need.equipment.split() if (found := stems(word, "fr" if language == "fr" else "en"))}


def _place(need: Need, other: Need) -> tuple[float, Message] | None:
    """How near the sites lie, where both may be known; an anonymous place is near to nothing."""
    here, there = need.core_site, other.core_site
    if here is None or there is None or not (need.known and other.known):
        return None
    away = hypot(*here.origin.to_local(there.origin.longitude, there.origin.latitude))
    if away >= CLOSE_M:
        return None
    return PLACE * (1 - away / CLOSE_M), msg("sites %(km)s km apart", km=round(away / 1000, 1))
