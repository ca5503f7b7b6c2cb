"""Regression on readings that stop at a noise floor and now and then lie.

A receiver shows nothing below its floor: the weakest places read as the floor, or not at all. Least squares on what is left
flattens the slope and shrinks the spread (Tobin, Econometrica 26, 1958). Here a reading at or below its floor counts by the
probability of being there, and the errors follow Student's t, whose tails take in a wrong position or a passing lorry without
bending the line (Lange, Little and Taylor, JASA 84, 1989); with infinite freedom it is the normal Tobit model.

    ``log L = sum_i w_i [ log t((y_i - x_i b)/s) - log s ]``      readings above their floor
    ``      + sum_j w_j log T((f_j - x_j b)/s)``                   readings at their floor ``f``
    ``      - 1/2 sum_k r_k b_k^2``                                terms that are drawn to zero (``r = 1/variance``)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, log_ndtr, stdtr, stdtrit

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

FREEDOMS = (np.inf, 10.0, 5.0, 3.0)
"""Degrees of freedom that are tried: the normal law, then heavier and heavier tails."""

_ONE_SIGMA = 0.841344746
_ROUNDS = 12
_STEPS = 100
_LEAST_SIGMA_DB = 0.05


@dataclass(frozen=True, slots=True)
class Readings:
    """What is fitted: ``level`` [n] (dB; the floor where ``at_floor`` [n]) and what each reading is worth, ``weight`` [n]."""

    level: Vector
    at_floor: NDArray[np.bool_]
    weight: Vector


@dataclass(frozen=True, slots=True)
class CensoredFit:
    """The line and its spread.

    coefficients [p] and covariance [p, p] (dB); scale_db and freedom: of Student's t; log_likelihood: at the optimum.
    """

    coefficients: Vector
    covariance: Matrix
    scale_db: float
    scale_error_db: float
    freedom: float
    log_likelihood: float

    @property
    def errors(self) -> Vector:
        return np.sqrt(np.diag(self.covariance))

    @property
    def sigma_db(self) -> float:
        """Half the width that holds 68 % of the readings: the standard deviation where the law is normal."""
        return self.scale_db * _one_sigma(self.freedom)

    @property
    def sigma_error_db(self) -> float:
        return self.scale_error_db * _one_sigma(self.freedom)


def _one_sigma(freedom: float) -> float:
    return 1.0 if np.isinf(freedom) else float(stdtrit(freedom, _ONE_SIGMA))


def fit_censored(design: Matrix, readings: Readings, ridge: Vector, freedom: float | None = None) -> CensoredFit:
    """Return the most likely coefficients of ``design`` [n, p]; ``ridge`` [p] holds the ``r`` of the formula, 0 for a free term.

    freedom: of Student's t; by default the most likely of ``FREEDOMS``. Standard errors come from the curvature at the optimum,
    so that weights that sum to the number of independent readings make them honest.
    """
    if freedom is not None:
        return _fit(design, readings, ridge, freedom, None)
    best = _fit(design, readings, ridge, FREEDOMS[0], None)
    for tails in FREEDOMS[1:]:
        heavier = _fit(design, readings, ridge, tails, best)
        if heavier.log_likelihood <= best.log_likelihood:
            break
        best = heavier
    return best


def fit_with_families(
    design: Matrix, readings: Readings, family: NDArray[np.intp], freedom: float | None = None
) -> tuple[CensoredFit, Vector]:
    """Fit where coefficients of one family (``family`` [p] > 0; 0: free) are drawn from one normal law around zero.

    The variance of each family is learnt with the rest (empirical Bayes): the mean over the family of ``b^2`` and of what is
    not known of ``b``. A member with few readings stays near zero. Returns the fit and the variances [families + 1] (the first
    is infinite: free terms).
    """
    variances = np.full(int(family.max(initial=0)) + 1, 25.0)
    variances[0] = np.inf
    if variances.size == 1:
        return fit_censored(design, readings, np.zeros(family.size), freedom), variances
    fit: CensoredFit | None = None
    for _ in range(_ROUNDS):
        ridge = 1.0 / variances[family]
        fit = fit_censored(design, readings, ridge, freedom) if fit is None else _fit(design, readings, ridge, fit.freedom, fit)
        spread = fit.coefficients**2 + np.diag(fit.covariance)
        learnt = np.array([np.inf, *(max(1e-4, float(spread[family == k].mean())) for k in range(1, variances.size))])
        settled = np.allclose(learnt[1:], variances[1:], rtol=0.02)
        variances = learnt
        if settled:
            break
    assert fit is not None
    return fit, variances


def _fit(design: Matrix, readings: Readings, ridge: Vector, freedom: float, start: CensoredFit | None) -> CensoredFit:
    """Climb the likelihood over coefficients and log scale by damped Newton steps on a curvature that never bends upwards."""
    size = np.sqrt(np.average(design**2, axis=0, weights=readings.weight))
    size = np.where(size > 0, size, 1.0)
    law = _Likelihood(design / size, readings, ridge / size**2, freedom)
    if start is None:
        point = _least_squares(law.design, readings, law.ridge)
    else:
        point = np.append(start.coefficients * size, np.log(start.scale_db))
    value = law.value(point)
    for _ in range(_STEPS):
        slope, bend = law.slope_and_bend(point, safe=True)
        point, gained, value = _climb(law, point, value, np.asarray(np.linalg.solve(bend, slope), np.float64))
        if gained < 1e-10 * max(1.0, abs(value)):
            break
    covariance = np.linalg.pinv(law.slope_and_bend(point, safe=False)[1], hermitian=True)
    scale = float(np.exp(point[-1]))
    return CensoredFit(
        coefficients=point[:-1] / size,
        covariance=covariance[:-1, :-1] / np.outer(size, size),
        scale_db=scale,
        scale_error_db=scale * float(np.sqrt(max(covariance[-1, -1], 0.0))),
        freedom=freedom,
        log_likelihood=value,
    )


def _climb(law: _Likelihood, point: Vector, value: float, step: Vector) -> tuple[Vector, float, float]:
    """Go along ``step`` as far as it rises: the new point, the gain and the new value."""
    step = step * min(1.0, 1.0 / max(abs(float(step[-1])), 1e-12))
    for halvings in range(30):
        there = point + step * 0.5**halvings
        there[-1] = max(there[-1], np.log(_LEAST_SIGMA_DB))
        reached = law.value(there)
        if reached > value:
            return there, reached - value, reached
    return point, 0.0, value


def _least_squares(design: Matrix, readings: Readings, ridge: Vector) -> Vector:
    heavy = design * readings.weight[:, None]
    beta = np.linalg.lstsq(design.T @ heavy + np.diag(ridge + 1e-9), heavy.T @ readings.level, rcond=None)[0]
    spread = np.sqrt(np.average((readings.level - design @ beta) ** 2, weights=readings.weight))
    return np.append(beta, np.log(max(float(spread), 0.5)))


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """The formula of the module, its slope and its curvature over (coefficients, log scale)."""

    design: Matrix
    readings: Readings
    ridge: Vector
    freedom: float

    def value(self, point: Vector) -> float:
        seen, hidden, weight = ~self.readings.at_floor, self.readings.at_floor, self.readings.weight
        z = (self.readings.level - self.design @ point[:-1]) * np.exp(-point[-1])
        law = float(weight[seen] @ (_log_density(z[seen], self.freedom) - point[-1]))
        law += float(weight[hidden] @ _log_tail(z[hidden], self.freedom))
        return law - 0.5 * float(self.ridge @ point[:-1] ** 2)

    def slope_and_bend(self, point: Vector, *, safe: bool) -> tuple[Vector, Matrix]:
        """Return the gradient and minus the second derivatives; ``safe`` keeps the latter positive for the search."""
        scale, weight = float(np.exp(point[-1])), self.readings.weight
        z = (self.readings.level - self.design @ point[:-1]) / scale
        pull, bend = np.empty_like(z), np.empty_like(z)
        for which, law in ((~self.readings.at_floor, _density_slopes), (self.readings.at_floor, _tail_slopes)):
            pull[which], bend[which] = law(z[which], self.freedom)
        if safe:
            bend = np.maximum(bend, 1e-3)
        wide = np.column_stack((self.design / scale, z))
        gradient = wide.T @ (weight * pull)
        gradient[-1] -= float(weight[~self.readings.at_floor].sum())
        gradient[:-1] -= self.ridge * point[:-1]
        matrix = (wide * (weight * bend)[:, None]).T @ wide
        cross = wide.T @ (weight * pull)
        if safe:
            matrix[-1, -1] += max(float(cross[-1]), 0.0)
        else:
            matrix[:-1, -1] += cross[:-1]
            matrix[-1, :] = matrix[:, -1]
            matrix[-1, -1] += cross[-1]
        matrix[np.arange(self.ridge.size), np.arange(self.ridge.size)] += self.ridge + 1e-12
        return gradient, matrix


def _log_density(z: Vector, freedom: float) -> Vector:
    if np.isinf(freedom):
        return np.asarray(-0.5 * z**2 - 0.5 * np.log(2 * np.pi))
    constant = gammaln((freedom + 1) / 2) - gammaln(freedom / 2) - 0.5 * np.log(freedom * np.pi)
    return np.asarray(constant - (freedom + 1) / 2 * np.log1p(z**2 / freedom))


def _density_slopes(z: Vector, freedom: float) -> tuple[Vector, Vector]:
    """Return minus the first and minus the second derivative of the log density."""
    if np.isinf(freedom):
        return z, np.ones_like(z)
    return (freedom + 1) * z / (freedom + z**2), (freedom + 1) * (freedom - z**2) / (freedom + z**2) ** 2


def _log_tail(z: Vector, freedom: float) -> Vector:
    """Log probability of lying below ``z``."""
    return np.asarray(log_ndtr(z) if np.isinf(freedom) else np.log(np.maximum(stdtr(freedom, z), 1e-300)))


def _tail_slopes(z: Vector, freedom: float) -> tuple[Vector, Vector]:
    """Return minus the first and minus the second derivative of the log probability of lying below ``z``."""
    ratio = np.exp(_log_density(z, freedom) - _log_tail(z, freedom))
    return -ratio, ratio**2 + ratio * _density_slopes(z, freedom)[0]


def expected_reading_db(level: Vector, sigma_db: Vector | float, floor: Vector | float) -> Vector:
    """Return the mean of what is read where the level is normal around ``level``: ``E max(S, f)``.

    ``f + (m - f) Phi(z) + s phi(z)`` with ``z = (m - f)/s``; a floor of minus infinity leaves the level as it is.
    """
    low = np.broadcast_to(np.asarray(floor, dtype=np.float64), level.shape)
    has_floor = np.isfinite(low)
    sigma = np.broadcast_to(np.asarray(sigma_db, dtype=np.float64), level.shape)
    z = np.where(has_floor, (level - np.where(has_floor, low, 0.0)) / sigma, 40.0)
    above = np.exp(log_ndtr(z)) * (level - np.where(has_floor, low, level)) + sigma * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return np.where(has_floor, np.where(has_floor, low, 0.0) + above, level)


def expected_below(level: Vector, sigma_db: float, floor: Vector) -> Vector:
    """Return the mean of a normal level given that it lies below ``floor``: ``m - s phi(z)/Phi(z)``, ``z = (f - m)/s``."""
    z = (floor - level) / sigma_db
    return np.asarray(level - sigma_db * np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(z)))
