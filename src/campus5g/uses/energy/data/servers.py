"""The power of a data centre made from the measured power of its servers, job by job.

The site runs ``jobs`` at once, each on as many servers; a job lasts an exponential time and all its servers draw one power,
drawn from the measured distribution: jobs are independent, the servers of one are not. One large training job swings the
whole site; many small ones hide in their sum (its standard deviation falls as 1 / √jobs).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from campus5g.core.dated import Dated, load_table
from campus5g.uses.parameters import Floats


@cache
def server_power() -> Dated:
    """Return the measured distribution with its source."""
    return load_table(files("campus5g.uses.energy.data") / "servers.yaml").latest("server_w")


def datacentre_load(steps: int, step_h: float, installed_mw: float, jobs: int, job_h: float, seed: int) -> Floats:
    """Return (steps,) MW of computing where all servers at full power would draw ``installed_mw``."""
    shares, watts = (np.array(server_power().value[name], dtype=np.float64) for name in ("shares", "watts"))
    random = np.random.default_rng([seed, jobs])
    total = np.zeros(steps)
    for _ in range(jobs):
        lengths = np.empty(0)
        while lengths.sum() < steps * step_h:
            lengths = np.append(lengths, random.exponential(job_h, size=max(8, round(steps * step_h / job_h))))
        ends = np.cumsum(lengths)
        power = np.interp(100 * random.random(len(ends)), shares, watts) / watts[-1]
        total += power[np.searchsorted(ends, np.arange(steps) * step_h, side="right")]
    return total * installed_mw / jobs
