"""The same year as ``energy.py``, written for linopy and for PyPSA (both on HiGHS): prints objective and seconds as JSON.

Run by an interpreter that has them: ``python _energy_peers.py ARRAYS.npz``. Seconds count building and solving, not imports.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np


def with_linopy(given: Any) -> dict[str, Any]:
    import linopy
    import pandas as pd
    import xarray as xr

    start, cpu = time.perf_counter(), time.process_time()
    model, when = linopy.Model(), pd.RangeIndex(len(given["load"]), name="t")
    load, price, sun = (xr.DataArray(given[name], coords=[when]) for name in ("load", "price", "sun"))
    hours, power, energy = (float(given[name]) for name in ("step_h", "power", "energy"))
    grid = model.add_variables(lower=0, coords=[when], name="grid")
    charge = model.add_variables(lower=0, upper=power, coords=[when], name="charge")
    give = model.add_variables(lower=0, upper=power, coords=[when], name="give")
    lowest = np.zeros(len(when))
    lowest[-1] = given["end"]
    level = model.add_variables(lower=xr.DataArray(lowest, coords=[when]), upper=energy, coords=[when], name="level")
    panels = model.add_variables(lower=0, upper=sun, coords=[when], name="panels")
    most = model.add_variables(lower=0, name="subscribed")
    model.add_constraints(grid + give + panels - charge == load, name="balance")
    gained = float(given["eta"]) * hours * charge - hours / float(given["eta"]) * give
    begin = np.zeros(len(when))
    begin[0] = given["start"]
    model.add_constraints(level - level.shift(t=1) - gained == xr.DataArray(begin, coords=[when]), name="levels")
    model.add_constraints(grid - most <= 0, name="limit")
    model.add_objective(
        (price * hours * grid).sum() + (float(given["wear"]) * hours * give).sum() + float(given["eur_mw"]) * most
    )
    model.solve(solver_name="highs", io_api="direct", output_flag=False)
    return _result(float(model.objective.value), start, cpu, linopy.__version__)


def with_pypsa(given: Any) -> dict[str, Any]:
    import pandas as pd
    import pypsa

    start, cpu = time.perf_counter(), time.process_time()
    hours, steps = float(given["step_h"]), len(given["load"])
    net = pypsa.Network()
    net.set_snapshots(pd.RangeIndex(steps))
    columns = net.snapshot_weightings.columns
    net.snapshot_weightings = pd.DataFrame(hours, index=net.snapshots, columns=columns)
    net.add("Bus", ["site", "network"])
    net.add("Load", "load", bus="site", p_set=given["load"])
    net.add("Generator", "market", bus="network", p_nom=1e4, marginal_cost=given["price"])
    net.add("Link", "grid", bus0="network", bus1="site", p_nom_extendable=True, capital_cost=float(given["eur_mw"]))
    sun = float(given["sun"].max())
    net.add("Generator", "panels", bus="site", p_nom=sun, p_max_pu=given["sun"] / sun)
    lowest = np.zeros(steps)
    lowest[-1] = given["end"] / given["energy"]
    net.add("Bus", "cells")
    store = {"e_nom": float(given["energy"]), "e_initial": float(given["start"]), "e_min_pu": lowest}
    net.add("Store", "cells", bus="cells", **store)
    power, eta = float(given["power"]), float(given["eta"])
    net.add("Link", "charge", bus0="site", bus1="cells", p_nom=power, efficiency=eta)
    give = {"p_nom": power / eta, "efficiency": eta, "marginal_cost": float(given["wear"]) * eta}
    net.add("Link", "give", bus0="cells", bus1="site", **give)
    net.optimize(solver_name="highs", log_to_console=False, include_objective_constant=False)
    return _result(float(net.objective), start, cpu, pypsa.__version__)


def _result(objective_eur: float, start: float, cpu: float, version: str) -> dict[str, Any]:
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    return {"objective_eur": objective_eur, "seconds": seconds, "cpu_seconds": cpu_seconds, "version": version}


if __name__ == "__main__":
    arrays = np.load(sys.argv[1])
    answer = {}
    for peer in (with_linopy, with_pypsa):
        try:
            answer[peer.__name__.removeprefix("with_")] = peer(arrays)
        except ImportError:
            continue
    print("\n" + json.dumps(answer))
