"""Maps as GeoTIFF: read back by another reader, corner by corner against pyproj; places in Lambert-93."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyproj import Geod

from campus5g.core.errors import BadInput
from campus5g.core.site import Origin
from campus5g.network.coordinates import coordinates_of
from campus5g.network.plan import PlanGrids
from campus5g.network.rasters import NO_SERVER, geotiff, plan_rasters

DUNKIRK = Origin(51.0383, 2.3775)
X, Y = np.arange(-95.0, 100, 10), np.arange(-45.0, 50, 10)


def grids():
    rng = np.random.default_rng(1)
    power = rng.normal(-90, 10, (Y.size, X.size)).astype(np.float32)
    power[0, 0] = np.nan
    server = rng.integers(-1, 3, power.shape).astype(np.int16)
    return PlanGrids(X, Y, power, power + 100, server, power > -90, np.abs(power) * 1e5, np.abs(power) * 1e6)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def tags(data):
    return opened(data).tag_v2


def test_values_come_back_bit_for_bit_north_up():
    there = grids()
    files = plan_rasters(there, DUNKIRK)
    assert set(files) == {"rsrp.tif", "sinr.tif", "best_server.tif", "uplink.tif", "downlink.tif"}
    back = np.asarray(opened(files["rsrp.tif"]))
    assert back.dtype == np.float32
    assert np.array_equal(back, there.rsrp_dbm[::-1], equal_nan=True)
    served = np.asarray(opened(files["best_server.tif"])).astype(int)
    assert np.array_equal(np.where(served == NO_SERVER, -1, served), there.best_server[::-1])


def test_maps_that_were_not_drawn_are_left_out():
    assert set(plan_rasters(replace(grids(), uplink_bps=None, downlink_bps=None), DUNKIRK)) == {
        "rsrp.tif",
        "sinr.tif",
        "best_server.tif",
    }


def test_the_keys_say_wgs84_degrees_and_cells_that_are_areas():
    found = tags(geotiff(grids().rsrp_dbm, X, Y, DUNKIRK, about="power", unit="dBm"))
    version, revision, minor, count, *keys = found[34735]
    assert (version, revision, minor, count) == (1, 1, 0, 4)
    said = {key: value for key, where, _, value in zip(*[iter(keys)] * 4, strict=True) if where == 0}
    assert said == {1024: 2, 1025: 1, 2048: 4326, 2054: 9102}
    assert found[42113] == "nan"
    assert "dBm" in found[42112]


def test_the_corners_lie_where_the_ellipsoid_puts_them():
    """The picture is 200 m wide and 100 m tall: measured on WGS84 between the corners that the tags give."""
    found = tags(geotiff(grids().rsrp_dbm, X, Y, DUNKIRK, about="power"))
    wide, tall, _ = found[33550]
    column, row, _, west, north, _ = found[33922]
    assert (column, row) == (0, 0)
    east, south = west + wide * X.size, north - tall * Y.size
    earth = Geod(ellps="WGS84")
    assert earth.inv(west, south, east, south)[2] == pytest.approx(200, rel=5e-3)
    assert earth.inv(west, south, west, north)[2] == pytest.approx(100, rel=5e-3)
    middle = earth.inv(DUNKIRK.longitude, DUNKIRK.latitude, (west + east) / 2, (south + north) / 2)
    assert middle[2] < 0.01


@given(st.floats(-60, 60), st.floats(-170, 170), st.integers(2, 40), st.integers(2, 40), st.floats(1, 50), st.floats(-5000, 5000))
def test_every_cell_is_where_the_site_says(latitude, longitude, nx, ny, cell, west):
    """For any origin and grid, the tags put each cell's centre where ``Origin`` puts it."""
    origin = Origin(latitude, longitude)
    x, y = west + cell * np.arange(nx), -west + cell * np.arange(ny)
    found = tags(geotiff(np.zeros((ny, nx), np.float32), x, y, origin, about="nothing"))
    (wide, tall, _), (_, _, _, left, top, _) = found[33550], found[33922]
    for column, row in ((0, 0), (nx - 1, ny - 1), (nx // 2, ny // 3)):
        place = (left + (column + 0.5) * wide, top - (ny - row - 0.5) * tall)
        assert place == pytest.approx(origin.to_geographic(float(x[column]), float(y[row])), abs=1e-9)


def test_the_same_map_gives_the_same_bytes():
    assert plan_rasters(grids(), DUNKIRK) == plan_rasters(grids(), DUNKIRK)


@pytest.mark.parametrize("axis", [np.array([0.0]), np.array([0.0, 10, 30]), np.array([10.0, 0])])
def test_a_grid_that_is_not_even_is_refused(axis):
    with pytest.raises(BadInput, match="not evenly spaced"):
        geotiff(np.zeros((Y.size, axis.size), np.float32), axis, Y, DUNKIRK, about="nothing")


def test_lambert_93_at_its_origin():
    """The projection is defined by 3° E, 46.5° N at (700 000, 6 600 000)."""
    place = coordinates_of(Origin(46.5, 3.0), 0.0, 0.0)
    assert (place.east_m, place.north_m) == pytest.approx((700_000, 6_600_000), abs=0.01)


@given(st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_lambert_93_keeps_distances_at_dunkirk(x, y):
    here, there = coordinates_of(DUNKIRK, 0.0, 0.0), coordinates_of(DUNKIRK, x, y)
    flat = np.hypot(there.east_m - here.east_m, there.north_m - here.north_m)
    assert float(flat) == pytest.approx(float(np.hypot(x, y)), rel=6e-3, abs=0.05)
