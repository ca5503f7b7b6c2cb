"""Sionna RT's own map of path gains, in the process of its own that ``coverage_grid`` starts: ``_sionna_map.py FOLDER``.

Reads ``job.json`` (scene, freq_hz, tx_m, centre_m, size_m, cell_m, samples, diffraction) and ``outdoor.npy`` [y, x]; prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def main(folder: Path) -> None:
    import mitsuba as mi
    from sionna import rt

    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    outdoor = np.load(folder / "outdoor.npy")
    scene = rt.load_scene(str(folder / job["scene"]), merge_shapes=True)
    scene.frequency = job["freq_hz"]
    scene.tx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="V")
    scene.rx_array = scene.tx_array
    for k, place in enumerate(job["tx_m"]):
        scene.add(rt.Transmitter(name=f"m{k}", position=place))

    def work() -> np.ndarray:
        found = rt.RadioMapSolver()(
            scene,
            center=mi.Point3f(*job["centre_m"], 1.5),
            orientation=mi.Point3f(0, 0, 0),
            size=mi.Point2f(*job["size_m"]),
            cell_size=mi.Point2f(job["cell_m"], job["cell_m"]),
            samples_per_tx=job["samples"],
            max_depth=3,
            diffraction=job["diffraction"],
            refraction=False,
        )
        return np.asarray(found.path_gain)

    work()
    wall, processor = time.perf_counter(), time.process_time()
    gain = work()
    spent = {"cpu_s": round(time.process_time() - processor, 2), "wall_s": round(time.perf_counter() - wall, 2)}
    rows, columns = min(gain.shape[1], outdoor.shape[0]), min(gain.shape[2], outdoor.shape[1])
    heard = gain[:, :rows, :columns][:, outdoor[:rows, :columns]] > 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {**spent, "peak_mib": round(peak, 1), "answered_share": round(float(heard.mean()), 4), "pairs": int(gain.size)}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
