"""All sets of up to three antennas that meet what they alone can meet.

A relaxation opens four halves of masts where two whole ones are wanted, and no row on shares forbids it. Where a node of the
search allows few antennas of a family, the sets that meet the requirements which no other family reaches are listed instead, and
each becomes a child. Shares reached are submodular, so that pairs tell of triples (Nemhauser, Wolsey and Fisher 1978,
doi:10.1007/BF01588971): with ``f`` the share of a requirement,

    ``f(a, b, c) <= f(a, b) + f(a, c) - f(a)``

for each of the three orders; what passes is measured. Pairs are measured once, in a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.network.antennas import wrapped_deg
from campus5g.network.linear import CLOSE, LEAST_ANGLE_DEG, Array, Model, Requirement

Sets = NDArray[np.intp]
"""One set of antennas a row; [set, antenna in it]."""

MOST_TOGETHER = 3
_MOST_ANTENNAS = 400
"""Families of more are not listed: their pairs would take long to measure."""

_MEASURED_AT_ONCE = 2000


@dataclass(frozen=True, order=True, slots=True)
class Pattern:
    """Antennas (indices in the model), and what a choice with these, and none other of their family, costs at least."""

    cents: int
    chosen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Others:
    """Another family: its antennas, the price of its cheapest, the requirements that only it and the patterns' family reach.

    alone: what none, one, two and three of its antennas reach at most by themselves; [requirement, how many].
    """

    antennas: NDArray[np.intp]
    cents: int
    shared: tuple[Requirement, ...]
    alone: tuple[Array, ...]


class Patterns:
    """The sets of antennas of one family, which alone reaches ``own`` requirements of a model."""

    def __init__(self, model: Model, family: int, own: tuple[Requirement, ...]) -> None:
        self.model, self.family = model, family
        self.antennas = np.flatnonzero(model.family == family)
        apart = np.abs(wrapped_deg(model.azimuth_deg[self.antennas][:, None] - model.azimuth_deg[self.antennas][None, :]))
        same = model.place[self.antennas][:, None] == model.place[self.antennas][None, :]
        self.clash = same & (np.isnan(apart) | (apart < LEAST_ANGLE_DEG - CLOSE))
        measured = sorted(((_pairs(r, self.antennas), r) for r in own), key=lambda one: float((one[0] - one[1].target).max()))
        self.own = tuple(r for _, r in measured)  # the hardest first: it leaves fewest sets to the others
        self.pairs = tuple(pair for pair, _ in measured)
        self.others = tuple(self._beside(f) for f in np.unique(model.family).tolist() if f != family)

    def _beside(self, family: int) -> _Others:
        model = self.model
        neither = (model.family != family) & (model.family != self.family)
        shared = tuple(r for r in model.requirements if r.order == 1 and r.target > CLOSE and not r.value[neither].any())
        shared = tuple(r for r in shared if all(r is not own for own in self.own))
        antennas = np.flatnonzero(model.family == family)
        return _Others(antennas, int(model.antenna_cents[antennas].min()), shared, tuple(_alone(r, antennas) for r in shared))

    def sets(self, may: NDArray[np.bool_], together: range) -> list[Pattern]:
        """Return the sets of so many antennas ``together``, of what ``may`` [antenna] be chosen, that meet the own requirements.

        In the order of a price that none can be below: what two families reach together is at most the sum of what each does.
        """
        at = np.flatnonzero(may[self.antennas])
        found: list[Pattern] = []
        for n in together:
            sets = self.antennas[self._listed(at, n)]
            cents = self._prices(sets) + self._others_cents(sets)
            found.extend(Pattern(price, tuple(one)) for price, one in zip(cents.tolist(), sets.tolist(), strict=True))
        return sorted(found)

    def closer(self, pattern: Pattern) -> Pattern:
        """Return ``pattern`` with a price nearer to the truth: the antennas of other families beside these very ones."""
        sets = np.array([pattern.chosen], np.intp)
        others = sum(other.cents * _fewest(other.shared, pattern.chosen, other.antennas) for other in self.others)
        return Pattern(int(self._prices(sets)[0]) + others, pattern.chosen)

    def _prices(self, sets: Sets) -> NDArray[np.int64]:
        model, count = self.model, sets.shape[1]
        place = model.place[sets]
        cents = model.antenna_cents[sets].sum(axis=1)
        for at in range(count):  # a place is opened once
            new = (place[:, :at] != place[:, at : at + 1]).all(axis=1)
            cents = cents + np.where(new, model.place_cents[place[:, at]], 0)
        return np.asarray(cents + (model.core.cents if model.core and count > model.core.radios else 0))

    def _others_cents(self, sets: Sets) -> NDArray[np.int64]:
        total = np.zeros(len(sets), np.int64)
        for other in self.others:
            fewest = np.zeros(len(sets), np.int64)
            for r, alone in zip(other.shared, other.alone, strict=True):
                short = _reached(r, sets)[:, None] + alone < r.target - CLOSE
                fewest = np.maximum(fewest, short.sum(axis=1))
            total += other.cents * fewest
        return total

    def _listed(self, at: NDArray[np.intp], together: int) -> Sets:
        match together:
            case 0:
                enough = all(r.target <= CLOSE for r in self.own)
                return np.empty((1 if enough else 0, 0), np.intp)
            case 1:
                able = [pair[at, at] >= r.target - CLOSE for pair, r in zip(self.pairs, self.own, strict=True)]
                return at[np.all(able, axis=0)][:, None]
            case 2:
                return self._twos(at)
            case _:
                return self._threes(at)

    def _twos(self, at: NDArray[np.intp]) -> Sets:
        able = np.triu(~self.clash[np.ix_(at, at)], 1)
        for pair, r in zip(self.pairs, self.own, strict=True):
            able &= pair[np.ix_(at, at)] >= r.target - CLOSE
        return at[np.argwhere(able)]

    def _threes(self, at: NDArray[np.intp]) -> Sets:
        found = [np.empty((0, 3), np.intp)]
        for here, first in enumerate(at.tolist()):
            others = at[here + 1 :]
            others = others[~self.clash[first, others]]
            second, third = np.nonzero(np.triu(~self.clash[np.ix_(others, others)], 1))
            for pair, r in zip(self.pairs, self.own, strict=True):
                passed = _at_most(pair, first, others[second], others[third]) >= r.target - CLOSE
                second, third = second[passed], third[passed]
            found.append(np.column_stack([np.full(second.size, first), others[second], others[third]]))
        return self._measured(np.concatenate(found))

    def _measured(self, sets: Sets) -> Sets:
        """Return those of ``sets`` that meet every requirement."""
        for r in self.own:
            sets = sets[_reached(r, self.antennas[sets]) >= r.target - CLOSE]
        return sets


def patterns_of(model: Model) -> Patterns | None:
    """Return the patterns of the family that alone reaches most requirements; ``None`` where none does, or it is too large."""
    own = [
        tuple(r for r in model.requirements if r.order == 1 and not r.value[model.family != family].any())
        for family in range(int(model.family.max(initial=-1)) + 1)
    ]
    if not any(own):
        return None
    family = max(range(len(own)), key=lambda f: len(own[f]))
    if np.count_nonzero(model.family == family) > _MOST_ANTENNAS:
        return None
    return Patterns(model, family, own[family])


def _pairs(r: Requirement, antennas: NDArray[np.intp], base: NDArray[np.float32] | None = None) -> Array:
    """Return the share that each pair of antennas reaches (beside ``base`` [point]); on the diagonal each alone; [antenna, antenna]."""
    value = r.value[antennas] if base is None else np.maximum(r.value[antennas], base)
    value = value.astype(np.float64)
    return np.array([np.maximum(value, one) @ r.weight for one in value])


def _reached(r: Requirement, sets: Sets) -> Array:
    """Return the share that each of ``sets`` reaches."""
    if sets.shape[1] == 0:
        return np.zeros(len(sets))
    parts = [sets[start : start + _MEASURED_AT_ONCE] for start in range(0, len(sets), _MEASURED_AT_ONCE)]
    return np.concatenate([np.zeros(0), *(r.value[part].max(axis=1).astype(np.float64) @ r.weight for part in parts)])


def _alone(r: Requirement, antennas: NDArray[np.intp]) -> Array:
    """Return what none, one, two and three of ``antennas`` reach at most: the third adds no more than the second to its better."""
    pair = _pairs(r, antennas)
    one, two = float(pair.diagonal().max()), float(pair.max())
    added = (pair - pair.diagonal()[:, None]).max()
    return np.array([0.0, one, two, two + min(float(added), one)])


def _at_most(pair: Array, a: int, b: NDArray[np.intp], c: NDArray[np.intp]) -> Array:
    """Return what no triple (a, b, c) can reach more than; [triple]."""
    ab, ac, bc = pair[a, b], pair[a, c], pair[b, c]
    return np.asarray(np.minimum(np.minimum(ab + ac - pair[a, a], ab + bc - pair[b, b]), ac + bc - pair[c, c]))


def _fewest(requirements: tuple[Requirement, ...], chosen: tuple[int, ...], antennas: NDArray[np.intp]) -> int:
    """Return how many of ``antennas`` must at least join ``chosen`` to meet ``requirements``: up to four, all of them told from pairs."""
    at = list(chosen)
    base = [r.value[at].max(axis=0) if at else np.zeros(r.weight.size, np.float32) for r in requirements]
    lacking = [(r, b) for r, b in zip(requirements, base, strict=True) if float(b @ r.weight) < r.target - CLOSE]
    if not lacking:
        return 0
    pairs = [_pairs(r, antennas, b) for r, b in lacking]
    enough = np.all([pair >= r.target - CLOSE for pair, (r, _) in zip(pairs, lacking, strict=True)], axis=0)
    if enough.diagonal().any():
        return 1
    if enough.any():
        return 2
    second, third = np.triu_indices(antennas.size, 1)
    for first in range(antennas.size):
        most = [_at_most(pair, first, second, third) >= r.target - CLOSE for pair, (r, _) in zip(pairs, lacking, strict=True)]
        if np.all(most, axis=0).any():
            return 3
    return 4
