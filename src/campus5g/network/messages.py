"""How long one message of a group takes to the application behind the core, as a distribution.

Frame and retransmissions for the slots that the message takes at the terminal's rate, the wait for the cell's other messages
(none with a configured grant), device, core, handovers. What is late or never comes is the radio's share of the loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus5g.core.site import DeviceGroup
from campus5g.network.carriers import Figures
from campus5g.network.latency import IDLE, STILL, Distribution, Grid, Handovers, Queue, Terms, mixture, of_delay
from campus5g.network.link import Link
from campus5g.network.reliability import Harq, backoff_db, spread_db
from campus5g.network.tdd import Access, Frame
from campus5g.network.traffic import access_of

_EXACT_SLOTS = 8
_TAIL = 12.0
"""The grid holds so many mean waits: what is beyond is rarer than one message in 100 000."""


def harq_of(group: DeviceGroup, figures: Figures) -> Harq:
    """Return the retransmissions of a group: few first errors where little may be lost, the usual one in ten elsewhere."""
    strict = group.reliability >= figures["harq.strict_from"]
    return Harq(
        first_error=figures["harq.strict_error" if strict else "harq.first_error"],
        spread_db=spread_db(figures["harq.waterfall_db"], figures["harq.ageing_db"]),
        most_tries=int(figures["harq.most_tries"]),
        floor=figures["harq.floor"],
    )


def strict_backoff_db(group: DeviceGroup, figures: Figures) -> float:
    """Return how many dB a group gives up so that few of its blocks need a second transmission."""
    return backoff_db(harq_of(group, figures), figures["harq.first_error"])


def slots_for(group: DeviceGroup, link: Link, rate_bps: ArrayLike) -> NDArray[np.int64]:
    """Return how many uplink slots a message takes at a rate averaged over the frame; beyond 8, to two digits, upwards."""
    slot_bits = np.maximum(np.asarray(rate_bps, dtype=np.float64), 1.0) * link.carrier.slot_s / link.carrier.frame.ul_share
    exact = np.maximum(np.ceil(8 * group.packet_bytes / slot_bits - 1e-9), 1.0)
    coarse = 10.0 ** np.maximum(np.floor(np.log10(exact)) - 1, 0.0)
    found: NDArray[np.int64] = np.where(exact <= _EXACT_SLOTS, exact, np.ceil(exact / coarse) * coarse).astype(np.int64)
    return found


def terms_of(figures: Figures) -> Terms:
    """Return the latencies outside the radio: device and core, with their ranges, and the core's rare stops."""

    def triple(key: str) -> tuple[float, float, float]:
        shown = figures.assumption(key)
        return shown.low / 1e3, shown.value / 1e3, shown.high / 1e3

    return Terms(
        device_s=triple("latency.device_ms"),
        core_s=triple("latency.core_ms"),
        outlier_s=figures["latency.core_outlier_ms"] / 1e3,
        outlier_share=figures["latency.core_outlier_share"],
    )


@lru_cache(maxsize=4096)
def frame_law(frame: Frame, access: Access, slots: int, harq: Harq, grid: Grid) -> Distribution:
    """Return the latency on the air, over all arrival instants and numbers of transmissions; lost blocks are late."""
    tries = ((chance, frame.uplink(access, number, slots)) for number, chance in enumerate(harq.chances(), start=1))
    law = mixture((chance, of_delay(delay, grid)) for chance, delay in tries)
    return Distribution(grid, law.mass, max(0.0, 1.0 - float(law.mass.sum())))


@lru_cache(maxsize=64)
def outside_law(terms: Terms, grid: Grid) -> Distribution:
    return terms.distribution(grid)


@lru_cache(maxsize=1024)
def queue_law(queue: Queue, grid: Grid) -> Distribution:
    return queue.distribution(grid)


@dataclass(frozen=True, slots=True)
class Sending:
    """A part of a group's messages: its weight, the uplink slots that one takes, and the wait in its cell."""

    weight: float
    slots: int
    queue: Queue = IDLE


def grid_for(link: Link, sendings: Sequence[Sending]) -> Grid:
    """Return a grid that holds the longest sending, its tries and its wait."""
    frame = link.carrier.frame
    sent = max(s.slots for s in sendings) / frame.ul_slots * frame.period_s
    waited = max(s.queue.wait_s for s in sendings)
    return Grid.reaching(4 * sent + _TAIL * waited)


def uplink_law(
    group: DeviceGroup, link: Link, figures: Figures, sendings: Sequence[Sending], handovers: Handovers = STILL
) -> Distribution:
    """Return the latency of an uplink message of ``group``; the weights of ``sendings`` add up to 1."""
    grid, harq, access = grid_for(link, sendings), harq_of(group, figures), access_of(group, figures)
    by_queue: dict[Queue, list[Sending]] = {}
    for sending in sendings:
        by_queue.setdefault(IDLE if access is Access.CONFIGURED else sending.queue, []).append(sending)
    parts = []
    for queue, members in by_queue.items():
        weight = sum(s.weight for s in members)
        on_air = mixture((s.weight / weight, frame_law(link.carrier.frame, access, s.slots, harq, grid)) for s in members)
        parts.append((weight, on_air if queue.busy <= 0 else on_air.plus(queue_law(queue, grid))))
    law = mixture(parts).plus(outside_law(terms_of(figures), grid))
    return law if handovers.rate_hz <= 0 else law.plus(handovers.distribution(grid))


def sendings_of(
    slots: NDArray[np.int64], cell: NDArray[np.intp], weight: NDArray[np.float64], queues: Sequence[Queue]
) -> tuple[Sending, ...]:
    """Sum up places [place] that take as many slots in the same cell; ``queues`` [cell]."""
    pairs, which = np.unique(np.column_stack([slots, cell]), axis=0, return_inverse=True)
    shares = np.bincount(which.ravel(), weights=weight, minlength=len(pairs)) / weight.sum()
    return tuple(Sending(float(share), int(n), queues[int(c)]) for share, (n, c) in zip(shares, pairs, strict=True))
