"""Calendars and CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from campus5g.core.message import msg
from campus5g.documents.calendar_ics import Deadline, call_deadlines, deadline_ics
from campus5g.documents.csv_export import csv_bytes, safe_cell

from .conftest import INJECTIONS

TODAY = date(2026, 11, 21)


def events(data):
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_open_deadlines_reach_the_agenda_with_a_reminder(calls):
    found = events(deadline_ics(call_deadlines([c.call for c in calls], TODAY), "en", TODAY))
    assert [event.decoded("dtstart") for event in found] == [date(2026, 12, 15)]
    assert "Accompagnement et transformation" in str(found[0]["summary"])
    assert found[0].walk("VALARM")[0].decoded("trigger").days == -14


def test_an_event_keeps_its_name_from_one_export_to_the_next(calls):
    first, later = (
        deadline_ics(call_deadlines([c.call for c in calls], TODAY), "en", day) for day in (TODAY, date(2026, 11, 22))
    )
    assert events(first)[0]["uid"] == events(later)[0]["uid"]
    assert first == deadline_ics(call_deadlines([c.call for c in calls], TODAY), "en", TODAY)


def test_text_cannot_add_lines_to_a_calendar():
    hostile = "x\r\nATTACH:http://example.org\nBEGIN:VALARM"
    found = events(deadline_ics([Deadline("u\r\n1", hostile, TODAY, msg("a, b; c"), "javascript:alert(1)")], "en", TODAY))
    assert len(found) == 1
    assert "ATTACH" not in found[0]
    assert "URL" not in found[0]
    assert str(found[0]["description"]) == "a, b; c"
    assert len(found[0].walk("VALARM")) == 1


def test_no_cell_of_text_is_ever_a_formula():
    for text in (*INJECTIONS, "+33 1", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1"):
        assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        assert safe_cell(text).lstrip("'") == text


def test_numbers_days_and_nothing_stay_what_they_are():
    assert [safe_cell(v) for v in (-12, -0.5, date(2026, 3, 1), None, True)] == ["-12", "-0.5", "2026-03-01", "", "True"]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=2), max_size=5))
def test_a_csv_reads_back_as_it_was_written(rows):
    data = csv_bytes(["a", "b"], rows)
    assert data.startswith(b"\xef\xbb\xbf")
    back = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert back[1:] == [[safe_cell(cell) for cell in row] for row in rows]
