"""The logs that a port brings: calls, visits and moves, what they say of the site, and each fault in one sentence."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.benefit import DataOrigin, Use
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES
from campus5g.uses.logistics.terminal.kinds import FILE_KINDS
from campus5g.uses.logistics.terminal.logs import read_log
from campus5g.uses.logistics.terminal.reader import read_case
from tests.uses.levels import cost, perfect

LOGISTICS = ENGINES[Use.LOGISTICS]
START = datetime(2026, 3, 2, 6)


def stamp(hours, zone=""):
    return (START + timedelta(hours=hours)).isoformat() + zone


def calls(n=30, late_h=2.0, zone=""):
    """A ship every ten hours, at two berths in turn, 16 hours each, ``late_h`` after it was announced."""
    rows = ["ship,announced,arrival,berth,begin,end"]
    for i in range(n):
        times = (stamp(10 * i - late_h, zone), stamp(10 * i, zone))
        rows.append(f"S{i},{times[0]},{times[1]},{i % 2 + 1},{stamp(10 * i + 1, zone)},{stamp(10 * i + 17, zone)}")
    return rows


def written(tmp_path, rows, name="log.csv"):
    file = tmp_path / name
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def assess(file, values, **more):
    services = (perfect(Connectivity.PRIVATE_5G, outages_per_hour=0.0),)
    return LOGISTICS.assess(values, services, (cost(Connectivity.PRIVATE_5G),), data=file, draws=50, **more)


def test_a_log_of_calls_says_how_many_ships_come_how_long_they_stay_and_how_late_they_are(tmp_path):
    log = read_log(written(tmp_path, calls()))
    assert (log.kind, log.rows, log.used, log.findings) == ("calls", 30, 30, ())
    assert log.figures["berths"] == 2
    assert log.figures["handling_h"] == pytest.approx(16)
    assert log.figures["sea_error"] == pytest.approx(2 / 16)
    assert log.figures["calls"] == pytest.approx(30 / (290 / 24) * 365)
    (quay,) = log.ships.quays(0.1, 50, 3)
    assert quay.arrivals.tolist() == [100 * i for i in range(30)]
    assert set(quay.handling.ravel().tolist()) == {160}


def test_the_zone_of_the_times_changes_nothing_when_all_have_it(tmp_path):
    here, there = (read_log(written(tmp_path, calls(zone=zone), f"{n}.csv")) for n, zone in enumerate(("", "+09:00")))
    assert here.figures == pytest.approx(there.figures)


def test_a_long_log_is_cut_into_quays_of_some_calls_each(tmp_path):
    quays = read_log(written(tmp_path, calls(200))).ships.quays(0.1, 50, 3)
    assert 1 <= len(quays) <= 3
    assert all(25 <= quay.ships <= 50 and quay.arrivals[0] == 0 for quay in quays)


def test_a_log_of_visits_says_how_many_trucks_come_how_long_they_stay_and_how_many_were_announced(tmp_path):
    rows = ["camion;annonce;entree;sortie"]
    for i in range(40):
        told = stamp(0.5 * i - 1) if i % 2 else ""
        rows.append(f"T{i};{told};{stamp(0.5 * i)};{stamp(0.5 * i + 0.75)}")
    log = read_log(written(tmp_path, rows))
    assert log.kind == "visits"
    assert log.figures["truck_turn_time_min"] == pytest.approx(45)
    assert log.figures["announced_share"] == pytest.approx(0.5)
    assert log.figures["announced_min"] == pytest.approx(60)
    assert log.figures["trucks_per_day"] == pytest.approx(20)


def test_a_log_of_moves_says_how_many_boxes_are_moved_aside(tmp_path):
    rows = ["box,time,move"] + [f"B{i},{stamp(0.1 * i)},{'aside' if i % 3 else 'out'}" for i in range(30)]
    file = written(tmp_path, rows)
    assert read_log(file).figures["rehandles_today"] == pytest.approx(2.0)
    site = {"calls": 0, "cranes": 0, "yard_vehicles": 0, "trucks_per_day": 200}
    result = assess(file, site)
    manual = result.benefit(Connectivity.MANUAL)
    assert next(k.value.p50 for k in manual.kpis if k.key == "rehandles") == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: [*rows[:5], rows[5].replace(stamp(41), stamp(20)), *rows[6:]], "out of order, or in another zone"),
        (lambda rows: [*rows[:5], rows[5].replace("S4,", "S3,"), *rows[6:]], "two ships with one name"),
        (lambda rows: [*rows[:-1], rows[-1][:12]], "another number of cells"),
        (lambda rows: [*rows[:3], rows[3].replace(stamp(37), ""), *rows[4:]], "no arrival, berth, begin or end"),
        (lambda rows: [*rows[:3], rows[3].replace(stamp(37), stamp(37) + "Z"), *rows[4:]], "with and without a time zone"),
        (lambda rows: [*rows[:3], rows[3].replace(stamp(37), "tomorrow"), *rows[4:]], "cannot be read"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_rest_is_used_only_when_one_agrees(tmp_path, change, sentence):
    file = written(tmp_path, change(calls()))
    site = {"cranes": 0, "yard_vehicles": 0, "trucks_per_day": 0}
    assert LOGISTICS.preview(file).needs_consent
    with pytest.raises(BadInput, match=sentence) as caught:
        assess(file, site)
    assert "line" in str(caught.value)
    result = assess(file, site, partial=True)
    assert result.origin is DataOrigin.COMPANY
    assert any("were left out" in str(note) for note in result.data_notes)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["a,b", "1,2"], "no column"),
        (calls(3), "too few"),
        (calls()[:1], "no reading"),
        (["ship,arrival,berth,begin,end", *(f"S{i},{i},1,{i + 1},{i + 2}" for i in range(9))], "a count"),
        (["box,time,move", *(f"B{i},{stamp(i)},in" for i in range(9))], "no move “out”"),
    ],
)
def test_a_log_that_says_nothing_is_refused_in_one_sentence(tmp_path, rows, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_log(written(tmp_path, rows))


def test_a_log_gives_what_is_not_asked_then_and_what_one_says_goes_before_it(tmp_path):
    file = written(tmp_path, calls())
    result = assess(file, {"cranes": 2, "yard_vehicles": 8, "trucks_per_day": 0})
    given = {a.key: a.value for a in result.assumptions}
    assert given["berths"] == 2
    assert given["handling_h"] == pytest.approx(16)
    said = assess(file, {"cranes": 0, "yard_vehicles": 0, "trucks_per_day": 0, "handling_h": 20})
    assert {a.key: a.value for a in said.assumptions}["handling_h"] == 20


def test_a_preview_shows_what_was_read_and_a_glance(tmp_path):
    shown = LOGISTICS.preview(written(tmp_path, calls()))
    assert (shown.rows, shown.used) == (30, 30)
    assert np.sum(shown.glance[0].y) == 30
    assert str(shown.covers) == "30 calls at 2 berths in 12 days"
    assert [column.meaning is not None for column in shown.columns] == [True] * 6


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.key)
def test_an_example_is_only_too_short(tmp_path, kind):
    with pytest.raises(BadInput, match="too few"):
        read_log(written(tmp_path, kind.example.splitlines()))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("crane = 3", "not a field known here"),
        ("cranes = 2.5", "is not a number"),
        ("cranes = 0", "outside its range"),
        ("near_m = 500", "ends"),
        ("cranes = ", "is it cut"),
    ],
)
def test_a_terminal_that_cannot_be_is_refused_in_one_sentence(tmp_path, text, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_case(written(tmp_path, [text], "case.toml"))


def test_what_a_terminal_does_not_say_is_told(tmp_path):
    case = read_case(written(tmp_path, ["cranes = 5", "vehicles = 30", "far_m = 600"], "case.toml"))
    assert (case.terminal.cranes, case.terminal.vehicles, case.terminal.depths) == (5, 30, (80.0, 600.0))
    assert "hook_s" in case.defaults
    assert not {"cranes", "vehicles", "far_m"} & set(case.defaults)
    assert len(read_case(None).defaults) > 10


def test_the_verb_of_the_terminal_prints_its_moves_by_freshness_and_its_trucks_by_notice(tmp_path):
    file = written(tmp_path, ["cranes = 2", "vehicles = 6"], "case.toml")
    words = ["use", "logistics", "terminal", str(file), "--hours", "6", "--runs", "4"]
    found = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    moves = {row["period_s"]: row["moves_per_crane_hour"] for row in found["cranes"]}
    assert moves[1.0] == pytest.approx(moves[5.0], rel=0.02)
    assert moves[120.0] < 0.95 * moves[1.0]
    turns = [row["truck_turn_min"] for row in found["yard"]]
    assert turns == sorted(turns, reverse=True)
    assert found["terminal"]["cranes"] == 2
    assert "hook_s" in found["defaults"]
    assert CliRunner().invoke(app, [*words, "--json"]).stdout == CliRunner().invoke(app, [*words, "--json"]).stdout
    assert "hook_s" in CliRunner().invoke(app, words).stdout
