"""Replays and glances drawn: no peak is lost, the cursor can be moved, what happened is told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.benefit import Mark, Replay, Scene, Series, Stay, Timetable
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.replays import CURSOR, MOST_POINTS, curves_chart, story_of, thinned
from campus5g.documents.theme import to_svg
from campus5g.documents.voice import Voice

curves = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000)


def replay(points: int = 5000) -> Replay:
    x = tuple(float(n) for n in range(points))
    power = tuple(900.0 if n == 1234 else 100.0 + n % 7 for n in range(points))
    return Replay(
        "year",
        msg("A year of power"),
        Connectivity.WIFI,
        msg("time"),
        "h",
        (Series("load", msg("load"), "kW", x, power), Series("price", msg("price"), "€/MWh", x, tuple(0.01 * n for n in x))),
        (Mark(1234.0, msg("the peak of the year")), Mark(12.0, msg("an outage"))),
    )


@given(curves)
def test_a_thinned_curve_keeps_its_highest_and_lowest_points_in_their_order(y: list[float]) -> None:
    x = [float(n) for n in range(len(y))]
    kept = thinned(x, y, 100)
    assert len(kept) <= max(100, min(len(y), 100))
    assert max(value for _, value in kept) == max(y)
    assert min(value for _, value in kept) == min(y)
    assert kept == sorted(kept, key=lambda point: point[0])
    assert set(kept) <= set(zip(x, y, strict=True))


def test_a_story_has_a_picture_for_each_unit_with_a_cursor_that_a_page_can_move() -> None:
    story = story_of(replay(), "en")
    assert [chart.spec["params"] for chart in story.charts] == [[{"name": CURSOR, "value": 0.0}]] * 2
    assert (story.start, story.end) == (0.0, 4999.0)
    assert story.title == "A year of power · Wi-Fi"
    values = story.charts[0].spec["data"]["values"]
    assert len(values) <= MOST_POINTS
    assert {"curve": "load", "x": 1234.0, "y": 900.0} in values


def test_what_happened_is_told_in_order_with_its_time() -> None:
    events = story_of(replay(), "en").events
    assert events is not None
    assert events.rows == (("12\u00a0h", "an outage"), ("1,234\u00a0h", "the peak of the year"))


def test_a_picture_is_drawn_with_its_marks_and_its_words_in_the_reader_s_language() -> None:
    story = story_of(replay(), "fr")
    svg = to_svg(story.charts[0].spec, "fr")
    assert "the peak of the year" in svg
    assert story.charts[0].table.rows[0][3] == "900\u00a0kW"


def test_a_glance_at_twelve_machines_tells_them_apart_by_dashes_as_well_as_by_colour() -> None:
    many = [Series(name, msg("%(name)s", name=name), "mm/s", (0.0, 1.0), (1.0, 2.0)) for name in map(str, range(12))]
    spec = curves_chart(msg("A glance"), msg("time"), "h", many, Voice("en")).spec
    encoding = spec["layer"][0]["encoding"]
    assert encoding["strokeDash"]["scale"]["domain"] == encoding["color"]["scale"]["domain"] == list(map(str, range(12)))
    dashes, colours = encoding["strokeDash"]["scale"]["range"], encoding["color"]["scale"]["range"]
    assert len({(*dash, colour) for dash, colour in zip(dashes, colours, strict=True)}) == 12
    assert dashes[0] != dashes[1]
    assert "params" not in spec


def scene() -> Scene:
    return Scene(2, 3, ((1, 1, 1, 1),), (0.0, 5.0), ((0, 5), (1, 5)), ((), (1,)), msg("goes"), msg("stands"))


def test_a_floor_is_drawn_from_above_with_a_cursor_and_told_in_figures() -> None:
    seen = replace(replay(50), scene=scene())
    floor = story_of(seen, "en").charts[0]
    assert floor.spec["params"] == [{"name": CURSOR, "value": 0.0}]
    values = floor.spec["data"]["values"]
    assert {"from": 5.0, "cx": 2, "cy": 1, "state": "stands"}.items() <= values[3].items()
    assert [row["to"] for row in values[:2]] == [5.0, 5.0]
    assert floor.table.rows == (("0\u00a0h", "2", "0"), ("5\u00a0h", "1", "1"))
    assert "<svg" in to_svg(floor.spec, "en")


def test_a_plan_that_changes_is_drawn_as_it_stood_at_the_cursor_and_told_in_words() -> None:
    stays = (
        Stay(0, "N1", 1.0, 4.0, 0.0, 3.0),
        Stay(1, "N1", 5.0, 8.0, 3.0, 5.0, changed=True),
        Stay(1, "N1", 5.0, 8.0, 5.0, 1e9, done=True),
        Stay(0, "N2", 2.0, 6.0, 0.0, 1e9),
    )
    seen = replace(replay(50), timetable=Timetable(msg("berth"), ("1", "2"), stays))
    plan = story_of(seen, "en").charts[0]
    assert plan.spec["params"] == [{"name": CURSOR, "value": 0.0}]
    assert [(v["from"], v["to"], v["place"], v["state"]) for v in plan.spec["data"]["values"]] == [
        (0.0, 3.0, "1", "as planned"),
        (3.0, 5.0, "2", "moved by the last news"),
        (5.0, 1e9, "2", "begun"),
        (0.0, 1e9, "1", "as planned"),
    ]
    assert plan.table.rows[0] == ("N1", "1\u00a0h", "5\u00a0h", "2", "1")
    svg = to_svg(plan.spec, "en")
    assert "N1" in svg
    assert "N2" in svg
