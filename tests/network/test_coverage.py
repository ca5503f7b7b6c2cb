"""The maps: axes the right way, walls that only take, and the same answer by every door."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LinearRing, LineString

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Wall
from campus5g.network.carriers import carrier_of
from campus5g.network.coverage import link_gains_db, path_gain_maps, scenario_for, scene_at
from campus5g.network.diffraction import fresnel_nu, knife_edge_loss_db
from campus5g.network.fan import fan_of, met_from_mast
from campus5g.network.links import read_links, score_links
from campus5g.network.mirrors import Mirrors
from campus5g.network.penetration import wall_loss_db
from campus5g.network.prisms import buildings_at
from campus5g.network.profiles import antenna_in, pair_parts, paths_to_points
from campus5g.network.propagation import LIGHT_MPS
from campus5g.network.raster import axes_over, mask_of
from campus5g.network.rays import is_blocked, roof_loss_db, scratch
from campus5g.network.reflection import ground_factor, permittivity
from campus5g.network.sites import read_site
from tests.network.scenes import box, one_wall, open_field, transposed, two_halls

CARRIER = carrier_of("n38", date(2026, 11, 21))
WAVELENGTH_M = LIGHT_MPS / CARRIER.freq_hz


def test_an_open_field_has_free_space_and_its_twin_on_the_ground():
    """Closed form: Friis, and the ground as a mirror of concrete (Fresnel, TM)."""
    site = open_field()
    grid = path_gain_maps(site, site.masts, CARRIER, 20.0)
    far = np.maximum(np.hypot(grid.x_m[None, :] - 300, grid.y_m[:, None] - 200), 1.0)
    direct, twin = np.hypot(far, 28.5), np.hypot(far, 31.5)
    eps, cosine = permittivity("concrete", CARRIER.freq_hz), 31.5 / twin
    root = np.sqrt(eps - 1 + cosine**2)
    ground = abs((eps * cosine - root) / (eps * cosine + root)) ** 2
    expected = 20 * np.log10(WAVELENGTH_M / (4 * np.pi * direct)) + 10 * np.log10(1 + ground * (direct / twin) ** 2)
    assert grid.los.all()
    assert grid.path_gain_db[0] == pytest.approx(expected, abs=1e-4)


def test_rows_are_north_and_columns_are_east():
    """A mast in the south-west corner is heard best in the first row and column."""
    site = open_field(masts=(Mast("m", 30.0, 10.0, 30.0),))
    grid = path_gain_maps(site, site.masts, CARRIER, 20.0)
    assert grid.path_gain_db.shape == (1, 20, 30)
    row, column = np.unravel_index(np.argmax(grid.path_gain_db[0]), (20, 30))
    assert (grid.x_m[column], grid.y_m[row]) == (30.0, 10.0)


@pytest.mark.parametrize("site", [one_wall(), two_halls()], ids=lambda s: s.name)
def test_exchanging_east_and_north_transposes_the_map(site):
    here = path_gain_maps(site, site.masts, CARRIER, 5.0)
    other = transposed(site)
    there = path_gain_maps(other, other.masts, CARRIER, 5.0)
    assert np.array_equal(here.path_gain_db, there.path_gain_db.transpose(0, 2, 1))
    assert np.array_equal(here.indoor, there.indoor.T)


def test_a_hall_throws_its_shadow_away_from_the_mast():
    site = one_wall()
    grid = path_gain_maps(site, site.masts, CARRIER, 10.0)
    row = int(np.argmin(abs(grid.y_m - 205)))
    behind, before, beside = (int(np.argmin(abs(grid.x_m - x))) for x in (285, 225, 285))
    assert not grid.los[0, row, behind]
    assert grid.los[0, row, before]
    assert grid.los[0, 0, beside]
    flat = open_field(masts=site.masts)
    empty = path_gain_maps(flat, flat.masts, CARRIER, 10.0)
    assert grid.path_gain_db[0, row, behind] < empty.path_gain_db[0, row, behind] - 6


@settings(max_examples=40, deadline=None)
@given(west=st.floats(20, 500), south=st.floats(20, 330), width=st.floats(5, 90), depth=st.floats(5, 60), height=st.floats(2, 60))
def test_a_black_building_never_raises_the_gain(west, south, width, depth, height):
    """Without reflections and what they stand for, a building only takes."""
    site = open_field(masts=(Mast("m", 10.0, 10.0, 25.0), Mast("n", 590.0, 390.0, 62.0)))
    built = replace(site, buildings=(Building("b", box(west, south, west + width, south + depth), height, Wall.HIGH_LOSS),))
    grid = axes_over((0, 0, 600, 400), 20.0)
    x, y = (axis.ravel() for axis in np.meshgrid(grid.x_m, grid.y_m))
    nothing = np.zeros(x.size)
    for mast in site.masts:
        shaded, empty = (black(one, mast, x, y, nothing) for one in (built, site))
        assert np.all(shaded <= empty * (1 + 1e-9))


def black(site, mast, x, y, scattered):
    scene = scene_at(site, CARRIER)
    antenna = antenna_in(scene, site, mast, 1.5)
    antenna = antenna._replace(mirrors=Mirrors(*(part[:0] for part in antenna.mirrors)))
    return paths_to_points(scene, antenna, x, y, 1.5, buildings_at(site, x, y), scattered).gain


@settings(max_examples=25, deadline=None)
@given(low=st.floats(3, 40), more=st.floats(0, 40), x=st.floats(280, 580), y=st.floats(150, 250))
def test_a_higher_hall_never_lets_more_through(low, more, x, y):
    gains = []
    for height in (low, low + more):
        site = one_wall(height)
        tx = np.array([[100.0, 200.0, 30.0]])
        gains.append(float(link_gains_db(site, tx, np.array([x]), np.array([y]), CARRIER)[0][0]))
    assert gains[1] <= gains[0] + 1e-3


def parts(site, place, z=1.5):
    """Clear or not, edge loss (dB), power beside, ground factor, depth indoors and main wall from the first mast."""
    scene = scene_at(site, CARRIER)
    antenna = antenna_in(scene, site, site.masts[0], z)
    own = int(buildings_at(site, np.array([place[0]]), np.array([place[1]]))[0])
    return pair_parts(scene, antenna, *place, z, own, 0.0, scratch())


def with_building(ring, height, mast_m=30.0):
    return replace(open_field(masts=(Mast("m", 50.0, 200.0, mast_m),)), buildings=(Building("b", ring, height),))


def test_a_long_thin_wall_takes_what_one_knife_edge_takes():
    """A wall without ends and next to no depth is the knife edge of P.526."""
    clear, loss, beside, _, depth, _ = parts(with_building(box(300, -9000, 300.001, 9400), 25.0), (550.0, 200.0))
    above = 25.0 - (30.0 + (1.5 - 30.0) * 250 / 500)
    exact = float(knife_edge_loss_db(fresnel_nu(above, 250.0, 250.0, WAVELENGTH_M)))
    assert not clear
    assert (depth, beside) == (0.0, 0.0)
    # its two edges are a millimetre apart: the second lies in the way of the first and takes what a grazed edge takes
    assert loss == pytest.approx(exact, abs=6.1)
    single = roof_loss_db(np.array([0.5]), np.array([25.0]), 1, 30.0, 1.5, 500.0, WAVELENGTH_M)[0]
    assert single == pytest.approx(exact, abs=1e-9)


def test_deep_roofs_take_more_than_thin_ones_and_narrow_buildings_are_passed_sideways():
    def losses(ring):
        _, loss, beside, *_ = parts(with_building(ring, 28.0), (550.0, 200.0))
        return loss, beside

    thin, deep, narrow = losses(box(300, -90, 302.5, 490)), losses(box(300, -90, 380, 490)), losses(box(300, 198, 302.5, 202))
    assert thin[0] < deep[0]
    assert narrow[1] > 0.1
    assert thin[1] < 0.01


def test_a_tall_corner_takes_what_the_longer_way_takes():
    """Half a plane as high as the sky: the edge of P.526 turned upright, nu from the detour."""
    site = with_building(box(300, -9000, 300.5, 200.0 - 6.0 + 12.0), 500.0)
    _, _, beside, *_ = parts(site, (550.0, 200.0))
    detour = np.hypot(2 * np.hypot(250.0, 6.2), 28.5) - np.hypot(500.0, 28.5)  # looked at from 0.3 m off the corner
    assert 10 * np.log10(beside) == pytest.approx(-float(knife_edge_loss_db(2 * np.sqrt(detour / WAVELENGTH_M))), abs=0.2)


def test_a_metal_wall_beside_the_ray_is_a_mirror():
    """Closed form: the image behind the wall, at its own length, and its twin on the ground."""
    site = replace(
        open_field(masts=(Mast("m", 100.0, 200.0, 30.0),)), buildings=(Building("w", box(0, 300, 600, 310), 60.0, Wall.METAL),)
    )
    bare = replace(site, buildings=())
    tx, x, y = np.array([[100.0, 200.0, 30.0]]), np.array([400.0]), np.array([200.0])
    gain, plain = (10 ** (link_gains_db(one, tx, x, y, CARRIER)[0][0] / 10) for one in (site, bare))
    flat = np.hypot(300.0, 200.0)
    length = np.hypot(flat, 28.5)
    twin = ground_factor(permittivity("concrete", CARRIER.freq_hz), float(flat), 30.0, 1.5, WAVELENGTH_M)
    expected = (WAVELENGTH_M / (4 * np.pi * length)) ** 2 * twin
    assert gain - plain == pytest.approx(expected, rel=1e-3)


def test_two_metal_walls_bring_light_behind_a_screen():
    """A place hidden from the mast and from every single mirror is lit by two."""
    screen = Building("screen", box(295, 195, 300, 320), 90.0, Wall.METAL)
    first = Building("first", box(100, 330, 600, 335), 90.0, Wall.METAL)
    site = replace(open_field(masts=(Mast("m", 200.0, 250.0, 20.0),)), buildings=(screen, first))
    scene = scene_at(site, CARRIER)
    antenna = antenna_in(scene, site, site.masts[0], 1.5)
    assert (antenna.mirrors.via >= 0).any()


def test_far_away_the_twin_on_the_ground_cancels_the_ray():
    """Two rays beyond the break point fall by 40 dB a decade: ``(h h')² / d⁴``."""
    eps = 1e9 + 0j  # a perfect conductor for TM would not turn the phase: at grazing angles any ground does
    gains = [ground_factor(5.31 - 0.67j, d, 10.0, 1.5, 0.1) / d**2 for d in (100_000.0, 1_000_000.0)]
    assert 10 * np.log10(gains[0] / gains[1]) == pytest.approx(40.0, abs=0.5)
    assert ground_factor(eps, 50.0, 10.0, 1.5, 0.1) == pytest.approx(1 + (np.hypot(50, 8.5) / np.hypot(50, 11.5)) ** 2, rel=1e-3)


def test_indoors_the_wall_and_the_way_in_are_counted():
    site = one_wall(wall=Wall.METAL)
    soft = replace(site, buildings=(replace(site.buildings[0], wall=Wall.LOW_LOSS),))
    hard_map, soft_map = (path_gain_maps(s, s.masts, CARRIER, 5.0, metal_wall_db=35.0) for s in (site, soft))
    difference = (soft_map.path_gain_db - hard_map.path_gain_db)[0]
    assert difference[hard_map.indoor] == pytest.approx(35 - wall_loss_db(Wall.LOW_LOSS, CARRIER.freq_hz, 35), abs=1e-3)
    assert np.all(difference[~hard_map.indoor] <= 1e-6)  # outside, metal is the better mirror


def test_links_and_maps_agree():
    site = two_halls()
    grid = path_gain_maps(site, site.masts, CARRIER, 5.0)
    rows, columns = np.indices((grid.y_m.size, grid.x_m.size)).reshape(2, -1)
    tx = np.tile([[site.masts[1].x_m, site.masts[1].y_m, site.masts[1].height_m]], (rows.size, 1))
    gains, los = link_gains_db(site, tx, grid.x_m[columns], grid.y_m[rows], CARRIER)
    assert grid.path_gain_db[1].ravel() == pytest.approx(gains, abs=1e-3)
    assert np.array_equal(grid.los[1].ravel(), los)


def test_the_walls_that_a_ray_from_a_mast_meets_are_those_of_shapely():
    site = two_halls()
    prisms = scene_at(site, CARRIER).prisms
    generator, room = np.random.default_rng(5), scratch()
    outlines = [LinearRing(b.footprint) for b in site.buildings]
    for _ in range(30):
        x0, y0 = generator.uniform(-50, 450), generator.uniform(-50, 250)
        fan = fan_of(prisms, x0, y0)
        for x1, y1 in zip(generator.uniform(-50, 450, 10), generator.uniform(-50, 250, 10), strict=True):
            count = met_from_mast(fan, 0.0, x1, y1, 0.0, -1, -1, 0.0, room.at, room.walls)
            exact = [LineString([(x0, y0), (x1, y1)]).intersection(outline) for outline in outlines]
            assert count == sum(len(shapely.get_coordinates(e)) for e in exact)


def test_a_ray_is_blocked_where_a_wall_that_it_meets_is_higher_than_it(shared):
    """The walk over the cells and the fan around the mast are two ways to the same answer."""
    site = read_site(shared / "data" / "radio" / "site_steelworks.json")
    prisms = scene_at(site, CARRIER).prisms
    generator, room = np.random.default_rng(7), scratch()
    seen = set()
    for x0, y0, z0 in generator.uniform((-900, -900, 2), (900, 900, 45), (40, 3)):
        fan = fan_of(prisms, x0, y0)
        for x1, y1, z1 in generator.uniform((-900, -900, 1), (900, 900, 30), (50, 3)):
            count = met_from_mast(fan, z0, x1, y1, z1, -1, -1, 0.0, room.at, room.walls)
            roofs, rays = prisms.height_m[room.walls[:count]], z0 + (z1 - z0) * room.at[:count]
            blocked = is_blocked(prisms.grid, x1, y1, z1, x0, y0, z0, -1, -1)
            assert blocked == bool(np.any(roofs > rays + 1e-6))
            seen.add(blocked)
    assert seen == {True, False}


@pytest.mark.parametrize("name", ["steelworks", "delfshaven"])
def test_sight_is_that_of_exact_ray_tracing(shared, name):
    """The ray agrees with Sionna RT's exact paths on every link but one in a thousand."""
    site = read_site(shared / "data" / "radio" / f"site_{name}.json")
    with (shared / "data" / "radio" / f"reference_links_{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    masts = {m.id: (m.x_m, m.y_m, m.height_m) for m in site.masts}
    tx = np.array([masts[r["tx"]] for r in rows])
    x, y = (np.array([float(r[k]) for r in rows]) for k in ("x_m", "y_m"))
    _, los = link_gains_db(site, tx, x, y, CARRIER)
    assert np.mean(los == np.array([r["los"] == "1" for r in rows])) >= 0.999


def test_masts_over_roofs_and_among_them_have_their_own_medians():
    assert (scenario_for(30.0), scenario_for(8.0)) == ("UMa", "UMi")


@pytest.mark.parametrize(("name", "most_hidden_db"), [("steelworks", 12.0), ("delfshaven", 14.0)])
def test_gains_are_near_those_of_exact_ray_tracing(shared, name, most_hidden_db):
    """Root mean square error against Sionna RT on links within 35 dB of free space."""
    site = read_site(shared / "data" / "radio" / f"site_{name}.json")
    links = read_links(shared / "data" / "radio" / f"reference_links_{name}.csv", site)
    score = score_links(site, links, CARRIER)
    assert score.rmse_los_db <= 2.5
    assert score.rmse_nlos_clipped_db <= most_hidden_db


def test_a_mast_below_its_roof_serves_its_hall_and_is_faint_outside():
    site = two_halls()
    inside = replace(site, masts=(Mast("in", 100.0, 80.0, 8.0), Mast("out", 200.0, 80.0, 8.0)))
    grid = path_gain_maps(inside, inside.masts, CARRIER, 5.0)
    hall = mask_of(site.buildings[0].footprint, grid.axes)
    assert grid.path_gain_db[0][hall].mean() > grid.path_gain_db[1][hall].mean() + 20
    yard = mask_of(box(170, 60, 230, 100), grid.axes)
    assert grid.path_gain_db[0][yard].mean() < grid.path_gain_db[1][yard].mean() - 20


def test_where_two_roofs_overlap_the_taller_one_counts():
    site = replace(
        open_field(), buildings=(Building("low", box(100, 100, 200, 200), 5), Building("high", box(150, 150, 250, 250), 9))
    )
    assert buildings_at(site, np.array([120.0, 175.0, 10.0]), np.array([120.0, 175.0, 10.0])).tolist() == [0, 1, -1]


def test_a_grid_too_fine_for_memory_is_refused():
    with pytest.raises(BadInput, match="larger cells"):
        axes_over((0, 0, 50_000, 50_000), 1.0)
    with pytest.raises(BadInput, match="more than 0"):
        axes_over((0, 0, 10, 10), 0.0)


def test_a_terminal_below_the_standard_is_refused():
    site = open_field()
    with pytest.raises(BadInput, match="height"):
        path_gain_maps(site, site.masts, CARRIER, 20.0, rx_height_m=0.5)
