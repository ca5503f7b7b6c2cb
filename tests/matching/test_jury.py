"""The work of a jury: files given to jurors, teams heard, marks put on one scale."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching.jury import (
    File,
    Mark,
    Reader,
    Sitting,
    Team,
    assign_files,
    rank_files,
    schedule_hearings,
    weighted,
)

TOPICS = ("radio", "robotics", "energy_control")
FEW = settings(max_examples=25, deadline=None)
small = st.integers(1, 3)


@st.composite
def juries(draw):
    files = [File(f"f{n}", f"File {n}", draw(st.frozensets(st.sampled_from(TOPICS)))) for n in range(draw(st.integers(1, 3)))]
    keys = [file.key for file in files]
    jurors = [
        Reader(
            f"j{n}", f"Juror {n}", draw(st.frozensets(st.sampled_from(TOPICS))), draw(st.integers(0, 3)),
            draw(st.frozensets(st.sampled_from(keys), max_size=2)),
        )
        for n in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    return files, jurors, draw(st.integers(1, 2))


def worth(files, jurors, readers, pairs):
    """The aims of an assignment, in their order; ``None`` for one that may not be."""
    by_key = {juror.key: juror for juror in jurors}
    loads, held = Counter(j for _, j in pairs), Counter(f for f, _ in pairs)
    if any(loads[j] > by_key[j].most for j in loads) or any(n > readers for n in held.values()):
        return None
    levels = [sum(held[file.key] >= i for file in files) for i in range(1, readers + 1)]
    topics = {file.key: file.topics for file in files}
    covered = {(f, t) for f, j in pairs for t in topics[f] & by_key[j].competences}
    return (*levels, -max(loads.values(), default=0), len(covered), sum(len(topics[f] & by_key[j].competences) for f, j in pairs))


def best_by_trying_all(files, jurors, readers):
    free = [(file.key, juror.key) for file in files for juror in jurors if file.key not in juror.tied]
    tried = (set(pairs) for n in range(len(free) + 1) for pairs in combinations(free, n))
    return max(found for pairs in tried if (found := worth(files, jurors, readers, pairs)) is not None)


@given(juries())
@FEW
def test_no_assignment_is_better_than_the_one_found(jury):
    files, jurors, readers = jury
    found = assign_files(files, jurors, readers)
    assert found.best
    assert worth(files, jurors, readers, {one.pair for one in found.given}) == best_by_trying_all(files, jurors, readers)


@given(juries())
@FEW
def test_nobody_reads_a_file_they_are_tied_to_nor_more_than_they_take_and_each_lack_is_told(jury):
    files, jurors, readers = jury
    found = assign_files(files, jurors, readers)
    for one in found.given:
        assert one.file not in next(j for j in jurors if j.key == one.juror).tied
    assert all(found.loads[juror.key] <= juror.most for juror in jurors)
    for lack in found.lacking:
        assert len(found.of(lack.file)) + lack.missing == readers
        assert str(lack.reason)


def test_a_file_with_too_few_free_jurors_says_how_many_there_are():
    jurors = [Reader("a", "Ada", tied=frozenset({"x"})), Reader("b", "Bob"), Reader("c", "Cléo", tied=frozenset({"x"}))]
    found = assign_files([File("x", "Quay robots")], jurors, 2)
    assert str(found.lacking[0].reason) == "“Quay robots”: 1 of 3 jurors have no tie to it, and 2 are asked for."


def test_files_that_share_jurors_who_are_full_say_which_jurors_and_how_many_readings_lack():
    tied = frozenset({"x", "y"})
    jurors = [Reader("a", "Ada", most=1), Reader("b", "Bob", most=2), Reader("c", "Cléo", tied=tied)]
    found = assign_files([File("x", "X"), File("y", "Y"), File("z", "Z")], jurors, 2)
    assert sum(lack.missing for lack in found.lacking) == 6 - 3 - 1  # Ada 1, Bob 2, Cléo 1 (Z)
    assert any("Ada, Bob" in str(lack.reason) and "3 readings" in str(lack.reason) for lack in found.lacking)


def test_what_is_kept_stays_when_a_juror_resigns():
    files = [File("x", "X"), File("y", "Y")]
    kept = [("x", "a"), ("y", "b")]
    found = assign_files(files, [Reader("a", "Ada"), Reader("b", "Bob"), Reader("c", "Cléo")], 2, kept)
    assert {one.pair for one in found.given} >= set(kept)
    with pytest.raises(BadInput, match="keeps 1 files"):
        assign_files(files, [Reader("a", "Ada", most=0), Reader("b", "Bob")], 2, kept)


# --- marks on one scale -----------------------------------------------------------------------------------------------------

marks_given = st.dictionaries(
    st.tuples(st.sampled_from("pqrst"), st.sampled_from("abcd")), st.floats(0, 5).map(lambda v: round(v, 1)), min_size=1
)


def read(found):
    return [Mark(file, juror, value) for (file, juror), value in found.items()]


@given(marks_given)
@FEW
def test_severities_are_those_of_the_least_squares_with_the_shrinkage_written_as_rows(found):
    """The same minimum by NumPy's ``lstsq``: one row a mark, and one row √λ·b[j] = 0 a juror."""
    files, jurors = sorted({f for f, _ in found}), sorted({j for _, j in found})
    rows, right = [], []
    for (file, juror), value in found.items():
        rows.append([float(file == f) for f in files] + [float(juror == j) for j in jurors])
        right.append(value)
    for juror in jurors:
        rows.append([0.0] * len(files) + [2.0**0.5 * (juror == j) for j in jurors])
        right.append(0.0)
    solved = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0]
    ranking = rank_files("pqrst", read(found))
    assert [scale.severity for scale in ranking.scales] == pytest.approx(solved[len(files) :], abs=1e-9)
    values = {row.file: row.value for row in ranking.files if row.marks}
    assert [values[f] for f in files] == pytest.approx(solved[: len(files)], abs=1e-9)
    assert sum(scale.severity for scale in ranking.scales) == pytest.approx(0, abs=1e-9)


