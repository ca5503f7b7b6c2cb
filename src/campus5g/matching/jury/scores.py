"""What the marks of a jury say: jurors put on one scale, files in order, and what that changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg

SHRINK = 2.0
"""As if each juror had given this many more marks without any severity: one who read two files is corrected by half."""
_PLACES = 2
"""Decimals by which two files are told apart: below them, they tie."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a juror gives to a file, its criteria weighed: see ``weighted``."""

    file: str
    juror: str
    value: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How a juror marks. severity: what is taken off their marks (below 0: they are severe, and it is given back)."""

    juror: str
    marks: int
    mean: float
    severity: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A file in order. raw: mean of its marks as given; value: the same on one scale. rank is shared by those that tie.

    rank, raw_rank: ``None`` below the quorum. spread: highest less lowest mark given.
    """

    file: str
    marks: int
    raw: float
    value: float
    spread: float
    rank: int | None
    raw_rank: int | None
    tied_with: tuple[str, ...] = ()

    @property
    def moved(self) -> int:
        """Places won (above 0) or lost by putting the jurors on one scale."""
        return 0 if self.rank is None or self.raw_rank is None else self.raw_rank - self.rank


@dataclass(frozen=True, slots=True)
class Ranking:
    """files: ranked ones first, in order. entered, left: who is among the first ``places`` by one order and not by the other.

    tied_at_the_line: files that tie where the places end, so that the order alone does not say who is in.
    """

    files: tuple[Ranked, ...]
    scales: tuple[Scale, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    tied_at_the_line: tuple[str, ...]


def weighted(marks: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return Σ wᵢ·mᵢ / Σ wᵢ over the criteria. Raises ``BadInput`` if a criterion has no mark or no weight above 0 is there."""
    missing = sorted(weights.keys() - marks.keys())
    if missing:
        raise BadInput(missing[0], msg("no mark"), msg("a mark for each criterion"))
    whole = sum(weights.values())
    if not whole > 0 or min(weights.values()) < 0:
        raise BadInput("weights", msg("weights that add up to nothing"), msg("weights of 0 or more, one above 0"))
    return sum(weight * marks[key] for key, weight in weights.items()) / whole


def rank_files(files: Sequence[str], marks: Iterable[Mark], quorum: int = 1, places: int = 0, shrink: float = SHRINK) -> Ranking:
    """Rank files by their marks, the severity of each juror taken off; the marks as given stand beside.

    A mark is modelled as s[i, j] = q[i] + b[j] + e: the worth of the file, the severity of the juror, the rest. q and b minimise

        Σ (s[i, j] − q[i] − b[j])² + λ Σ b[j]²,      λ = ``shrink``

    the least squares of a two-way layout, with the jurors' effects shrunk towards 0 as random effects are (Henderson, C. R.,
    « Best linear unbiased estimation and prediction under a selection model », Biometrics 31, 1975, pp. 423-447, equations of
    the mixed model, λ = σ²(e)/σ²(b)). Hence Σ b[j] = 0, and where every juror read every one of n files,
    b[j] = n/(n + λ) · (mean of j − mean of all), which changes no rank. q[i] is the mean of the marks of i less their b[j]; it may
    leave the scale of the marks by the little that is given back. Files with fewer marks than ``quorum`` have no rank.
    Raises ``BadInput`` for a file twice there, a mark of no file, a juror who marks a file twice, or what is no number.
    """
    given = _checked(files, marks, quorum, shrink)
    severity = _severities(given, shrink)
    by_file = defaultdict[str, list[Mark]](list)
    for mark in given:
        by_file[mark.file].append(mark)
    raw = {key: _mean([m.value for m in by_file[key]]) for key in files if by_file[key]}
    value = {key: _mean([m.value - severity[m.juror] for m in by_file[key]]) for key in raw}
    enough = [key for key in raw if len(by_file[key]) >= quorum]
    ranks, raw_ranks = _ranks({key: value[key] for key in enough}), _ranks({key: raw[key] for key in enough})
    rows = [
        Ranked(
            key, len(by_file[key]), raw.get(key, 0.0), value.get(key, 0.0), _spread(by_file[key]), ranks.get(key),
            raw_ranks.get(key), tuple(sorted(k for k in ranks if k != key and ranks[k] == ranks.get(key))),
        )
        for key in files
    ]  # fmt: skip
    ordered = tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.file)))
    inside, before = _inside(ranks, places), _inside(raw_ranks, places)
    return Ranking(
        ordered, _scales(given, severity), tuple(sorted(inside - before)), tuple(sorted(before - inside)), _line(ranks, places)
    )


def _checked(files: Sequence[str], marks: Iterable[Mark], quorum: int, shrink: float) -> list[Mark]:
    given = sorted(marks, key=lambda mark: (mark.file, mark.juror))
    if len(set(files)) < len(files):
        raise BadInput("files", msg("the same file twice"), msg("each file once"))
    if quorum < 1 or not shrink > 0:
        raise BadInput("quorum", msg("%(n)s", n=quorum), msg("one or more, and a shrinkage above 0"))
    if len({(mark.file, mark.juror) for mark in given}) < len(given):
        raise BadInput("marks", msg("a juror marks the same file twice"), msg("one mark by juror and file"))
    for mark in given:
        if mark.file not in files:
            raise BadInput("marks", msg("a mark for “%(file)s”, which is not there", file=mark.file), msg("a file of this jury"))
        if not isfinite(mark.value):
            raise BadInput("marks", msg("a mark that is no number"), msg("a number"))
    return given


def _severities(marks: Sequence[Mark], shrink: float) -> dict[str, float]:
    """Solve for b: with the files' worth eliminated, (D + λI − NᵀM⁻¹N) b = Nᵀ-sums of the marks less their file's mean."""
    jurors = {key: place for place, key in enumerate(sorted({mark.juror for mark in marks}))}
    files = {key: place for place, key in enumerate(sorted({mark.file for mark in marks}))}
    if not jurors:
        return {}
    read: NDArray[np.float64] = np.zeros((len(files), len(jurors)))
    value = np.zeros_like(read)
    for mark in marks:
        read[files[mark.file], jurors[mark.juror]] = 1.0
        value[files[mark.file], jurors[mark.juror]] = mark.value
    held = read.sum(axis=1, keepdims=True)
    system = np.diag(read.sum(axis=0) + shrink) - read.T @ (read / held)
    right = (read * (value - value.sum(axis=1, keepdims=True) / held)).sum(axis=0)
    solved = np.linalg.solve(system, right)
    return {key: float(solved[place]) for key, place in jurors.items()}


def _scales(marks: Sequence[Mark], severity: Mapping[str, float]) -> tuple[Scale, ...]:
    by_juror = defaultdict[str, list[float]](list)
    for mark in marks:
        by_juror[mark.juror].append(mark.value)
    return tuple(Scale(key, len(values), _mean(values), severity[key]) for key, values in sorted(by_juror.items()))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _spread(marks: Sequence[Mark]) -> float:
    values = [mark.value for mark in marks]
    return max(values) - min(values) if values else 0.0


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Give ranks from 1; files that are the same to two decimals share theirs, and the next one counts them."""
    rounded = {key: round(value, _PLACES) for key, value in values.items()}
    counts, rank, ranks = Counter(rounded.values()), 1, dict[float, int]()
    for value in sorted(counts, reverse=True):
        ranks[value] = rank
        rank += counts[value]
    return {key: ranks[value] for key, value in rounded.items()}


def _inside(ranks: Mapping[str, int], places: int) -> set[str]:
    return {key for key, rank in ranks.items() if rank <= places}


def _line(ranks: Mapping[str, int], places: int) -> tuple[str, ...]:
    """Return the files of the last rank that begins within the places, where it does not end within them."""
    inside = _inside(ranks, places)
    if not 0 < places < len(inside):
        return ()
    last = max(ranks[key] for key in inside)
    return tuple(sorted(key for key in inside if ranks[key] == last))
