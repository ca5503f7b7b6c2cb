"""Cohorts: survival against a published table, intervals against closed formulas, and chance called by its name."""

from __future__ import annotations

from datetime import date, timedelta
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.territory.cohorts import (
    Estimate,
    Kind,
    Level,
    Life,
    Patience,
    Standing,
    Stated,
    Verdict,
    compare_amounts,
    compare_lives,
    compare_rates,
    median,
    patience,
    rate,
    signal_of,
    survival,
    total_of,
)

START = date(2000, 1, 1)
WAITS = Patience(hours=28, news=45, figures=21, late=30)


def lives(*days: int, seen: tuple[int, ...] = ()) -> list[Life]:
    """Lives that stopped after so many days, and some last seen alive."""
    told = [(number, True) for number in days] + [(number, False) for number in seen]
    return [Life(START, START + timedelta(days=number), stopped) for number, stopped in told]


TREATED = lives(6, 6, 6, 7, 10, 13, 16, 22, 23, seen=(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
PLACEBO = lives(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
"""Weeks of remission, read here as days: Freireich and others, 1963, Blood 21, 699-716; in every manual of survival."""
PUBLISHED = (
    (6, 0.8571, 0.6197, 0.9516),
    (7, 0.8067, 0.5631, 0.9228),
    (10, 0.7529, 0.5032, 0.8894),
    (13, 0.6902, 0.4316, 0.8491),
    (16, 0.6275, 0.3675, 0.8049),
    (22, 0.5378, 0.2678, 0.7468),
    (23, 0.4482, 0.1881, 0.6801),
)
"""Kalbfleisch and Prentice's interval on it, as R's ``survfit(conf.type = "log-log")`` prints it."""
A_DAY = 12 / 365.2425


def test_survival_and_its_interval_are_those_of_the_published_table() -> None:
    curve = survival(TREATED)
    assert curve.n == 21
    assert curve.months == pytest.approx([row[0] * A_DAY for row in PUBLISHED])
    for estimate, (_, value, low, high) in zip(curve.alive, PUBLISHED, strict=True):
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx((value, low, high), abs=5e-5)


def test_nothing_is_said_beyond_the_longest_life_and_all_live_before_the_first_end() -> None:
    curve = survival(TREATED)
    assert curve.at(35.5 * A_DAY) is None
    assert curve.at(5 * A_DAY) == Estimate(1.0, None, None, 21)
    assert curve.at(12 * A_DAY) == curve.alive[2]
    assert survival([]).at(0) is None


def test_where_nobody_or_everybody_stopped_no_bounds_are_made_up() -> None:
    assert survival(lives(seen=(10, 20, 30))).months == ()
    assert survival(lives(10, 10)).alive[-1] == Estimate(0.0, None, None, 2)


def test_the_log_rank_of_the_published_table_is_told() -> None:
    """χ² = 16.79 with one degree of freedom."""
    found = compare_lives(TREATED, PLACEBO)
    assert found.verdict == Verdict.DIFFER
    assert found.chance == pytest.approx(4.17e-5, rel=1e-2)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_rate_has_wilsons_interval(case: tuple[int, int]) -> None:
    k, n = case
    found, z, p = rate(k, n), 1.959963984540054, k / n
    assert found is not None
    centre, half = (p + z * z / 2 / n) / (1 + z * z / n), z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), abs=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_the_interval_of_a_median_is_that_of_the_binomial_law(values: list[int]) -> None:
    found, ordered, n = median(values), sorted(values), len(values)
    tails = [sum(comb(n, i) for i in range(k + 1)) / 2**n for k in range(n)]
    ranks = [k for k in range(n) if tails[k] <= 0.025]
    assert found is not None
    if not ranks:
        assert n < 6
        assert not found.bounded
    else:
        assert (found.low, found.high) == (ordered[ranks[-1]], ordered[n - 1 - ranks[-1]])


def test_a_young_cohort_is_not_compared_with_what_came_later_to_an_old_one() -> None:
    found = compare_lives(lives(seen=(10, 20, 30, 40, 50)), lives(300, seen=(400, 500, 500, 500)))
    assert (found.verdict, found.chance) == (Verdict.TOO_FEW, None)
    assert "both cohorts have lived to" in str(found.sentence)


def test_of_nobody_nothing_is_said() -> None:
    assert rate(0, 0) is None
    assert median([]) is None
    with pytest.raises(ValueError, match="3 of 2"):
        rate(3, 2)
    with pytest.raises(ValueError, match="3 of 2"):
        compare_rates((3, 2), (1, 2))
    with pytest.raises(ValueError, match="before"):
        Life(START, START - timedelta(days=1), stopped=False)


def test_a_handful_of_ventures_is_not_compared_at_all() -> None:
    found = compare_rates((4, 4), (0, 9))
    assert (found.verdict, found.chance) == (Verdict.TOO_FEW, None)
    assert compare_lives(TREATED[:4], PLACEBO).verdict == compare_amounts([1.0] * 4, [2.0] * 9).verdict == Verdict.TOO_FEW


def test_a_difference_that_may_be_chance_is_said_to_be() -> None:
    """Fisher's own exact sum: 8 of 10 against 5 of 10."""
    found = compare_rates((8, 10), (5, 10))
    at_least_as_far = sum(comb(10, k) * comb(10, 13 - k) for k in range(3, 11) if abs(k - 6.5) >= 1.5)
    assert found.chance == pytest.approx(at_least_as_far / comb(20, 13))
    assert str(found.sentence).startswith(
        "The difference may be chance: two cohorts exactly alike would differ this much 35 times"
    )
    assert compare_rates((10, 10), (0, 10)).verdict == Verdict.DIFFER


def test_one_fortune_does_not_part_two_cohorts() -> None:
    like = [10.0, 20.0, 30.0, 40.0, 50.0]
    assert compare_amounts(like, [11.0, 19.0, 31.0, 39.0, 9e9]).verdict == Verdict.MAY_BE_CHANCE
    assert compare_amounts(like, [value + 100 for value in like]).verdict == Verdict.DIFFER
    assert compare_amounts([0.0] * 5, [0.0] * 5).chance is None
    assert compare_lives(lives(seen=(9,) * 5), lives(seen=(9,) * 5)).verdict == Verdict.MAY_BE_CHANCE


def said(venture: str, kind: Kind, month: int, value: float, *, proved: bool = True) -> Stated:
    return Stated(venture, kind, date(2026, month, 1), value, proved)


def test_jobs_count_the_last_word_of_each_venture_and_amounts_count_all() -> None:
    stated = [
        said("a", Kind.JOBS, 3, 4), said("a", Kind.JOBS, 9, 6), said("b", Kind.JOBS, 5, 3, proved=False),
        said("a", Kind.PRIVATE, 3, 100), said("a", Kind.PRIVATE, 9, 50, proved=False), said("z", Kind.JOBS, 5, 99),
        said("b", Kind.JOBS, 12, 50),
    ]  # fmt: skip
    year = (["a", "b", "c"], date(2026, 1, 1), date(2026, 11, 30))
    jobs, private = total_of(Kind.JOBS, stated, *year), total_of(Kind.PRIVATE, stated, *year)
    assert (jobs.value, jobs.evidenced, jobs.said, jobs.asked) == (9, 6, 2, 3)
    assert (jobs.first, jobs.last, jobs.complete) == (date(2026, 5, 1), date(2026, 9, 1), False)
    assert (private.value, private.evidenced, private.said) == (150, 100, 1)
    assert total_of(Kind.LOCAL, stated, *year).last is None


def test_a_venture_that_goes_well_is_told_so_with_its_reason() -> None:
    standing = Standing(START, done=2, milestones=5, hours=START, news=START)
    found = signal_of(standing, START + timedelta(days=20), WAITS)
    assert found.level == Level.WELL
    assert [str(reason) for reason in found.reasons] == ["No milestone is late: 2 of 5 reached."]


def test_each_silence_gives_its_reason_and_three_of_them_ask_for_a_talk() -> None:
    on = START + timedelta(days=60)
    quiet = signal_of(Standing(START, milestones=3), on, WAITS)
    assert quiet.level == Level.WATCH
    assert [str(reason) for reason in quiet.reasons[:2]] == [
        "No hour with its mentor in 60 days.",
        "No news since January 1, 2000.",
    ]
    asked = Standing(START, milestones=3, hours=START, news=START, asked=START + timedelta(days=30))
    assert signal_of(asked, on, WAITS).level == Level.TALK
    assert signal_of(Standing(START, late=(31, 3), milestones=3, news=on, mentored=False), on, WAITS).level == Level.TALK
    assert "3 milestones are late in all." in map(
        str, signal_of(Standing(START, late=(1, 2, 3), milestones=3, hours=on, news=on), on, WAITS).reasons
    )
    assert str(signal_of(Standing(on, hours=on, news=on), on, WAITS).reasons[0]) == "Its plan has no milestone yet."


def test_the_patience_of_the_campus_is_dated_data() -> None:
    assert patience(date(2026, 11, 22)) == WAITS
