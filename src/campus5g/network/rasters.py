"""The maps of a plan as GeoTIFF (OGC 19-008r4), for any geographic information system.

Local metres are an equirectangular projection about the site's origin, so that the grid is straight and even in WGS84 degrees
as well: each map is written cell for cell in EPSG:4326, nothing is resampled. Cells are areas; the tie point is the north-west
corner of the north-west cell.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.site import Origin
from campus5g.network.plan import PlanGrids

_PIXEL_SCALE, _TIE_POINT, _GEO_KEYS, _METADATA, _NO_DATA = 33550, 33922, 34735, 42112, 42113
_DOUBLE, _SHORT, _ASCII = 12, 3, 2
_KEYS = (
    (1024, 2),  # GTModelTypeGeoKey: geographic
    (1025, 1),  # GTRasterTypeGeoKey: a cell is an area
    (2048, 4326),  # GeodeticCRSGeoKey: WGS84
    (2054, 9102),  # GeogAngularUnitsGeoKey: degree
)
NO_SERVER = 65_535
"""What stands in the map of best servers where there is none."""


@dataclass(frozen=True, slots=True)
class _Map:
    """A map of the plan: the file's name, the array of ``PlanGrids``, what it is and its unit."""

    name: str
    key: str
    about: str
    unit: str


_MAPS = (
    _Map("rsrp", "rsrp_dbm", "SS-RSRP of the best server", "dBm"),
    _Map("sinr", "sinr_db", "SINR under the load of the plan", "dB"),
    _Map("best_server", "best_server", "index of the best server among the antennas of the plan", ""),
    _Map("uplink", "uplink_bps", "uplink rate of a terminal alone in its cell", "bit/s"),
    _Map("downlink", "downlink_bps", "downlink rate of a terminal alone in its cell", "bit/s"),
)


def plan_rasters(grids: PlanGrids, origin: Origin) -> dict[str, bytes]:
    """Return the maps of a plan as GeoTIFF by file name (``rsrp.tif``…); maps that were not drawn are left out.

    Power, SINR and rates are float32 with NaN where there is no value, best servers uint16 with ``NO_SERVER``.
    """
    found: dict[str, bytes] = {}
    for one in _MAPS:
        values = getattr(grids, one.key)
        if values is None:
            continue
        if one.key == "best_server":
            values = np.where(values < 0, NO_SERVER, values).astype(np.uint16)
        found[f"{one.name}.tif"] = geotiff(values, grids.x_m, grids.y_m, origin, about=one.about, unit=one.unit)
    return found


def geotiff(
    values: NDArray[np.float32] | NDArray[np.uint16],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    origin: Origin,
    *,
    about: str,
    unit: str = "",
) -> bytes:
    """Return one map as GeoTIFF, north up, deflated. Same map, same bytes.

    values [ny, nx], row 0 the southernmost: float32, or uint16 with ``NO_SERVER`` for none. x_m [nx], y_m [ny]: cell centres in
    local metres, rising and evenly spaced.
    """
    step_x, step_y = _step(x_m), _step(y_m)
    west, north = origin.to_geographic(float(x_m[0]) - step_x / 2, float(y_m[-1]) + step_y / 2)
    east, south = origin.to_geographic(float(x_m[-1]) + step_x / 2, float(y_m[0]) - step_y / 2)
    tags = ImageFileDirectory_v2()
    _put(tags, _PIXEL_SCALE, _DOUBLE, ((east - west) / x_m.size, (north - south) / y_m.size, 0.0))
    _put(tags, _TIE_POINT, _DOUBLE, (0.0, 0.0, 0.0, west, north, 0.0))
    _put(tags, _GEO_KEYS, _SHORT, (1, 1, 0, len(_KEYS), *(part for key, value in _KEYS for part in (key, 0, 1, value))))
    _put(tags, _METADATA, _ASCII, _described(about, unit))
    _put(tags, _NO_DATA, _ASCII, "nan" if values.dtype.kind == "f" else str(NO_SERVER))
    out = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(np.flipud(values)))
    image.save(out, format="TIFF", tiffinfo=tags, compression="tiff_adobe_deflate")
    return out.getvalue()


def _step(axis: NDArray[np.float64]) -> float:
    steps = np.diff(axis)
    if axis.size < 2 or not np.allclose(steps, steps[0]) or steps[0] <= 0:
        raise BadInput("grid", msg("cells that are not evenly spaced"), msg("at least two, from west to east and south to north"))
    return float(steps[0])


def _put(tags: ImageFileDirectory_v2, tag: int, kind: int, value: tuple[float, ...] | str) -> None:
    tags.tagtype[tag] = kind
    tags[tag] = value


def _described(about: str, unit: str) -> str:
    """What the band holds, in the words that GDAL reads back."""
    items = f'<Item name="DESCRIPTION" sample="0" role="description">{escape(about)}</Item>'
    if unit:
        items += f'<Item name="UNITTYPE" sample="0" role="unittype">{escape(unit)}</Item>'
    return f"<GDALMetadata>{items}</GDALMetadata>"
