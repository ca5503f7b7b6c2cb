"""The chance that at least one of several masts serves a place, their shadows being correlated.

Each mast fails with probability ``Phi(-m/sigma)`` where m is its margin in dB. Shadows of two masts share a common part z:
given z they are independent, so with correlation rho

    ``P(none serves) = E_z[ prod_i Phi((-m_i/sigma_i - sqrt(rho) z) / sqrt(1 - rho)) ]``

computed by Gauss-Hermite quadrature. Sectors of one mast share one shadow: the best of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

NODES = 9


@dataclass(frozen=True, slots=True)
class Diversity:
    """The quadrature for one correlation: nodes and weights [NODES] of the standard normal."""

    correlation: float
    nodes: NDArray[np.float64]
    weights: NDArray[np.float64]

    def failures(self, margin_db: ArrayLike, sigma_db: ArrayLike) -> NDArray[np.float32]:
        """Return the chance that one mast fails, given each node of the common shadow; shape [NODES, *margins]."""
        x = -np.asarray(margin_db, dtype=np.float32) / np.asarray(sigma_db, dtype=np.float32)
        z = self.nodes.astype(np.float32).reshape(-1, *([1] * x.ndim))
        given = (x[None] - np.float32(self.correlation**0.5) * z) / np.float32((1 - self.correlation) ** 0.5)
        failed: NDArray[np.float32] = ndtr(given)
        return failed

    def served(self, failures: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the chance of service from the product of the masts' ``failures`` [NODES, *shape]."""
        failed = np.tensordot(self.weights, failures.astype(np.float64), axes=1)
        return np.asarray(np.maximum(1 - failed, 0.0))  # the weights add up to one but for rounding


def diversity_of(correlation: float) -> Diversity:
    """Prepare the quadrature; ``correlation`` in [0, 1)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return Diversity(correlation, nodes, weights / weights.sum())


def single(margin_db: ArrayLike, sigma_db: ArrayLike) -> NDArray[np.float64]:
    """Return the chance that one mast alone serves: ``Q(-m/sigma)``."""
    return np.asarray(ndtr(np.asarray(margin_db, dtype=np.float64) / np.asarray(sigma_db, dtype=np.float64)))
