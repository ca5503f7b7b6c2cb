"""A plan's radio beside a full ray tracer, on places of its own drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from campus5g.core.message import Message, msg
from campus5g.core.site import DeviceGroup, Site
from campus5g.network.carriers import Carrier, carrier_of
from campus5g.network.coverage import link_gains_db
from campus5g.network.links import CLIP_DB, Links, LinkScore, free_space_db, score
from campus5g.network.plan import NetworkPlan
from campus5g.network.prisms import buildings_at
from campus5g.network.raytracing import Effort, NotTraced, Traced, trace_links

Array = NDArray[np.float64]

RX_HEIGHT_M = 1.5


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The engine less the ray tracer (``score``, dB), with the tracer's version and processor time, and this in sentences."""

    score: LinkScore
    version: str
    cpu_s: float
    sentences: tuple[Message, ...]


def cross_check(
    site: Site, plan: NetworkPlan, links: int = 200, seed: int = 0, effort: Effort | None = None, python: str | None = None
) -> CrossCheck | NotTraced:
    """Compare the path gains of ``links`` pairs of a mast of ``plan`` and a place in the open where its devices are.

    Cells inside halls are left out: the tracer knows no machines. python: the interpreter that has Sionna RT.
    """
    masts = sorted({(a.x_m, a.y_m, a.height_m) for a in plan.antennas if a.kind != "indoor"})
    generator = np.random.default_rng(seed)
    x, y = places_of(site, links, generator)
    if not masts or not x.size:
        return NotTraced(msg("the plan serves no place in the open from a mast: there is nothing to trace"))
    tx = np.array(masts)[generator.integers(len(masts), size=x.size)]
    carrier = carrier_of(plan.band, plan.on, plan.frame, experiment=True)
    traced = trace_links(site, tx, x, y, carrier.freq_hz, RX_HEIGHT_M, effort, python)
    return traced if isinstance(traced, NotTraced) else compared(site, tx, x, y, carrier, traced)


def compared(site: Site, tx_m: Array, x_m: Array, y_m: Array, carrier: Carrier, traced: Traced) -> CrossCheck:
    """Compute the same links with the engine and say how far the two are apart."""
    gain, los = link_gains_db(site, tx_m, x_m, y_m, carrier, RX_HEIGHT_M)
    free = free_space_db(tx_m, x_m, y_m, RX_HEIGHT_M, carrier.freq_hz)
    found = score(Links(tx_m, x_m, y_m, traced.gain_db, traced.los), gain, los, free)
    return CrossCheck(found, traced.version, traced.cpu_s, _sentences(found, traced.version))


def places_of(site: Site, count: int, generator: np.random.Generator) -> tuple[Array, Array]:
    """Draw places in the open where devices are, as many devices as likely: x and y [count], empty without any such place."""
    shapes = [(Polygon(z.ring), _devices(z.devices)) for z in site.zones if not z.indoor]
    shapes += [(LineString(p.points).buffer(p.width_m / 2), _devices(p.devices)) for p in site.paths]
    weight = np.array([devices for _, devices in shapes], dtype=np.float64)
    if not weight.sum() > 0:
        return np.zeros(0), np.zeros(0)
    found = [np.zeros((0, 2))]
    for chosen, many in enumerate(generator.multinomial(count, weight / weight.sum())):
        found.append(_inside(site, shapes[chosen][0], int(many), generator))
    places = np.concatenate(found)
    return places[:, 0], places[:, 1]


_DRAWS = 60


def _inside(site: Site, shape: shapely.Geometry, count: int, generator: np.random.Generator) -> Array:
    """Draw points of a shape that no roof covers, fewer than asked where hardly any is in the open."""
    west, south, east, north = shape.bounds
    points: Array = generator.uniform((west, south), (east, north), (count * _DRAWS, 2))
    x, y = np.ascontiguousarray(points.T)
    open_air = shapely.contains_xy(shape, x, y) & (buildings_at(site, x, y) < 0)
    kept: Array = points[open_air][:count]
    return kept


def _devices(groups: tuple[DeviceGroup, ...]) -> int:
    return sum(group.count for group in groups)


def _sentences(found: LinkScore, version: str) -> tuple[Message, ...]:
    said = [
        msg(
            "Sionna RT %(version)s found a path for %(n)s links, none for %(silent)s.",
            version=version,
            n=found.links,
            silent=found.without_reference,
        )
    ]
    if found.links_los:
        said.append(
            msg(
                "In sight the engine is %(rmse)s dB away from it (root mean square over %(n)s links, mean %(bias)s dB).",
                rmse=round(found.rmse_los_db, 1),
                n=found.links_los,
                bias=round(found.bias_los_db, 1),
            )
        )
    if found.links_nlos_clipped:
        said.append(
            msg(
                "Out of sight, where the tracer is within %(clip)s dB of free space: %(rmse)s dB over %(n)s links, mean %(bias)s dB; "
                "deeper shadows are too dark in it.",
                clip=round(CLIP_DB),
                rmse=round(found.rmse_nlos_clipped_db, 1),
                n=found.links_nlos_clipped,
                bias=round(found.bias_nlos_clipped_db, 1),
            )
        )
    return tuple(said)
