"""Tables of a company: what is understood, what is told, and what is refused with which sentence."""

import gzip
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.uses.preview import Severity
from campus5g.uses.table import Kind, Wanted, read_table
from campus5g.uses.units import UNITS, converted, same_dimension, split_header

TIME = Wanted("time", ("time", "t", "date", "horodatage"), msg("time of the reading"), Kind.TIME)
LOAD = Wanted("load_kw", ("load", "puissance"), msg("load"), unit="kW")
ASSET = Wanted("asset", ("asset", "machine"), msg("machine"), Kind.TEXT)
START = datetime(2026, 1, 5)


def rows(n=40, start=START, step=timedelta(minutes=15), value=lambda i: 100 + i % 7):
    return [f"{(start + step * i).isoformat()},{value(i)}" for i in range(n)]


def read(tmp_path, text, *wanted, name="plant.csv", **options):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, wanted or (TIME, LOAD), **options)


def table(tmp_path, lines, header="time,load_kw", **options):
    return read(tmp_path, "\n".join([header, *lines]), **options)


def said(table):
    return [(finding.severity, finding.where, str(finding.problem)) for finding in table.findings]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Puissance (kW)", ("puissance", "kW")),
        ("usage_kwh", ("usage", "kWh")),
        ("mw_consumption", ("consumption", "MW")),
        ("Température [°C]", ("temperature", "°C")),
        ("vibration mm/s", ("vibration", "mm/s")),
        ("spot_price_eur_mwh", ("spot_price", "€/MWh")),
        ("Torque [Nm]", ("torque", "N·m")),
        ("rms (g)", ("rms", "g")),
        ("phase_c", ("phase_c", "")),
        ("s11", ("s11", "")),
    ],
)
def test_a_header_gives_a_plain_name_and_a_unit(header, expected):
    assert split_header(header) == expected


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"), [(68, "°F", "°C", 20), (1, "g", "m/s²", 9.80665), (1, "kWh", "MJ", 3.6)]
)
def test_units_convert_as_the_si_brochure_says(value, unit, to, expected):
    assert converted(np.array([float(value)]), unit, to)[0] == pytest.approx(expected)


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)), st.floats(-1e6, 1e6))
def test_a_unit_and_back_is_the_same_value(one, other, value):
    if same_dimension(one, other):
        back = converted(converted(np.array([value]), one, other), other, one)[0]
        assert back == pytest.approx(value, rel=1e-9, abs=1e-6)


def test_french_and_english_spreadsheets_are_the_same_table(tmp_path):
    french = "Horodatage;Puissance (MW)\n" + "\n".join(f"{i + 1:02d}/03/2026 10:30;1 00{i},25" for i in range(9))
    english = "time,load kW\n" + "\n".join(f"2026-03-{i + 1:02d}T10:30:00,100{i}250.0" for i in range(9))
    a = read(tmp_path, b"\xef\xbb\xbf" + french.encode())
    b = read(tmp_path, gzip.compress(english.encode()), name="plant.csv.gz")
    assert a.numbers["load_kw"] == pytest.approx(b.numbers["load_kw"])
    assert a.time_s.tolist() == b.time_s.tolist()
    assert not a.findings
    assert not b.findings


