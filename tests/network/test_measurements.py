"""A walk test is read whole, or refused with one sentence that says what is wrong with it."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.network.measurement_files import read_measurements
from campus5g.network.measurements import Quantity, detected_floor_db
from tests.network.scenes import DUNKIRK, open_field

SITE = open_field()


def places(n: int = 60, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform((300, 20), (590, 380), (n, 2))


def written(path: Path, header: str, rows: list[tuple[object, ...]], delimiter: str = ",") -> Path:
    lines = [header, *(delimiter.join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def levels(n: int = 60, low: float = -110.0, high: float = -60.0) -> list[float]:
    return [round(v, 1) for v in np.random.default_rng(1).uniform(low, high, n)]


def rows(n: int = 60) -> list[tuple[object, ...]]:
    return [(round(x, 1), round(y, 1), level) for (x, y), level in zip(places(n), levels(n), strict=True)]


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(BadInput) as caught:
        read_measurements(path, **options)  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert path.name in sentence or "--map" in sentence
    return sentence


def test_metres_and_degrees_of_the_same_walk_are_the_same_places(tmp_path):
    here = rows()
    there = [(*(round(v, 9) for v in DUNKIRK.to_geographic(x, y)), level) for x, y, level in here]
    metres = read_measurements(written(tmp_path / "m.csv", "x_m,y_m,rsrp_dbm", here), site=SITE)
    degrees = read_measurements(written(tmp_path / "d.csv", "lon,lat,rsrp_dbm", there), site=SITE)
    assert degrees.x_m == pytest.approx(metres.x_m, abs=0.01)
    assert degrees.y_m == pytest.approx(metres.y_m, abs=0.01)
    assert np.array_equal(degrees.level_db, metres.level_db)


def test_a_french_spreadsheet_and_a_packed_file_read_alike(tmp_path):
    plain = written(tmp_path / "p.csv", "x_m,y_m,rsrp_dbm", rows())
    french = [tuple(str(cell).replace(".", ",") for cell in row) for row in rows()]
    decimal = written(tmp_path / "f.csv", "x_m;y_m;rsrp_dbm", french, ";")
    packed = tmp_path / "p.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first = read_measurements(plain)
    for other in (read_measurements(decimal), read_measurements(packed)):
        assert np.array_equal(other.level_db, first.level_db)
        assert np.array_equal(other.x_m, first.x_m)


def test_path_loss_becomes_path_gain_and_its_ceiling_a_floor(tmp_path):
    losses = [(x, y, -level) for x, y, level in rows()]
    found = read_measurements(written(tmp_path / "l.csv", "x,y,path_loss_db", losses), floor_db=105.0)
    assert found.quantity is Quantity.PATH_GAIN
    assert found.level_db == pytest.approx([level for _, _, level in rows()])
    assert found.at_floor.sum() == sum(level <= -105 for _, _, level in rows())


def test_a_mapping_names_columns_that_nobody_guesses(tmp_path):
    path = written(tmp_path / "w.csv", "E,N,Pegel", rows())
    assert "no column of positions" in refusal(path)
    found = read_measurements(path, mapping={"x": "E", "y": "N", "rsrp": "Pegel"})
    assert found.size == 60
    assert "no column “Level”" in refusal(path, mapping={"rsrp": "Level"})
    assert "not a meaning" in refusal(path, mapping={"power": "Pegel"})


def test_the_masts_of_the_site_are_known_by_their_names(tmp_path):
    path = written(tmp_path / "s.csv", "x_m,y_m,rsrp_dbm,mast", [(*row, "m1") for row in rows()])
    found = read_measurements(path, site=SITE)
    assert found.located
    assert set(found.station_x_m) == {300.0}
    assert set(found.station_height_m) == {30.0}


def test_the_end_that_stands_still_is_the_station(tmp_path):
    links = [(x, y, f"r{i % 2}", 10.0 + 50 * (i % 2), 20.0, level) for i, (x, y, level) in enumerate(rows())]
    found = read_measurements(written(tmp_path / "t.csv", "tx_x_m,tx_y_m,receiver,rx_x_m,rx_y_m,rss_db", links))
    assert set(found.station_x_m) == {10.0, 60.0}
    assert found.x_m == pytest.approx([x for x, *_ in rows()])
    assert any("each receiver is taken as a station" in str(note) for note in found.notes)


def test_empty_readings_are_counted_and_left_out(tmp_path):
    with_holes = [(*row[:2], "" if i % 10 == 0 else "NaN" if i % 10 == 1 else row[2]) for i, row in enumerate(rows())]
    found = read_measurements(written(tmp_path / "h.csv", "x_m,y_m,rsrp_dbm", with_holes))
    assert found.size == 48
    assert "12 rows" in str(found.notes[0])
    mostly = [(*row[:2], "" if i % 3 else row[2]) for i, row in enumerate(rows(300))]
    assert "200 of 300 rows" in refusal(written(tmp_path / "e.csv", "x_m,y_m,rsrp_dbm", mostly))


def test_a_logger_that_repeats_itself_is_counted_once(tmp_path):
    twice = [row for row in rows() for _ in range(2)]
    found = read_measurements(written(tmp_path / "r.csv", "x_m,y_m,rsrp_dbm", twice))
    assert found.size == 60
    assert "60 repeated readings" in str(found.notes[0])


@pytest.mark.parametrize(
    ("header", "change", "said"),
    [
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x, y, -v), "received levels are positive"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x, y, f"{10 ** (v / 10):.12f}"), "milliwatts"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x, y, round(10 * v)), "tenths of dB"),
        ("x_m,y_m,path_loss_db", lambda x, y, v: (x, y, v), "path loss is negative"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (y, x, v), "look swapped"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x + 9000, y, v), "0 % of the readings are on the site"),
        ("lon,lat,rsrp_dbm", lambda x, y, v: (*reversed(DUNKIRK.to_geographic(x, y)), v), "look swapped"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (*DUNKIRK.to_geographic(x, y), v), "look like degrees"),
        ("lon,lat,rsrp_dbm", lambda x, y, v: (x, y, v), "beyond 180"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x, y, -84), "every reading is -84"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (300, 200, v), "same place"),
        ("x_m,y_m,rsrp_dbm", lambda x, y, v: (x, y, "strong"), "“strong” is not a number"),
        ("x_m,y_m,colour", lambda x, y, v: (x, y, v), "no column of levels"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, header, change, said):
    path = written(tmp_path / "w.csv", header, [change(*row) for row in rows()])
    assert said in refusal(path, site=SITE)


def test_a_walk_of_a_few_readings_is_refused(tmp_path):
    assert "12 usable readings" in refusal(written(tmp_path / "f.csv", "x_m,y_m,rsrp_dbm", rows(12)))


def test_a_file_that_is_not_one_is_refused(tmp_path):
    assert "cannot be opened" in refusal(tmp_path / "absent.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert "not text" in refusal(tmp_path / "b.csv")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"x_m,y_m,rsrp_dbm\n" * 50)[:30])
    assert "cut" in refusal(tmp_path / "c.csv.gz")
    commas = written(tmp_path / "k.csv", "x_m,y_m,rsrp_dbm", [("1,5", "2,5", "-80,5")] * 40)
    assert "decimal commas" in refusal(commas)


def test_a_heap_at_the_low_end_is_a_floor_and_a_bell_is_none():
    generator = np.random.default_rng(2)
    level = generator.normal(-95, 9, 2000)
    assert detected_floor_db(level) == -np.inf
    heap = np.maximum(level, -100 + generator.normal(0, 0.7, 2000))
    assert detected_floor_db(heap) == pytest.approx(-98.5, abs=1.5)
    assert detected_floor_db(np.maximum(level, -100.0)) == -100.0


def test_the_indoor_walk_without_positions_is_refused_as_such(shared):
    assert "no column of positions" in refusal(shared / "data" / "radio" / "sutd_walk.csv.gz")


def test_the_car_on_the_test_track_is_read_whole(shared):
    found = read_measurements(shared / "data" / "radio" / "cicv5g.csv.gz")
    assert found.size + 24_744 == 171_587
    assert len(set(found.group.tolist())) == 82
    assert not found.located
