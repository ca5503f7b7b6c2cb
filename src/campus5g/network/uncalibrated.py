"""What the model says of measured links before any reading is believed: path gain and line of sight of each.

With a site the answer is that of ``coverage`` (rays over its buildings). Without one, nothing is known but the distance: the
medians of TR 38.901 are weighted by its probability of line of sight, ``p L_los + (1 - p) L_nlos`` in dB, and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.core.site import Site
from campus5g.network.carriers import Carrier
from campus5g.network.coverage import link_gains_db, scenario_for
from campus5g.network.measurements import Measurements, Vector
from campus5g.network.propagation import los_probability, median_loss_db
from campus5g.network.scenarios import scenario_named

USUAL_STATION_M = 25.0
"""Height given to a station whose file and site say none: TR 38.901's own for masts above roofs."""


@dataclass(frozen=True, slots=True, eq=False)
class Modelled:
    """gain_db [n]; los [n]: True, False (decided by the ray) or all NaN where no geometry is known; notes: what was supposed."""

    gain_db: Vector
    los: Vector
    notes: tuple[Message, ...]


def model_links(found: Measurements, carrier: Carrier, site: Site | None, terminal_m: float = 1.5) -> Modelled:
    """Return the uncalibrated answer for every reading; both ends must be known (``found.located``)."""
    height = np.where(np.isfinite(found.station_height_m), found.station_height_m, USUAL_STATION_M)
    notes: list[Message] = []
    if not np.all(np.isfinite(found.station_height_m)):
        notes.append(msg("no height of the antennas is given: %(height)s m is supposed", height=USUAL_STATION_M))
    if site is not None:
        tx = np.column_stack((found.station_x_m, found.station_y_m, height))
        gain, los = link_gains_db(site, tx, found.x_m, found.y_m, carrier, terminal_m)[:2]
        return Modelled(np.asarray(gain, np.float64), np.asarray(los, np.float64), tuple(notes))
    notes.append(msg("no site is given: the model knows the distance alone, no building"))
    gain = np.empty(found.size)
    for one in np.unique(height):
        mine = height == one
        gain[mine], more = statistical_gain_db(found.distance_m[mine], float(one), terminal_m, carrier.freq_hz)
        notes += more
    return Modelled(gain, np.full(found.size, np.nan), tuple(dict.fromkeys(notes)))


def statistical_gain_db(distance_m: Vector, h_bs_m: float, h_ut_m: float, freq_hz: float) -> tuple[Vector, list[Message]]:
    """Return the mean path gain at ``distance_m`` when no geometry is known, and what was extrapolated.

    Below the scenario's lowest carrier the loss follows free space, ``20 lg(f/f0)`` from its value there; nearer or farther than
    its range it takes the value at the end of it. Each is said.
    """
    key = scenario_for(h_bs_m)
    scenario = scenario_named(key)
    notes: list[Message] = []
    freq = max(freq_hz, scenario.min_freq_hz)
    if freq != freq_hz:
        notes.append(
            msg(
                "%(mhz)s MHz is below the range of %(key)s: its loss at %(low)s MHz is carried down as in free space",
                mhz=round(freq_hz / 1e6, 1),
                key=key,
                low=round(scenario.min_freq_hz / 1e6),
            )
        )
    d = np.clip(distance_m, scenario.min_distance_m, scenario.max_nlos_m)
    if not np.array_equal(d, distance_m):
        share = 100 * float(np.mean(d != distance_m))
        notes.append(msg("%(share)s %% of the links are outside the distances of %(key)s", share=round(share, 1), key=key))
    clear = median_loss_db(key, True, freq, h_bs_m, h_ut_m, d)
    hidden = median_loss_db(key, False, freq, h_bs_m, h_ut_m, d)
    seen = los_probability(key, h_bs_m, h_ut_m, d)
    return -(seen * clear + (1 - seen) * hidden) - 20 * np.log10(freq_hz / freq), notes


def locate_stations(found: Measurements) -> Measurements:
    """Return the readings with the likeliest place of every station whose place is unknown.

    For each place of a grid, thrice refined, around the readings (half their span beyond them) the law
    ``level = a + b 10 lg(d)`` with ``b <= -1.5`` (free space: -2) is fitted to the readings above
    their floor; the place with the least absolute error wins. It is where the signal seems to come from, not a survey.
    """
    x, y = found.station_x_m.copy(), found.station_y_m.copy()
    estimated = []
    for name in np.unique(found.station[~np.isfinite(x)]):
        mine = np.flatnonzero(found.station == name)
        x[mine], y[mine] = _likeliest_place(found.these(mine))
        estimated.append(str(name))
    if not estimated:
        return found
    note = msg("the place of %(names)s is not in the file: it was estimated from the readings", names=", ".join(estimated))
    return replace(found, station_x_m=x, station_y_m=y).noted(note)


_SHOWN_READINGS = 2000
_GRID = 21


def _likeliest_place(mine: Measurements) -> tuple[float, float]:
    heard = np.flatnonzero(~mine.at_floor)
    heard = heard if heard.size > mine.size / 10 else np.arange(mine.size)
    step = max(1, heard.size // _SHOWN_READINGS)
    x, y, level = mine.x_m[heard[::step]], mine.y_m[heard[::step]], mine.level_db[heard[::step]]
    centre = np.array([float(np.median(x)), float(np.median(y))])
    half = max(float(np.ptp(x)), float(np.ptp(y)), 100.0)
    for _ in range(4):
        offsets = np.linspace(-half, half, _GRID)
        places = centre + np.stack(np.meshgrid(offsets, offsets), axis=-1).reshape(-1, 2)
        misses = np.array([_miss_of(place, x, y, level) for place in places])
        centre, half = places[int(np.argmin(misses))], half / 5
    return float(centre[0]), float(centre[1])


def _miss_of(place: NDArray[np.float64], x: Vector, y: Vector, level: Vector) -> float:
    far = 10 * np.log10(np.hypot(np.hypot(x - place[0], y - place[1]), 10.0))
    spread = float(np.var(far))
    slope = min(-1.5, float(np.mean((far - far.mean()) * (level - level.mean()))) / spread) if spread > 0 else -1.5
    residual = level - slope * far
    return float(np.mean(np.abs(residual - np.median(residual))))
