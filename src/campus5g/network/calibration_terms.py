"""The columns of the calibration's regression: which corrections a design has, and how a fit predicts readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.network.calibration import ResidualField, Term
from campus5g.network.censored import CensoredFit, Readings, expected_below, expected_reading_db
from campus5g.network.measurements import Measurements, Vector
from campus5g.network.shadowing import Variogram, along_rays, variogram_of

Matrix = NDArray[np.float64]

_LEAST_SHARE = 0.03
_LEAST_DISTANCE_M = 1.0
_SQUARE_M = 20.0
_FAMILY = {"offset": 0, "slope": 0, "nlos": 0, "station": 1, "station_slope": 2, "zone": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Measured links with the model's answer: ``gain_db`` and ``los`` (1, 0, NaN) [n] beside the readings."""

    found: Measurements
    gain_db: Vector
    los: Vector

    def these(self, rows: NDArray[np.bool_]) -> Links:
        return Links(self.found.these(rows), self.gain_db[rows], self.los[rows])

    def far(self, reference_m: float) -> Vector:
        """``10 lg(d/d0)``."""
        return np.asarray(10 * np.log10(np.maximum(self.found.distance_m, _LEAST_DISTANCE_M) / reference_m))


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a design, each a term's name and whose it is; ``reference_m`` is ``d0`` of the slopes."""

    columns: tuple[tuple[str, str], ...]
    reference_m: float

    @property
    def family(self) -> NDArray[np.intp]:
        """Family of each column, numbered without gaps: 0 free, above drawn to zero together."""
        raw = np.array([_FAMILY[name] for name, _ in self.columns], dtype=np.intp)
        drawn = np.unique(raw[raw > 0])
        return np.where(raw > 0, np.searchsorted(drawn, raw) + 1, 0).astype(np.intp)

    def matrix(self, links: Links) -> Matrix:
        """Return the design [n, p]; a station or zone without columns has zeros: it takes the terms of all."""
        far = links.far(self.reference_m)
        hidden = np.where(np.isnan(links.los), 0.0, 1.0 - links.los)
        whole = {"offset": np.ones(far.size), "slope": far, "nlos": hidden}
        out = np.empty((far.size, len(self.columns)))
        for at, (name, member) in enumerate(self.columns):
            if name in whole:
                out[:, at] = whole[name]
            elif name == "zone":
                out[:, at] = links.found.zone == member
            else:
                out[:, at] = (links.found.station == member) * (far if name == "station_slope" else 1.0)
        return out


def layout_of(links: Links, names: tuple[str, ...]) -> Layout:
    """Return the columns of the terms named that these links can tell apart."""
    stations, zones = np.unique(links.found.station), np.unique(links.found.zone)
    reference = float(np.exp(np.mean(np.log(np.maximum(links.found.distance_m, _LEAST_DISTANCE_M)))))
    columns: list[tuple[str, str]] = []
    for name in names:
        if name.startswith("station"):
            columns += [(name, str(one)) for one in stations] if stations.size > 1 else []
        elif name == "zone":
            columns += [(name, str(one)) for one in zones if one] if zones.size > 1 else []
        elif name != "nlos" or _both_sights(links):
            columns.append((name, ""))
    return Layout(tuple(columns), reference)


def _both_sights(links: Links) -> bool:
    """Whether line of sight is known, and neither nearly everywhere nor nearly nowhere."""
    known = links.los[~np.isnan(links.los)]
    return known.size > 0 and _LEAST_SHARE < float(np.mean(known)) < 1 - _LEAST_SHARE


def readings_of(links: Links, weight: Vector) -> Readings:
    """Return levels beside the model, ``level - gain``; those at the floor as the floor."""
    found = links.found
    level = np.where(found.at_floor, found.floor_db, found.level_db) - links.gain_db
    return Readings(level, found.at_floor, weight)


def terms_of(layout: Layout, fit: CensoredFit, links: Links) -> tuple[Term, ...]:
    """Return the fitted terms with their errors and the readings that bear on each."""
    found = links.found
    count = {"station": found.station, "station_slope": found.station, "zone": found.zone}
    terms = []
    for (name, member), value, error in zip(layout.columns, fit.coefficients, fit.errors, strict=True):
        bearing = int(np.sum(count[name] == member)) if name in count else found.size
        terms.append(Term(name, member, round(float(value), 4), round(float(error), 4), bearing))
    return tuple(terms)


