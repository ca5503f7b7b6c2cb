"""The company's own histories: what they replace, what is said of them, and a failure lived again over each network."""

import csv
import gzip
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES
from campus5g.uses.maintenance.data import AssetHistory, read_history, sample_history
from campus5g.uses.maintenance.measured import kaplan_meier, measure
from campus5g.uses.maintenance.model import Detector
from campus5g.uses.preview import Severity
from tests.uses.levels import NETWORKS, cost, perfect, typical_site

ENGINE = ENGINES[Use.MAINTENANCE]
START = datetime(2026, 1, 1)


def pumps(failing=6, sound=2, days=120, warning=20):
    """Daily readings of pumps; those that fail heat up in their last ``warning`` days."""
    lines = ["machine,time,temperature [°C],current [A],failed"]
    for number in range(failing + sound):
        for day in range(days):
            late = max(day - (days - 1 - warning), 0) if number < failing else 0
            when = (START + timedelta(days=day)).isoformat()
            heat = 40 + (day * 7 + number) % 5 / 10 + 5 * late
            lines.append(f"pump {number},{when},{heat:.1f},{10 + day % 3 / 10:.1f},{int(number < failing and day == days - 1)}")
    return lines


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    path = tmp_path_factory.mktemp("plant") / "pumps.csv"
    path.write_text("\n".join(pumps()))
    return path


@pytest.fixture(scope="module")
def assessed(plant):
    services, costs = typical_site()
    return ENGINE.assess({"assets": 100}, services, costs, draws=100, data=plant)


def value(result, key):
    return next(assumption for assumption in result.assumptions if assumption.key == key)


def test_survival_is_the_table_of_kaplan_and_meier():
    """Freireich et al. (1963), 6-MP arm: the worked table of the textbooks (S at 6, 7, 10, 13, 16, 22, 23 weeks)."""
    ends = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
    failed = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    times, alive = kaplan_meier(ends, failed)
    found = dict(zip(times.tolist(), alive.tolist(), strict=True))
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}
    assert {week: round(found[week], 3) for week in expected} == pytest.approx(expected, abs=1e-3)


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=30))
def test_without_censoring_survival_is_the_share_still_alive(ends):
    times, alive = kaplan_meier(np.array(ends), np.ones(len(ends), dtype=bool))
    assert alive == pytest.approx([(np.array(ends) > time).mean() for time in times])


def test_the_warning_time_and_the_share_announced_are_those_of_the_file(assessed, plant):
    measured = measure(read_history(plant))
    assert (measured.failures, measured.never_failed, measured.alarms) == (6, 2, 0)
    assert all(14 <= days <= 20 for days in measured.warnings_d)
    assert value(assessed, "pf_median_d").value == pytest.approx(np.median(measured.warnings_d))
    assert value(assessed, "detectable_share").value == 1.0
    assert value(assessed, "detectable_share").low < 0.9
    assert "pumps.csv" in value(assessed, "pf_median_d").source.title


def test_a_figure_that_the_company_gives_stays_before_what_the_file_shows(plant):
    services, costs = typical_site()
    result = ENGINE.assess({"assets": 100, "pf_median_d": 33.0}, services, costs, draws=20, data=plant)
    assert value(result, "pf_median_d").value == 33.0


def test_machines_that_never_failed_and_a_single_rate_are_said(assessed):
    said = " ".join(map(str, assessed.data_notes))
    assert "announces 6 of 6 failures" in said
    assert "2 machines never failed" in said
    assert "25 % survive" in said
    assert "taken from the test bench" in said


def test_longer_warnings_in_the_file_catch_more_failures(tmp_path):
    services, costs = typical_site()
    avoided = []
    for warning in (8, 15, 30):
        path = tmp_path / f"{warning}.csv"
        path.write_text("\n".join(pumps(failing=5, warning=warning)))  # too few for a remaining life
        result = ENGINE.assess({"assets": 100}, services, costs, draws=200, data=path)
        avoided.append(next(k.value.p50 for k in result.benefit(Connectivity.PRIVATE_5G).kpis if k.key == "avoided_failures"))
    assert avoided == sorted(avoided)
    assert avoided[0] < 0.8 * avoided[2]


