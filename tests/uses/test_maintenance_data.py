"""Condition histories: what is read, what is refused and with which sentence."""

import gzip
from datetime import datetime, timedelta

import pytest

from campus5g.core.errors import BadInput
from campus5g.uses.maintenance.data import read_history, sample_history

START = datetime(2026, 1, 1)


def wide(rows=40, header="t,fan_rms_1000,fan_kurt_1000,fan_rms_500", cell=lambda i: f"{1 + i % 3},3,{2 + i % 5}", times=None):
    times = times or [(START + timedelta(hours=i)).isoformat() for i in range(rows)]
    return "\n".join([header, *(f"{time},{cell(i)}" for i, time in enumerate(times))]) + "\n"


def write(tmp_path, text, name="plant.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(tmp_path, text, name="plant.csv"):
    with pytest.raises(BadInput) as caught:
        read_history(write(tmp_path, text, name)).agreed(False)
    return str(caught.value)


def test_the_sample_is_the_second_ims_test():
    history = sample_history()
    assert [asset.asset for asset in history.assets] == ["b1", "b2", "b3", "b4"]
    assert [asset.asset for asset in history.failures] == ["b1"]
    assert history.rates_hz == (20480, 10240, 5120, 2560, 1280, 640)
    assert history.assets[0].hours[-1] == pytest.approx(163.5)
    assert history.assets[0].rms[20480][0] == 0.073475
    assert history.source.to_confirm


def test_a_file_of_one_machine_fails_on_its_last_row(tmp_path):
    history = read_history(write(tmp_path, wide()))
    assert history.failures[0].failed_h == 39
    assert history.rates_hz == (1000, 500)


def test_a_wide_file_says_which_machine_failed_and_when(tmp_path):
    text = wide(header="t,a_rms_9,b_rms_9,failed", cell=lambda i: f"{1 + i % 2},{1 + i % 2},{'b' if i == 30 else ''}")
    history = read_history(write(tmp_path, text))
    assert [(asset.asset, asset.failed_h) for asset in history.assets] == [("a", None), ("b", 30)]


def test_a_long_file_is_read_as_the_wide_one(tmp_path):
    lines = ["asset,time,rate_hz,rms,failed"]
    for rate, offset, modulus in ((1000, 1, 3), (500, 2, 5)):
        lines += [
            f"fan,{(START + timedelta(hours=i)).isoformat()},{rate},{offset + i % modulus},{int(i == 39)}" for i in range(40)
        ]
    long = read_history(write(tmp_path, "\n".join(lines))).assets[0]
    other = read_history(write(tmp_path, wide())).assets[0]
    assert long.failed_h == other.failed_h
    assert {rate: values.tolist() for rate, values in long.rms.items()} == {r: v.tolist() for r, v in other.rms.items()}


def test_french_decimals_and_compressed_files_are_read(tmp_path):
    text = wide(header="t;fan_rms_10", cell=lambda i: f"{1 + i % 2},5").replace("00,", "00;")
    history = read_history(write(tmp_path, gzip.compress(text.encode()), "usine.csv.gz"))
    assert history.assets[0].rms[10][0] == 1.5


def test_a_time_zone_keeps_time_going_over_the_change_of_hour(tmp_path):
    times = [(datetime.fromisoformat("2026-10-25T01:00:00+02:00") + timedelta(minutes=30 * i)).isoformat() for i in range(38)]
    back = [time.replace("+02:00", "+02:00") for time in times[:3]] + ["2026-10-25T02:30:00+01:00"]
    later = [(datetime.fromisoformat("2026-10-25T03:00:00+01:00") + timedelta(minutes=30 * i)).isoformat() for i in range(36)]
    history = read_history(write(tmp_path, wide(times=back + later)))
    assert history.assets[0].hours[3] == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"a\x00x", "not readable as text"),
        (gzip.compress(b"t,a_rms_9\n" * 99, mtime=0)[:25], "cut short"),
        ("t,fan_rms_9\n", "no reading"),
        ("time,value\n2026-01-01,3\n", "no column “unit”; expected name of the machine"),
        ("x,fan_rms_9\n1,2\n", "no column “t”"),
        ("t,fan_rms_9\n2026-01-01T00:00:00,2,3\n", "plant.csv, line 2: 3 cells; expected 2, as in the header."),
        ("t,fan_rms_9\nyesterday,2\n", "plant.csv, line 2: “yesterday” is not a time"),
        (wide(rows=5), "5 readings are too few"),
        (wide(header="t,a_rms_9,b_rms_9,c_rms_9"), "does not say which machine failed"),
        (wide(header="t,a_rms_9,b_rms_9,failed", cell=lambda i: "1,2,x"), "“failed” names x, which has no column"),
        (wide(header="t,a_rms_9,b_rms_9,failed", cell=lambda i: f"{1 + i % 2},2,"), "no machine fails in this file"),
        (wide(cell=lambda i: f"{'' if i == 7 else 1 + i % 2},3,1"), "plant.csv, line 9: vibration of fan at 1,000 Hz is missing"),
        (wide(cell=lambda i: f"{-1 if i == 7 else 1},3,1"), "line 9: vibration of fan at 1,000 Hz is missing or not positive"),
        (wide(cell=lambda i: "1,3,1"), "vibration at 1,000 Hz never changes"),
        ("asset,time,rate_hz,rms\nfan,2026-01-01,fast,1\n", "line 2: “fast” is not a sampling rate"),
    ],
    ids=range(15),
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tmp_path, text, sentence):
    assert sentence in refusal(tmp_path, text)


