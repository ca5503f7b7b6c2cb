"""Shadows have a size: how far residuals resemble each other, what a reading is worth among its neighbours, and the field.

The correlation of shadow fading falls exponentially with distance (TR 38.901 7.4.4, Gudmundson 1991). Its length and its share
of the spread are read off the *variogram* of the residuals ``r`` (half the mean squared difference of pairs ``h`` apart):

    ``gamma(h) = nugget + sill (1 - exp(-h/length))``

the nugget being what changes from step to step (fast fading, the meter). Near measured places the field of residuals is then
predicted by simple kriging on the nearest neighbours: ``c' C^-1 r`` with ``C = sill exp(-d/length) + nugget I``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve
from scipy.optimize import nnls
from scipy.spatial import cKDTree

Vector = NDArray[np.float64]
Points = NDArray[np.float64]

_PAIRED = 1200
_LAGS = 18
_FEWEST_PAIRS = 30
_AT_ONCE = 4096
_CELLS_PER_LENGTH = 4
_NEIGHBOURS = 32


@dataclass(frozen=True, slots=True)
class Variogram:
    """Correlation of the residuals: its length (in the unit of the places), and the two parts of the variance (dB²)."""

    length: float
    sill_db2: float
    nugget_db2: float

    @property
    def correlated_share(self) -> float:
        """Share of the variance that neighbours have in common."""
        total = self.sill_db2 + self.nugget_db2
        return self.sill_db2 / total if total > 0 else 0.0


def variogram_of(places: Points, residual: Vector, station: NDArray[np.intp], seed: int = 0) -> Variogram:
    """Fit the variogram to pairs of one station; ``places`` [n, k], ``residual`` [n] (dB), ``station`` [n].

    Lags are spaced by equal ratios up to half the span of the places; for each of a row of lengths nugget and sill are the least
    squares that are not negative, each lag weighted by its pairs over its length: near pairs decide.
    """
    generator = np.random.default_rng(seed)
    lags, halves = [], []
    for one in np.unique(station):
        mine = np.flatnonzero(station == one)
        if mine.size > _PAIRED:
            mine = np.sort(generator.choice(mine, _PAIRED, replace=False))
        first, second = np.triu_indices(mine.size, 1)
        lags.append(np.linalg.norm(places[mine[first]] - places[mine[second]], axis=1))
        halves.append(0.5 * (residual[mine[first]] - residual[mine[second]]) ** 2)
    lag, half = np.concatenate(lags), np.concatenate(halves)
    positive = lag > 0
    lag, half = lag[positive], half[positive]
    if lag.size < _FEWEST_PAIRS:
        return Variogram(1.0, 0.0, float(np.var(residual)))
    return _fitted(*_binned(lag, half))


def _binned(lag: Vector, half: Vector) -> tuple[Vector, Vector, Vector]:
    """Mean lag, mean half squared difference and number of pairs of each class that has enough."""
    edges = np.geomspace(np.percentile(lag, 0.05), np.percentile(lag, 50), _LAGS + 1)
    which = np.digitize(lag, edges) - 1
    inside = (which >= 0) & (which < _LAGS)
    pairs = np.bincount(which[inside], minlength=_LAGS).astype(np.float64)
    kept = pairs >= _FEWEST_PAIRS
    total = np.maximum(pairs, 1.0)
    mean_lag = np.bincount(which[inside], lag[inside], _LAGS) / total
    mean_half = np.bincount(which[inside], half[inside], _LAGS) / total
    return mean_lag[kept], mean_half[kept], pairs[kept]


def _fitted(lag: Vector, half: Vector, pairs: Vector) -> Variogram:
    weight = np.sqrt(pairs / lag)
    best, least = Variogram(1.0, 0.0, float(np.average(half, weights=pairs))), np.inf
    for length in np.geomspace(lag.min(), lag.max(), 60):
        design = np.column_stack((np.ones_like(lag), 1 - np.exp(-lag / length)))
        (nugget, sill), miss = nnls(design * weight[:, None], half * weight)
        if miss < least:
            best, least = Variogram(float(length), float(sill), float(nugget)), miss
    return best


def independent_weights(places: Points, station: NDArray[np.intp], variogram: Variogram) -> Vector:
    """Return what each reading is worth among its neighbours: ``1 / (1 + s sum_j exp(-d_ij/length))``, s the correlated share.

    Two readings at one place count for one, a crowd within the length for little more; far apart each counts in full. The sum
    is the number of independent readings. Neighbours are counted on a grid of a quarter of the length.
    """
    share = variogram.correlated_share
    if share == 0 or variogram.length <= 0:
        return np.ones(places.shape[0])
    weight = np.ones(places.shape[0])
    side = variogram.length / _CELLS_PER_LENGTH
    reach = 3 * _CELLS_PER_LENGTH
    offset = np.hypot(*np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1)))
    kernel = np.exp(-offset / _CELLS_PER_LENGTH)
    for one in np.unique(station):
        mine = np.flatnonzero(station == one)
        cell = np.floor((places[mine] - places[mine].min(axis=0)) / side).astype(np.int64)
        if int(np.prod(cell.max(axis=0) + 1)) > 4_000_000:  # thinly spread over a vast place: hardly any neighbour
            continue
        count = np.zeros(cell.max(axis=0) + 1)
        np.add.at(count, tuple(cell.T), 1.0)
        around = convolve(count, kernel, mode="constant")[tuple(cell.T)]
        weight[mine] = 1.0 / (1.0 + share * np.maximum(around - 1.0, 0.0))
    return weight


def along_rays(dx_m: Vector, dy_m: Vector) -> Points:
    """Return places [n, 3] as a station sees them, in hundredths: bearing on a circle, and the logarithm of the distance.

    What hides a place stands between it and the antenna, so a shadow is as long as it is far: places on one bearing resemble
    each other over a distance that grows with it. The unit is 1 % of the distance, across and along the ray alike.
    """
    distance = np.maximum(np.hypot(dx_m, dy_m), 1.0)
    return 100.0 * np.column_stack((dx_m / distance, dy_m / distance, np.log(distance)))


def krige(known: Points, residual: Vector, asked: Points, variogram: Variogram) -> tuple[Vector, Vector]:
    """Return the predicted residual and its variance (dB²) at ``asked`` [m, k] from ``known`` [n, k] and their ``residual`` [n].

    Simple kriging with mean zero on the 32 nearest known places: far from them the answer goes back to zero and the variance to
    the whole sill. The nugget is of the readings; the variance returned is of the field with one new reading's nugget.
    """
    mean, variance = np.zeros(asked.shape[0]), np.full(asked.shape[0], variogram.sill_db2 + variogram.nugget_db2)
    if known.shape[0] == 0 or asked.shape[0] == 0 or variogram.sill_db2 <= 0:
        return mean, variance
    count = min(_NEIGHBOURS, known.shape[0])
    tree = cKDTree(known)
    ridge = np.eye(count) * max(variogram.nugget_db2, 1e-6 * variogram.sill_db2)
    for start in range(0, asked.shape[0], _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        distance, which = tree.query(asked[part], k=[*range(1, count + 1)])
        near = known[which]
        between = np.linalg.norm(near[:, :, None, :] - near[:, None, :, :], axis=-1)
        matrix = variogram.sill_db2 * np.exp(-between / variogram.length) + ridge
        towards = variogram.sill_db2 * np.exp(-distance / variogram.length)
        share = np.linalg.solve(matrix, towards[..., None])[..., 0]
        mean[part] = np.sum(share * residual[which], axis=1)
        variance[part] -= np.sum(share * towards, axis=1)
    return mean, np.maximum(variance, variogram.nugget_db2)
