"""The work plan drawn: bars where the months are, marks where something comes out, sums of person-months exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from campus5g.documents.content import Effort, Outcome, OutcomeKind, WorkPackage
from campus5g.documents.gantt import effort_table, gantt_chart
from campus5g.documents.voice import Voice

PARTNERS = (("a", "Aciérie"), ("b", "Laboratoire"), ("c", "Sans heures"))
WORK = (
    WorkPackage(
        "WP1", "Installer", "", ("a",), 1, 9, (Outcome("Réseau reçu", 9, OutcomeKind.MILESTONE), Outcome("Plan", 3, OutcomeKind.REPORT)),
        (Effort("a", Decimal("4.5")),),
    ),
    WorkPackage("WP2", "Écouter", "", ("a", "b"), 6, 19, (), (Effort("a", Decimal("0.25")), Effort("b", Decimal(12)))),
)  # fmt: skip


def test_a_bar_goes_from_the_start_of_its_first_month_to_the_end_of_its_last():
    bars = gantt_chart(WORK, 24, "en").spec["layer"][0]["data"]["values"]
    assert [(bar["start"], bar["end"]) for bar in bars] == [(0, 9), (5, 24)]


def test_deliverables_and_milestones_stand_at_the_end_of_their_month():
    marks = gantt_chart(WORK, 24, "en").spec["layer"][1]["data"]["values"]
    assert {(mark["title"], mark["month"], mark["kind"]) for mark in marks} == {
        ("Réseau reçu", 9, "Milestone"),
        ("Plan", 3, "Deliverable"),
    }


def test_the_table_beside_says_the_same_in_the_order_of_the_months():
    rows = gantt_chart(WORK, 24, "en").table.rows
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("WP1", "Installer", "1 to 9"),
        ("WP1.1", "Plan", "3"),
        ("WP1.2", "Réseau reçu", "9"),
        ("WP2", "Écouter", "6 to 24"),
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("work", [WORK, WORK[1:]])
def test_it_is_drawn_with_or_without_marks(work, language):
    assert gantt_chart(work, 24, language).figure(language).svg.startswith("<svg")


def test_person_months_add_up_both_ways_and_leave_out_who_states_none():
    table = effort_table(WORK, PARTNERS, Voice("en"))
    assert table.rows == (
        ("Aciérie", "4.5", "0.25", "4.75"),
        ("Laboratoire", "", "12", "12"),
        ("Total", "4.5", "12.25", "16.75"),
    )


def test_without_a_person_month_there_is_no_table():
    assert effort_table((WORK[1].__class__("WP1", "x", "", ("a",), 1, 1),), PARTNERS, Voice("en")) is None
