"""A failure lived again over each connectivity: the health of one machine as its reports show it, up to the alarm.

The machine is the one of the history with the middle warning time. Each connectivity carries its own scheme: the sampling rate
and the period between reports, some of which are lost. On the test bench a life is accelerated: its hours are stretched so
that the warning at the highest rate is the site's median one (FEMTO and IMS: scale periods by field life / test life).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from campus5g.core.benefit import Mark, Replay, Series
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.uses.maintenance.data import AssetHistory, History
from campus5g.uses.maintenance.model import Detector, report_places, shortest_period_h
from campus5g.uses.maintenance.simulate import period_h
from campus5g.uses.maintenance.value import Part
from campus5g.uses.parameters import Draws

Floats = NDArray[np.float64]
MOST_POINTS = 300


def replays(
    history: History, parts: Mapping[Connectivity, tuple[Part, ...]], a: Draws, bench: bool, seed: int
) -> tuple[Replay, ...]:
    """Return the story over each connectivity that fits a sensor. a: assumptions, (1,) each; bench: the life is accelerated."""
    detector = Detector()
    asset, warning_h = _middle(history, detector)
    stretch = float(a["pf_median_d"][0] * a["transfer_share"][0]) * 24 / warning_h if bench else 1.0
    told = []
    for connectivity, zones in parts.items():
        part = next((part for part in zones if part.scheme is not None and part.link.service.coverage > 0), None)
        if part is not None:
            told.append(_story(asset, connectivity, part, a, stretch, detector, seed))
    return tuple(told)


def _middle(history: History, detector: Detector) -> tuple[AssetHistory, float]:
    period = shortest_period_h(history)
    warned = [(detector.warning_h(asset, history.rates_hz[0], period), asset) for asset in history.failures]
    known = sorted(((hours, asset) for hours, asset in warned if hours), key=lambda pair: pair[0])
    hours, asset = known[len(known) // 2]
    return asset, hours


def _story(
    asset: AssetHistory, connectivity: Connectivity, part: Part, a: Draws, stretch: float, detector: Detector, seed: int
) -> Replay:
    assert part.scheme is not None
    assert asset.failed_h is not None
    rate = part.scheme.rate_hz if part.scheme.rate_hz in asset.rms else max(asset.rms)
    every_h = float(period_h(part.scheme, part.link, a)[0])
    sent = report_places(asset.hours, every_h / stretch)
    loss = part.link.service.loss if part.scheme.waveform else min(part.link.service.loss, part.scheme.small_loss)
    arrived = sent[np.random.default_rng([seed, 1]).random(len(sent)) >= loss]
    before = arrived[asset.hours[arrived] <= asset.failed_h]
    ratio = np.exp(np.log(asset.rms[rate]) - detector.limit(asset, rate))
    alarm = detector.alarm_on(asset, rate, before)
    days = asset.hours * stretch / 24
    end = asset.failed_h * stretch / 24
    plan_by = end - float(a["planning_delay_d"][0])
    marks = [Mark(end, msg("failure"))]
    if plan_by > 0:
        marks.append(Mark(plan_by, msg("last day to plan the repair")))
    if alarm is not None:
        marks.append(Mark(alarm * stretch / 24, msg("alarm")))
    shown = before[np.unique(np.linspace(0, len(before) - 1, MOST_POINTS).astype(int))] if len(before) else before
    curve = Series(
        "health", msg("signal against the alarm limit"), "", tuple(map(float, days[shown])), tuple(map(float, ratio[shown]))
    )
    return Replay(
        f"health_{connectivity}",
        msg("%(machine)s up to its failure", machine=asset.asset),
        connectivity,
        msg("time since the first reading"),
        "d",
        (curve,),
        tuple(sorted(marks, key=lambda mark: mark.x)),
    )
