"""The service classes of the standard (TS 22.104), and a group of devices held against one.

A site may name the class of a group (``service_class``); else the nearest is taken: the least sum of the distances, as
logarithms, of the period, the message, the latency and the rate to the class's range. A group too far from all has no class.
Availability counts messages in time and forgives what the survival time forgives; margins are ratios, 1 at the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import Any

from campus5g.core.dated import Dated, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.core.service import Check, ClassVerdict, Latency
from campus5g.core.site import DeviceGroup

TITLES: dict[str, Message] = {
    "motion_printing": msg("motion control, printing"),
    "motion_tools": msg("motion control, machine tools"),
    "motion_packaging": msg("motion control, packaging"),
    "control_to_control": msg("control to control"),
    "robots_precise": msg("mobile robots, precise cooperation"),
    "robots_machine": msg("mobile robots, machine control"),
    "robots_cooperative": msg("mobile robots, cooperative driving"),
    "robots_fleet": msg("mobile robots, fleet management"),
    "remote_control_video": msg("remote control by video"),
    "robots_video": msg("mobile robots, video streaming"),
    "panel_parallel": msg("mobile control panel, data"),
    "panel_emergency": msg("mobile control panel, emergency stop"),
    "augmented_reality": msg("augmented reality"),
    "grid_load_control": msg("load control of an electricity network"),
    "process_control": msg("closed-loop process control"),
    "process_monitoring": msg("process and plant monitoring"),
    "teleoperated_driving": msg("tele-operated driving"),
}

_FARTHEST = log(30.0)
"""Sum of distances beyond which no class is near: thirty times off in one thing, or a little in several."""

_SILENT = 1.0
_LEAST_MISSING = 1e-12
_MOST_MARGIN = 1e9

_NAMES = {"latency": msg("latency"), "interval": msg("time between messages"), "uplink": msg("uplink rate")}


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """One row of the standard; ``None`` or an empty range where it asks nothing."""

    key: str
    availability: float
    latency_s: float | None
    message_bytes: tuple[float, float] | None
    interval_s: tuple[float, float] | None
    survival_s: float | None
    survival_intervals: float | None
    uplink_bps: float | None
    speed_mps: float | None
    source: Source

    @property
    def title(self) -> Message:
        return TITLES[self.key]

    def survival_of(self, period_s: float) -> float:
        """Return the survival time of a group that sends every ``period_s``: one period where the standard says nothing."""
        if self.survival_s is not None:
            return self.survival_s
        return (1.0 if self.survival_intervals is None else self.survival_intervals) * period_s

    def latency_of(self, period_s: float) -> float:
        """Return the latency asked for: below the transfer interval where the standard gives no other."""
        return period_s if self.latency_s is None else self.latency_s

    def distance(self, group: DeviceGroup) -> float:
        """Return how far a group is from the class, a sum of logarithms."""
        found = _beyond(group.period_s, self.interval_s) + _beyond(group.packet_bytes, self.message_bytes) / 2
        found += abs(log(group.latency_s / self.latency_of(group.period_s)))
        streams = group.uplink_bps > 0
        if self.uplink_bps is not None:
            found += abs(log(max(group.uplink_bps, 1.0) / self.uplink_bps)) if streams else _FARTHEST
        # a row that is silent on what makes the group fits it less than one that speaks of it
        if (self.interval_s is None and not streams) or (self.uplink_bps is None and streams):
            found += _SILENT
        return found


def _beyond(value: float, bounds: tuple[float, float] | None) -> float:
    """Return by how much a value lies outside its range, as a logarithm."""
    if bounds is None or value <= 0:
        return 0.0
    return abs(log(value / min(max(value, bounds[0]), bounds[1])))


@lru_cache(maxsize=1)
def service_classes() -> dict[str, ServiceClass]:
    """Return the classes of ``data/ts22104.yaml`` by their key."""
    table = load_table(files("campus5g.network") / "data" / "ts22104.yaml")
    return {entry.key: _class_of(entry) for entry in table.entries}


def _class_of(entry: Dated) -> ServiceClass:
    said: dict[str, Any] = entry.value

    def pair(name: str) -> tuple[float, float] | None:
        return (float(said[name][0]), float(said[name][1])) if name in said else None

    return ServiceClass(
        key=entry.key,
        availability=float(said["availability"]),
        latency_s=said.get("latency_s"),
        message_bytes=pair("message_bytes"),
        interval_s=pair("interval_s"),
        survival_s=said.get("survival_s"),
        survival_intervals=said.get("survival_intervals"),
        uplink_bps=said.get("uplink_bps"),
        speed_mps=said.get("speed_mps"),
        source=entry.source,
    )


def class_of(group: DeviceGroup) -> tuple[ServiceClass, bool] | None:
    """Return the class of a group and whether the site names it; ``None`` when none is near; ``BadInput`` for an unknown name."""
    classes, named = service_classes(), group.service_class
    if named:
        if named not in classes:
            raise BadInput(
                group.name,
                msg("“%(name)s” is not a service class", name=named),
                msg("one of: %(names)s", names=", ".join(classes)),
            )
        return classes[named], True
    nearest = min(classes.values(), key=lambda one: one.distance(group))
    return (nearest, False) if nearest.distance(group) <= _FARTHEST else None


def survival_s(group: DeviceGroup) -> float:
    """Return how long a group does without messages: its class's survival time, else one period."""
    found = class_of(group)
    return group.period_s if found is None else found[0].survival_of(group.period_s)


