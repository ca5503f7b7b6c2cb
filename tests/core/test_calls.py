"""What day it is decides a call's status; one refusal decides eligibility."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from campus5g.core.calls import CallStatus, Criterion, Eligibility, Verdict
from campus5g.core.message import msg
from tests.core.test_codec import CALL

DATED = replace(CALL, opens=date(2026, 3, 1), closes=(date(2026, 6, 1), date(2026, 9, 1)))


@pytest.mark.parametrize(
    ("day", "status", "deadline"),
    [
        (date(2026, 2, 28), CallStatus.FORTHCOMING, date(2026, 6, 1)),
        (date(2026, 3, 1), CallStatus.OPEN, date(2026, 6, 1)),
        (date(2026, 6, 1), CallStatus.OPEN, date(2026, 6, 1)),
        (date(2026, 6, 2), CallStatus.OPEN, date(2026, 9, 1)),
        (date(2026, 9, 1), CallStatus.OPEN, date(2026, 9, 1)),
        (date(2026, 9, 2), CallStatus.CLOSED, None),
    ],
)
def test_a_call_is_open_from_its_first_day_to_its_last_deadline(day: date, status: CallStatus, deadline: date | None) -> None:
    assert DATED.status(day) == status
    assert DATED.next_deadline(day) == deadline


def test_a_call_without_deadline_is_permanent_and_one_said_closed_is_closed() -> None:
    permanent = replace(DATED, closes=())
    assert permanent.status(date(2026, 4, 1)) == CallStatus.PERMANENT
    assert replace(permanent, stated_closed=True).status(date(2026, 4, 1)) == CallStatus.CLOSED


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([Verdict.YES, Verdict.YES], Verdict.YES),
        ([Verdict.YES, Verdict.UNKNOWN], Verdict.UNKNOWN),
        ([Verdict.UNKNOWN, Verdict.NO], Verdict.NO),
        ([], Verdict.UNKNOWN),
    ],
)
def test_one_no_refuses_and_one_unknown_leaves_it_open(verdicts: list[Verdict], outcome: Verdict) -> None:
    assert Eligibility(tuple(Criterion("k", v, msg("x")) for v in verdicts)).verdict == outcome
