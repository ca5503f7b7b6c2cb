"""Local metres and degrees: there and back, and true to the ground."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from campus5g.core.codec import dump, load
from campus5g.core.site import PATH_WIDTH_M, Origin, Path, PathKind, Site

DUNKIRK = Origin(51.035, 2.35)
metres = st.floats(min_value=-10_000, max_value=10_000)


@given(metres, metres)
def test_metres_to_degrees_and_back_lose_nothing(x_m: float, y_m: float) -> None:
    assert DUNKIRK.to_local(*DUNKIRK.to_geographic(x_m, y_m)) == pytest.approx((x_m, y_m), abs=1e-6)


def test_the_origin_is_at_zero() -> None:
    assert DUNKIRK.to_local(2.35, 51.035) == (0, 0)
    assert DUNKIRK.to_geographic(0, 0) == (2.35, 51.035)


@pytest.mark.parametrize(("east", "north"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_east_is_x_and_north_is_y(east: int, north: int) -> None:
    longitude, latitude = DUNKIRK.to_geographic(1000 * east, 1000 * north)
    azimuth, _, _ = Geod(ellps="WGS84").inv(2.35, 51.035, longitude, latitude)
    assert azimuth % 360 == pytest.approx({(1, 0): 90, (0, 1): 0, (-1, 0): 270, (0, -1): 180}[east, north], abs=0.1)


@given(metres, metres)
def test_distances_agree_with_the_ellipsoid_within_half_a_percent(x_m: float, y_m: float) -> None:
    longitude, latitude = DUNKIRK.to_geographic(x_m, y_m)
    _, _, distance_m = Geod(ellps="WGS84").inv(2.35, 51.035, longitude, latitude)
    assert distance_m == pytest.approx((x_m**2 + y_m**2) ** 0.5, rel=5e-3, abs=0.01)


def test_a_site_kept_before_paths_existed_is_still_read() -> None:
    kept = {
        "name": "works",
        "boundary": [[0, 0], [9, 0], [9, 9]],
        "buildings": [],
        "masts": [{"id": "m", "x_m": 1.0, "y_m": 2.0, "height_m": 30.0}],
        "zones": [],
        "origin": {"latitude": 51.0, "longitude": 2.3},
    }
    site = load(Site, kept)
    assert site.paths == ()
    assert site.masts[0].kind == site.masts[0].building == ""


def test_a_path_goes_to_json_and_back() -> None:
    rail = Path("r", "Slab rail", PathKind.RAIL, ((0.0, 0.0), (50.0, 5.0)), PATH_WIDTH_M[PathKind.RAIL])
    site = Site("works", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)), (), (), (), DUNKIRK, paths=(rail,))
    assert load(Site, dump(site)) == site