def verdict_of(
    group: DeviceGroup,
    latency: Latency,
    availability: float | None,
    loss: float,
    uplink_bps: float,
    shortest_period_s: float | None,
) -> ClassVerdict | None:
    """Hold what a group gets against its class; ``None`` for a group without one.

    The latency judged is that which 99.9 % of the messages keep; the availability is 1 minus the loss where no better is known.
    """
    found = class_of(group)
    if found is None:
        return None
    asked, chosen = found
    got = 1 - loss if availability is None else availability
    checks = [
        _availability_check(asked, got),
        _check("latency", asked.latency_of(group.period_s), latency.at(0.999), "s", lower=True),
    ]
    if asked.interval_s is not None and shortest_period_s is not None:
        checks.append(_check("interval", group.period_s, shortest_period_s, "s", lower=True))
    if asked.uplink_bps is not None:
        checks.append(_check("uplink", asked.uplink_bps, uplink_bps, "bit/s", lower=False))
    return ClassVerdict(group.name, asked.key, asked.title, tuple(checks), chosen, asked.source)


def _check(requirement: str, needed: float, got: float, unit: str, *, lower: bool) -> Check:
    ratio = _ratio(needed, got) if lower else _ratio(got, needed)
    margin = float(f"{ratio:.4g}")
    what, wanted, given = _NAMES[requirement], float(f"{needed:.3g}"), float(f"{got:.3g}")
    if margin >= 1:
        sentence = msg(
            "%(what)s: %(got)s %(unit)s, %(needed)s asked, %(times)s times better",
            what=what,
            got=given,
            unit=unit,
            needed=wanted,
            times=float(f"{margin:.2g}"),
        )
    else:
        sentence = msg(
            "%(what)s: %(got)s %(unit)s, %(needed)s asked, %(times)s times short",
            what=what,
            got=given,
            unit=unit,
            needed=wanted,
            times=float(f"{1 / max(margin, 1e-9):.2g}"),
        )
    return Check(requirement, needed, got, unit, margin, sentence)


def _availability_check(asked: ServiceClass, got: float) -> Check:
    missing, allowed = max(1 - got, _LEAST_MISSING), max(1 - asked.availability, _LEAST_MISSING)
    margin = float(f"{allowed / missing:.4g}")
    sentence = msg(
        "availability: without service %(got)s of a million seconds, %(needed)s allowed",
        got=float(f"{1e6 * missing:.3g}"),
        needed=float(f"{1e6 * allowed:.3g}"),
    )
    return Check("availability", asked.availability, got, "", margin, sentence)


def _ratio(over: float, under: float) -> float:
    return min(over / under, _MOST_MARGIN) if under > 0 else _MOST_MARGIN
