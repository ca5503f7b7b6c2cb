"""What waits in a cell's uplink, and which of the cell's limits is reached first.

A cell sends message after message; one of b resource blocks takes ``S = b / (N slots per second)`` of its time. Groups that may
lose at most one message in a thousand go first: the wait of Cobham, which without priorities is that of Pollaczek and Khinchine
(``latency.mean_wait_s``). Periodic messages come more evenly than the Poisson arrivals counted here: the wait is an upper one.

Limits of a cell (``CellLimits``): resource in both directions; grants of the control channel, of which a configured grant asks
none; connected terminals. A message takes one resource block in one slot at least: 40 bytes at MCS 9 take two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.core.site import DeviceGroup
from campus5g.network.carriers import Figures
from campus5g.network.demand import Points
from campus5g.network.latency import IDLE, Queue, mean_wait_s
from campus5g.network.link import Link, grants_per_second
from campus5g.network.load import Loads
from campus5g.network.tdd import Access

Array = NDArray[np.float64]
_FULLEST = 0.98
"""A fuller cell has no steady wait; its messages wait as at this load, and its devices do not all fit."""


def access_of(group: DeviceGroup, figures: Figures) -> Access:
    """Return how a group comes to its slots: given in advance to short cycles, asked for by the rest."""
    cyclic = group.period_s <= figures["access.configured_period_s"]
    return Access.CONFIGURED if cyclic else Access.REQUESTED


@dataclass(frozen=True, slots=True)
class Traffic:
    """The uplink of each cell [cell]: messages a second, ``lambda E[S^2]``, load of what goes first, and of all."""

    rate_hz: Array
    second_moment: Array
    urgent: Array
    all: Array

    def queue(self, cell: int, urgent: bool) -> Queue:
        """Return the wait of one message in a cell."""
        busy = min(float(self.all[cell]), _FULLEST)
        if busy <= 0 or self.rate_hz[cell] <= 0:
            return IDLE
        first = min(float(self.urgent[cell]), _FULLEST)
        before, own = (0.0, first) if urgent else (first, busy)
        mean_square = float(self.second_moment[cell] / self.rate_hz[cell])
        return Queue(busy, mean_wait_s(float(self.rate_hz[cell]), mean_square, before, own))


def traffic_of(loads: Loads, points: Points) -> Traffic:
    """Sum up what the devices of each cell send."""
    cells = loads.downlink.size
    rate = points.weight * points.messages_hz * (loads.share > 0)
    service = np.divide(loads.share, rate, out=np.zeros_like(rate), where=rate > 0)
    urgent = np.array([c.critical for c in points.crowds])[points.crowd]

    def summed(values: Array) -> Array:
        return np.bincount(loads.server, weights=values, minlength=cells).astype(np.float64)

    return Traffic(summed(rate), summed(rate * service**2), summed(loads.share * urgent), summed(loads.share))


@dataclass(frozen=True, slots=True)
class CellLimits:
    """How much of each limit a cell uses, 1 at the limit; every array is [cell].

    downlink, uplink: the resource, against the fullest that is planned. grants: of the control channel. connected: terminals.
    """

    downlink: Array
    uplink: Array
    grants: Array
    connected: Array

    @property
    def worst(self) -> Array:
        return np.asarray(np.maximum.reduce([self.downlink, self.uplink, self.grants, self.connected]))

    @property
    def fitting_share(self) -> Array:
        """Share of each cell's devices that fit."""
        return np.asarray(1 / np.maximum(self.worst, 1.0))

    def first(self, cell: int) -> str:
        """Return the limit that a cell reaches first: ``downlink``, ``uplink``, ``grants`` or ``connected``."""
        names = ("downlink", "uplink", "grants", "connected")
        return max(names, key=lambda name: float(getattr(self, name)[cell]))

    def message(self, cell: int, antenna: str) -> Message:
        """Say which limit a cell reaches first, and how near it is."""
        limit = self.first(cell)
        used = round(100 * float(getattr(self, limit)[cell]))
        match limit:
            case "downlink":
                return msg(
                    "cell %(antenna)s: the downlink is used at %(used)s %%, before any other limit", antenna=antenna, used=used
                )
            case "uplink":
                return msg(
                    "cell %(antenna)s: the uplink is used at %(used)s %%, before any other limit", antenna=antenna, used=used
                )
            case "grants":
                return msg(
                    "cell %(antenna)s: the grants of the control channel are used at %(used)s %%, before any other limit",
                    antenna=antenna,
                    used=used,
                )
            case _:
                return msg(
                    "cell %(antenna)s: the connected terminals are at %(used)s %% of what it holds, before any other limit",
                    antenna=antenna,
                    used=used,
                )


def limits_of(loads: Loads, points: Points, link: Link, figures: Figures) -> CellLimits:
    """Hold each cell against its limits.

    A terminal stays connected ``cell.active_hold_s`` after a message. A message that asks for its slots takes one grant, and one
    more for each of its retransmissions (``harq.first_error``); with a configured grant only the latter.
    """
    cells = loads.downlink.size

    def summed(values: Array) -> Array:
        return np.bincount(loads.server, weights=values, minlength=cells).astype(np.float64)

    groups = [c.group for c in points.crowds]
    period = np.array([g.period_s for g in groups])[points.crowd]
    asks = np.array([float(access_of(g, figures) is Access.REQUESTED) for g in groups])[points.crowd]
    active = np.minimum(1.0, figures["cell.active_hold_s"] / period)
    asked = summed(points.weight * points.messages_hz * (asks + figures["harq.first_error"]))
    full = figures["plan.full_load"]
    return CellLimits(
        downlink=loads.downlink / full,
        uplink=loads.uplink / full,
        grants=asked / grants_per_second(link.carrier, figures["cell.grants_per_slot"]) / full,
        connected=summed(points.weight * active) / figures["cell.connected"],
    )
