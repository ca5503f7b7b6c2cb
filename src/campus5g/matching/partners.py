"""Partners suggested from past funded projects: each with the projects that speak for it, never with an unexplained score.

A past project speaks for those who took part by how like the new one it is, and by whom of the present partners it brought
together: people who worked together once do so again. How much each counts was chosen on half of the ANR's PIA projects
(``benchmarks/partners.py`` measures it on the other half beside popularity and plain BM25).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
import scipy  # its parts load at their first use
from numpy.typing import NDArray

from campus5g.core.calls import Match
from campus5g.matching.index import Document, Index
from campus5g.matching.past import PastPartner, PastProject
from campus5g.matching.words import fold

LIKE = 300
"""Past projects looked at for their likeness; those after share too little to tell anything."""
EXPLAINED = 100
"""Of these, the likest, of which the passages in common are shown."""
UNLIKE, UNKNOWN = 0.02, 0.05
"""What a project counts for that shares no word with the new one, or none of the present partners."""
YEARLY = 0.98
"""What a year of age leaves of a project's weight."""
SHOWN = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A past project that speaks for a partner: what it has in common with the new one, and which present partners were in it."""

    project: PastProject
    match: Match | None
    together_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A possible partner, with the projects that speak most for it. ``projects``: in how many past projects it took part.

    near: it is in the region or the town that was asked for. part: its evidence as a share of the first one's (1 to 0).
    """

    partner: PastPartner
    evidence: tuple[Evidence, ...]
    projects: int
    near: bool
    part: float


def name_key(name: str) -> str:
    """Return a name without accents, capitals or punctuation, so that two spellings of one organisation are one."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(name)).split())


def partner_key(partner: PastPartner) -> str:
    return partner.siren or name_key(partner.name)


class PartnerIndex:
    """Past projects ready to be asked who could take part in a new one; make one with ``PartnerIndex.build``."""

    def __init__(self, projects: Sequence[PastProject], index: Index) -> None:
        self.projects = tuple(projects)
        self._index = index
        self._number: dict[str, int] = {}
        self._faces: list[PastPartner] = []
        rows, columns = [], []
        for row, project in enumerate(self.projects):
            for number in dict.fromkeys(self._numbered(partner) for partner in project.partners):
                rows.append(row)
                columns.append(number)
        shape = (len(self.projects), len(self._faces))
        self._took_part = scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        self._counts: Floats = np.asarray(self._took_part.sum(axis=0), dtype=np.float64).ravel()
        newest = max((p.year for p in self.projects if p.year), default=0)
        ages = np.array([newest - p.year if p.year else 0 for p in self.projects], dtype=np.float64)
        self._freshness: Floats = YEARLY**ages

    @classmethod
    def build(cls, projects: Sequence[PastProject]) -> PartnerIndex:
        """Read past projects; one with neither title nor text that says a word still tells who worked with whom."""
        documents = [Document(str(place), project.title, project.text) for place, project in enumerate(projects)]
        return cls(projects, Index.build(documents))

    @cached_property
    def _columns(self) -> scipy.sparse.csc_matrix:
        return self._took_part.tocsc()

    def suggest(
        self, text: str, *, inside: Collection[str] = (), places: Collection[str] = (), k: int = 10, but: Collection[str] = ()
    ) -> tuple[Suggestion, ...]:
        """Return the ``k`` partners for whom most evidence speaks, the best first.

        text: the new project, in French or English; one without a word leaves the present partners to speak. inside: names (or
        SIREN) of the present partners, never suggested. places: towns or regions that count as near, marked only. but:
        identifiers of past projects to leave out.
        """
        like, matches = self._likeness(text, but)
        present = [self._number[key] for key in map(_key_of, inside) if key in self._number]
        together = self._together(present)
        # Where past projects know none of the present partners, those unlike the new one would only speak for the most frequent.
        weight = ((like**2 + UNLIKE) * (UNKNOWN + together) if together.any() else like**3) * self._freshness
        weight[[place for place, project in enumerate(self.projects) if project.id in but]] = 0.0
        scores = self._took_part.T @ weight
        scores[present] = 0.0
        order = np.argsort(-scores, kind="stable")[:k]
        near = {fold(place) for place in places if place}
        return tuple(
            self._suggestion(int(n), weight, matches, present, near, float(scores[n] / scores[order[0]]))
            for n in order
            if scores[n] > 0
        )

    def _likeness(self, text: str, but: Collection[str]) -> tuple[Floats, dict[int, Match]]:
        """Return (projects,) the likeness of each past project, 1 for the likest, and what matched."""
        like = np.zeros(len(self.projects))
        if not any(c.isalnum() for c in text):
            return like, {}
        found = [(place, score) for place, score in self._index.rank(text, k=LIKE) if self.projects[place].id not in but]
        for place, score in found:
            like[place] = score / found[0][1]
        return like, {int(match.id): match for match in self._index.search(text, k=EXPLAINED)}

    def _together(self, present: Sequence[int]) -> Floats:
        """Return (projects,) how many of the present partners each past project brought together; those in many tell less."""
        found = np.zeros(len(self.projects))
        for number in present:
            found[self._members(number)] += 1 / log(2 + self._counts[number])
        return found

    def _members(self, number: int) -> NDArray[np.int32]:
        columns = self._columns
        rows: NDArray[np.int32] = columns.indices[columns.indptr[number] : columns.indptr[number + 1]]
        return rows

    def _suggestion(
        self, number: int, weight: Floats, matches: dict[int, Match], present: Sequence[int], near: set[str], part: float
    ) -> Suggestion:
        face = self._faces[number]
        mine = self._members(number)
        best = mine[np.argsort(-weight[mine], kind="stable")][:SHOWN]
        known: dict[int, list[str]] = defaultdict(list)
        for other in present:
            for place in set(best.tolist()) & set(self._members(other).tolist()):
                known[place].append(self._faces[other].name)
        evidence = tuple(
            Evidence(self.projects[place], matches.get(place), tuple(known[place]))
            for place in map(int, best)
            if weight[place] > 0
        )
        is_near = bool({fold(face.city), fold(face.region)} & near - {""})
        return Suggestion(face, evidence, int(self._counts[number]), is_near, part)

    def _numbered(self, partner: PastPartner) -> int:
        """Return the number of a partner; its first mention that says where it is becomes its face."""
        number = self._number.setdefault(partner_key(partner), len(self._faces))
        if number == len(self._faces):
            self._faces.append(partner)
            self._number.setdefault(name_key(partner.name), number)
        elif not self._faces[number].region and partner.region:
            self._faces[number] = partner
        return number


def _key_of(name: str) -> str:
    return name if name.isdigit() and len(name) == 9 else name_key(name)
