"""Load files as companies send them: each fault is one sentence with its place and remedy; a part is used by agreement alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.uses.energy.data.load import own_load, preview
from campus5g.uses.preview import Severity

START = datetime(2026, 1, 5)
DAYS = 20
Row = list[str]
NO_POWER = "load.csv: no power is ever taken; expected the load of the site, counted as positive."
HEADER = ("time", "load (kW)", "price (€/MWh)")


def kw(step: int) -> float:
    return 800 + 300 * np.sin(step / 96 * 2 * np.pi) + step * 7919 % 97


def eur(step: int) -> float:
    return 60.0 + (40 if step // 48 % 2 else 0)


def rows(days: int = DAYS) -> list[Row]:
    return [[(START + timedelta(minutes=15 * i)).isoformat(), f"{kw(i):.1f}", f"{eur(i):.1f}"] for i in range(96 * days)]


def written(tmp_path: Path, lines: Sequence[Row], header: Sequence[str] = HEADER) -> Path:
    path = tmp_path / "load.csv"
    path.write_text("\n".join(",".join(line) for line in (list(header), *lines)) + "\n", encoding="utf-8")
    return path


def refused(path: Path, read: Callable[..., object] = preview, *more: bool) -> str:
    with pytest.raises(BadInput) as refusal:
        read(path, *more)
    return str(refusal.value.sentence)


def said(path: Path) -> list[tuple[Severity, str, str]]:
    return [(f.severity, f.where, str(f.problem)) for f in preview(path).findings]


def every(step: int, column: int, value: str) -> list[Row]:
    return [
        [value if place == column and i % step == 3 else cell for place, cell in enumerate(row)] for i, row in enumerate(rows())
    ]


def test_a_sound_file_has_nothing_to_say_but_its_length(tmp_path):
    path = written(tmp_path, rows())
    assert said(path) == []
    site = own_load(path, partial=False)
    assert site.load_mw.mean() == pytest.approx(np.mean([kw(i) for i in range(96 * DAYS)]) / 1000, rel=0.01)
    assert site.spread_eur_mwh == pytest.approx(40.0)
    assert [str(note) for note in site.notes] == ["The file covers 20 days: they are begun again to make a year."]


@pytest.mark.parametrize(
    ("lines", "place", "problem"),
    [
        (rows()[:1000] + rows()[1200:], "2026-01-15 10:00", "200 steps are missing"),
        (every(50, 1, ""), "2026-01-05 00:45", "39 steps are missing"),
        (every(50, 1, "-400"), "2026-01-05 00:45", "39 values are negative (-0.4 MW)"),
        (every(50, 2, ""), "price (€/MWh), 2026-01-05 00:45", "39 prices are missing"),
        (every(50, 1, "broken"), "load (kW), lines 5", "39 cells hold no number (“broken”)"),
        (every(900, 2, "999999"), "price (€/MWh), lines 5…1805 (3)", "3 values are not possible (999,999 €/MWh)"),
        (rows()[:1000] + rows()[990:], "line 1002", "time goes back 1 times"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_the_rest_used_only_by_agreement(tmp_path, lines, place, problem):
    path = written(tmp_path, lines)
    told = next(one for one in said(path) if one[0] is Severity.PARTIAL and one[2] == problem)
    assert told[1].startswith(place)
    assert "your consent" in refused(path, own_load, False)
    notes = [str(note) for note in own_load(path, partial=True).notes]
    assert any(problem in note for note in notes), notes


def test_power_sent_out_counts_as_none_taken(tmp_path):
    site = own_load(written(tmp_path, every(50, 1, "-400")), partial=True)
    assert site.load_mw.min() == 0.0


def test_negative_prices_are_prices(tmp_path):
    path = written(tmp_path, every(4, 2, "-20"))
    assert said(path) == []
    assert own_load(path, partial=False).spread_eur_mwh == pytest.approx(120.0)


def test_a_day_without_all_its_prices_is_left_out_of_the_spread(tmp_path):
    lines = [row if i // 96 else [*row[:2], "5000" if i % 2 else ""] for i, row in enumerate(rows())]
    assert own_load(written(tmp_path, lines), partial=True).spread_eur_mwh == pytest.approx(40.0)


def test_an_empty_column_of_prices_is_told_and_none_made_up(tmp_path):
    path = written(tmp_path, [[*row[:2], ""] for row in rows()])
    assert said(path) == [(Severity.NOTE, "price (€/MWh)", "no price is given")]
    assert own_load(path, partial=False).spread_eur_mwh is None


def test_a_stretch_in_megawatts_is_told_and_left_out(tmp_path):
    lines = [[row[0], f"{float(row[1]) / 1000:.4f}", row[2]] if 600 <= i < 900 else row for i, row in enumerate(rows())]
    path = written(tmp_path, lines)
    assert (Severity.PARTIAL, "load (kW), lines 602…901 (300)", "300 values look as if they were in MW") in said(path)
    whole = own_load(written(tmp_path, rows()), partial=False)
    assert own_load(written(tmp_path, lines), partial=True).load_mw.mean() == pytest.approx(whole.load_mw.mean(), rel=0.02)


def test_a_site_that_stands_still_is_not_taken_for_megawatts(tmp_path):
    lines = [[row[0], "0.8", row[2]] if 600 <= i < 900 else row for i, row in enumerate(rows())]
    assert said(written(tmp_path, lines)) == []


def test_too_much_in_another_unit_is_refused_by_its_first_fault(tmp_path):
    lines = [[row[0], f"{float(row[1]) / 1000:.4f}", row[2]] if i >= 1100 else row for i, row in enumerate(rows())]
    sentence = refused(written(tmp_path, lines))
    assert "look as if they were in MW; expected a fuller file: more than one value in five is missing" in sentence


def test_cells_one_column_too_far_are_refused_with_the_first_time(tmp_path):
    lines = [row if i < 1000 else [row[0], "", row[1]] for i, row in enumerate(rows())]
    assert refused(written(tmp_path, lines)).startswith(
        "load.csv, 2026-01-15 10:00: 920 steps are missing; expected a fuller file"
    )


@pytest.mark.parametrize(
    ("header", "kwh", "unit"),
    [("load", False, "kW"), ("Puissance", False, "kW"), ("consommation", True, "kWh"), ("usage", True, "kWh")],
)
def test_a_word_without_unit_is_read_as_it_says_and_told(tmp_path, header, kwh, unit):
    lines = [[row[0], f"{float(row[1]) / 4:.3f}" if kwh else row[1]] for row in rows()]
    path = written(tmp_path, lines, ("time", header))
    assert said(path) == [(Severity.NOTE, header, f"no unit is written: read as {unit}")]
    assert own_load(path, partial=False).load_mw.mean() == pytest.approx(0.8478, rel=0.002)


@pytest.mark.parametrize(("header", "kwh"), [("load (kWh)", True), ("consumption (kW)", False)])
def test_a_unit_says_more_than_the_word(tmp_path, header, kwh):
    lines = [[row[0], f"{float(row[1]) / 4:.3f}" if kwh else row[1]] for row in rows()]
    assert own_load(written(tmp_path, lines, ("time", header)), partial=False).load_mw.mean() == pytest.approx(0.8478, rel=0.002)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([[rows()[0][0], *row[1:]] for row in rows()], "load.csv, line 3: time never changes; expected the time of each reading."),
        ([[row[0], "0", row[2]] for row in rows()], NO_POWER),
        ([[row[0], "-" + row[1], row[2]] for row in rows()], NO_POWER),
        ([[(START + timedelta(minutes=7 * i)).isoformat(), *row[1:]] for i, row in enumerate(rows())],
         "load.csv: a step of 420 s; expected 1, 5, 10, 15, 30 or 60 minutes between two rows."),
        ([], "load.csv: no reading; expected a header and one line a reading."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_at_all_is_refused_before_anything_is_computed(tmp_path, lines, sentence):
    assert refused(written(tmp_path, lines)) == sentence


def test_newest_first_is_read_from_the_end(tmp_path):
    path = written(tmp_path, rows()[::-1])
    assert said(path) == [(Severity.NOTE, "load.csv", "newest first")]
    assert own_load(path, partial=False).load_mw == pytest.approx(own_load(written(tmp_path, rows()), partial=False).load_mw)


def test_a_file_that_is_too_short_is_shown_and_not_assessed(tmp_path):
    path = written(tmp_path, rows(3))
    assert [(one.problem.say("en"), one.remedy.say("en")) for one in preview(path).refused] == [
        ("it covers 3 days", "at least 14 days")
    ]
    assert refused(path, own_load, True) == "load.csv: it covers 3 days; expected at least 14 days."


def test_local_hours_over_both_changes_of_clock_are_even_and_offsets_are_obeyed(tmp_path):
    for begins in (datetime(2026, 3, 20), datetime(2026, 10, 15)):
        utc = [begins.replace(tzinfo=ZoneInfo("UTC")) + timedelta(minutes=15 * i) for i in range(96 * DAYS)]
        local = [
            [when.astimezone(ZoneInfo("Europe/Paris")).strftime("%d/%m/%Y %H:%M"), f"{kw(i):.1f}"] for i, when in enumerate(utc)
        ]
        offset = [[when.isoformat(), f"{kw(i):.1f}"] for i, when in enumerate(utc)]
        found = [own_load(written(tmp_path, lines, ("horodatage", "puissance (kW)")), partial=False) for lines in (local, offset)]
        assert found[0].load_mw == pytest.approx(found[1].load_mw)


def test_a_file_whose_zone_changes_on_the_way_has_a_hole_where_it_does(tmp_path):
    lines = [[row[0] + ("+01:00" if i < 1000 else "Z"), *row[1:]] for i, row in enumerate(rows())]
    assert (Severity.PARTIAL, "2026-01-15 10:00", "4 steps are missing") in said(written(tmp_path, lines))
