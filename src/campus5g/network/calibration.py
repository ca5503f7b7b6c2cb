"""The outcome of a calibration: what to add to the model's path gains, how sure that is, and what it is worth on unseen readings.

    ``level = model + offset + slope 10 lg(d/d0) + nlos [no line of sight] + zone + station (+ field of residuals nearby)``

A station's and a zone's terms are drawn to zero unless readings hold them up. ``fit_calibration`` makes it from measurements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.message import Message, msg
from campus5g.network.shadowing import Variogram, along_rays, krige

Vector = NDArray[np.float64]

_NEAR_IN_FREQUENCY = 0.2


@dataclass(frozen=True, slots=True)
class Term:
    """One correction: ``name`` (offset, slope, nlos, zone, station, station_slope), whose it is, dB and its standard error."""

    name: str
    member: str
    value: float
    error: float
    readings: int


@dataclass(frozen=True, slots=True)
class Score:
    """How one model did on readings that it had not seen: dB, and how many readings and groups were left out in turn."""

    model: str
    rmse_db: float
    median_db: float
    heard_rmse_db: float
    readings: int
    groups: int


@dataclass(frozen=True, slots=True)
class ResidualField:
    """Residuals (dB) at measured places, by station: ``place`` is (station index, x, y, residual), metres.

    rays: neighbours are sought as the station sees them (``shadowing.along_rays``), else on the ground; the variogram's length
    is in hundredths there and in metres here. stations: (name, x, y); the name ``*`` stands for any station.
    """

    rays: bool
    length: float
    sill_db2: float
    nugget_db2: float
    stations: tuple[tuple[str, float, float], ...]
    places: tuple[tuple[int, float, float, float], ...]

    @property
    def variogram(self) -> Variogram:
        return Variogram(self.length, self.sill_db2, self.nugget_db2)

    def at(self, station: NDArray[np.str_], x_m: Vector, y_m: Vector) -> tuple[Vector, Vector]:
        """Return the residual (dB) and its variance (dB²) at places [n] of the stations named [n]; unknown stations have none."""
        mean, variance = np.zeros(x_m.size), np.full(x_m.size, self.sill_db2 + self.nugget_db2)
        table = np.array(self.places, dtype=np.float64).reshape(-1, 4)
        for index, (name, east, north) in enumerate(self.stations):
            asked = np.arange(x_m.size) if name == "*" else np.flatnonzero(station == name)
            known = table[table[:, 0] == index]
            if asked.size and known.size:
                there = self.seen_from(known[:, 1] - east, known[:, 2] - north)
                here = self.seen_from(x_m[asked] - east, y_m[asked] - north)
                mean[asked], variance[asked] = krige(there, known[:, 3], here, self.variogram)
        return mean, variance

    def seen_from(self, dx_m: Vector, dy_m: Vector) -> Vector:
        return along_rays(dx_m, dy_m) if self.rays else np.column_stack((dx_m, dy_m))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration of the radio model, or the reason why none is made (``accepted`` is False: ``apply`` changes nothing).

    design: the one that cross-validation chose. absolute: levels are path gains, or the radiated power is known, so that the
    offset belongs to the model; else it belongs to the meter and is not carried to a plan. reference_m: ``d0``.
    terms: those of members hold for them, the others for all. sigma_db: what the terms leave unexplained, the shadow of the
    calibrated model; local_sigma_db: the error on unseen readings, with the field; elsewhere_sigma_db: what is left
    for stations not measured, the spread from one to the next included. freedom: of Student's t (None: normal).
    decorrelation_m and correlated_share: of the shadows. independent: how many readings they are worth. stations: whose
    readings were used; noise: what each shows where it hears nothing. scores: on unseen groups. field: residuals of the
    stations measured; common: what places have in common, for other stations.
    """

    source: str
    on: str
    frequency_hz: float
    design: str
    accepted: bool
    reason: Message
    absolute: bool
    reference_m: float
    terms: tuple[Term, ...]
    sigma_db: float
    sigma_error_db: float
    local_sigma_db: float
    elsewhere_sigma_db: float
    freedom: float | None
    decorrelation_m: float
    correlated_share: float
    readings: int
    independent: float
    floor_share: float
    stations: tuple[str, ...]
    noise: tuple[Term, ...]
    scores: tuple[Score, ...]
    field: ResidualField | None
    common: ResidualField | None
    warnings: tuple[Message, ...]

    def score(self, model: str) -> Score:
        """Return the score of ``model``; ``KeyError`` when it was not tried."""
        found = next((s for s in self.scores if s.model == model), None)
        if found is None:
            raise KeyError(model)
        return found


