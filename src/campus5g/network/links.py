"""The model on given links: read them, compute them, and score them beside a reference of ray tracing and simpler models.

A links file is CSV with the columns tx, x_m, y_m, path_gain_db (empty: the reference found no path) and, where known, los
(0 or 1). The reference of ray tracing is too dark in deep shadow: hidden links are judged where it lies within 35 dB of free
space (``clipped``), and all of them beside.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Site
from campus5g.network.carriers import Carrier
from campus5g.network.coverage import link_gains_db
from campus5g.network.propagation import LIGHT_MPS

Array = NDArray[np.float64]

CLIP_DB = 35.0
_COLUMNS = ("tx", "x_m", "y_m", "path_gain_db")
_STRONGER_DB = 12.0
"""A link this far above free space is no path gain of isotropic antennas: another unit, or antennas counted."""


@dataclass(frozen=True, slots=True)
class Links:
    """tx_m [link, 3]; x_m, y_m; gain_db of the reference (NaN: no path found); los as the reference has it, or ``None``."""

    tx_m: Array
    x_m: Array
    y_m: Array
    gain_db: Array
    los: NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class LinkScore:
    """Errors in dB, model minus reference. links: compared ones; without_reference: those for which the reference is silent;
    unanswered: those for which it is not and the model is.

    ``clipped``: hidden links whose reference lies within 35 dB of free space. An error of no link is NaN.
    """

    links: int
    links_los: int
    links_nlos: int
    links_nlos_clipped: int
    without_reference: int
    unanswered: int
    rmse_los_db: float
    rmse_nlos_db: float
    rmse_nlos_clipped_db: float
    bias_los_db: float
    bias_nlos_clipped_db: float
    median_error_nlos_db: float
    los_agreement: float


def read_links(path: Path, site: Site, with_reference: bool = True) -> Links:
    """Read a links file; ``BadInput`` says line, column and what is expected.

    with_reference: some link must have a value; without, ``path_gain_db`` may be empty or missing.
    """
    masts = {m.id: (m.x_m, m.y_m, m.height_m) for m in site.masts}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadInput(path.name, msg("the file cannot be read"), msg("a CSV file in UTF-8")) from None
    reader = csv.DictReader(text.splitlines())
    needed = _COLUMNS if with_reference else _COLUMNS[:-1]
    missing = [name for name in needed if name not in (reader.fieldnames or [])]
    if missing:
        raise BadInput(
            path.name,
            msg("there is no column “%(name)s”", name=missing[0]),
            msg("the columns %(names)s", names=", ".join(needed)),
        )
    rows = list(reader)
    if not rows:
        raise BadInput(path.name, msg("no link"), msg("at least one line"))
    for line, row in enumerate(rows, start=2):
        if row["tx"] not in masts:
            raise BadInput(
                f"{path.name}:{line}, tx",
                msg("“%(id)s” is not a mast of the site", id=str(row["tx"])),
                msg("one of: %(names)s", names=", ".join(list(masts)[:12])),
            )
    tx = np.array([masts[row["tx"]] for row in rows], dtype=np.float64)
    x, y, gain = (
        np.array([_number(row.get(name), f"{path.name}:{n}, {name}", name) for n, row in enumerate(rows, 2)])
        for name in _COLUMNS[1:]
    )
    _refuse_outside(site, x, y, path.name)
    if with_reference or np.isfinite(gain).any():
        _refuse_other_unit(tx, x, y, gain, path.name)
    said = [row.get("los") or "" for row in rows]
    los = np.array([value.strip() in ("1", "true", "True") for value in said]) if any(said) else None
    return Links(tx, x, y, gain, los)


def _number(text: str | None, where: str, name: str) -> float:
    if name == "path_gain_db" and not (text or "").strip():
        return float("nan")
    try:
        value = float(text or "")
    except ValueError:
        value = inf
    if not isfinite(value):
        raise BadInput(where, msg("“%(value)s” is not a number", value=str(text)[:30]), msg("a number"))
    return value


def _refuse_outside(site: Site, x: Array, y: Array, name: str) -> None:
    """Places must lie on the site; say so when they would with east and north exchanged."""
    east, north = np.array(site.boundary).T

    def share_inside(a: Array, b: Array) -> float:
        inside = (a >= east.min()) & (a <= east.max()) & (b >= north.min()) & (b <= north.max())
        return float(inside.mean())

    if share_inside(x, y) < 0.5:
        swapped = share_inside(y, x) > 0.9
        what = msg("x_m and y_m look swapped") if swapped else msg("most places lie outside the site")
        raise BadInput(name, what, msg("local metres, x east and y north"))


def _refuse_other_unit(tx: Array, x: Array, y: Array, gain: Array, name: str) -> None:
    known = np.isfinite(gain)
    if not known.any():
        raise BadInput(f"{name}, path_gain_db", msg("no link has a value"), msg("path gains in dB (negative)"))
    above = gain[known] - free_space_db(tx, x, y, 1.5, 1e9)[known]
    if float(np.median(gain[known])) > 0 or float(np.median(above)) > _STRONGER_DB:
        raise BadInput(
            f"{name}, path_gain_db",
            msg("values such as %(value)s are above free space", value=round(float(np.median(gain[known])), 1)),
            msg("path gains in dB (negative), isotropic antennas"),
        )


def free_space_db(tx_m: Array, x_m: Array, y_m: Array, rx_height_m: float, freq_hz: float) -> Array:
    """Return ``20 lg(wavelength / (4 pi d))`` of links."""
    flat = np.hypot(x_m - tx_m[:, 0], y_m - tx_m[:, 1])
    distance = np.maximum(np.hypot(flat, tx_m[:, 2] - rx_height_m), 1.0)
    return np.asarray(20 * np.log10(LIGHT_MPS / freq_hz / (4 * np.pi * distance)))


def score_links(site: Site, links: Links, carrier: Carrier, rx_height_m: float = 1.5) -> LinkScore:
    """Compute the links with the engine and compare."""
    gain, los = link_gains_db(site, links.tx_m, links.x_m, links.y_m, carrier, rx_height_m)
    free = free_space_db(links.tx_m, links.x_m, links.y_m, rx_height_m, carrier.freq_hz)
    return score(links, gain, los, free)


def score(links: Links, gain_db: Array, los: NDArray[np.bool_], free_space: Array) -> LinkScore:
    """Compare any model's gains (NaN: no answer) with the reference; sight is the reference's where it says, else ``los``."""
    said = np.isfinite(links.gain_db)
    known = said & np.isfinite(gain_db)
    sight = links.los if links.los is not None else los
    error = np.where(known, gain_db - links.gain_db, 0.0)
    clear, hidden = known & sight, known & ~sight
    clipped = hidden & (free_space - links.gain_db < CLIP_DB)

    def rmse(which: NDArray[np.bool_]) -> float:
        return round(float(np.sqrt(np.mean(error[which] ** 2))), 3) if which.any() else float("nan")

    def mean(which: NDArray[np.bool_]) -> float:
        return round(float(error[which].mean()), 3) if which.any() else float("nan")

    return LinkScore(
        links=int(known.sum()),
        links_los=int(clear.sum()),
        links_nlos=int(hidden.sum()),
        links_nlos_clipped=int(clipped.sum()),
        without_reference=int((~said).sum()),
        unanswered=int((said & ~known).sum()),
        rmse_los_db=rmse(clear),
        rmse_nlos_db=rmse(hidden),
        rmse_nlos_clipped_db=rmse(clipped),
        bias_los_db=mean(clear),
        bias_nlos_clipped_db=mean(clipped),
        median_error_nlos_db=round(float(np.median(error[hidden])), 3) if hidden.any() else float("nan"),
        los_agreement=round(float(np.mean(los == sight)), 5),
    )
