"""The tests of Article 25(6)(b)(i), one by one, are those that judge a collaboration as a whole."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.core.project import Size
from campus5g.funding.collaboration import Share, collaboration_tests, judge_collaboration
from campus5g.funding.rules import RulesOn

SHARES = st.lists(
    st.builds(
        Share, st.sampled_from("ABCDE"), st.sampled_from(Size), st.sampled_from(["FR", "BE"]), st.integers(0, 10), st.booleans()
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(shares=SHARES)
def test_a_collaboration_is_effective_when_one_of_the_two_ways_holds_whole(rules: RulesOn, shares: list[Share]) -> None:
    holds = {test.key: test.holds for test in collaboration_tests(shares, rules)}
    between = holds["firms"] and holds["mixed"] and holds["largest"]
    a_firm = any(share.size is not Size.RESEARCH_NON_ECONOMIC and share.cents for share in shares)
    assert judge_collaboration(shares, rules).effective is (between or (a_firm and holds["research"]))


def test_the_largest_part_is_the_undertakings_and_is_tested_exactly(rules: RulesOn) -> None:
    just = [Share("L", Size.LARGE, "FR", 7_000), Share("S", Size.SMALL, "FR", 3_000)]
    over = [Share("L", Size.LARGE, "FR", 7_001), Share("S", Size.SMALL, "FR", 3_000)]
    found = [next(test for test in collaboration_tests(shares, rules) if test.key == "largest") for shares in (just, over)]
    assert [(str(test.percent), test.holds) for test in found] == [("70.00", True), ("70.00", False)]
