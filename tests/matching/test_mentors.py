"""Mentors: against every assignment there is on small cases; what stands in the way of a wish is said."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching.mentors import Mentor, Proposal, Venture, assign_mentors, hindrance, worth_of
from campus5g.matching.topics import topic_labels, topics_shown

TOPICS = ("radio", "sales", "law")
Aims = tuple[int, int, int, int]


def best_of_all(ventures: list[Venture], mentors: list[Mentor]) -> Aims:
    """Try every assignment: the four aims of the best one."""
    found: list[Aims] = []
    for choice in product([None, *mentors], repeat=len(ventures)):
        pairs = [(v, m) for v, m in zip(ventures, choice, strict=True) if m is not None]
        hours = Counter[str]()
        for venture, mentor in pairs:
            hours[mentor.key] += venture.hours
        if all(hours[m.key] <= m.hours for m in mentors) and all(hindrance(v, m) is None for v, m in pairs):
            worths = [worth_of(v, m) for v, m in pairs]
            most = max(Counter(m.key for _, m in pairs).values(), default=0)
            found.append((len(pairs), min(worths, default=100), sum(worths), -most))
    return max(found)


def aims_of(proposal: Proposal) -> Aims:
    worths = [pair.worth for pair in proposal.pairs]
    most = max(Counter(pair.mentor for pair in proposal.pairs).values(), default=0)
    return len(worths), min(worths, default=100), sum(worths), -most


keys = st.integers(0, 2).map(lambda n: f"m{n}")
some_ventures = st.lists(
    st.builds(
        lambda topics, hours, wishes, refuses: (topics, hours, tuple(wishes), refuses),
        st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 3), max_size=3),
        st.integers(1, 6),
        st.lists(keys, unique=True, max_size=3),
        st.frozensets(keys, max_size=1),
    ),
    max_size=4,
).map(lambda rows: [Venture(f"v{n}", f"Venture {n}", *row) for n, row in enumerate(rows)])
some_mentors = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from(TOPICS)),
        st.integers(0, 10),
        st.frozensets(st.integers(0, 3).map(lambda n: f"v{n}"), max_size=1),
    ),
    max_size=3,
).map(lambda rows: [Mentor(f"m{n}", f"Mentor {n}", *row) for n, row in enumerate(rows)])


@settings(max_examples=50, deadline=None)
@given(some_ventures, some_mentors)
def test_no_other_assignment_is_better(ventures: list[Venture], mentors: list[Mentor]) -> None:
    proposal = assign_mentors(ventures, mentors)
    assert proposal.best
    assert aims_of(proposal) == best_of_all(ventures, mentors)
    assert {pair.venture for pair in proposal.pairs} | {one.venture for one in proposal.alone} == {v.key for v in ventures}
    assert all(left >= 0 for left in proposal.left.values())
    assert all(one.reasons for one in proposal.alone)


A = Mentor("a", "Anne", frozenset({"radio", "sales"}), 10)
B = Mentor("b", "Basile", frozenset({"law"}), 10)


def test_everybody_is_served_before_anybody_is_served_better() -> None:
    """Two ventures want Anne, who has hours for one: the one whom Basile can help goes to Basile."""
    first = Venture("v", "Quai", {"radio": 3, "law": 1}, 6, ("a",))
    second = Venture("w", "Grue", {"radio": 1}, 6, ("a",))
    proposal = assign_mentors([first, second], [A, B])
    assert {(pair.venture, pair.mentor) for pair in proposal.pairs} == {("v", "b"), ("w", "a")}
    (refused,) = proposal.not_granted
    assert str(refused.reason) == "With Anne, the ventures without a mentor would be 1 instead of 0."


def test_a_pair_says_what_is_covered_what_is_missing_and_that_it_was_wished() -> None:
    venture = Venture("v", "Quai", {"radio": 1, "law": 2, "sales": 2}, 5, ("b", "a"))
    (pair,) = assign_mentors([venture], [A]).pairs
    assert (pair.covered, pair.missing, pair.wish) == (("sales", "radio"), ("law",), 2)
    assert pair.worth == 58  # 80 · 3/5, and 10 for a second wish


@pytest.mark.parametrize(
    ("venture", "mentor", "reason"),
    [
        (Venture("v", "Quai", {}, 5, ("a",), frozenset({"a"})), A, "Quai prefers not to work with Anne."),
        (
            Venture("v", "Quai", {}, 5, ("a",)),
            Mentor("a", "Anne", frozenset(), 9, frozenset({"v"})),
            "Anne is too close to Quai to accompany it.",
        ),
        (Venture("v", "Quai", {}, 12, ("a",)), A, "Anne gives 10 hours in all, and Quai asks for 12."),
        (Venture("v", "Quai", {"law": 1}, 2), A, "Anne covers none of the topics that Quai asks for."),
    ],
)
def test_who_stays_alone_is_told_why_of_each_mentor(venture: Venture, mentor: Mentor, reason: str) -> None:
    proposal = assign_mentors([venture], [mentor])
    assert [str(said) for said in proposal.alone[0].reasons] == [reason]
    assert [str(one.reason) for one in proposal.not_granted] == [reason] * len(venture.wishes)


def test_what_is_settled_stays_and_takes_its_hours() -> None:
    old, new = Venture("v", "Quai", {"law": 1}, 6), Venture("w", "Grue", {"radio": 1}, 6, ("a",))
    proposal = assign_mentors([old, new], [A], [("v", "a")])
    assert [(pair.venture, pair.kept) for pair in proposal.pairs] == [("v", True)]
    assert str(proposal.not_granted[0].reason) == "What is settled already leaves no place for this wish: Anne."
    assert str(proposal.alone[0].reasons[0]) == "Anne would fit, but has 4 hours left of 10, and Grue asks for 6."


@pytest.mark.parametrize(
    ("ventures", "mentors", "kept"),
    [
        ([Venture("v", "", {}, 1)] * 2, [A], []),
        ([Venture("v", "", {}, 0)], [A], []),
        ([Venture("v", "", {}, 1)], [A], [("v", "b")]),
        ([Venture("v", "", {}, 1)], [A, B], [("v", "a"), ("v", "b")]),
        ([Venture("v", "", {}, 8), Venture("w", "", {}, 8)], [A], [("v", "a"), ("w", "a")]),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(ventures: list, mentors: list, kept: list) -> None:
    with pytest.raises(BadInput):
        assign_mentors(ventures, mentors, kept)


def test_a_cohort_of_fifteen_ventures_and_ten_mentors_is_settled_to_proof() -> None:
    mentors = [Mentor(f"m{n}", f"M{n}", frozenset({TOPICS[n % 3], TOPICS[n // 3 % 3]}), 24) for n in range(10)]
    ventures = [
        Venture(f"v{n}", f"V{n}", {TOPICS[n % 3]: 3, TOPICS[(n + 1) % 3]: 1}, 10 + n % 5, (f"m{n % 2}",)) for n in range(15)
    ]
    proposal = assign_mentors(ventures, mentors)
    assert proposal.best
    assert len(proposal.pairs) == 15
    granted = {pair.venture for pair in proposal.pairs if pair.wish == 1}
    assert {one.venture for one in proposal.not_granted} == {v.key for v in ventures} - granted


def test_what_an_application_speaks_of_is_what_it_wants_help_with() -> None:
    told = topics_shown(["Nous préparons une levée de fonds auprès d'investisseurs, puis un brevet."])
    assert (told["finance"], told["law"]) == (2, 1)
    assert "team" not in told
    assert str(topic_labels()["finance"]) == "finance and fundraising"
