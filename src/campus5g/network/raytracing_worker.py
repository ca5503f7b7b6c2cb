"""The process that traces rays with Sionna RT: ``python -m campus5g.network.raytracing_worker FOLDER``.

It reads ``job.json`` of the folder and writes ``answer.json`` beside it. It imports nothing of the house, so that another
interpreter may run it, and is never imported by the house: on some machines its compiler (LLVM) ends the whole process.

job: scene (file), freq_hz, tx_m [mast][3], links [link][4] (mast, x, y, z), and the settings max_depth, samples, batch, seed.
answer: gain_db and los [link] (``null`` where no path was found), version, cpu_s, wall_s, peak_mib; or ``absent``, the package
that is not installed; or ``failed``, what the tracer said.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    """Answer the job of ``folder``."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        answer = trace(folder, job)
    except ModuleNotFoundError as missing:
        answer = {"absent": str(missing.name)}
    except Exception as fault:
        answer = {"failed": str(fault).partition("\n")[0] or type(fault).__name__}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def trace(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Trace the links mast by mast, some terminals at once."""
    from importlib.metadata import version

    from sionna import rt

    wall, processor = time.perf_counter(), time.process_time()
    scene = rt.load_scene(str(folder / job["scene"]), merge_shapes=True)
    scene.frequency = job["freq_hz"]
    scene.tx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="V")
    scene.rx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="VH")
    gain: list[float | None] = [None] * len(job["links"])
    los: list[bool | None] = [None] * len(job["links"])

    def of_mast(link: int) -> int:
        return int(job["links"][link][0])

    for mast, links in groupby(sorted(range(len(gain)), key=of_mast), key=of_mast):
        scene.add(rt.Transmitter(name="tx", position=job["tx_m"][mast]))
        asked = list(links)
        for start in range(0, len(asked), job["batch"]):
            these = asked[start : start + job["batch"]]
            for at, found in zip(these, batch(rt, scene, [job["links"][at][1:] for at in these], job), strict=True):
                gain[at], los[at] = found
        scene.remove("tx")
    return {
        "gain_db": gain,
        "los": los,
        "version": version("sionna-rt"),
        "cpu_s": round(time.process_time() - processor, 3),
        "wall_s": round(time.perf_counter() - wall, 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def batch(rt: Any, scene: Any, places: list[list[float]], job: dict[str, Any]) -> list[tuple[float | None, bool | None]]:
    """Return gain (dB, the power of all paths in both polarisations) and sight at each place."""
    import numpy as np

    for k, place in enumerate(places):
        scene.add(rt.Receiver(name=f"rx{k}", position=place))
    paths = rt.PathSolver()(
        scene, max_depth=job["max_depth"], samples_per_src=job["samples"], seed=job["seed"], diffraction=True, refraction=False
    )  # fmt: skip
    real, imaginary = (np.asarray(part) for part in paths.a)
    power = (real**2 + imaginary**2).sum(axis=(1, 2, 3, 4))
    direct = (np.asarray(paths.interactions) == rt.constants.InteractionType.NONE).all(axis=0) & np.asarray(paths.valid)
    seen = direct.reshape(len(places), -1).any(axis=1)
    for k in range(len(places)):
        scene.remove(f"rx{k}")
    return [(float(10 * np.log10(p)), bool(s)) if p > 0 else (None, None) for p, s in zip(power, seen, strict=True)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
