"""The scores of a ranking, against values computed by hand."""

from math import log2

import bm25s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching import Document, Glossary, Index, Judged, Weights, evaluate
from campus5g.matching.metrics import mrr_at, ndcg_at, recall_at, same_title

RANKED = ["a", "b", "c", "d"]


def test_recall_is_the_share_of_answers_found():
    assert recall_at(RANKED, {"b", "d", "z"}, 2) == pytest.approx(1 / 3)
    assert recall_at(RANKED, {"b", "d", "z"}, 4) == pytest.approx(2 / 3)


def test_reciprocal_rank_is_that_of_the_first_answer():
    assert mrr_at(RANKED, {"c", "d"}) == pytest.approx(1 / 3)
    assert mrr_at(RANKED, {"d"}, 3) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank():
    ideal = 1 + 1 / log2(3)
    assert ndcg_at(RANKED, {"b", "d"}) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    assert ndcg_at(RANKED, {"a", "b"}) == 1


def test_titles_that_differ_in_accents_and_signs_are_one():
    assert same_title("Énergie — propre !") == same_title("energie propre")


def test_evaluation_counts_documents_of_one_title_as_one():
    documents = [
        Document("2023", "Smart cranes", "", "en"),
        Document("2024", "Smart Cranes", "", "en"),
        Document("other", "Smart ports", "", "en"),
    ]
    scores = evaluate(documents, [Judged("smart ports cranes", ("2024",), "en"), Judged("ports", ("other",), "en")])
    assert scores.queries == 2
    assert scores.recall[5] == 1
    second = evaluate(documents, [Judged("smart", ("other",), "en")])
    assert second.mrr_10 == pytest.approx(1 / 2)
    assert second.ndcg_10 == pytest.approx(1 / log2(3))
    assert second.recall[1] == 0


def test_queries_without_an_answer_among_the_documents_are_not_counted():
    documents = [Document("a", "Cranes", "", "en")]
    assert evaluate(documents, [Judged("cranes", ("a",), "en"), Judged("cranes", ("gone",), "en")]).queries == 1
    with pytest.raises(BadInput, match="no answer is among the documents"):
        evaluate(documents, [Judged("cranes", ("gone",), "en")])


def test_scores_are_those_of_the_published_formula():
    """Lucene's BM25, k1 1.2 and b 0.75, written out."""
    from math import log

    texts = ["crane crane harbour", "crane steel", "steel furnace gas heat"]
    index = Index.build(
        [Document(str(i), "", text, "en") for i, text in enumerate(texts)], weights=Weights(text=1), glossary=Glossary([])
    )
    lengths = [3, 2, 4]
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))

    def score(tf, length):
        return idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / (sum(lengths) / 3)))

    assert index.rank("crane", "en") == [(0, pytest.approx(score(2, 3))), (1, pytest.approx(score(1, 2)))]


@given(st.lists(st.lists(st.sampled_from(["crane", "steel", "gas", "heat"]), min_size=1, max_size=8), min_size=1, max_size=6))
def test_scores_are_those_of_bm25s_on_the_same_words(texts):
    index = Index.build([Document(str(i), "", " ".join(t), "en") for i, t in enumerate(texts)], glossary=Glossary([]))
    peer = bm25s.BM25(k1=1.2, b=0.75)
    peer.index(texts, show_progress=False)
    expected = peer.get_scores(["crane", "steel"])
    got = dict(index.rank("crane steel", "en"))
    assert [got.get(i, 0.0) for i in range(len(texts))] == pytest.approx(list(expected), abs=1e-6)
