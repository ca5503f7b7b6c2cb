"""A saved search tells each call once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.calls import Call, CallKind
from campus5g.core.figures import Source
from campus5g.matching.digest import SavedSearch, digest

ON = date(2026, 11, 21)
CALL = Call("A", "Cranes in ports", "", "en", "F", "", CallKind.CALL_FOR_PROJECTS, None, (date(2027, 3, 1),), (), (), None, None,
            None, "", "", "feed", Source("feed"))  # fmt: skip


def test_a_call_is_told_once_even_when_its_feed_writes_it_again_otherwise() -> None:
    first = digest(SavedSearch("cranes", "en"), [CALL], ON)
    assert [call.id for call, _ in first.found] == ["A"]
    again = digest(first.search, [replace(CALL, id="a", title="New cranes"), replace(CALL, id="B")], ON)
    assert [call.id for call, _ in again.found] == ["B"]


def test_a_closed_call_and_one_set_aside_are_not_told() -> None:
    closed = replace(CALL, id="C", closes=(date(2026, 1, 1),))
    assert digest(SavedSearch("cranes", "en"), [closed, CALL], ON, hidden={"a"}).found == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.integers(0, 12)), max_size=5), st.integers(1, 4))
def test_no_sequence_of_digests_repeats_a_call(feeds: list[set[int]], most: int) -> None:
    search, told = SavedSearch("cranes", "en"), []
    for numbers in feeds:
        done = digest(search, [replace(CALL, id=f"N{n}") for n in sorted(numbers)], ON, most)
        told += [call.id for call, _ in done.found]
        search = done.search
    assert len(told) == len(set(told))
