"""What a link lets through, how late, and whether a repair can still be planned.

For one machine: from the first sign to the failure there is a time PF, lognormal (median m, spread σ). The detector needs
3 good reports; the share r of PF that is left when they see what the sampling rate shows was measured (``model``). With
reports every D hours of which a share p is lost, the delay is::

    L = (u + G1 + G2 + G3 - 1) D + loss × outage,   u uniform on (0, 1), G geometric of success 1 - p

and the failure is caught when r PF - L exceeds the time Q needed to plan a repair. Given L, this is exact::

    P(caught | L) = Φ( (ln(m r) - ln(Q + L)) / σ )

Only L is drawn, with the same random numbers for every connectivity and set of assumptions, through inverses that grow with
D and p: a worse network is worse in each draw, with no clamping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from campus5g.core.service import Connectivity
from campus5g.uses.links import Link
from campus5g.uses.maintenance.foreseen import Foreseen
from campus5g.uses.parameters import Draws, Floats

EVENTS = 200
REPORTS = 3


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a sensor sends: the ``waveform`` sampled at ``rate_hz``, or figures computed on board from that rate.

    kept: share of the warning time that this rate keeps (from ``model.kept_shares``). small_loss: most of the short
    reports that low-power radio loses, whatever it loses of the long messages its service level was made for. foreseen: the
    company's machines, whose remaining life is told from the figures sent.
    """

    rate_hz: int
    waveform: bool
    kept: float
    small_loss: float = 1.0
    foreseen: Foreseen | None = None

    def bits(self, a: Draws) -> Floats:
        """Return (draws,) bits of a report."""
        return self.rate_hz * a["signal_s"] * a["axes"] * a["sample_bits"] if self.waveform else 8 * a["edge_bytes"]


@dataclass(frozen=True, slots=True)
class Delays:
    """Common random numbers: phase (events,) and one uniform (events, reports) for each good report."""

    phase: Floats
    tries: Floats

    @classmethod
    def draw(cls, seed: int, events: int = EVENTS) -> Delays:
        """Draw once for a study; phases are spread evenly so that the mean over events converges fast."""
        random = np.random.default_rng([seed, events])
        phase = (random.permutation(events) + random.random(events)) / events
        return cls(phase, 1 - random.random((events, REPORTS)))

    def reports(self, loss: float) -> Floats:
        """Return (events,) reports sent until 3 have arrived: geometric numbers of success 1 - loss, by inversion."""
        if loss >= 1:
            return np.full(self.phase.shape, np.inf)
        if loss <= 0:
            return np.full(self.phase.shape, float(REPORTS))
        return np.asarray((1 + np.floor(np.log(self.tries) / np.log(loss))).sum(axis=1))


def schemes(kept: Mapping[int, float], edge_rate_hz: float, small_loss: float = 1.0) -> tuple[Scheme, ...]:
    """Return what a sensor could send: the waveform at each measured rate, or figures from the best rate on board."""
    on_board = max((rate for rate in kept if rate <= edge_rate_hz), default=min(kept))
    waves = tuple(Scheme(rate, True, share) for rate, share in sorted(kept.items(), reverse=True))
    return (*waves, Scheme(on_board, False, kept[on_board], small_loss))


def of_the_file(foreseen: Foreseen, small_loss: float) -> tuple[Scheme, ...]:
    """Return the only scheme of a remaining life: the figures of the file, whole over any link that carries short reports."""
    return (Scheme(0, False, 1.0, small_loss, foreseen),)


def period_h(scheme: Scheme, link: Link, a: Draws) -> Floats:
    """Return (draws,) hours between two reports: what is wished, or more when the link is slow or its news is old.

    max(wished, bits / uplink, 2 × mean age): the mean age of a periodic flow is half its period. The age of what low-power
    radio was planned to carry says nothing of short reports, which its rate bounds alone.
    """
    service = link.service
    if service.connectivity is Connectivity.MANUAL:
        return np.asarray(a["route_period_d"] * 24)
    seconds = scheme.bits(a) / service.uplink_bps if service.uplink_bps > 0 else np.full_like(a["signal_s"], np.inf)
    wished = a["report_period_h"] if scheme.waveform else a["edge_period_h"]
    age_h = 0.0 if _short_on_lpwan(scheme, link) else service.age_s / 3600
    return np.maximum(np.maximum(wished, seconds / 3600), 2 * age_h)


def caught(scheme: Scheme, link: Link, a: Draws, delays: Delays) -> Floats:
    """Return (draws,) probability that a failure of a covered machine is seen in time to plan its repair."""
    if scheme.foreseen is not None:
        chance = chance_by_machine(scheme.foreseen, scheme, link, a, delays)
        mean = (scheme.foreseen.weights(len(chance)) * chance).sum(axis=1)
        return np.asarray(np.minimum(mean, 1.0))  # weights add to 1 but for rounding
    sent, outage_d = _sent(scheme, link, delays)
    late_d = np.outer(period_h(scheme, link, a) / 24, sent) + outage_d
    return np.asarray(a["detectable_share"] * in_time(a, scheme.kept, late_d).mean(axis=1))


def chance_by_machine(foreseen: Foreseen, scheme: Scheme, link: Link, a: Draws, delays: Delays) -> Floats:
    """Return (draws, machines) probability that each machine of the company's file, were it covered, is repaired in time."""
    sent, outage_d = _sent(scheme, link, delays)
    return foreseen.in_time(a["planning_delay_d"], period_h(scheme, link, a) / 24, sent, outage_d)


def lost_share(scheme: Scheme, link: Link) -> float:
    """Return the share of the reports that do not arrive."""
    return min(link.service.loss, scheme.small_loss) if _short_on_lpwan(scheme, link) else link.service.loss


def _sent(scheme: Scheme, link: Link, delays: Delays) -> tuple[Floats, float]:
    """Return (events,) periods until three reports came, and the days that an outage adds."""
    loss = lost_share(scheme, link)
    return delays.phase + delays.reports(loss) - 1, loss * link.service.outage_s / 86400 if loss > 0 else 0.0


def _short_on_lpwan(scheme: Scheme, link: Link) -> bool:
    return not scheme.waveform and link.service.connectivity is Connectivity.LPWAN


def in_time(a: Draws, kept: float, late_d: Floats) -> Floats:
    """Return Φ((ln(m r) - ln(Q + L)) / σ), (draws, events), for the delays ``late_d`` (draws, events) in days."""
    with np.errstate(divide="ignore"):
        available = np.log(a["pf_median_d"] * a["transfer_share"] * kept)[:, None]
        needed = np.log(a["planning_delay_d"][:, None] + late_d)
    with np.errstate(invalid="ignore"):
        chance = ndtr((available - needed) / a["pf_sigma"][:, None])
    return np.where(np.isneginf(available), 0.0, chance)
