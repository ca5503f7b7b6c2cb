"""Money: bills that add up, ranges that combine as they say, fibre from the geometry, totals over years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from math import ceil, dist, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.figures import Assumption, Source
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, CostItem
from campus5g.core.site import Path, PathKind
from campus5g.network.bill import HOURS_PER_YEAR, devices_of
from campus5g.network.cabling import cabling_of
from campus5g.network.carriers import Figures, carrier_of
from campus5g.network.costs import annuity, combined, private_cost, rival_cost, total, total_cost
from campus5g.network.plan import Antenna
from campus5g.network.rivals import RIVALS
from tests.network.scenes import open_field, sensors, two_halls

ON = date(2026, 11, 21)
FIGURES = Figures(ON)
CARRIER = carrier_of("n38", ON)


def antenna(kind="sector", mast="m1", x=0.0, y=0.0, name="a"):
    return Antenna(name, mast, kind, x, y, 30, 0, 2, 43, 16.5, 59.5, 0.1, 0.1)


def private(site, *antennas):
    return private_cost(site, antennas, CARRIER, 0.08, FIGURES)


def line(value, low=None, high=None, quantity=1, recurring=False):
    low, high = value if low is None else low, value if high is None else high
    unit = Assumption("k", msg("k"), value, low, high, "€/year" if recurring else "€", Source("s"))
    return CostItem("k", unit.label, quantity, unit, recurring)


def test_a_bill_adds_up_to_the_cent():
    site = two_halls()
    for cost in (private(site, antenna()), *(rival_cost(r, site, FIGURES) for r in RIVALS)):
        once = sum(round(one.unit.value * 100) * one.quantity for one in cost.lines if not one.recurring)
        yearly = sum(round(one.unit.value * 100) * one.quantity for one in cost.lines if one.recurring)
        assert (cost.capex_cents, cost.opex_cents_per_year) == (once, yearly)
        assert cost.capex_low_cents <= cost.capex_cents <= cost.capex_high_cents
        assert all(one.quantity > 0 for one in cost.lines)


def test_two_sectors_on_one_mast_pay_one_site():
    lines = {one.key: one.quantity for one in private(two_halls(), antenna(), antenna(name="b")).lines}
    assert lines["private_5g.radio_site"] == 1
    assert lines["private_5g.sector"] == 2
    assert lines["private_5g.core_small"] == 1


def test_what_may_not_wait_pays_for_a_second_core():
    lines = {one.key: one.quantity for one in private(two_halls(reliability=0.9999), antenna()).lines}
    assert lines["private_5g.core_small"] == 2


def test_energy_is_the_draw_over_a_year():
    lines = {
        one.key: one.quantity for one in private(two_halls(), antenna(), antenna(kind="indoor", mast="hall_a/1", name="h")).lines
    }
    assert lines["private_5g.energy_kwh"] == ceil((450 + 60 + 350) * HOURS_PER_YEAR / 1000)


def test_devices_on_paths_need_terminals_too():
    rail = Path("r", "Rail", PathKind.RAIL, ((0, 0), (100, 0)), 5.0, (sensors(7),))
    site = replace(two_halls(), paths=(rail,))
    assert devices_of(site) == devices_of(two_halls()) + 7


def test_a_private_network_is_no_rival():
    with pytest.raises(ValueError, match="not a rival"):
        rival_cost(Connectivity.PRIVATE_5G, two_halls(), FIGURES)


def test_every_unit_cost_says_whether_it_is_confirmed():
    for cost in (private(two_halls(), antenna()), *(rival_cost(r, two_halls(), FIGURES) for r in RIVALS)):
        for one in cost.lines:
            assert one.unit.source.title
            assert one.unit.low <= one.unit.value <= one.unit.high


def test_one_line_keeps_its_own_range():
    found = combined([line(100.0, 60.0, 180.0, quantity=3)])
    assert (found.low_cents, found.cents, found.high_cents) == (18_000, 30_000, 54_000)


def test_equal_lines_average_out_as_the_square_root():
    found = combined([line(100.0, 80.0, 130.0)] * 4)
    assert found.cents == 40_000
    assert found.low_cents == 40_000 - round(20 * sqrt(4) * 100)
    assert found.high_cents == 40_000 + round(30 * sqrt(4) * 100)


def test_the_range_of_a_bill_is_that_of_a_thousand_drawn_bills():
    """Against Monte Carlo: symmetric normal unit costs whose 10th and 90th percentiles are low and high."""
    lines = [line(100.0, 70.0, 130.0, 40), line(9000.0, 6000.0, 12_000.0), line(25.0, 20.0, 30.0, 300)]
    rng = np.random.default_rng(0)
    drawn = sum(one.quantity * rng.normal(one.unit.value, (one.unit.high - one.unit.low) / 2 / 1.28155, 200_000) for one in lines)
    low, high = np.percentile(drawn, [10, 90])
    found = combined(lines)
    assert found.low_cents / 100 == pytest.approx(low, rel=0.01)
    assert found.high_cents / 100 == pytest.approx(high, rel=0.01)


amounts = st.tuples(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0, 1e5), st.integers(1, 999), st.booleans())


@given(st.lists(amounts, max_size=8))
def test_a_range_lies_between_the_middle_and_all_ends_together(rows):
    lines = [line(a + b, a, a + b + c, n, yearly) for a, b, c, n, yearly in rows]
    found, cost = combined(lines), total(Connectivity.WIFI, lines)
    assert sum(round(one.unit.low * one.quantity * 100) for one in lines) <= found.low_cents + 100 + 10 * len(lines)
    assert found.low_cents <= found.cents <= found.high_cents
    assert found.high_cents - 100 - 10 * len(lines) <= sum(round(one.unit.high * one.quantity * 100) for one in lines)
    assert abs(cost.capex_cents + cost.opex_cents_per_year - found.cents) <= 1


def test_an_annuity_is_the_sum_of_discounted_euros():
    assert float(annuity(10, 0.04)) == pytest.approx(sum(1.04**-year for year in range(1, 11)))
    assert annuity(10, 0.0) == 10


def test_the_total_over_years_is_capex_plus_discounted_opex():
    cost = total(Connectivity.WIFI, [line(1000.0), line(100.0, quantity=2, recurring=True)])
    assert total_cost(cost, 10, 0.04).cents == pytest.approx(100_000 + 20_000 * sum(1.04**-n for n in range(1, 11)), abs=1)


@given(st.integers(0, 20), st.integers(0, 20), st.floats(0, 0.2))
def test_more_years_never_cost_less(years, more, rate):
    cost = private(two_halls(), antenna())
    assert total_cost(cost, years + more, rate).cents >= total_cost(cost, years, rate).cents >= cost.capex_cents


places = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 400)), min_size=1, max_size=5, unique=True)


@given(places)
def test_fibre_is_the_shortest_tree_found_by_trying_them_all(spots):
    site = open_field()
    antennas = [antenna(mast=f"m{i}", x=float(x), y=float(y)) for i, (x, y) in enumerate(spots)]
    found = cabling_of(site, antennas, FIGURES)
    nodes = list({found.room, *((float(x), float(y)) for x, y in spots)})
    laid = shortest_tree(nodes) * FIGURES["fibre.detour"] + FIGURES["fibre.drop_m"] * len(spots)
    assert found.metres == pytest.approx(laid, abs=0.01)
    assert len(found.runs) == len(spots)


def shortest_tree(nodes):
    """The least total length over all sets of len - 1 edges that join every node."""
    edges = list(combinations(range(len(nodes)), 2))
    best = float("inf") if len(nodes) > 1 else 0.0
    for chosen in combinations(edges, len(nodes) - 1):
        group = list(range(len(nodes)))
        for a, b in chosen:
            old, new = group[a], group[b]
            group = [new if g == old else g for g in group]
        if len(set(group)) == 1:
            best = min(best, sum(dist(nodes[a], nodes[b]) for a, b in chosen))
    return best


def test_the_cells_of_a_hall_share_one_fibre():
    cells = [antenna(kind="indoor", mast=f"hall_a/{n}", x=60.0 + 10 * n, y=80.0, name=f"hall_a/{n}") for n in (1, 2, 3)]
    found = cabling_of(two_halls(), [antenna(x=200.0, y=90.0), *cells], FIGURES)
    assert len(found.runs) == 2
    assert found.metres < sum(dist(a, b) for a, b in pairwise([found.room, (80.0, 80.0), (200.0, 90.0)])) * 1.3 + 61


def test_no_antenna_needs_no_fibre():
    assert cabling_of(two_halls(), [], FIGURES).metres == 0
