"""What comes after an index was built is found beside it, as if it had been read with the others."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.matching import Document, GrowingIndex, Index, Laureate, ReasonedIndex
from tests.matching.test_search import CALLS, WORDS
from tests.matching.test_semantic import FEW, Concepts

CHANGED = Document("fr-2", "Grues du port", "Une grue qui s'écoute.", "fr")
NEW = Document("new", "Predictive maintenance of furnaces", "Heat and sensors in the steelworks.", "en")


def names(found: Sequence[tuple[str, float]]) -> list[str]:
    return [name for name, _ in found]


@pytest.mark.parametrize("past", [(), (Laureate("fr-1", "Ponts roulants connectés"),)])
def test_what_came_is_found_and_what_changed_is_found_by_its_new_words_alone(past: tuple[Laureate, ...]) -> None:
    index = ReasonedIndex.build(CALLS, past) if past else Index.build(CALLS)
    growing = GrowingIndex(index, [CHANGED, NEW])
    assert "new" in names(growing.rank("predictive maintenance", "en"))
    assert "fr-2" not in names(growing.rank("réseaux de chaleur fatale", "fr"))
    assert names(growing.rank("grue", "fr")) == ["fr-2", "en-1"]
    assert [passage.text for passage in growing.reasons("elle écoute", [CHANGED])[0][1]] == ["Une grue qui s'écoute."]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from(["fr", "en", None]), st.integers(1, 6))
def test_without_anything_new_it_ranks_as_its_index(words: list[str], language: str | None, k: int) -> None:
    index, text = Index.build(CALLS), " ".join(words)
    assert GrowingIndex(index).rank(text, language, k) == [
        (CALLS[place].id, score) for place, score in index.rank(text, language, k)
    ]


def test_a_newcomer_equal_to_a_call_that_was_read_has_its_score() -> None:
    index = Index.build(CALLS)
    twin = Document("twin", CALLS[2].title, CALLS[2].text, "en")
    scores = dict(GrowingIndex(index, [twin]).rank("sensors on cranes and digital twins", "en"))
    assert scores["twin"] == pytest.approx(scores["en-1"], rel=1e-6)


def test_an_index_kept_without_its_texts_ranks_the_same_and_reasons_from_the_texts_that_it_is_given() -> None:
    index = Index.build(CALLS)
    kept = pickle.loads(pickle.dumps(index.lean()))
    text = "capteurs et maintenance des ponts roulants"
    assert kept.rank(text) == index.rank(text)
    assert all(document.text == "" for document in kept.documents)
    best = index.search(text)[0]
    (read,) = (document for document in CALLS if document.id == best.id)
    assert kept.reasons(text, [read]) == [(best.terms, best.passages)]


def test_a_call_that_shares_no_word_is_found_where_an_encoder_finds_it_near() -> None:
    assert [FEW[place].id for place, _ in ReasonedIndex.build(FEW, (), encoders=[Concepts()]).rank("hoist", "en", 1)] == ["crane"]
    assert ReasonedIndex.build(FEW, ()).rank("hoist", "en") == []
