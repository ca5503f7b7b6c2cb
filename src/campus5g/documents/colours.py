"""The colours of maps: cividis, which reads the same with and without colour blindness, and in grey."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from campus5g.documents.content import Floats

_CONTROL = ("00224e", "123570", "3b496c", "575d6d", "707173", "8a8678", "a59c74", "c3b369", "e1cc55", "fee838")
"""Ten even control points of cividis (Nuñez, Anderton and Renslow, PLoS ONE 13(7), 2018, doi:10.1371/journal.pone.0199239)."""


def cividis(steps: int = 256) -> NDArray[np.uint8]:
    """Return the scale as (steps, 3) bytes of red, green and blue, linear between the control points."""
    points = np.array([[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in _CONTROL], dtype=float)
    at = np.linspace(0, len(points) - 1, steps)
    channels = [np.interp(at, np.arange(len(points)), points[:, k]) for k in range(3)]
    scale: NDArray[np.uint8] = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    return scale


def grid_png(grid: Floats, vmin: float, vmax: float) -> bytes:
    """Paint a grid as PNG, north up: one pixel a cell, cividis from ``vmin`` to ``vmax``.

    Transparent where NaN (no signal, −∞, is not NaN).

    grid: (ny, nx), row 0 is the southernmost. Values beyond the scale take its end colours. Same grid, same bytes.
    """
    if not vmin < vmax:
        raise ValueError(f"vmin {vmin} is not below vmax {vmax}")
    known = ~np.isnan(grid)
    share = np.clip((np.where(known, grid, vmin) - vmin) / (vmax - vmin), 0.0, 1.0)
    indices = np.where(known, 1 + np.rint(share * 254), 0).astype(np.uint8)
    image = Image.fromarray(np.flipud(indices))
    image.putpalette([0, 0, 0, *cividis(255).ravel().tolist()])
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True, transparency=0)
    return out.getvalue()


SETS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#777777")
"""Okabe and Ito's colours (2008), told apart with and without colour blindness: for classes that have no order."""


def steps(count: int) -> tuple[str, ...]:
    """Return ``count`` colours of the scale for classes in order, as far apart as it lets them be."""
    return tuple(hexadecimal(step / max(count - 1, 1)) for step in range(count))


def classes_png(classes: NDArray[np.integer[Any]], colours: Sequence[str], borders: bool = False) -> bytes:
    """Paint classes as PNG, north up: one pixel a cell, transparent where negative; colours come again when they run out.

    classes: (ny, nx), row 0 is the southernmost. borders: white where the class changes to the east or north.
    """
    known = classes >= 0
    indices = np.where(known, 1 + classes % len(colours), 0).astype(np.uint8)
    if borders:
        edge = np.zeros(classes.shape, bool)
        edge[:, :-1] |= classes[:, :-1] != classes[:, 1:]
        edge[:-1] |= classes[:-1] != classes[1:]
        indices[edge & known] = len(colours) + 1
    image = Image.fromarray(np.flipud(indices))
    image.putpalette([0, 0, 0, *(int(c[i : i + 2], 16) for c in (*colours, "#ffffff") for i in (1, 3, 5))])
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True, transparency=0)
    return out.getvalue()


def hexadecimal(share: float) -> str:
    """The colour at ``share`` (0 to 1) of the scale."""
    red, green, blue = cividis()[round(min(max(share, 0.0), 1.0) * 255)]
    return f"#{red:02x}{green:02x}{blue:02x}"
