"""Needs near another one: by their words, their uses, their equipment and their place, with the reasons of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import hypot, inf

from campus5g.core.benefit import Use
from campus5g.core.message import Message, msg
from campus5g.core.site import Origin
from campus5g.matching import Document, Index
from campus5g.matching.words import Language, detect, words
from campus5g.portal.needs.forms import USES
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import with_place, with_told

FEW = 6
TEXT, USE, EQUIPMENT, PLACE = 1.0, 0.5, 0.5, 0.25
"""What each of the four may bring to a nearness; words count most, a place least: a network has no neighbours of its own."""
CLOSE_M = 10_000.0
PLACE_SAID = 0.8
"""Sites further apart than that share of ``CLOSE_M`` are not said to be near."""
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
    mine, found = Traits.of(need), []
    for other in others:
        match, theirs = matches.get(str(other.pk)), Traits.of(other)
        score = mine.amount(theirs) + (TEXT * match.score / best if match else 0.0)
        if score >= LEAST:
            found.append(Near(other, score, (*same_words(match.terms if match else ()), *mine.reasons(theirs))))
    return sorted(found, key=lambda one: (-one.score, one.need.pk))[:few]


def _candidates(need: Need) -> list[Need]:
    live = (Need.State.STATED, Need.State.STUDIED, Need.State.PROJECT)
    others = Need.objects.filter(state__in=live, kind=Need.Kind.INDIVIDUAL).exclude(pk=need.pk)
    return list(with_place(with_told(others.select_related("organisation"))))


@dataclass(frozen=True, slots=True)
class Traits:
    """What a need has besides its words, read once for all the needs that it is compared with."""

    uses: tuple[Use, ...]
    equipment: dict[str, str]
    """Its words by their stem."""
    origin: Origin | None
    """Where the site lies, if the actor of the scope may know it: an anonymous place is near to nothing."""

    @classmethod
    def of(cls, need: Need) -> Traits:
        return cls(need.known_uses, _stems(need), need.origin if need.known else None)

    def amount(self, other: Traits) -> float:
        """Return the three parts of a nearness that are not words."""
        uses = USE * _jaccard(self.uses, other.uses)
        away = self._away(other)
        return uses + EQUIPMENT * _jaccard(self.equipment, other.equipment) + PLACE * max(0.0, 1 - away / CLOSE_M)

    def reasons(self, other: Traits) -> list[Message]:
        """Say what the parts of ``amount`` come from."""
        found = []
        if uses := [use for use in self.uses if use in other.uses]:
            found.append(msg("same use: %(names)s", names=", ".join(str(USES[use][0]).lower() for use in uses)))
        if common := sorted(self.equipment.keys() & other.equipment.keys()):
            found.append(msg("same equipment: %(words)s", words=", ".join(self.equipment[stem] for stem in common[:3])))
        if (away := self._away(other)) < PLACE_SAID * CLOSE_M:
            found.append(msg("sites %(km)s km apart", km=round(away / 1000, 1)))
        return found

    def _away(self, other: Traits) -> float:
        if self.origin is None or other.origin is None:
            return inf
        return hypot(*self.origin.to_local(other.origin.longitude, other.origin.latitude))


def same_words(words: Iterable[str]) -> list[Message]:
    """Say which words two needs share, the most telling first; nothing where there are none."""
    said = ", ".join(list(words)[:4])
    return [msg("same words: %(words)s", words=said)] if said else []


def _stems(need: Need) -> dict[str, str]:
    language: Language = "fr" if (detect(need.equipment) or need.language) == "fr" else "en"
    return {word.stem: need.equipment[word.start : word.end] for word in words(need.equipment, language)}


def _jaccard(mine: Collection[str], theirs: Collection[str]) -> float:
    common = set(mine) & set(theirs)
    return len(common) / len({*mine, *theirs}) if common else 0.0