def test_a_parquet_table_is_read_as_the_csv_one(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    times = [START.replace(tzinfo=UTC) + timedelta(hours=i) for i in range(5)]
    pq.write_table(pa.table({"time": times, "load_mw": [1.5, None, 2, 3, 4]}), tmp_path / "plant.parquet")
    found = read_table(tmp_path / "plant.parquet", (TIME, LOAD))
    assert np.array_equal(found.numbers["load_kw"], [1500, np.nan, 2000, 3000, 4000], equal_nan=True)
    assert found.time_s[1] - found.time_s[0] == 3600


def test_a_local_year_with_both_changes_of_hour_has_even_steps(tmp_path):
    first = datetime(2026, 3, 28, tzinfo=UTC)
    days = [first + timedelta(minutes=30 * i) for i in range(48 * 3)]
    autumn = [datetime(2026, 10, 24, tzinfo=UTC) + timedelta(minutes=30 * i) for i in range(48 * 3)]
    for moments in (days, autumn):
        local = [m.astimezone(ZoneInfo("Europe/Paris")).replace(tzinfo=None).isoformat() + ",5" for m in moments]
        found = table(tmp_path, local)
        assert found.time_s.tolist() == [m.timestamp() for m in moments]
        backwards = table(tmp_path, local[::-1])
        assert backwards.time_s.tolist() == found.time_s.tolist()
        assert any(problem == "newest first" for _, _, problem in said(backwards))


def test_a_clock_that_ignores_daylight_saving_is_read_as_winter_time(tmp_path):
    found = table(tmp_path, rows(24, datetime(2026, 3, 29), timedelta(hours=1)))
    assert set(np.diff(found.time_s)) == {3600.0}
    assert found.time_s[0] == datetime(2026, 3, 28, 23, tzinfo=UTC).timestamp()
    assert found.findings[0].severity is Severity.NOTE
    assert "does not follow daylight saving" in str(found.findings[0].problem)


def test_each_series_of_a_file_has_its_own_clock(tmp_path):
    lines = [
        f"{name},{hour}" for name in ("a", "b") for hour in ("2026-10-25T02:00,1", "2026-10-25T02:30,2", "2026-10-25T02:00,3")
    ]
    found = read(tmp_path, "machine,time,load_kw\n" + "\n".join(lines), ASSET, TIME, LOAD, group="asset")
    assert found.numbers["load_kw"].tolist() == [1, 2, 3, 1, 2, 3]
    assert np.diff(found.time_s[:3]).tolist() == [1800, 1800]


def test_rows_with_another_number_of_cells_are_left_out_and_told(tmp_path):
    lines = rows()
    lines[5] += ",7"
    found = table(tmp_path, lines)
    assert (found.rows, found.used) == (40, 39)
    assert said(found)[0][:2] == (Severity.PARTIAL, "line 7")
    with pytest.raises(BadInput, match=r"line 7.*your consent"):
        found.agreed(False)
    assert found.agreed(True) is found


def test_values_one_column_too_far_are_seen(tmp_path):
    lines = [f"{i},{500 + i % 3},{20 + i % 5},{9000 + i % 7},{1 + i % 2}" for i in range(60)]
    lines[30] = "30,20,9001,1,500"
    lines[31] = "31,,501,21,9002"
    columns = tuple(Wanted(name, (name,), msg("x")) for name in ("a", "b", "c", "d"))
    cycle = Wanted("cycle", ("cycle",), msg("cycle"), Kind.TIME)
    found = read(tmp_path, "cycle,a,b,c,d\n" + "\n".join(lines), cycle, *columns)
    assert 30 not in found.time_s
    assert 31 not in found.time_s
    assert found.used == 58
    assert any("belong one column further" in problem for _, _, problem in said(found))


def test_a_stretch_in_another_unit_is_left_out_and_named(tmp_path):
    found = table(tmp_path, rows(80, value=lambda i: (100 + i % 7) * (1000 if 30 <= i < 50 else 1)))
    assert np.isnan(found.numbers["load_kw"][30:50]).all()
    assert np.isfinite(found.numbers["load_kw"]).sum() == 60
    assert (Severity.PARTIAL, "load_kw, lines 32…51 (20)", "20 values look as if they were in W") in said(found)


def test_a_machine_that_idles_and_runs_is_not_taken_for_mixed_units(tmp_path):
    found = table(tmp_path, rows(80, value=lambda i: 1000 if i % 8 == 0 else 1 + i % 2 / 10))
    assert np.isfinite(found.numbers["load_kw"]).all()


def test_a_cell_may_carry_its_own_unit(tmp_path):
    found = table(tmp_path, rows(9, value=lambda i: "0.1 MW" if i == 4 else 99))
    assert found.numbers["load_kw"][4] == pytest.approx(100)
    assert said(found)[0][0] is Severity.NOTE


def test_what_is_no_number_or_not_possible_is_told_with_its_line(tmp_path):
    want = Wanted("load_kw", ("load",), msg("load"), unit="kW", least=0)
    lines = rows(9, value=lambda i: {3: "fault", 5: "-4", 7: ""}.get(i, 12))
    found = read(tmp_path, "time,load_kw\n" + "\n".join(lines), TIME, want)
    assert [(s, w) for s, w, _ in said(found)] == [
        (Severity.PARTIAL, "load_kw, line 5"),
        (Severity.PARTIAL, "load_kw, line 7"),
        (Severity.NOTE, "load_kw, line 9"),
    ]


def test_time_that_goes_back_or_comes_twice_is_put_right_and_told(tmp_path):
    lines = rows()
    lines[10], lines[20] = lines[20], lines[10]
    lines.append(lines[3])
    found = table(tmp_path, lines)
    assert found.used == 40
    assert np.all(np.diff(found.time_s) == 900)
    assert {severity for severity, _, _ in said(found)} == {Severity.PARTIAL}


def test_pauses_are_told_with_the_longest(tmp_path):
    lines = rows()
    found = table(tmp_path, lines[:10] + lines[30:])
    assert said(found) == [(Severity.NOTE, "line 12", "1 pauses, the longest 21 times the usual interval")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("time,load_kw\n", "no reading"),
        ("time,load_°C\n2026-01-01,3\n", "no column “load”; expected load (kW)"),
        ("time,load_kw\n" + "2026-01-01T00:00,3\n" * 9, "time never changes"),
        ("time,load_kw\n2026-01-01,3,5\n2026-01-02,3,5\n", "line 2: 3 cells; expected 2, as in the header"),
        ("time,load_kw\nyesterday,3\ntoday,4\n", "line 2: “yesterday” is not a time"),
        ("1 2 3\n4 5 6\n", "numbers where the names of the columns should be"),
        (b"PAR1 is not enough", "not readable as Parquet"),
        (b"a\0b", "not readable as text"),
        (gzip.compress(b"time,load_kw\n" * 99)[:20], "cut short"),
    ],
    ids=range(9),
)
def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, text, sentence):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    assert sentence in str(caught.value)


