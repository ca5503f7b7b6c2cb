"""The power of servers that answer requests: a stated shape of the day, and the measured swing of requests within the hour.

Servers draw power at rest; above it, power follows the work asked, in tokens, up to all they can do::

    P_t = installed (rest + (1 - rest) min(1, use · shape_h / mean(shape) · swing_t))

rest: the least over the greatest power of the measured servers. swing_t: the mean, over the site's ``services``, of one stretch
of the measured hour as long as the step, drawn for each service and step, over the mean of all stretches. Its mean is one, and
it hides in the sum of many services (its standard deviation falls as 1 / √services). What the hour measured cannot tell, how a
day goes, is for the case to say.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from campus5g.core.dated import DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.energy.data.servers import server_power
from campus5g.uses.parameters import Floats


@cache
def measured_requests() -> DatedTable:
    """Return the work asked of each service, thousand tokens a minute over the hour measured, with its source."""
    return load_table(files("campus5g.uses.energy.data") / "requests.yaml")


def swings(service: str, step_h: float) -> Floats:
    """Return (stretches,) work of every stretch of ``step_h`` hours within the measured hour, over their mean."""
    names = sorted({entry.key for entry in measured_requests().entries})
    if service not in names:
        raise BadInput(
            "service", msg("“%(name)s” is not a service", name=service), msg("one of: %(names)s", names=", ".join(names))
        )
    minutes = np.array(measured_requests().latest(service).value["minutes"], dtype=np.float64)
    length = min(max(round(60 * step_h), 1), len(minutes))
    found = np.convolve(minutes, np.ones(length), "valid")
    return np.asarray(found / found.mean(), dtype=np.float64)


def serving_load(
    steps: int, step_h: float, installed_mw: float, *, use: float, shape: Floats, service: str, services: int, seed: int
) -> Floats:
    """Return (steps,) MW of servers that draw ``installed_mw`` at full power and are asked ``use`` of their work on average.

    shape: (24,) work asked in each hour of a day, in any unit.
    """
    measured = swings(service, step_h)
    random = np.random.default_rng([seed, services])
    swing = np.zeros(steps)
    for _ in range(services):
        swing += measured[random.integers(len(measured), size=steps)]
    hours = (np.arange(steps) * step_h % 24).astype(np.intp)
    asked = use * shape[hours] / shape.mean() * swing / services
    watts = server_power().value["watts"]
    rest = watts[0] / watts[-1]
    return np.asarray(installed_mw * (rest + (1 - rest) * np.minimum(asked, 1.0)), dtype=np.float64)