def test_where_everybody_read_everything_severities_follow_the_closed_formula_and_no_rank_changes():
    table = {"a": (4.0, 3.0, 2.0), "b": (2.0, 1.5, 1.0)}
    marks = [Mark(file, juror, v) for juror, values in table.items() for file, v in zip("pqr", values, strict=True)]
    found = rank_files("pqr", marks, shrink=2.0)
    assert {s.juror: s.severity for s in found.scales} == pytest.approx({"a": 3 / 5 * 0.75, "b": -3 / 5 * 0.75})
    assert [row.moved for row in found.files] == [0, 0, 0]


def test_a_file_read_by_the_severe_juror_goes_before_one_that_the_mild_juror_marked_a_little_higher():
    marks = [Mark(f, "severe", v) for f, v in (("p", 1), ("q", 2), ("r", 1), ("x", 2.9))]
    marks += [Mark(f, "mild", v) for f, v in (("p", 4), ("q", 5), ("r", 4), ("y", 3.2))]
    found = rank_files("pqrxy", marks, places=2)
    order = [row.file for row in found.files]
    assert order.index("x") < order.index("y")
    x = next(row for row in found.files if row.file == "x")
    assert (x.raw, x.moved > 0) == (2.9, True)
    assert found.entered == ("x",)
    assert found.left  # and one that the raw order held above the line leaves


def test_below_the_quorum_a_file_has_no_rank_and_a_tie_at_the_line_is_told():
    marks = [Mark(f, j, v) for f, v in (("p", 4.0), ("q", 3.0), ("r", 3.0)) for j in "ab"] + [Mark("s", "a", 5.0)]
    found = rank_files("pqrs", marks, quorum=2, places=2)
    by_file = {row.file: row for row in found.files}
    assert by_file["s"].rank is None
    assert (by_file["q"].rank, by_file["r"].rank, by_file["q"].tied_with) == (2, 2, ("r",))
    assert found.tied_at_the_line == ("q", "r")


def test_criteria_weigh_what_the_rubric_says():
    assert weighted({"team": 4, "market": 1}, {"team": 3, "market": 1}) == pytest.approx(3.25)
    with pytest.raises(BadInput, match="no mark"):
        weighted({"team": 4}, {"team": 3, "market": 1})


# --- hearings ---------------------------------------------------------------------------------------------------------------


@st.composite
def days(draw):
    slots, rooms, quorum = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    free = st.frozensets(st.integers(0, slots - 1))
    jurors = [Sitting(key, key, draw(free)) for key in "abc"]
    panels = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple)
    teams = [Team(key, key, draw(panels), draw(free)) for key in "xyz"]
    return teams, jurors, slots, rooms, quorum


def most_heard(teams, jurors, slots, rooms, quorum):
    """The most teams heard, and the most jurors seated then, by trying every slot and every sitting."""
    free = {juror.key: juror.free for juror in jurors}
    best = (0, 0)
    for placing in product(*([None, *sorted(team.free)] for team in teams)):
        options = []
        for team, slot in zip(teams, placing, strict=True):
            able = [] if slot is None else [j for j in team.jurors if slot in free[j]]
            options.append([()] if slot is None else [c for n in range(quorum, len(able) + 1) for c in combinations(able, n)])
        for seated in product(*options):
            sat = Counter((j, slot) for js, slot in zip(seated, placing, strict=True) for j in js)
            used = Counter(slot for slot in placing if slot is not None)
            if max(sat.values(), default=0) <= 1 and max(used.values(), default=0) <= rooms:
                best = max(best, (sum(used.values()), sum(sat.values())))
    return best


@given(days())
@FEW
def test_no_calendar_hears_more_teams_before_more_jurors_and_nobody_is_in_two_rooms(day):
    found = schedule_hearings(*day)
    assert found.best
    assert (len(found.hearings), sum(len(h.jurors) for h in found.hearings)) == most_heard(*day)
    assert max(Counter((h.slot, j) for h in found.hearings for j in h.jurors).values(), default=0) <= 1
    assert max(Counter((h.slot, h.room) for h in found.hearings).values(), default=0) <= 1
    assert {h.team for h in found.hearings} | {u.team for u in found.unheard} == {team.key for team in day[0]}


def test_a_team_that_cannot_be_heard_says_what_lacks():
    jurors = [Sitting("a", "Ada", frozenset({0})), Sitting("b", "Bob", frozenset({1}))]
    teams = [Team("x", "X", ("a", "b"), frozenset({0, 1})), Team("y", "Y", ("a",), frozenset())]
    found = schedule_hearings(teams, jurors, 2, 1, quorum=2)
    assert [str(u.reason) for u in found.unheard] == [
        "“X”: in no slot in which it can come are 2 of its jurors free.",
        "“Y” cannot come in any slot.",
    ]
