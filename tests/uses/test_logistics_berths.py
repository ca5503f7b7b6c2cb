"""Ships get a berth each, in time, at the least time in port that can be, and the bound never lies."""

import csv
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.uses.logistics.data.quay import FORBIDDEN, Quay, checked, read_quay
from campus5g.uses.logistics.model.anneal import anneal, in_turn
from campus5g.uses.logistics.model.berth import allocate
from campus5g.uses.logistics.model.bound import ascent
from campus5g.uses.logistics.model.bounds import alone, positions
from campus5g.uses.logistics.model.plan import fault, schedule, sequences

SHARED = Path(__file__).parents[3] / "shared"
FILES = SHARED / "data" / "uses" / "logistics" / "bap_discrete"
KNOWN = SHARED / "reference" / "prototypes" / "bap_sa_dev.csv"
given_quays = pytest.mark.skipif(not FILES.is_dir(), reason="the instances of the benchmark are not beside the repository")
SMALL = "3\n2\n0 2 4\n1 0\n5 6\n3 99999\n4 4\n50 50\n60 60 60\n"


@st.composite
def quays(draw):
    ships, berths = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    times = st.integers(0, 12)
    handling = np.array(draw(st.lists(st.integers(1, 9), min_size=ships * berths, max_size=ships * berths)))
    handling = handling.reshape(ships, berths)
    barred = np.array(draw(st.lists(st.integers(0, 4), min_size=ships * berths, max_size=ships * berths)))
    handling = np.where((barred.reshape(ships, berths) == 0) & (np.arange(berths) > 0), FORBIDDEN, handling)
    return Quay(
        "drawn",
        np.array(draw(st.lists(times, min_size=ships, max_size=ships))),
        np.array(draw(st.lists(times, min_size=berths, max_size=berths))),
        handling,
        np.full(berths, 100),
        np.full(ships, 100),
    )


def least_time(quay):
    """Every berth for every ship and every order, one after the other."""
    best = None
    for berths in product(range(quay.berths), repeat=quay.ships):
        if any(quay.handling[ship, berth] >= FORBIDDEN for ship, berth in enumerate(berths)):
            continue
        total = 0
        for berth in range(quay.berths):
            here = [ship for ship in range(quay.ships) if berths[ship] == berth]
            total += min(schedule_alone(quay, berth, order) for order in permutations(here))
        best = total if best is None else min(best, total)
    return best


def schedule_alone(quay, berth, order):
    free, total = quay.openings[berth], 0
    for ship in order:
        free = max(free, quay.arrivals[ship]) + quay.handling[ship, berth]
        total += free - quay.arrivals[ship]
    return int(total)


@settings(max_examples=60, deadline=None)
@given(quays(), st.integers(0, 1000))
def test_annealing_finds_what_trying_everything_finds_and_the_bound_stays_below(quay, seed):
    best = least_time(quay)
    plan = schedule(quay, anneal(quay, in_turn(quay), 20_000, seed))
    assert fault(quay, plan) is None
    assert plan.time_in_port == best
    assert 0 <= ascent(quay, plan.end - quay.arrivals).climb(60, best) <= best
    assert alone(quay) <= best
    assert positions(quay) <= best


@settings(max_examples=40, deadline=None)
@given(quays())
def test_without_the_same_ship_twice_in_a_row_the_bound_holds_and_is_no_lower(quay):
    best = least_time(quay)
    plain, apart = (ascent(quay, schedule(quay, in_turn(quay)).end - quay.arrivals) for _ in range(2))
    apart.state[3] = 1.0
    # at the same prices fewer timetables can only cost more
    assert plain.climb(1, best) <= apart.climb(1, best) <= best
    assert apart.climb(200, best) <= best


def test_the_bound_of_positions_is_worked_by_hand():
    times = np.array([[2, 3], [4, 5], [6, 9]])
    quay = Quay("worked", np.zeros(3, int), np.zeros(2, int), times, np.full(2, 99), np.full(3, 99))
    # all there at once: berth 1 takes the ships of 2 then 6 hours, berth 2 the one of 5: 2 + 8 + 5
    assert positions(quay) == 15 == least_time(quay)
    assert alone(quay) == 2 + 4 + 6


@settings(max_examples=40, deadline=None)
@given(quays(), st.integers(0, 1000))
def test_a_plan_is_the_sequences_it_is_made_from(quay, seed):
    order = anneal(quay, in_turn(quay), 500, seed)
    assert sequences(quay, schedule(quay, order)) == order


def test_a_plan_is_worked_by_hand(tmp_path):
    quay = read_quay(write(tmp_path, SMALL))
    plan = schedule(quay, [[0, 1], [2]])
    assert plan.begin.tolist() == [1, 6, 4]
    assert plan.end.tolist() == [6, 9, 8]
    assert plan.time_in_port == 6 + 7 + 4
    assert fault(quay, plan) is None


