"""What changed between two versions of a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from campus5g.core.call_changes import changes, weighty
from campus5g.core.calls import Call, CallKind, CallStatus, DeadlineModel
from campus5g.core.figures import Source
from campus5g.core.project import Size

CALL = Call("c", "Call", "one\ntwo\nthree", "fr", "F", "", CallKind.CALL_FOR_PROJECTS, None, (date(2027, 3, 1),), ("company",),
            ("FR",), None, None, 1e6, "", "", "feed", Source("feed"))  # fmt: skip


def test_a_call_that_says_the_same_has_not_changed() -> None:
    assert changes(CALL, CALL) == ()
    assert changes(CALL, replace(CALL, beneficiaries=("company",), feed="other")) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes": (date(2027, 4, 1),)}, ["new deadline: April 1, 2027", "deadline withdrawn: March 1, 2027"]),
        ({"max_aid_eur": 2e6}, ["highest aid: €1,000,000 → €2,000,000"]),
        ({"max_aid_eur": None}, ["highest aid: €1,000,000 → not said"]),
        ({"text": "one\n2\nthree"}, ["description: “two” → “2”"]),
        ({"text": "one\ntwo"}, ["description: “three” → “–”"]),
        ({"title": "Other"}, ["title: Call → Other"]),
        ({"stated_closed": True}, ["now said to be closed"]),
        ({"territories": ("REG-32",)}, ["where it is open: FR → REG-32"]),
        ({"sizes": (Size.MEDIUM, Size.SMALL)}, ["sizes of enterprise: not said → small enterprises, medium-sized enterprises"]),
        ({"sectors": ("C", "H")}, ["activities: – → C, H"]),
        ({"kind": CallKind.SCHEME}, ["kind of call: call for projects → permanent scheme"]),
        ({"language": "en"}, ["language of the text: fr → en"]),
        ({"trl": (5, 7)}, ["readiness level: not said → 5 to 7"]),
        ({"deadline_model": DeadlineModel.TWO_STAGE}, ["how one applies: not said → in two stages"]),
    ],
)
def test_each_difference_is_one_sentence(change: dict[str, object], said: list[str]) -> None:
    assert [str(sentence) for sentence in changes(CALL, replace(CALL, **change))] == said  # type: ignore[arg-type]


def test_dates_and_money_weigh_and_words_do_not() -> None:
    other = replace(CALL, title="Other", text="four", closes=(date(2027, 4, 1),), max_aid_eur=2e6)
    assert weighty(CALL, replace(CALL, title="Other", text="four", beneficiaries=())) == ()
    assert set(map(str, weighty(CALL, other))) < set(map(str, changes(CALL, other)))
    assert len(weighty(CALL, other)) == 3


def test_a_call_in_two_stages_is_closed_to_newcomers_after_the_first() -> None:
    days = (date(2027, 3, 1), date(2027, 9, 1))
    staged = replace(CALL, closes=days, deadline_model=DeadlineModel.TWO_STAGE)
    assert staged.status(date(2027, 3, 2)) is CallStatus.CLOSED
    assert replace(staged, deadline_model=DeadlineModel.CUT_OFFS).status(date(2027, 3, 2)) is CallStatus.OPEN
    assert staged.next_deadline(date(2027, 3, 2)) == days[1]