def test_time_that_goes_back_or_stands_still_needs_consent_and_says_its_line(tmp_path):
    times = [(START + timedelta(hours=i)).isoformat() for i in range(40)]
    swapped = [*times[:10], times[11], times[10], *times[12:]]
    assert "plant.csv, line 13: time goes back 1 times" in refusal(tmp_path, wide(times=swapped))
    assert "plant.csv, line 12: 1 readings have the time of another" in refusal(tmp_path, wide(times=[*times[:10], *times[9:39]]))


def test_a_long_pause_that_leaves_too_little_is_refused_with_its_remedy(tmp_path):
    times = [(START + timedelta(hours=i + (100 if i > 20 else 0))).isoformat() for i in range(40)]
    assert refusal(tmp_path, wide(times=times)) == (
        "plant.csv, line 23: fan has no reading for 101 h; expected no pause above 10 h: cut the file there or fill the gap."
    )


def test_mixed_time_zones_need_consent(tmp_path):
    times = [(START + timedelta(hours=i)).isoformat() + ("Z" if i == 3 else "") for i in range(40)]
    assert "line 5: times with and without a time zone are mixed" in refusal(tmp_path, wide(times=times))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"gone\.csv: no such file"):
        read_history(tmp_path / "gone.csv")


def test_with_consent_a_machine_is_read_from_its_last_long_pause_to_its_failure(tmp_path):
    times = [(START + timedelta(hours=i + (100 if i > 20 else 0))).isoformat() for i in range(80)]
    history = read_history(write(tmp_path, wide(times=times))).agreed(True)
    fan = history.assets[0]
    assert (len(fan.hours), fan.hours[0], fan.failed_h) == (59, 0.0, 58.0)
    assert len(fan.rms[1000]) == 59


def test_with_consent_bad_readings_are_left_out(tmp_path):
    history = read_history(write(tmp_path, wide(cell=lambda i: f"{'' if i in (7, 8) else 1 + i % 3},3,{2 + i % 5}"))).agreed(True)
    fan = history.assets[0]
    assert len(fan.hours) == 38
    assert 7.0 not in fan.hours
    assert fan.rms[500].tolist() == [2 + i % 5 for i in range(40) if i not in (7, 8)]


def test_any_signals_of_a_machine_become_one_health_index(tmp_path):
    lines = ["machine;date;courant (A);temperature (°C);panne"]
    for name in ("pompe 1", "pompe 2"):
        for i in range(100):
            wear = max(i - 70, 0) if name == "pompe 1" else 0
            when = (START + timedelta(hours=6 * i)).strftime("%d/%m/%Y %H:%M")
            lines.append(f"{name};{when};{20 + i % 3 + wear},5;{40 + i % 2};{int(wear == 29)}")
    history = read_history(write(tmp_path, "\n".join(lines), "pompes.csv")).agreed(False)
    assert not history.measured
    assert [asset.failed_h for asset in history.assets] == [99 * 6.0, None]
    worn, sound = (asset.rms[0] for asset in history.assets)
    assert worn[:70].max() < 3 < worn[-1]
    assert sound.max() < 3
