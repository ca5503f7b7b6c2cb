"""A second opinion by a full ray tracer, Sionna RT (the extra ``campus5g[raytracing]``), in a process of its own.

Nothing of it is imported here: it brings 600 MB of packages, takes some 50 ms of processor a link, and some versions of its
compiler end the whole process. What cannot be traced is a value with its reason.
"""

from __future__ import annotations

import json
import subprocess  # nosec B404 (runs the worker beside this file, never through a shell)
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from campus5g.core.message import Message, msg
from campus5g.core.site import Site
from campus5g.network.raytracing_scene import write_scene

Array = NDArray[np.float64]

WORKER = Path(__file__).with_name("raytracing_worker.py")


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: bounces of a path, rays shot by each mast to find walls, terminals at once, seed of the rays, and the
    seconds after which the tracer is stopped."""

    max_depth: int = 3
    samples: int = 500_000
    batch: int = 32
    seed: int = 42
    limit_s: float = 7200.0


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """gain_db [link]: power of all paths, isotropic antennas (NaN: no path found); los [link]; what it took."""

    gain_db: Array
    los: NDArray[np.bool_]
    version: str
    cpu_s: float
    wall_s: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class NotTraced:
    """The tracer gave no answer."""

    reason: Message


def is_installed() -> bool:
    """Tell whether this interpreter has the extra; nothing is imported."""
    return find_spec("sionna") is not None


def trace_links(
    site: Site,
    tx_m: Array,
    x_m: Array,
    y_m: Array,
    freq_hz: float,
    rx_height_m: float = 1.5,
    effort: Effort | None = None,
    python: str | None = None,
) -> Traced | NotTraced:
    """Trace links by reflections on walls and ground and one diffraction: ``tx_m`` [link, 3], places [link].

    Walls let nothing through: a terminal inside a building has no path. python: the interpreter that has Sionna RT, this one by
    default.
    """
    if python is None and not is_installed():
        return NotTraced(_absent())
    effort = effort or Effort()
    masts, mast = np.unique(tx_m, axis=0, return_inverse=True)
    places = zip(mast.ravel().tolist(), x_m.tolist(), y_m.tolist(), strict=True)
    links = [[at, x, y, rx_height_m] for at, x, y in places]
    with tempfile.TemporaryDirectory(prefix="campus5g-rays-") as name:
        folder = Path(name)
        scene = write_scene(site, folder)
        job = {"scene": scene.name, "freq_hz": freq_hz, "tx_m": masts.tolist(), "links": links, **asdict(effort)}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        answer = _answer(folder, python or sys.executable, effort.limit_s)
    return answer if isinstance(answer, NotTraced) else _read(answer, len(links))


def _answer(folder: Path, python: str, limit_s: float) -> Mapping[str, Any] | NotTraced:
    """Run the worker. ``-P``: the modules beside it must not stand in for packages of the same name."""
    try:
        command = [python, "-P", str(WORKER), str(folder)]
        done = subprocess.run(command, capture_output=True, timeout=limit_s, check=False)  # noqa: S603  # nosec B603
    except subprocess.TimeoutExpired:
        return NotTraced(msg("the ray tracer was stopped after %(seconds)s s: ask it for fewer links", seconds=round(limit_s)))
    except OSError:
        return NotTraced(msg("the ray tracer cannot start: “%(python)s” is no Python interpreter", python=python))
    try:
        answer: Any = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return NotTraced(
            msg(
                "the ray tracer ended by itself (code %(code)s): install libLLVM 19 or later and name it in DRJIT_LIBLLVM_PATH",
                code=done.returncode,
            )
        )
    return answer if isinstance(answer, dict) else {}


def _read(answer: Mapping[str, Any], links: int) -> Traced | NotTraced:
    if "absent" in answer:
        return NotTraced(_absent())
    if "failed" in answer:
        why = str(answer["failed"])
        if "LLVM" in why:
            return NotTraced(
                msg("the ray tracer finds no libLLVM: install version 19 or later and name it in DRJIT_LIBLLVM_PATH")
            )
        return NotTraced(msg("the ray tracer refused the scene: %(why)s", why=why))
    if len(answer.get("gain_db", ())) != links or len(answer.get("los", ())) != links:
        return NotTraced(msg("the ray tracer did not answer every link: another version of it may be installed"))
    return Traced(
        np.array([np.nan if gain is None else gain for gain in answer["gain_db"]], np.float64),
        np.array([bool(seen) for seen in answer["los"]], np.bool_),
        str(answer["version"]),
        float(answer["cpu_s"]),
        float(answer["wall_s"]),
        float(answer["peak_mib"]),
    )


def _absent() -> Message:
    return msg("Sionna RT is not installed: add the extra campus5g[raytracing], and libLLVM 19 or later (DRJIT_LIBLLVM_PATH)")
