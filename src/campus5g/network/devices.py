"""What every single device gets: where it stands, which cell serves it, its rates, its latency, and whether that is enough.

Devices are laid evenly over the places of their group, each somewhere in its cell of the grid (seeded). Latencies are computed
once for each class of devices alike (group, serving cell, uplink slots of a message) and read by every device of the class: 50 000
devices cost a few hundred distributions. Values are medians over the shadow; ``chance`` is the share of draws of the shadow in
which some mast serves.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.site import DeviceGroup
from campus5g.network.demand import URGENT_RELIABILITY, place_ids
from campus5g.network.latency import STILL, Handovers
from campus5g.network.messages import Sending, slots_for, strict_backoff_db, uplink_law
from campus5g.network.offers import mean_uplink_bps
from campus5g.network.on_air import OnAir
from campus5g.network.requirements import survival_s
from campus5g.network.service import equipment_availability, fading_loss, rides_of, shared_bps

Array = NDArray[np.float64]
_JUDGED = (0.5, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class DeviceService:
    """The service of each device; every array is [device].

    group: index in ``groups`` (id of the zone or path, group). cell: index in the plan's antennas, -1 where no uplink reaches. rsrp_dbm and
    sinr_db: downlink, under the plan's loads. uplink_bps, downlink_bps: what it can count on. p50_s, p99_s, p999_s: one-way
    latency of what arrives. loss: late or never. availability: survival time counted. chance: of being served. meets: whether
    all that its group asks is met.
    """

    groups: tuple[tuple[str, DeviceGroup], ...]
    cells: tuple[str, ...]
    group: NDArray[np.int64]
    x_m: Array
    y_m: Array
    cell: NDArray[np.int64]
    rsrp_dbm: Array
    sinr_db: Array
    uplink_bps: Array
    downlink_bps: Array
    p50_s: Array
    p99_s: Array
    p999_s: Array
    loss: Array
    availability: Array
    chance: Array
    meets: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return int(self.group.size)


def device_service(network: OnAir, seed: int = 0) -> DeviceService:
    """Return what each device of the site gets from the network."""
    points = network.radio.points
    parts = []
    for index, crowd in enumerate(points.crowds):
        mine = np.flatnonzero(points.crowd == index)
        generator = np.random.default_rng([seed, index])
        parts.append(_of_group(network, index, mine, _spread(mine.size, crowd.group.count, generator), generator))
    named = tuple((place_ids(network.site)[c.zone_index], c.group) for c in points.crowds)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return DeviceService(groups=named, cells=tuple(c.place for c in network.radio.cells), **columns)


def _spread(places: int, count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Return a place for each device: all places as often as any other, the rest drawn without repetition."""
    whole, rest = divmod(count, places)
    drawn = generator.choice(places, rest, replace=False)
    return np.sort(np.concatenate([np.tile(np.arange(places), whole), drawn])).astype(np.intp)


