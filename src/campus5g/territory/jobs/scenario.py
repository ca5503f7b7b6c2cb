"""What a scenario changes: some assumptions, each with who says so, and the years of a ramp-up where somebody states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import Message, msg

SAID = Source("Assumption of the scenario", to_confirm=True)


@dataclass(frozen=True, slots=True)
class Change:
    """An assumption as a scenario sets it: exact, unless it says from where to where it is uncertain."""

    value: float
    low: float | None = None
    high: float | None = None
    source: Source = SAID


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions that are changed, by key, and the direct jobs of some years where the scenario states them (year, jobs)."""

    key: str
    name: Message | str
    changes: Mapping[str, Change] = field(default_factory=dict)
    ramp: tuple[tuple[int, float], ...] = ()


def changed(assumption: Assumption, change: Change, least: float, most: float) -> Assumption:
    """Return the assumption as a scenario sets it; a value outside ``least`` to ``most`` is refused with its range."""
    low = change.value if change.low is None else change.low
    high = change.value if change.high is None else change.high
    if not least <= low <= change.value <= high <= most:
        raise BadInput(
            assumption.key,
            msg("value %(value)s is outside its range", value=change.value),
            msg("a value from %(low)s to %(high)s", low=least, high=most),
        )
    return Assumption(assumption.key, assumption.label, change.value, low, high, assumption.unit, change.source)


AS_ANNOUNCED = Scenario("announced", msg("As announced"))
LATE = Scenario("late", msg("Production slips two years"), {"slip_years": Change(2.0)})
HALF_LOCAL = Scenario("half_local", msg("Half the jobs are local"), {"local_hires": Change(0.5)})
PRESETS = (AS_ANNOUNCED, LATE, HALF_LOCAL)


def preset(key: str) -> Scenario:
    found = next((one for one in PRESETS if one.key == key), None)
    if found is None:
        names = ", ".join(one.key for one in PRESETS)
        raise BadInput(key, msg("not a scenario"), msg("one of: %(names)s, or a file in TOML", names=names))
    return found
