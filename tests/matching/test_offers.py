"""Needs and offers, matched either way: the reasons hold, and so does what is said to be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.benefit import Use
from campus5g.matching.offers import Basis, Offer, Pair, Point, Wanted, offers_for, wanted_of

BEARINGS = Wanted(
    "n1", "Écouter les roulements du pont roulant",
    "Nous voulons savoir quand un roulement s'use, avant l'arrêt du pont : maintenance prédictive par capteurs de vibrations.",
    "fr", frozenset({Use.MAINTENANCE}), "pont roulant, roulements", 4_000_000, "Gravelines",
)  # fmt: skip
LISTENING = Offer(
    "s1", "Vibration listening box", "Wireless vibration sensors and predictive maintenance of bearings by machine learning.",
    "en", frozenset({Use.MAINTENANCE}), "bearings, overhead cranes", 8, (1_500_000, 2_000_000), Basis.ONCE, "Gravelines", True,
)  # fmt: skip
SHUTTLE = Offer(
    "s2", "Navette autonome", "Véhicule autonome qui porte des palettes dans la cour de l'usine.",
    "fr", frozenset({Use.ROBOTS}), "palettes", 5, None,
)  # fmt: skip
METERS = Offer("s3", "Compteurs", "Mesure de la puissance électrique et effacement.", "fr", frozenset({Use.ENERGY}))


def told(pair: Pair, point: Point) -> list[tuple[bool, str]]:
    return [(reason.speaks_for, reason.sentence.say("en")) for reason in pair.reasons if reason.point == point]


def test_a_need_in_french_finds_the_offer_in_english_and_says_why() -> None:
    found = offers_for(BEARINGS, [SHUTTLE, METERS, LISTENING])
    assert [pair.offer_id for pair in found] == ["s1"]
    said = " ".join(reason.sentence.say("en") for reason in found[0].strengths)
    assert "predictive maintenance" in said
    assert "It works with the equipment named: cranes, overhead." in said
    assert "readiness level 8 of 9" in said
    assert "paid back in 0.5 years" in said
    assert "Both are in Gravelines." in said
    assert found[0].gaps == ()


def test_an_offer_finds_the_need_that_it_could_answer() -> None:
    other = Wanted("n2", "Livrer les pièces sans attendre", "Des chariots portent les palettes.", "fr", frozenset({Use.ROBOTS}))
    assert [pair.wanted_id for pair in wanted_of(LISTENING, [other, BEARINGS])] == ["n1"]
    assert [pair.wanted_id for pair in wanted_of(SHUTTLE, [other, BEARINGS])] == ["n2"]


def test_what_an_offer_does_not_say_is_said_to_be_missing() -> None:
    bare = replace(LISTENING, trl=None, cents=None, uses=frozenset())
    (pair,) = offers_for(BEARINGS, [bare])
    assert {reason.point for reason in pair.gaps} == {Point.USES, Point.MATURITY, Point.PRICE}


def test_an_offer_still_being_developed_asks_for_a_trial_first() -> None:
    (pair,) = offers_for(BEARINGS, [replace(LISTENING, trl=6)])
    assert told(pair, Point.MATURITY) == [(False, "It is still being developed (readiness level 6 of 9): a trial comes first.")]


@pytest.mark.parametrize(
    ("cents", "basis", "speaks_for"),
    [
        ((0, 20_000_000), Basis.ONCE, True),  # 5.0 years, the limit
        ((0, 20_400_000), Basis.ONCE, False),
        ((0, 3_999_999), Basis.YEAR, True),
        ((0, 4_000_000), Basis.YEAR, False),
    ],
)
def test_a_price_is_held_against_the_gain_of_a_year(cents: tuple[int, int], basis: Basis, speaks_for: bool) -> None:
    (pair,) = offers_for(BEARINGS, [replace(LISTENING, cents=cents, basis=basis)])
    assert [held for held, _ in told(pair, Point.PRICE)] == [speaks_for]


@pytest.mark.parametrize("basis", [Basis.UNIT, Basis.DAY])
def test_a_price_by_the_piece_or_the_day_is_not_held_against_a_gain(basis: Basis) -> None:
    (pair,) = offers_for(BEARINGS, [replace(LISTENING, basis=basis)])
    assert told(pair, Point.PRICE) == []


def test_a_gain_that_the_reader_may_not_know_is_told_by_no_reason() -> None:
    (pair,) = wanted_of(LISTENING, [replace(BEARINGS, gain_cents=None)])
    assert told(pair, Point.PRICE) == []


def test_a_need_of_which_nothing_is_told_matches_nothing_by_its_place_alone() -> None:
    silent = Wanted("n3", "—", "", "fr", town="Gravelines")
    assert offers_for(silent, [LISTENING, SHUTTLE]) == ()


def test_without_offers_nothing_is_found() -> None:
    assert offers_for(BEARINGS, []) == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([LISTENING, SHUTTLE, METERS]), unique_by=lambda offer: offer.id), st.integers(1, 3))
def test_scores_go_down_and_stay_between_nothing_and_one(offers: list[Offer], most: int) -> None:
    found = offers_for(BEARINGS, offers, most)
    scores = [pair.score for pair in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len(found) <= most