def _of_group(
    network: OnAir, index: int, mine: NDArray[np.intp], spread: NDArray[np.intp], generator: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Compute the columns of one group: once for each place, then one row for each device there."""
    radio, link, figures = network.radio, network.link, network.figures
    points, loads, group = radio.points, radio.loads, radio.points.crowds[index].group
    server = loads.server[mine]
    rate = radio.rate_bps(mine, link, strict_backoff_db(group, figures))
    latency, missed = _latencies(network, index, mine, slots_for(group, link, rate))
    faded = fading_loss(radio.margin_db[:, mine].max(axis=0), points.crowds[index].indoor, figures)
    equipment = equipment_availability(radio.masts[mine], figures, network.core_availability)
    lost = np.where(rate > 0, missed + faded, 1.0)
    forgiven = np.floor(survival_s(group) / group.period_s + 1e-9)
    place: dict[str, NDArray[Any]] = {
        "cell": np.where(rate > 0, server, -1).astype(np.int64),
        "rsrp_dbm": radio.received_dbm[server, mine].astype(np.float64),
        "sinr_db": loads.sinr_db[mine],
        "uplink_bps": shared_bps(loads.uplink_bps[mine], loads.uplink[server], mean_uplink_bps(group)),
        "downlink_bps": shared_bps(loads.downlink_bps[mine], loads.downlink[server], group.downlink_bps),
        "p50_s": latency[:, 0],
        "p99_s": latency[:, 1],
        "p999_s": latency[:, 2],
        "loss": 1 - (1 - np.minimum(lost, 1.0)) * equipment,
        "availability": equipment * (1 - np.minimum(lost, 1.0) ** (1 + forgiven)),
        "chance": radio.served[mine],
    }
    place["meets"] = _meets(network, index, place)
    jitter = network.cell_m * (generator.random((2, spread.size)) - 0.5)
    return {
        "group": np.full(spread.size, index, np.int64),
        "x_m": points.x_m[mine][spread] + jitter[0],
        "y_m": points.y_m[mine][spread] + jitter[1],
        **{name: values[spread] for name, values in place.items()},
    }


def _latencies(network: OnAir, index: int, mine: NDArray[np.intp], slots: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the latencies at ``_JUDGED`` [place, share] and the share late [place], one law for each class of places alike."""
    radio, figures, group = network.radio, network.figures, network.radio.points.crowds[index].group
    rides = rides_of(radio, mine, group, index, figures)
    moving = STILL if rides is None else Handovers(rides.handovers_per_hour / 3600, figures["handover.interruption_s"])
    classes, which = np.unique(np.column_stack([radio.loads.server[mine], slots]), axis=0, return_inverse=True)
    quantiles, missed = np.empty((len(classes), len(_JUDGED))), np.empty(len(classes))
    urgent = group.reliability >= URGENT_RELIABILITY
    for at, (cell, count) in enumerate(classes):
        sending = Sending(1.0, int(count), radio.traffic.queue(int(cell), urgent))
        law = uplink_law(group, network.link, figures, (sending,), moving)
        quantiles[at] = [law.quantile(share) for share in _JUDGED]
        missed[at] = max(0.0, 1 - law.within(group.latency_s))
    return quantiles[which.ravel()], missed[which.ravel()]


def _meets(network: OnAir, index: int, place: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
    """Hold each place against what the group asks: chance of service, latency, loss, rates."""
    figures, crowd = network.figures, network.radio.points.crowds[index]
    group = crowd.group
    target = figures["plan.coverage_critical" if crowd.critical else "plan.coverage"]
    slow = place["p999_s"] if crowd.critical else place["p99_s"]
    enough = (place["chance"] >= target) & (slow <= group.latency_s) & (place["loss"] <= (1 - group.reliability) * (1 + 1e-9))
    rates = (place["uplink_bps"] >= mean_uplink_bps(group) * (1 - 1e-9)) & (
        place["downlink_bps"] >= group.downlink_bps * (1 - 1e-9)
    )
    return np.asarray(enough & rates & (place["cell"] >= 0))


_DECIMALS = {"x_m": 2, "y_m": 2, "rsrp_dbm": 1, "sinr_db": 1, "uplink_bps": 0, "downlink_bps": 0}


def devices_csv(service: DeviceService) -> str:
    """Return the devices as CSV, one line each: zone, group, serving antenna and the arrays under their names."""
    names = [f.name for f in fields(service) if f.name not in ("groups", "cells", "group", "cell")]
    columns = []
    for name in names:
        values = getattr(service, name)
        if name == "meets":
            columns.append(values.astype(int).tolist())
        elif name in _DECIMALS:
            columns.append(np.round(values, _DECIMALS[name]).tolist())
        else:
            columns.append([f"{value:.6g}" for value in values.tolist()])
    zones = [service.groups[g][0] for g in service.group.tolist()]
    groups = [service.groups[g][1].name for g in service.group.tolist()]
    cells = [service.cells[c] if c >= 0 else "" for c in service.cell.tolist()]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["zone", "group", "antenna", *names])
    writer.writerows(zip(zones, groups, cells, *columns, strict=True))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """A group in one line: how many devices, the share that get what they ask, and the middle and worst of them."""

    zone_id: str
    group: str
    count: int
    meets_share: float
    uplink_p10_bps: float
    p99_median_s: float
    p99_worst_s: float
    availability_p10: float


def summary_of(service: DeviceService) -> tuple[DeviceSummary, ...]:
    """Sum up the devices by group."""
    found = []
    for index, (zone, group) in enumerate(service.groups):
        mine = service.group == index
        found.append(
            DeviceSummary(
                zone_id=zone,
                group=group.name,
                count=int(mine.sum()),
                meets_share=_tidy(float(service.meets[mine].mean())),
                uplink_p10_bps=_tidy(float(np.quantile(service.uplink_bps[mine], 0.1))),
                p99_median_s=_tidy(float(np.median(service.p99_s[mine]))),
                p99_worst_s=_tidy(float(service.p99_s[mine].max())),
                availability_p10=_tidy(float(np.quantile(service.availability[mine], 0.1))),
            )
        )
    return tuple(found)


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")