@pytest.mark.parametrize(
    ("orders", "sentence"),
    [([[0], [1, 2]], "no berth that takes it"), ([[0, 1], []], "ship 3 has no berth that takes it")],
)
def test_the_checker_refuses_what_is_no_plan(tmp_path, orders, sentence):
    quay = read_quay(write(tmp_path, SMALL))
    assert sentence in str(fault(quay, schedule(quay, orders)))


def test_the_checker_sees_two_ships_at_one_berth(tmp_path):
    quay = read_quay(write(tmp_path, SMALL))
    plan = schedule(quay, [[0, 1, 2], []])
    plan.begin[1], plan.end[1] = 2, 5
    assert "two ships are at berth 1" in str(fault(quay, plan))


@given_quays
@pytest.mark.parametrize(("name", "best"), [("f30x3-01", 1763), ("f40x5-01", 2301), ("f30x3-02", 2090)])
def test_the_published_optimum_is_found_and_the_bound_is_within_a_hundredth(name, best):
    quay = read_quay(FILES / f"{name}.txt")
    plan = schedule(quay, min((anneal(quay, in_turn(quay), 1_500_000, seed) for seed in range(4)), key=lambda o: cost(quay, o)))
    assert best <= plan.time_in_port <= 1.005 * best
    assert 0.99 * best <= ascent(quay, plan.end - quay.arrivals).climb(800, plan.time_in_port) <= best


@given_quays
def test_every_instance_is_read_and_planned_no_worse_than_first_come_first_served():
    known = {row[0]: int(row[1]) for row in csv.reader(KNOWN.read_text().splitlines())}
    for path in sorted(FILES.glob("*.txt")):
        quay = read_quay(path)
        first = schedule(quay, in_turn(quay))
        plan = schedule(quay, anneal(quay, in_turn(quay), 4000 * quay.ships, 0))
        assert fault(quay, plan) is None
        assert plan.time_in_port <= first.time_in_port
        assert plan.time_in_port <= 1.05 * known[path.stem]


def test_the_same_seed_gives_the_same_plan(tmp_path):
    quay = read_quay(write(tmp_path, SMALL))
    assert anneal(quay, in_turn(quay), 2000, 7) == anneal(quay, in_turn(quay), 2000, 7)


def test_a_solved_quay_stops_before_its_time(tmp_path):
    found = allocate(read_quay(write(tmp_path, SMALL)), seconds=30)
    assert found.proven
    assert found.plan.time_in_port == 6 + 3 + 5
    assert found.seconds < 20


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3\n2\n0 2 4\n1 0\n5 6\n3", "line 6: handling times of ship 2: 1 values; expected 2 values: is the file cut?"),
        ("3\n2\n0 2 4\n1 0\n5 6\n3 9\n4 4\n50 50\n", "the file ends before this: latest departures of the ships"),
        ("3\n2\n0 2 x\n1 0\n", "line 3: arrivals of the ships: a value that is no number"),
        ("3\n2\n0 2 -4\n1 0\n", "line 3: arrivals of the ships: a value that is negative or not whole"),
        ("0\n2\n", "number of ships: 0"),
        ("1\n2\n0\n1 0\n99999 99999\n50 50\n60\n", "ship 1: no berth takes this ship: it is too long or too deep for all"),
        ("1\n2\n0\n1 0\n70 70\n50 50\n60\n", "ship 1: no berth can be done with this ship before it closes"),
        ("1\n1\n0\n1\n0\n50\n60\n", "ship 1: a handling time below 1"),
        ("", "the file ends before this: number of ships"),
    ],
)
def test_a_bad_instance_is_refused_in_one_sentence_with_its_place(tmp_path, text, sentence):
    with pytest.raises(BadInput) as caught:
        read_quay(write(tmp_path, text))
    assert sentence in str(caught.value)


def test_surplus_closings_and_departures_are_left_out(tmp_path):
    text = SMALL.replace("50 50\n", "50 50 50 50\n").replace("60 60 60", "60 60 60 60 60")
    quay = read_quay(write(tmp_path, text))
    assert (len(quay.closings), len(quay.departures)) == (2, 3)


def test_a_quay_that_cannot_be_done_in_time_is_refused():
    quay = Quay("tight", np.zeros(3, int), np.zeros(1, int), np.full((3, 1), 4), np.array([9]), np.full(3, 9))
    with pytest.raises(BadInput, match="no plan was found that keeps every limit"):
        allocate(checked(quay), seconds=0.3)


def cost(quay, order):
    return schedule(quay, order).time_in_port


def write(folder, text):
    path = folder / "quay.txt"
    path.write_text(text)
    return path
