"""The maps: axes the right way, walls that only take, and the same answer by every door."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Wall
from campus5g.network.carriers import carrier_of
from campus5g.network.coverage import link_gains_db, path_gain_maps, roofs_of, scenario_for
from campus5g.network.diffraction import fresnel_nu, knife_edge_loss_db
from campus5g.network.penetration import wall_loss_db
from campus5g.network.profiles import profile_links
from campus5g.network.propagation import LIGHT_MPS, path_loss_db
from campus5g.network.raster import axes_over, draw_roofs, mask_of
from campus5g.network.sites import read_site
from tests.network.scenes import box, one_wall, open_field, transposed, two_halls

CARRIER = carrier_of("n38", date(2026, 11, 21))
WAVELENGTH_M = LIGHT_MPS / CARRIER.freq_hz


def test_an_open_field_has_the_median_in_sight():
    site = open_field()
    grid = path_gain_maps(site, site.masts, CARRIER, 20.0)
    far = np.hypot(grid.x_m[None, :] - 300, grid.y_m[:, None] - 200)
    expected = -path_loss_db("UMa", True, CARRIER.freq_hz, 30.0, 1.5, np.maximum(far, 10.0))
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
def test_a_building_in_between_never_raises_the_gain(west, south, width, depth, height):
    site = open_field(masts=(Mast("m", 10.0, 10.0, 25.0), Mast("n", 590.0, 390.0, 62.0)))
    built = replace(site, buildings=(Building("b", box(west, south, west + width, south + depth), height, Wall.HIGH_LOSS),))
    empty = path_gain_maps(site, site.masts, CARRIER, 20.0)
    shaded = path_gain_maps(built, site.masts, CARRIER, 20.0)
    assert np.all(shaded.path_gain_db <= empty.path_gain_db + 1e-3)


@settings(max_examples=25, deadline=None)
@given(low=st.floats(3, 40), more=st.floats(0, 40), x=st.floats(280, 580), y=st.floats(150, 250))
def test_a_higher_hall_never_lets_more_through(low, more, x, y):
    gains = []
    for height in (low, low + more):
        site = one_wall(height)
        tx = np.array([[100.0, 200.0, 30.0]])
        gains.append(float(link_gains_db(site, tx, np.array([x]), np.array([y]), CARRIER)[0][0]))
    assert gains[1] <= gains[0] + 1e-3


def test_a_long_thin_wall_takes_what_one_knife_edge_takes():
    """A wall without ends, one roof cell deep, is the knife edge of P.526."""
    site = open_field(masts=(Mast("m", 50.0, 200.0, 30.0),))
    wall = Building("wall", box(300, -90, 302.5, 490), 25.0)
    site = replace(site, buildings=(wall,))
    los, loss, depth = profile_links(
        draw_roofs(site, 2.5), np.array([[50.0, 200.0, 30.0]]), np.array([550.0]), np.array([200.0]), 1.5, WAVELENGTH_M
    )
    middle = 301.25
    above = 25.0 - (30.0 + (1.5 - 30.0) * (middle - 50) / 500)
    exact = float(knife_edge_loss_db(fresnel_nu(above, middle - 50, 550 - middle, WAVELENGTH_M)))
    assert not los[0]
    assert depth[0] == 0
    assert float(loss[0]) == pytest.approx(exact, abs=0.2)


def test_a_flat_roof_takes_more_than_its_front_edge_and_a_chimney_less():
    tx, x, y = np.array([[50.0, 200.0, 30.0]]), np.array([550.0]), np.array([200.0])

    def loss(ring):
        site = replace(open_field(), buildings=(Building("b", ring, 28.0),))
        return float(profile_links(draw_roofs(site, 2.5), tx, x, y, 1.5, WAVELENGTH_M)[1][0])

    thin, deep, narrow = loss(box(300, -90, 302.5, 490)), loss(box(300, -90, 380, 490)), loss(box(300, 198, 302.5, 202))
    assert narrow < thin < deep


def test_indoors_the_wall_and_the_way_in_are_counted():
    site = one_wall(wall=Wall.METAL)
    soft = replace(site, buildings=(replace(site.buildings[0], wall=Wall.LOW_LOSS),))
    hard_map, soft_map = (path_gain_maps(s, s.masts, CARRIER, 5.0, metal_wall_db=35.0) for s in (site, soft))
    difference = (soft_map.path_gain_db - hard_map.path_gain_db)[0]
    assert difference[hard_map.indoor] == pytest.approx(35 - wall_loss_db(Wall.LOW_LOSS, CARRIER.freq_hz, 35), abs=1e-3)
    assert np.all(difference[~hard_map.indoor] == 0)


def test_links_and_maps_agree():
    site = two_halls()
    grid = path_gain_maps(site, site.masts, CARRIER, 5.0)
    rows, columns = np.indices((grid.y_m.size, grid.x_m.size)).reshape(2, -1)
    tx = np.tile([[site.masts[1].x_m, site.masts[1].y_m, site.masts[1].height_m]], (rows.size, 1))
    gains, los = link_gains_db(site, tx, grid.x_m[columns], grid.y_m[rows], CARRIER)
    assert grid.path_gain_db[1].ravel() == pytest.approx(gains, abs=1e-3)
    assert np.array_equal(grid.los[1].ravel(), los)


def test_the_compiled_profile_is_the_plain_one():
    """Skipping what cannot matter changes nothing: the same highest edge as by looking at every sample."""
    site = two_halls()
    roofs = roofs_of(site)
    generator = np.random.default_rng(5)
    x, y = generator.uniform(5, 395, 200), generator.uniform(5, 195, 200)
    tx = np.tile([[200.0, 90.0, 18.0]], (200, 1))
    los, _, _ = profile_links(roofs, tx, x, y, 1.5, WAVELENGTH_M)
    for at in range(200):
        assert bool(los[at]) == plain_sight(roofs, (200.0, 90.0, 18.0), (x[at], y[at], 1.5))


def plain_sight(roofs, start, end):
    axes = roofs.axes

    def cell(point):
        return int((point[1] - axes.south_m) / axes.cell_m), int((point[0] - axes.west_m) / axes.cell_m)

    start, end = np.array(start), np.array(end)
    steps = max(1, int(np.ceil(np.hypot(*(end - start)[:2]) / axes.cell_m)))
    own = roofs.owner[cell(end)]
    for k in range(steps):
        here = start + (end - start) * (k + 0.5) / steps
        row, column = cell(here)
        if roofs.height_m[row, column] > here[2] and (own < 0 or roofs.owner[row, column] != own):
            return False
    return True


@pytest.mark.parametrize("name", ["steelworks", "delfshaven"])
def test_sight_is_that_of_exact_ray_tracing(shared, name):
    """The rasterised ray agrees with Sionna RT's exact paths on at least 99 links in 100."""
    site = read_site(shared / "data" / "radio" / f"site_{name}.json")
    with (shared / "data" / "radio" / f"reference_links_{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    masts = {m.id: (m.x_m, m.y_m, m.height_m) for m in site.masts}
    tx = np.array([masts[r["tx"]] for r in rows])
    x, y = (np.array([float(r[k]) for r in rows]) for k in ("x_m", "y_m"))
    _, los = link_gains_db(site, tx, x, y, CARRIER)
    assert np.mean(los == np.array([r["los"] == "1" for r in rows])) >= 0.99


def test_masts_over_roofs_and_among_them_have_their_own_medians():
    assert (scenario_for(30.0), scenario_for(8.0)) == ("UMa", "UMi")


def test_the_drawing_gives_the_taller_roof_where_two_overlap():
    site = replace(
        open_field(), buildings=(Building("low", box(100, 100, 200, 200), 5), Building("high", box(150, 150, 250, 250), 9))
    )
    roofs = draw_roofs(site, 10.0)
    inside = mask_of(box(150, 150, 200, 200), roofs.axes)
    assert set(roofs.height_m[inside].tolist()) == {9.0}
    assert int((roofs.height_m > 0).sum()) == 100 + 100 - 25


def test_a_grid_too_fine_for_memory_is_refused():
    with pytest.raises(BadInput, match="larger cells"):
        axes_over((0, 0, 50_000, 50_000), 1.0)
    with pytest.raises(BadInput, match="more than 0"):
        axes_over((0, 0, 10, 10), 0.0)


def test_a_terminal_below_the_standard_is_refused():
    site = open_field()
    with pytest.raises(BadInput, match="height"):
        path_gain_maps(site, site.masts, CARRIER, 20.0, rx_height_m=0.5)