def test_a_faulty_file_is_used_in_part_only_with_consent_and_said(tmp_path):
    services, costs = typical_site()
    lines = pumps()
    lines[10] += ",7"
    path = tmp_path / "faulty.csv"
    path.write_text("\n".join(lines))
    preview = ENGINE.preview(path)
    assert preview.needs_consent
    assert (preview.rows, preview.used) == (960, 959)
    with pytest.raises(BadInput, match=r"line 11.*your consent"):
        ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path)
    result = ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path, partial=True)
    assert any("Only the sound part of faulty.csv was used" in str(note) for note in result.data_notes)


def test_every_kind_of_file_shows_an_example_that_is_understood(tmp_path):
    for kind in ENGINE.file_kinds():
        path = tmp_path / f"{kind.key}.csv"
        path.write_text(kind.example)
        with pytest.raises(BadInput) as caught:
            read_history(path)
        assert str(caught.value.what) in {"2 readings are too few", "no machine has 30 readings", "no machine fails in this file"}


def test_the_preview_shows_each_column_and_each_machine(plant):
    preview = ENGINE.preview(plant)
    assert [column.name for column in preview.columns] == ["machine", "time", "temperature [°C]", "current [A]", "failed"]
    assert [column.unit for column in preview.columns][2] == "°C"
    assert "8 machines, of which 6 fail" in str(preview.covers)
    assert not preview.needs_consent
    assert len(preview.glance) == 6


def test_a_failure_is_lived_again_over_each_network(assessed):
    assert {replay.connectivity for replay in assessed.replays} >= {Connectivity.PRIVATE_5G, Connectivity.WIFI}
    for replay in assessed.replays:
        marks = {str(mark.label): mark.x for mark in replay.marks}
        curve = replay.series[0]
        assert marks["failure"] == pytest.approx(119, abs=0.1)  # less the hour of March
        assert marks["last day to plan the repair"] == pytest.approx(112, abs=0.1)
        assert list(curve.x) == sorted(curve.x)
        assert curve.x[-1] <= marks["failure"]
        assert np.all(np.array(curve.y)[np.array(curve.x) < 90] < 1)
        if "alarm" in marks:
            assert sum(y > 1 for x, y in zip(curve.x, curve.y, strict=True) if x <= marks["alarm"]) >= 3


def test_the_bench_is_stretched_to_the_sites_warning_time_and_a_slow_network_alarms_later():
    services = [perfect(Connectivity.PRIVATE_5G), perfect(Connectivity.WIFI, uplink_bps=500.0, loss=0.2)]
    costs = [cost(service.connectivity) for service in services]
    result = ENGINE.assess({"assets": 500, "transfer_share": 1.0, "edge_rate_hz": 1280}, services, costs, draws=50)
    alarms = {
        replay.connectivity: {str(mark.label): mark.x for mark in replay.marks}
        for replay in result.replays
        if replay.connectivity
    }
    ours, theirs = alarms[Connectivity.PRIVATE_5G], alarms[Connectivity.WIFI]
    assert ours["failure"] - ours["alarm"] == pytest.approx(45, rel=0.05)
    assert theirs["alarm"] > ours["alarm"]


def test_what_would_change_the_answer_names_figures_that_turn_it():
    services, costs = typical_site()
    dear = [replace(c, capex_cents=400_000_00, capex_low_cents=200_000_00, capex_high_cents=800_000_00) for c in costs]
    result = ENGINE.assess({"assets": 800}, services, [dear[0], *costs[1:]], draws=200)
    turning = [s for s in result.sensitivities if (s.at_low_eur > 0) != (s.at_high_eur > 0)]
    said = list(map(str, result.would_change))
    assert sum(sentence.startswith("Measure the ") for sentence in said) == len(turning)
    assert any("your own machines" in sentence for sentence in said)


def test_own_data_leave_the_sample_and_its_notes_out(assessed):
    assert sample_history().findings == () or all(f.severity is Severity.NOTE for f in sample_history().findings)
    services = [perfect(connectivity) for connectivity in NETWORKS]
    result = ENGINE.assess({"assets": 50}, services, [cost(c) for c in NETWORKS], draws=20)
    assert result.data_notes == ()
    assert not any("your own machines" in str(sentence) for sentence in assessed.would_change)


