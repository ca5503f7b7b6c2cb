"""The classifier of projects: what must hold where its likelihood is largest, and that it is silent where it knows nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.special import log_softmax, softmax

from campus5g.matching import Document, Glossary, Laureate, LearnedIndex
from campus5g.matching.index import languages_of
from campus5g.matching.taught import LEAST_LAUREATES, Taught

CALLS = np.repeat([4, 7, 9], [20, 30, 40])
ROWS = sparse.csr_array(np.random.default_rng(5).random((90, 6)) * (np.eye(6)[np.searchsorted([4, 7, 9], CALLS)] + 0.3))


def test_where_the_likelihood_is_largest_each_call_is_expected_as_often_as_it_came() -> None:
    """The slope along the bias, which costs nothing, is the difference of the two: it must vanish (R. A. Fisher's equations)."""
    taught = Taught.by(ROWS, CALLS)
    expected = softmax(ROWS @ taught._weights + taught._bias, axis=1).sum(axis=0)
    assert expected == pytest.approx([20, 30, 40], abs=0.05)


def test_no_small_step_from_the_weights_found_is_better() -> None:
    taught = Taught.by(ROWS, CALLS)
    right = np.searchsorted([4, 7, 9], CALLS)

    def cost(weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        odds = log_softmax(ROWS @ weights + taught._bias, axis=1)
        return float(-odds[np.arange(90), right].sum() + np.sum(weights**2) / 20)

    steps = np.random.default_rng(1).normal(size=(50, *taught._weights.shape)) * 0.05
    assert all(cost(taught._weights + step) >= cost(taught._weights) for step in steps)


def test_nothing_is_said_of_calls_with_few_laureates_nor_with_one_class() -> None:
    taught = Taught.by(ROWS, CALLS)
    said = taught.say(ROWS[[0]], np.array([1, 4, 8, 12]))
    assert said[[0, 2, 3]].tolist() == [0, 0, 0]
    assert said[1] > 0
    few = np.arange(90) // (LEAST_LAUREATES - 1)
    assert Taught.by(ROWS, few).say(ROWS[[0]], np.arange(9)).tolist() == [0] * 9
    assert Taught.by(ROWS, np.zeros(90, dtype=np.int64)).say(ROWS[[0]], [0]).tolist() == [0]


def test_calls_with_many_laureates_are_told_apart_by_words_of_theirs_that_are_shared() -> None:
    """Every laureate of A says « school roof », of B « school road »: « road » alone decides, « school » says nothing."""
    calls = [Document("A", "Programme one", "", "en"), Document("B", "Programme two", "", "en")]
    past = [Laureate(name, f"school {word} n{n}") for n in range(30) for name, word in (("A", "roof"), ("B", "road"))]
    index = LearnedIndex.build(calls, past, glossary=Glossary([]))
    assert [index.rank(f"school {word}", "en", 1)[0][0] for word in ("roof", "road")] == [0, 1]


def test_a_title_in_no_known_language_is_read_as_the_calls_are() -> None:
    """« Rénovations énergétiques » has no stop word; read by English stems it would meet nothing."""
    calls = [Document("a", "Rénovation énergétique de l'école", "", "fr"), Document("b", "Aménagement de la forêt", "", "fr")]
    index = LearnedIndex.build(calls, [], glossary=Glossary([]))
    assert index.rank("forets amenagees", None, 1)[0][0] == 1
    assert index.rank("renovations", None, 1)[0][0] == 0


def test_a_call_of_two_words_is_in_the_language_of_the_others() -> None:
    others = [Document(str(n), f"Prévention des risques de la forêt {n}", "") for n in range(3)]
    assert languages_of([Document("short", "Recyclage foncier", ""), *others]) == ["fr"] * 4
    assert languages_of([Document("short", "Recyclage foncier", "")]) == ["en"]