def apply(
    calibration: Calibration,
    gain_db: ArrayLike,
    distance_m: ArrayLike,
    los: ArrayLike,
    zone_class: str = "",
    station: str = "",
) -> Vector:
    """Return the path gains of the calibrated model, dB; shapes broadcast.

    gain_db: of the uncalibrated model; los: True or False, or NaN where it is unknown (no such term then). A zone or a station
    without terms takes those of all. Of a calibration that is not absolute the offsets stay out: the readings' own scale is not
    known, and the slope turns about the middle of their distances.
    """
    gain = np.asarray(gain_db, dtype=np.float64)
    if not calibration.accepted:
        return gain.copy()
    value = {(t.name, t.member): t.value for t in calibration.terms}
    slope = value.get(("slope", ""), 0.0) + value.get(("station_slope", station), 0.0)
    far = 10 * np.log10(np.maximum(np.asarray(distance_m, dtype=np.float64), 1.0) / calibration.reference_m)
    sight = np.asarray(los, dtype=np.float64)
    hidden = np.where(np.isnan(sight), 0.0, 1.0 - sight)
    offset = value.get(("offset", ""), 0.0) + value.get(("station", station), 0.0) if calibration.absolute else 0.0
    added = offset + slope * far + value.get(("nlos", ""), 0.0) * hidden + value.get(("zone", zone_class), 0.0)
    return np.asarray(gain + added)


def notes_for(calibration: Calibration, freq_hz: float) -> list[Message]:
    """Say in a plan what it was calibrated on, and that corrections made at another frequency may not hold."""
    if not calibration.accepted:
        return [
            msg("the calibration on %(source)s was refused: %(reason)s", source=calibration.source, reason=calibration.reason)
        ]
    found = [msg("the radio model is calibrated on %(source)s: %(reason)s", source=calibration.source, reason=calibration.reason)]
    if abs(calibration.frequency_hz / freq_hz - 1) > _NEAR_IN_FREQUENCY:
        found.append(
            msg(
                "the calibration was made at %(made)s MHz, the plan is at %(planned)s MHz: its corrections may not hold",
                made=round(calibration.frequency_hz / 1e6),
                planned=round(freq_hz / 1e6),
            )
        )
    return found


Grid = NDArray[Any]


def corrected(
    calibration: Calibration | None,
    gain_db: Grid,
    sigma_db: Grid,
    x_m: Vector,
    y_m: Vector,
    mast: tuple[str, float, float],
    los: NDArray[np.bool_],
) -> tuple[Grid, Grid]:
    """Return path gains and shadow sigmas of ``mast`` (id, x, y) over a grid: [ny, nx], cell centres x [nx] and y [ny].

    The sigma becomes that of the calibrated model. Where there is a field, the residuals of this very mast nearby are added
    (what places have in common for all masts, when it was not measured) and the sigma is that of the kriging, which is smaller
    there. ``None``, or a refused calibration, changes nothing; the types of the arrays are kept.
    """
    if calibration is None or not calibration.accepted:
        return gain_db, sigma_db
    name, east, north = mast
    distance = np.hypot(x_m[None, :] - east, y_m[:, None] - north)
    gain = apply(calibration, gain_db, distance, los, station=name)
    known = name in calibration.stations
    sigma = np.full(gain.shape, calibration.sigma_db if known else calibration.elsewhere_sigma_db)
    field = calibration.field if known else calibration.common
    if field is not None:
        grid_x, grid_y = (axis.ravel() for axis in np.meshgrid(x_m, y_m))
        residual, variance = field.at(np.full(grid_x.size, name), grid_x, grid_y)
        gain += residual.reshape(gain.shape)
        if known:
            sigma = np.sqrt(variance).reshape(gain.shape)
    return gain.astype(gain_db.dtype), sigma.astype(sigma_db.dtype)
