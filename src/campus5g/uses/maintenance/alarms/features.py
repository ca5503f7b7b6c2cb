"""What sensors mean together, where their units say so; the limits themselves are learnt, never typed.

- torque × speed of rotation: mechanical power, W = N·m × 2π × turns per second;
- difference of each two temperatures: what drives the heat away, K;
- torque × time of use (a wear counted in minutes or hours): the strain that a worn part bears.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.uses.maintenance.data.conditions import Conditions
from campus5g.uses.units import UNITS, converted

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """(n, k) values with their labels and units (k,)."""

    labels: tuple[Message, ...]
    units: tuple[str, ...]
    values: Floats


def features(readings: Conditions, types: tuple[str, ...]) -> Features:
    """Return the sensors, what they mean together, and the type as its place among ``types`` (-1 when unknown)."""
    labels = [msg("%(sensor)s", sensor=_bare(name)) for name in readings.names]
    units = list(readings.units)
    columns = list(readings.sensors.T)
    for label, unit, values in _together(readings):
        labels.append(label)
        units.append(unit)
        columns.append(values)
    if types:
        if readings.type is None:
            raise BadInput(
                readings.name, msg("no column “%(column)s”", column="type"), msg("the type of each machine, as learnt from")
            )
        place = {kind: float(number) for number, kind in enumerate(types)}
        labels.append(msg("type of machine"))
        units.append("")
        columns.append(np.array([place.get(kind, -1.0) for kind in readings.type]))
    return Features(tuple(labels), tuple(units), np.column_stack(columns))


def _together(readings: Conditions) -> list[tuple[Message, str, Floats]]:
    by_dimension: dict[str, list[int]] = {}
    for place, unit in enumerate(readings.units):
        if unit:
            by_dimension.setdefault(UNITS[unit].dimension, []).append(place)

    def si(place: int, unit: str) -> Floats:
        return converted(readings.sensors[:, place], readings.units[place], unit)

    found: list[tuple[Message, str, Floats]] = []
    for torque in by_dimension.get("torque", []):
        name = _bare(readings.names[torque])
        for speed in by_dimension.get("rotation", []):
            power = 2 * np.pi * si(torque, "N·m") * si(speed, "tr/min") / 60
            found.append((msg("mechanical power (%(a)s × %(b)s)", a=name, b=_bare(readings.names[speed])), "W", power))
        for wear in by_dimension.get("duration", []):
            strain = si(torque, "N·m") * si(wear, "min")
            found.append((msg("strain on a worn part (%(a)s × %(b)s)", a=name, b=_bare(readings.names[wear])), "N·m·min", strain))
    for one, other in combinations(by_dimension.get("temperature", []), 2):
        label = msg("%(a)s less %(b)s", a=_bare(readings.names[other]), b=_bare(readings.names[one]))
        found.append((label, "K", si(other, "K") - si(one, "K")))
    return found


def _bare(name: str) -> str:
    return name.split("[", maxsplit=1)[0].split("(", maxsplit=1)[0].strip()
