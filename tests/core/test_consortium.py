"""States of a project that partners sign: one fingerprint, and the differences told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.codec import dump, load
from campus5g.core.consortium import Commitments, Paid, Party, Work
from campus5g.core.consortium_changes import differences
from campus5g.core.project import Category, CostLine

BEFORE = Commitments(
    title="Hear the bearings",
    summary="Sensors on cranes.",
    applied=date(2026, 12, 1),
    granted=date(2026, 12, 20),
    starts=date(2027, 1, 4),
    months=24,
    parties=(Party("1", "Steelworks", True, "123456782", task="leads"), Party("2", "Sensors", False, size="small")),
    lines=(
        CostLine("10", "1", "Trials", Category.EXPERIMENTAL, 10_000_000),
        CostLine("11", "2", "Nodes", Category.INDUSTRIAL, 5_000_050),
    ),
    work=(Work("5", "Trials on site", "", ("1", "2"), 1, 12),),
    paid=(Paid("1", 100, 0, 0, 900), Paid("2", 50, 25, 0, 25)),
)
STEPS = {
    "title": replace(BEFORE, title="Hear the cranes"),
    "summary": replace(BEFORE, summary="Other"),
    "granted": replace(BEFORE, granted=BEFORE.granted + timedelta(days=30)),
    "months": replace(BEFORE, months=36),
    "partner left": replace(BEFORE, parties=BEFORE.parties[:1]),
    "task": replace(BEFORE, parties=(replace(BEFORE.parties[0], task="all"), BEFORE.parties[1])),
    "lead": replace(BEFORE, parties=(replace(BEFORE.parties[0], lead=False), replace(BEFORE.parties[1], lead=True))),
    "siren": replace(BEFORE, parties=(replace(BEFORE.parties[0], siren="987654321"), BEFORE.parties[1])),
    "cost": replace(BEFORE, lines=(replace(BEFORE.lines[0], cents=10_000_001), BEFORE.lines[1])),
    "category": replace(BEFORE, lines=(replace(BEFORE.lines[0], category=Category.TRAINING), BEFORE.lines[1])),
    "who pays": replace(BEFORE, lines=(replace(BEFORE.lines[0], partner_id="2"), BEFORE.lines[1])),
    "label": replace(BEFORE, lines=(replace(BEFORE.lines[0], label="Tests"), BEFORE.lines[1])),
    "line gone": replace(BEFORE, lines=BEFORE.lines[:1]),
    "order": replace(BEFORE, lines=BEFORE.lines[::-1]),
    "work": replace(BEFORE, work=(replace(BEFORE.work[0], months=13),)),
    "work text": replace(BEFORE, work=(replace(BEFORE.work[0], text="on two cranes"),)),
    "doers": replace(BEFORE, work=(replace(BEFORE.work[0], partner_ids=("1",)),)),
    "plan": replace(BEFORE, paid=(Paid("1", 200, 0, 0, 800), BEFORE.paid[1])),
    "no plan": replace(BEFORE, paid=()),
}


@pytest.mark.parametrize("name", STEPS)
def test_whatever_changes_the_fingerprint_is_told(name: str) -> None:
    after = STEPS[name]
    assert after.fingerprint != BEFORE.fingerprint
    told = differences(BEFORE, after)
    assert told
    assert all(sentence.say("fr") and sentence.say("en") for sentence in told)


def test_a_cost_that_changed_is_told_with_its_partner_and_both_amounts() -> None:
    told = [str(sentence) for sentence in differences(BEFORE, STEPS["cost"])]
    assert told == ["Steelworks: “Trials” €100,000 → €100,000.01"]


def test_a_partner_that_left_takes_its_name_along() -> None:
    assert "Sensors left the project." in [str(s) for s in differences(BEFORE, STEPS["partner left"])]


@given(st.sampled_from(sorted(STEPS)), st.sampled_from(sorted(STEPS)))
def test_two_states_have_one_fingerprint_exactly_when_nothing_differs(one: str, other: str) -> None:
    a, b = STEPS[one], STEPS[other]
    assert (a.fingerprint == b.fingerprint) == (differences(a, b) == ())


def test_a_state_kept_as_json_comes_back_with_its_fingerprint() -> None:
    assert load(Commitments, dump(BEFORE)).fingerprint == BEFORE.fingerprint
