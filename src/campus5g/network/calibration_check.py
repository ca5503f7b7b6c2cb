"""A calibration against readings of another file: what it expects to be read there, and how far it and its rivals are off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from campus5g.core.site import Site
from campus5g.network.calibration import Calibration, Score
from campus5g.network.calibration_designs import LAWS, fit_design, learn, learn_all
from campus5g.network.calibration_fit import UNCALIBRATED, prepared, scored, uncalibrated_levels
from campus5g.network.calibration_terms import Layout, Links, expected_readings, nearby_residuals
from campus5g.network.carriers import Carrier
from campus5g.network.measurements import Measurements, Vector
from campus5g.network.uncalibrated import model_links

CALIBRATED = "calibrated model"


def expected_of(calibration: Calibration, links: Links) -> Vector:
    """Return what a calibration expects to be read at ``links`` [n], on the scale of the readings it was made from."""
    layout = Layout(tuple((term.name, term.member) for term in calibration.terms), calibration.reference_m)
    level = links.gain_db + layout.matrix(links) @ np.array([term.value for term in calibration.terms])
    residual, sigma = nearby_residuals(links, calibration.field, calibration.common, calibration.stations, calibration.sigma_db)
    return expected_readings(level + residual, sigma, links.found, calibration.stations, calibration.noise)


def scores_on(
    held: Measurements,
    calibration: Calibration,
    known: Measurements,
    carrier: Carrier,
    *,
    site: Site | None = None,
    eirp_dbm: float | None = None,
) -> tuple[Score, ...]:
    """Score the uncalibrated model, the log-distance laws fitted to ``known`` and the calibration on the readings ``held``.

    known: the measurements the calibration was made from; stations without a place take the one estimated there.
    """
    trained = prepared(known, carrier, site, eirp_dbm)
    asked = _beside(held, trained, carrier, site, eirp_dbm)
    groups = int(np.unique(held.group).size)
    whole = learn_all(trained)
    expected = {UNCALIBRATED: uncalibrated_levels(asked, trained, calibration.absolute)}
    expected |= {law.name: fit_design(law, trained, learn(law, trained, whole)).expected(asked) for law in LAWS}
    expected[CALIBRATED] = expected_of(calibration, asked) if calibration.accepted else expected[UNCALIBRATED]
    return tuple(scored(name, level, asked.found, groups) for name, level in expected.items())


def _beside(held: Measurements, trained: Links, carrier: Carrier, site: Site | None, eirp_dbm: float | None) -> Links:
    """Return the held links with the model's answer, the places and the floors of their stations as they are known."""
    known = trained.found
    x, y, floor = held.station_x_m.copy(), held.station_y_m.copy(), np.full(held.size, float(np.median(known.floor_db)))
    for name in np.unique(held.station):
        theirs, mine = known.station == name, held.station == name
        if np.any(theirs):
            floor[mine] = np.median(known.floor_db[theirs])
            unknown = mine & ~np.isfinite(x)
            x[unknown], y[unknown] = known.station_x_m[theirs][0], known.station_y_m[theirs][0]
    placed = np.isfinite(x)
    level = held.level_db - (0.0 if eirp_dbm is None else eirp_dbm)
    found = replace(held, station_x_m=x, station_y_m=y, level_db=level, floor_db=floor).these(placed)
    modelled = model_links(found, carrier, site)
    return Links(found, modelled.gain_db, modelled.los)
