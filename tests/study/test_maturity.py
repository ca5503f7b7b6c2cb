"""The self-assessment: exact where it counts, honest about links, never without something to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity
from campus5g.study.maturity import ASKS, DIMENSIONS, PAINS, QUESTIONS, TOP, Ask, Dimension, assess

ANSWERS = st.fixed_dictionaries({question.key: st.integers(0, TOP) for question in QUESTIONS})
LOW = dict.fromkeys((question.key for question in QUESTIONS), 0)


@given(ANSWERS)
def test_a_better_answer_never_lowers_a_share(answers: dict[str, int]) -> None:
    before = dict(assess(answers).shares)
    for key, value in answers.items():
        if value < TOP:
            after = dict(assess({**answers, key: value + 1}).shares)
            assert all(after[dimension] >= before[dimension] for dimension in Dimension)


@given(ANSWERS)
def test_each_step_is_for_a_dimension_that_is_not_at_its_best(answers: dict[str, int]) -> None:
    found = assess(answers)
    shares = dict(found.shares)
    assert all(shares[step.dimension] < 1 for step in found.steps)
    assert len({step.dimension for step in found.steps}) == len(found.steps) <= 3
    assert found.steps or found.share == 1


def test_all_at_the_bottom_is_nothing_and_all_at_the_top_is_everything() -> None:
    assert assess(LOW).share == 0
    assert assess(dict.fromkeys(LOW, TOP)).share == 1


def test_the_lowest_answer_is_mended_first() -> None:
    found = assess({**dict.fromkeys(LOW, 2), "separated": 0})
    assert found.steps[0].dimension == found.weakest == Dimension.SAFETY


@pytest.mark.parametrize(
    ("asks", "link"),
    [
        ((), Connectivity.WIRED),
        ((Ask.QUICK,), Connectivity.WIRED),
        ((Ask.MANY,), Connectivity.LPWAN),
        ((Ask.MANY, Ask.OUTDOORS), Connectivity.LPWAN),
        ((Ask.MOVING,), Connectivity.WIFI),
        ((Ask.VIDEO,), Connectivity.WIFI),
        ((Ask.MOVING, Ask.OUTDOORS), Connectivity.PRIVATE_5G),
        ((Ask.MOVING, Ask.QUICK), Connectivity.PRIVATE_5G),
        ((Ask.VIDEO, Ask.OUTDOORS), Connectivity.PRIVATE_5G),
    ],
)
def test_the_link_follows_what_the_work_asks_and_says_why(asks: tuple[Ask, ...], link: Connectivity) -> None:
    hint = assess(LOW, asks=asks).hint
    assert hint.connectivity == link
    assert set(hint.because) == {ASKS[ask] for ask in asks}


@pytest.mark.parametrize("wrong", [None, -1, 4])
def test_an_answer_that_is_missing_or_out_of_range_is_one_sentence(wrong: int | None) -> None:
    answers = {**LOW, "gains": wrong}
    with pytest.raises(BadInput, match="gains"):
        assess({key: value for key, value in answers.items() if value is not None})


def test_every_dimension_has_a_question_and_every_question_four_answers() -> None:
    assert {question.dimension for question in QUESTIONS} == set(DIMENSIONS) == set(Dimension)
    assert all(len(question.answers) == TOP + 1 for question in QUESTIONS)
    assert len(PAINS) == 4