def residuals(links: Links, level: Vector, sigma_db: float) -> Vector:
    """Return reading less ``level``; for a reading at the floor the mean of what may lie below it."""
    found = links.found
    seen = found.level_db.copy()
    hidden = found.at_floor
    seen[hidden] = expected_below(level[hidden], sigma_db, found.floor_db[hidden])
    return seen - level


def places_of(links: Links, rays: bool) -> Matrix:
    """Return the places of the readings as the field sees them: around their station, in hundredths or in metres."""
    found = links.found
    dx, dy = found.x_m - found.station_x_m, found.y_m - found.station_y_m
    return along_rays(dx, dy) if rays else np.column_stack((found.x_m, found.y_m))


def field_of(links: Links, residual: Vector, variogram: Variogram, rays: bool) -> ResidualField:
    """Keep the residuals with their places, to the centimetre of dB and the decimetre."""
    found = links.found
    names, first, which = np.unique(found.station, return_index=True, return_inverse=True)
    stations = tuple(
        (str(name), float(found.station_x_m[at]), float(found.station_y_m[at])) for name, at in zip(names, first, strict=True)
    )
    rows = zip(which.tolist(), found.x_m.tolist(), found.y_m.tolist(), residual.tolist(), strict=True)
    places = tuple((at, round(x, 1), round(y, 1), round(r, 2)) for at, x, y, r in rows)
    return ResidualField(rays, variogram.length, variogram.sill_db2, variogram.nugget_db2, stations, places)


def common_field_of(links: Links, residual: Vector) -> ResidualField:
    """Keep what squares of 20 m have in common for all stations: a yard behind a hall is dark whoever shines."""
    found = links.found
    cells = np.floor(np.column_stack((found.x_m, found.y_m)) / _SQUARE_M).astype(np.int64)
    which = np.unique(cells, axis=0, return_inverse=True)[1].ravel()
    count = np.bincount(which)
    x, y, mean = (np.bincount(which, column) / count for column in (found.x_m, found.y_m, residual))
    variogram = variogram_of(np.column_stack((x, y)), mean, np.zeros(mean.size, np.intp))
    rows = zip(x.tolist(), y.tolist(), mean.tolist(), strict=True)
    places = tuple((0, round(east, 1), round(north, 1), round(r, 2)) for east, north, r in rows)
    return ResidualField(False, variogram.length, variogram.sill_db2, variogram.nugget_db2, (("*", 0.0, 0.0),), places)


def nearby_residuals(
    links: Links, field: ResidualField | None, common: ResidualField | None, known: Sequence[str], sigma_db: float
) -> tuple[Vector, Vector]:
    """Return the residual expected at each link and the sigma that is left: of its own station, else what places have in common."""
    found = links.found
    residual, sigma = np.zeros(found.size), np.full(found.size, sigma_db)
    strange = ~np.isin(found.station, known)
    if field is not None:
        own, variance = field.at(found.station, found.x_m, found.y_m)
        residual[~strange], sigma[~strange] = own[~strange], np.sqrt(variance[~strange])
    if common is not None and np.any(strange):
        residual[strange] = common.at(found.station[strange], found.x_m[strange], found.y_m[strange])[0]
    return residual, sigma


def noise_of(found: Measurements) -> tuple[Term, ...]:
    """Return what each station shows, on the mean, where it hears nothing; a station never at its floor has none."""
    terms = []
    for name in np.unique(found.station):
        mine = found.at_floor & (found.station == name)
        if np.any(mine):
            level = found.level_db[mine]
            terms.append(Term("noise", str(name), round(float(np.mean(level)), 2), round(float(np.std(level)), 2), level.size))
    return tuple(terms)


def expected_readings(
    level: Vector, sigma_db: Vector | float, found: Measurements, known: Sequence[str], noise: Sequence[Term]
) -> Vector:
    """Return what the receivers will show: the level, or their noise where that is louder.

    A station of ``known`` without noise never came to its floor; one that is not known takes the middle one of all.
    """
    if not noise:
        return level
    own = {term.member: term.value for term in noise}
    middle = float(np.median(list(own.values())))
    floor = np.full(level.size, -np.inf)
    for name in np.unique(found.station):
        floor[found.station == name] = own.get(str(name), -np.inf if str(name) in known else middle)
    return expected_reading_db(level, sigma_db, floor)
