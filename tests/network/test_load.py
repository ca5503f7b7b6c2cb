"""The coupled loads: settled, least, monotone, and what a plain computation says of the result."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.site import Mast, Zone
from campus5g.network.candidates import candidates_of, places_on, reach_of
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.coverage import path_gain_maps
from campus5g.network.demand import Needs, crowds_of, points_of, sample
from campus5g.network.link import link_of
from campus5g.network.load import Loads, cell_loads, least_fixed_point
from tests.network.scenes import box, open_field, sensors

ON = date(2026, 11, 21)
FIGURES = Figures(ON)
CARRIER = carrier_of("n38", ON)
LINK = link_of(CARRIER, FIGURES)
MASTS = (Mast("m1", 150.0, 200.0, 30.0), Mast("m2", 450.0, 200.0, 30.0))


def yard(count, uplink_bps=0.0, downlink_bps=0.0):
    """Four sectors of two masts over a field: cells, gains and points."""
    zone = Zone("yard", "Yard", box(20, 20, 580, 380), (sensors(count, uplink_bps=uplink_bps, downlink_bps=downlink_bps),))
    site = open_field((zone,), MASTS)
    grid = path_gain_maps(site, MASTS, CARRIER, 40.0)
    points = points_of(crowds_of(site, grid), (Needs(-130.0, -5.0),), grid, 0.0)
    cells = tuple(c for c in candidates_of(site, CARRIER, FIGURES) if c.azimuth_deg in (0.0, 180.0) and c.tilt_deg == 5.0)
    places = places_on(grid, points.row, points.column, np.zeros(points.size, np.intp), points.extra_db)
    return cells, reach_of(cells, places, CARRIER).gain_db, points


def loads_of(count, uplink_bps=0.0, downlink_bps=0.0, more_gain_db=0.0, damping=1.0) -> Loads:
    cells, gain, points = yard(count, uplink_bps, downlink_bps)
    return cell_loads(cells, gain + np.float32(more_gain_db), points, LINK, 0.1, damping)


demands = st.floats(0, 3e5)


@settings(max_examples=25, deadline=None)
@given(down=demands, up=demands)
def test_loads_settle_whatever_is_asked(down, up):
    loads = loads_of(200, up, down)
    assert loads.converged
    assert loads.warnings() == ()
    assert np.all(np.isfinite(loads.downlink))
    assert np.all(np.isfinite(loads.uplink))


@settings(max_examples=20, deadline=None)
@given(down=demands, up=demands, more=demands)
def test_more_demand_never_means_less_load_nor_a_better_signal(down, up, more):
    low, high = loads_of(200, up, down), loads_of(200, up + more, down + more)
    assert np.all(high.downlink >= low.downlink - 1e-4)
    assert np.all(high.uplink >= low.uplink - 1e-4)
    assert np.all(high.rise_db >= low.rise_db - 1e-3)
    assert np.all(high.sinr_db <= low.sinr_db + 1e-3)


@settings(max_examples=20, deadline=None)
@given(down=demands, more=st.floats(0, 20))
def test_a_better_gain_everywhere_never_fills_the_downlink(down, more):
    """Signal and interference grow alike, noise does not."""
    near, far = loads_of(200, 0, down, more_gain_db=-40 + more), loads_of(200, 0, down, more_gain_db=-40)
    assert np.all(near.downlink <= far.downlink + 1e-4)


@settings(max_examples=10, deadline=None)
@given(down=demands, up=demands)
def test_damped_and_plain_climbs_end_at_the_same_place(down, up):
    plain, damped = loads_of(200, up, down), loads_of(200, up, down, damping=0.5)
    assert plain.downlink == pytest.approx(damped.downlink, rel=0.02, abs=1e-3)
    assert plain.uplink == pytest.approx(damped.uplink, rel=0.02, abs=1e-3)
    assert plain.rounds <= damped.rounds


@settings(deadline=None)
@given(
    slope=st.lists(st.floats(0, 0.3), min_size=9, max_size=9),
    offset=st.lists(st.floats(0, 1), min_size=3, max_size=3),
    damping=st.floats(0.2, 1),
)
def test_the_climb_ends_at_the_solution_of_a_linear_system(slope, offset, damping):
    matrix, constant = np.array(slope).reshape(3, 3), np.array(offset)
    exact = np.linalg.solve(np.eye(3) - matrix, constant)
    settled = least_fixed_point(lambda x: matrix @ x + constant, np.zeros(3), damping, tolerance=1e-9, most=2000)
    assert settled.state == pytest.approx(exact, abs=1e-6)


def test_the_least_of_two_solutions_is_taken():
    """x = 0.2 + 0.8 x^2 has the fixed points 0.25 and 1: a network that fills up meets the first."""
    settled = least_fixed_point(lambda x: 0.2 + 0.8 * x**2, np.zeros(1), tolerance=1e-10)
    assert settled.state == pytest.approx([0.25], abs=1e-8)


def test_what_has_not_settled_says_by_how_much():
    settled = least_fixed_point(lambda x: 0.999 * x + 0.001, np.zeros(1), tolerance=1e-6, most=5)
    assert settled.rounds == 5
    assert settled.residual == pytest.approx(0.001 * 0.999**4)


def test_the_load_is_what_the_rates_say_once_it_settles():
    cells, _, points = yard(200, 5e3, 2e4)
    loads = loads_of(200, 5e3, 2e4)
    asked = points.weight * points.mean_down_bps / loads.downlink_bps
    expected = np.maximum(np.bincount(loads.server, weights=asked, minlength=len(cells)), 0.1)
    assert loads.downlink == pytest.approx(expected, rel=1e-3)


def test_the_uplink_counts_whole_blocks_for_every_message():
    """Near terminals, no neighbour: 200 B take ceil(1600 / bits of a block and slot) blocks each."""
    cells, gain, points = yard(100)
    loads = cell_loads(cells[:1], gain[:1] + np.float32(20), points, LINK, 0.1)
    sinr = LINK.uplink_sinr_db(gain[0] + 20.0, 1, 0.0)
    bits = LINK.adaptation.efficiency(sinr, 1, layers=1) * 12 * 14 * (1 - LINK.ul_overhead)
    blocks = np.ceil(1600 / bits)
    a_second = 106 * 0.2 / 0.5e-3
    assert float(loads.uplink[0]) == pytest.approx(float((points.weight / 10 * blocks).sum()) / a_second, rel=1e-6)


def test_the_noise_rise_is_the_interference_of_the_other_cells():
    """The definition, cell by cell: load x mean of power x gain over those who send, on what other cells serve."""
    cells, gain, points = yard(200, 2e4)
    loads = cell_loads(cells, gain, points, LINK, 0.1)
    own = gain[loads.server, np.arange(points.size)].astype(float)
    blocks = LINK.blocks_for(own, points.mean_up_bps)
    sent = 10 ** ((LINK.block_dbm(own, blocks) - LINK.block_noise_dbm) / 10)
    bits = LINK.adaptation.efficiency(LINK.uplink_sinr_db(own, blocks, 0.0), 1, layers=1) * 12 * 14 * (1 - LINK.ul_overhead)
    sending = np.ceil(1600 / bits)
    for cell in range(len(cells)):
        heard = 0.0
        for other in set(range(len(cells))) - {cell}:
            mine = loads.server == other
            mean = np.average((sent * 10 ** (gain[cell] / 10.0))[mine], weights=sending[mine])
            heard += min(float(loads.uplink[other]), 1.0) * float(mean)
        assert loads.rise_db[cell] == pytest.approx(10 * np.log10(1 + heard), rel=1e-3, abs=1e-3)


def test_a_lone_cell_has_no_noise_rise():
    cells, gain, points = yard(200, 1e5)
    assert cell_loads(cells[:1], gain[:1], points, LINK, 0.1).rise_db == pytest.approx([0.0])


def test_a_sample_keeps_every_device():
    _, _, points = yard(200)
    few = points.chosen(sample(points, 17, seed=4))
    assert few.size == 17
    assert few.weight.sum() == pytest.approx(points.weight.sum()) == 200
    assert np.array_equal(sample(points, 17, seed=4), sample(points, 17, seed=4))