def test_two_columns_and_a_flag_one_cell_too_far_are_seen(tmp_path):
    lines = [f"m,{i},{40 + i % 5},{10 + i % 3 / 10},{int(i == 59)}" for i in range(60)]
    lines[20:30] = [f"m,{i},,{40 + i % 5},{10 + i % 3 / 10}" for i in range(20, 30)]
    names = (("heat", -50, 500), ("current", -1e3, 1e3), ("failed", 0, 1))
    columns = tuple(Wanted(name, (name,), msg("x"), least=least, most=most) for name, least, most in names)
    cycle = Wanted("cycle", ("cycle",), msg("cycle"), Kind.TIME)
    found = read(tmp_path, "machine,cycle,heat,current,failed\n" + "\n".join(lines), cycle, *columns)
    assert found.used == 50
    assert (Severity.PARTIAL, "failed, lines 22…31 (10)", "10 values are not possible (10.2)") in said(found)
    assert any("10 lines have values that belong one column further" in problem for _, _, problem in said(found))


def test_a_stretch_in_another_unit_is_found_among_machines_that_wear_to_their_failure(tmp_path):
    """Each machine's own last days are far from the usual value: they are wear, and hide no change of unit."""
    lines = [
        f"m{machine},{i},{20 + i % 3 / 10 + max(i - 60, 0) + (273.15 if machine == 2 and 20 <= i < 40 else 0):.2f}"
        for machine in range(8)
        for i in range(80)
    ]
    wanted = (
        Wanted("machine", ("machine",), msg("machine"), Kind.TEXT),
        Wanted("cycle", ("cycle",), msg("cycle"), Kind.TIME),
        Wanted("heat", ("heat",), msg("heat")),
    )
    path = tmp_path / "machines.csv"
    path.write_text("machine,cycle,heat [°C]\n" + "\n".join(lines))
    found = read_table(path, wanted, group="machine")
    assert np.flatnonzero(np.isnan(found.numbers["heat"])).tolist() == list(range(180, 200))
    assert [problem for severity, _, problem in said(found) if severity is Severity.PARTIAL] == [
        "20 values look as if they were in K"
    ]
