"""A site written as lines and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Wall
from campus5g.portal.needs.plan import read_buildings, read_masts, read_ring, write_buildings, write_masts, write_ring
from campus5g.portal.needs.sites import examples

metres = st.integers(-5_000_000, 5_000_000).map(lambda millimetres: millimetres / 1000)
corners = st.lists(st.tuples(metres, metres), min_size=3, max_size=12, unique=True).map(tuple)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_. ", min_size=1, max_size=12).map(str.strip).filter(bool)
heights = st.integers(1, 500_000).map(lambda millimetres: millimetres / 1000)


@given(corners)
def test_a_ring_is_read_back_as_it_was_written(ring: tuple[tuple[float, float], ...]) -> None:
    assert read_ring(write_ring(ring), "boundary") == ring


@given(st.lists(st.builds(Building, names, corners, heights, st.sampled_from(Wall), names), max_size=5).map(tuple))
def test_buildings_are_read_back_as_they_were_written(buildings: tuple[Building, ...]) -> None:
    assert read_buildings(write_buildings(buildings)) == buildings


@given(st.lists(st.builds(Mast, names, metres, metres, heights), max_size=5).map(tuple))
def test_masts_are_read_back_as_they_were_written(masts: tuple[Mast, ...]) -> None:
    assert read_masts(write_masts(masts)) == masts


def test_every_example_site_survives_the_lines() -> None:
    assert len(examples()) == 4
    for example in examples():
        site = example.site
        assert read_ring(write_ring(site.boundary), "") == site.boundary
        assert read_buildings(write_buildings(site.buildings)) == site.buildings
        assert read_masts(write_masts(site.masts)) == site.masts


def test_a_ring_whose_last_corner_repeats_the_first_is_the_same_ring() -> None:
    assert read_ring("0 0, 10 0, 10 5, 0 0", "") == read_ring("0 0; 10 0; 10 5", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hall | 10 | metal", "3 parts"),
        ("hall | ten | metal | 0 0, 1 0, 1 1", "“ten” is not a number"),
        ("hall | 10 | paper | 0 0, 1 0, 1 1", "walls “paper”"),
        ("hall | 10 | metal | 0 0, 1 0", "2 corners"),
        ("hall | 10 | metal | 0 0, 1, 1 1", "“1” is not a point"),
        ("hall | nan | metal | 0 0, 1 0, 1 1", "“nan” is not a number"),
    ],
)
def test_a_line_that_cannot_be_read_says_which_and_why(text: str, said: str) -> None:
    with pytest.raises(BadInput) as fault:
        read_buildings(f"first | 5 | metal | 0 0, 1 0, 1 1\n\n{text}")
    assert "3" in fault.value.where
    assert said in str(fault.value)
