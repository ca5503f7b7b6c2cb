"""Designs of the calibration, from a single offset to a field of residuals, and the laws it is compared with; one fit of each.

A design is fitted on links and asked about other links. ``Learnt`` holds what is slow to learn and hardly moves when a fifth of
the readings is left out: tails, variances of the families, correlation. It is learnt once on all readings and held in the folds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.network.calibration import ResidualField, Term
from campus5g.network.calibration_terms import (
    Layout,
    Links,
    common_field_of,
    expected_readings,
    field_of,
    layout_of,
    nearby_residuals,
    noise_of,
    places_of,
    readings_of,
    residuals,
)
from campus5g.network.censored import CensoredFit, fit_censored, fit_with_families
from campus5g.network.measurements import Vector
from campus5g.network.shadowing import Variogram, independent_weights, variogram_of

_FEWEST_FOR_COMMON = 3
ALL_TERMS = ("offset", "slope", "nlos", "zone", "station", "station_slope")


@dataclass(frozen=True, slots=True)
class Design:
    """Which terms, on the model or on nothing (``bare``: a law of distance alone), and which field on top.

    field: "" none, "ground" (neighbours on the ground), "rays" (as the station sees them).
    """

    name: str
    terms: tuple[str, ...]
    field: str = ""
    bare: bool = False


DESIGNS = (
    Design("offset", ("offset",)),
    Design("offset and slope", ("offset", "slope", "nlos")),
    Design("terms of zones and stations", ALL_TERMS),
    Design("terms and field on the ground", ALL_TERMS, "ground"),
    Design("terms and field along the rays", ALL_TERMS, "rays"),
)
"""From the simplest on."""

LAWS = (
    Design("log-distance law", ("offset", "slope"), bare=True),
    Design("log-distance law of each station", ("offset", "slope", "station", "station_slope"), bare=True),
)
"""What a calibration must beat: ``a + b 10 lg(d)`` fitted to the same readings by the same likelihood."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """Slowly learnt: columns, tails, variance of each family [families + 1], correlation on the ground and along the rays."""

    layout: Layout
    freedom: float
    variances: Vector
    fit: CensoredFit
    fields: dict[str, Variogram]
    weight: Vector

    @property
    def station_db(self) -> float:
        """Standard deviation of the offset from one station to the next, 0 where there is no such term."""
        families = [at for (name, _), at in zip(self.layout.columns, self.layout.family, strict=True) if name == "station"]
        return float(np.sqrt(self.variances[families[0]])) if families else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A design fitted: predicts levels of any links.

    field: residuals of the stations it knows; common: what places have in common, for a station that it does not know.
    """

    design: Design
    layout: Layout
    fit: CensoredFit
    field: ResidualField | None
    common: ResidualField | None
    stations: tuple[str, ...]
    noise: tuple[Term, ...]

    def levels(self, links: Links) -> tuple[Vector, Vector]:
        """Return the level expected at each link [n] and its standard deviation, before the receiver's noise."""
        level = links.gain_db * (not self.design.bare) + self.layout.matrix(links) @ self.fit.coefficients
        residual, sigma = nearby_residuals(links, self.field, self.common, self.stations, self.fit.sigma_db)
        return level + residual, sigma

    def expected(self, links: Links) -> Vector:
        """Return what the receivers will show."""
        level, sigma = self.levels(links)
        return expected_readings(level, sigma, links.found, self.stations, self.noise)


def learn_all(links: Links) -> Learnt:
    """Fit all terms to all links: first as if readings were independent, then each by what it is worth among its neighbours."""
    layout = layout_of(links, ALL_TERMS)
    matrix, ones = layout.matrix(links), np.ones(links.found.size)
    first, _ = fit_with_families(matrix, readings_of(links, ones), layout.family)
    residual = residuals(links, links.gain_db + matrix @ first.coefficients, first.sigma_db)
    stations = np.unique(links.found.station, return_inverse=True)[1]
    fields = {name: variogram_of(places_of(links, name == "rays"), residual, stations) for name in ("ground", "rays")}
    weight = independent_weights(places_of(links, False), stations, fields["ground"])
    fit, variances = fit_with_families(matrix, readings_of(links, weight), layout.family, first.freedom)
    return Learnt(layout, fit.freedom, variances, fit, fields, weight)


def learn(design: Design, links: Links, whole: Learnt) -> Learnt:
    """Fit fewer terms to all links, with the weights and tails of ``whole``."""
    part = _seen_by(design, links)
    layout = layout_of(part, design.terms)
    fit, variances = fit_with_families(layout.matrix(part), readings_of(part, whole.weight), layout.family, whole.freedom)
    return replace(whole, layout=layout, variances=variances, fit=fit)


def fit_design(design: Design, links: Links, learnt: Learnt, rows: NDArray[np.bool_] | None = None) -> Fitted:
    """Fit a design on ``rows`` (all by default) with what was learnt."""
    chosen = np.ones(links.found.size, np.bool_) if rows is None else rows
    part = _seen_by(design, links.these(chosen))
    matrix = learnt.layout.matrix(part)
    if rows is None:
        fit = learnt.fit
    else:
        ridge = 1.0 / learnt.variances[learnt.layout.family]
        fit = fit_censored(matrix, readings_of(part, learnt.weight[chosen]), ridge, learnt.freedom)
    names = tuple(str(name) for name in np.unique(part.found.station))
    field = common = None
    if design.field:
        residual = residuals(part, part.gain_db + matrix @ fit.coefficients, fit.sigma_db)
        field = field_of(part, residual, learnt.fields[design.field], design.field == "rays")
        common = common_field_of(part, residual) if len(names) >= _FEWEST_FOR_COMMON else None
    return Fitted(design, learnt.layout, fit, field, common, names, noise_of(part.found))


def _seen_by(design: Design, links: Links) -> Links:
    return replace(links, gain_db=np.zeros_like(links.gain_db)) if design.bare else links