def test_a_run_to_failure_table_without_marks_is_used_only_with_consent(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("\n".join(line.rsplit(",", 1)[0] for line in pumps(failing=3, sound=0)))
    with pytest.raises(BadInput, match="each machine is taken to fail on its last reading"):
        read_history(path).agreed(False)
    assert [asset.failed_h == asset.hours[-1] for asset in read_history(path).agreed(True).assets] == [True] * 3


@pytest.mark.parametrize(("period_s", "published"), [(30, 0.941), (60, 0.765), (120, 0.471), (300, 0.294)])
def test_the_published_shares_of_failures_caught_are_found_again_on_the_bearings_of_femto(shared, period_s, published):
    """Published on 17 bearings, of which 11 are here: one bearing more or less is within chance."""
    with gzip.open(shared / "data" / "uses" / "maintenance" / "femto_features_dev.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    caught = 0
    bearings = dict.fromkeys(row["bearing"] for row in rows)
    for bearing in bearings:
        mine = [row for row in rows if row["bearing"] == bearing]
        hours = np.array([(int(row["snap"]) - int(mine[0]["snap"])) * 10 / 3600 for row in mine])
        rms = np.array([max(float(row["h_rms_25600"]), float(row["v_rms_25600"])) for row in mine])
        asset = AssetHistory(bearing, hours, {25600: rms}, float(hours[-1]) + 10 / 3600)
        caught += Detector().warning_h(asset, 25600, period_s / 3600) is not None
    assert caught / len(bearings) == pytest.approx(published, abs=1 / 11)


NEED = Path(__file__).resolve().parents[2] / "dunkerque" / "needs" / "steelworks.toml"


def constant(cells):
    for row in cells[40:60]:
        row[1] = cells[40][1]


def one_day(cells):
    for row in cells[:120]:
        row[1] = cells[0][1]


def milliamperes(cells):
    for row in cells[30:60]:
        row[3] = f"{1000 * float(row[3]):.1f}"


def shifted(cells):
    for row in cells[30:60]:
        row[2:] = ["", *row[2:4]]


def half_zoned(cells):
    for row in cells[::3]:
        row[1] += "+01:00"


def unmarked(cells):
    for row in cells:
        row[4] = "0"


FAULTS = {
    constant: "pump 0, lines 43…61 (19): 19 readings have the time of another",
    one_day: "pump 0, line 3: time never changes",
    milliamperes: "current [A], lines 32…61 (30): 30 values look as if they were in mA",
    shifted: "failed, lines 32…61 (30): 30 values are not possible (10)",
    half_zoned: "times with and without a time zone are mixed; the fewer, 320, are left out",
    unmarked: "no machine fails in this file",
}
UNUSABLE = {one_day, unmarked}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_each_fault_is_one_sentence_in_the_shell_and_in_the_assessment_and_is_used_only_with_consent(tmp_path, spoil):
    header, *lines = pumps()
    cells = [line.split(",") for line in lines]
    spoil(cells)
    path = tmp_path / "spoilt.csv"
    path.write_text("\n".join([header, *map(",".join, cells)]))
    services, costs = typical_site()
    with pytest.raises(BadInput) as caught:
        ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path)
    told = CliRunner().invoke(app, ["use", "maintenance", str(NEED), "--data", str(path)]).exception
    assert isinstance(told, BadInput)
    for fault in (str(caught.value), str(told)):
        assert "spoilt.csv" in fault
        assert FAULTS[spoil] in fault
        assert "expected" in fault
    assert spoil in UNUSABLE or "--partial" in str(told)
    if spoil in UNUSABLE:
        with pytest.raises(BadInput):
            ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path, partial=True)
        return
    notes = list(map(str, ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path, partial=True).data_notes))
    assert "Only the sound part of spoilt.csv was used, with your consent." in notes
    assert any(FAULTS[spoil].split(": ")[-1] in note for note in notes)


def test_other_time_zones_and_newest_first_change_no_result(tmp_path):
    """A plant in Tokyo, a recorder that writes the newest reading first: the same days, the same answer."""
    header, *lines = pumps()
    services, costs = typical_site()
    found = []
    for zone, step in (("+01:00", 1), ("+09:00", 1), ("+01:00", -1)):
        cells = [line.split(",") for line in lines[::step]]
        path = tmp_path / "zoned.csv"
        path.write_text("\n".join([header, *(",".join([c[0], c[1] + zone, *c[2:]]) for c in cells)]))
        found.append(
            [benefit.net_eur for benefit in ENGINE.assess({"assets": 100}, services, costs, draws=20, data=path).benefits]
        )
    assert found[0] == found[1] == found[2]
