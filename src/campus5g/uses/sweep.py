"""The same work on many inputs: in this process, on the local cores, or on a Dask cluster; the same results in the same order.

    sweep(assess_case, cases)                              one after the other
    sweep(assess_case, cases, workers=4)                   four processes of this machine
    sweep(assess_case, cases, cluster="tcp://10.0.0.5:8786")   a Dask scheduler

The work must be a plain function of its input (a seed included), so that where it runs changes no byte of its result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import isfinite
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress, silent
from campus5g.core.service import ConnectivityCost, ServiceLevel
from campus5g.uses.interface import ENGINES

Input = TypeVar("Input")
Result = TypeVar("Result")


def sweep(
    work: Callable[[Input], Result],
    cases: Sequence[Input],
    *,
    workers: int = 1,
    cluster: str = "",
    progress: Progress = silent,
) -> list[Result]:
    """Return ``work(case)`` for each case, in their order. workers: processes of this machine; cluster: a Dask scheduler.

    Processes are started anew (spawn): nothing of this one, its random state included, reaches the work.
    """
    found: list[Result] = []
    if cluster:
        return _on_cluster(work, cases, cluster)
    if workers <= 1 or len(cases) < 2:
        for place, case in enumerate(cases):
            progress(place / len(cases), msg("sweeping the cases"))
            found.append(work(case))
        return found
    with ProcessPoolExecutor(min(workers, len(cases)), mp_context=get_context("spawn")) as pool:
        for place, result in enumerate(pool.map(work, cases)):
            found.append(result)
            progress((place + 1) / len(cases), msg("sweeping the cases"))
    return found


def _on_cluster(work: Callable[[Input], Result], cases: Sequence[Input], address: str) -> list[Result]:
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--cluster", msg("Dask is not installed here"), msg("the package « distributed »")) from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as fault:
        raise BadInput(
            "--cluster", msg("no scheduler answers at %(address)s", address=address), msg("tcp://host:8786")
        ) from fault
    with client:
        return list(client.gather(client.map(work, list(cases), pure=False)))


@dataclass(frozen=True, slots=True)
class Case:
    """One assessment of a sweep: everything that ``UseEngine.assess`` takes."""

    use: Use
    values: Mapping[str, float]
    services: tuple[ServiceLevel, ...]
    costs: tuple[ConnectivityCost, ...]
    data: Path | None = None
    partial: bool = False
    seed: int = 0
    draws: int = 1000
    shares: Mapping[str, float] | None = None


def assess_case(case: Case) -> UseAssessment | NotAssessed:
    """Assess one case; a plain function of its input, wherever it runs."""
    return ENGINES[case.use].assess(
        case.values,
        case.services,
        case.costs,
        data=case.data,
        partial=case.partial,
        seed=case.seed,
        draws=case.draws,
        shares=case.shares,
    )


def along(case: Case, key: str, values: Sequence[float]) -> list[Case]:
    """Return the case with one figure of the site at each of ``values``; the seed stays, so that only the figure differs."""
    return [replace(case, values={**case.values, key: value}) for value in values]


def read_range(text: str) -> tuple[str, tuple[float, ...]]:
    """Read « assets=50:2000:8 »: 8 values from 50 to 2,000, each the same number of times the one before (evenly from 0 down)."""
    try:
        key, _, bounds = text.partition("=")
        first, last, count = bounds.split(":")
        low, high, n = float(first), float(last), int(count)
        if not (key and n >= 1 and isfinite(low) and isfinite(high)):
            raise ValueError
    except ValueError:
        raise BadInput("--sweep", msg("“%(text)s” is not a range", text=text), msg("a range such as assets=50:2000:8")) from None
    between = np.geomspace(low, high, n) if low > 0 and high > 0 else np.linspace(low, high, n)
    return key.strip(), tuple(float(f"{value:.6g}") for value in between)
