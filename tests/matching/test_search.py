"""What a search finds, and why."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.matching import Document, Glossary, Index, Laureate, Weights, detect, language_of
from campus5g.matching.words import fold, stems

CALLS = (
    Document("fr-1", "Maintenance prédictive dans l'industrie", "Capteurs sur les ponts roulants. Aide aux PME.", "fr"),
    Document("fr-2", "Réseaux de chaleur", "Récupération de la chaleur fatale des usines pour les villes.", "fr"),
    Document("en-1", "Predictive maintenance of cranes in ports", "Sensors on rolling stock. Digital twins welcome.", "en"),
    Document("en-2", "Waste heat to power", "Turning excess heat of factories into electricity.", "en"),
)
WORDS = ("maintenance", "prédictive", "chaleur", "grue", "usines", "capteur", "jumeau numérique", "heat", "predictive", "PME")


@pytest.fixture(scope="module")
def index():
    return Index.build(CALLS)


def found(matches):
    return [match.id for match in matches]


@pytest.mark.parametrize("written", ["prédictive", "predictive", "PRÉDICTIVE", unicodedata.normalize("NFD", "prédictive")])
def test_accents_and_case_do_not_change_what_a_search_finds(index, written):
    assert index.search(written, "fr") == index.search("prédictive", "fr")
    assert found(index.search(written, "fr"))[0] == "fr-1"


def test_ligatures_are_two_letters():
    assert fold("Œuvre") == "oeuvre"
    assert stems("cœur", "fr") == stems("coeur", "fr")


def test_a_french_singular_finds_the_plural(index):
    match = index.search("un capteur", "fr")[0]
    assert (match.id, match.terms) == ("fr-1", ("Capteurs",))


def test_an_english_verb_finds_another_of_its_forms(index):
    assert "turning" in [term.casefold() for term in index.search("turned", "en")[0].terms]


def test_passages_mark_the_words_of_the_document_that_matched(index):
    for match in index.search("capteurs et maintenance des ponts roulants", "fr"):
        assert 1 <= len(match.passages) <= 3
        marked = {p.text[start:end] for p in match.passages for start, end in p.terms}
        assert marked
        assert {fold(word) for word in marked} <= {fold(term) for term in match.terms}


def test_the_first_passage_carries_the_rarest_words():
    filler = [Document(f"d{i}", f"Titre {i}", "Le port et le port encore.", "fr") for i in range(8)]
    text = "Le port est grand. Une grue rare travaille ici. Le port ferme."
    match = Index.build([Document("x", "Appel", text, "fr"), *filler]).search("port grue", "fr")[0]
    assert match.passages[0].text == "Une grue rare travaille ici."
    assert match.passages[1].text == "Le port est grand."
    assert match.terms == ("grue", "port")


def test_a_long_sentence_is_cut_at_a_space():
    text = "mot " * 300 + "grue"
    passage = Index.build([Document("x", "Appel", text, "fr")]).search("grue", "fr")[0].passages[0]
    assert len(passage.text) <= 320
    assert passage.text.endswith("grue")


def test_a_french_need_finds_an_english_call_through_the_glossary(index):
    query = "jumeaux numériques pour nos grues"
    assert found(index.search(query, "fr")) == ["en-1"]
    assert found(Index.build(CALLS, glossary=Glossary([])).search(query, "fr")) == []


def test_an_english_need_finds_a_french_call_through_the_glossary(index):
    assert "fr-1" in found(index.search("sensors on overhead cranes", "en"))


def test_the_longest_term_of_the_glossary_wins():
    glossary = Glossary([("chaleur fatale", ["waste heat"]), ("chaleur", ["warmth"])])
    assert glossary.translate("la chaleur fatale", "fr") == stems("waste heat", "en")
    assert glossary.translate("la chaleur", "fr") == stems("warmth", "en")


def test_titles_of_past_laureates_lead_to_their_call():
    calls = [Document("a", "Transition numérique", "", "fr"), Document("b", "Transition écologique", "", "fr")]
    assert Index.build(calls).search("grue", "fr") == ()
    match = Index.build(calls, [Laureate("b", "Électrification d'une grue de quai")]).search("grue", "fr")[0]
    assert (match.id, match.passages[0].text) == ("b", "Électrification d'une grue de quai")


def test_a_word_in_the_title_counts_more_than_in_the_text():
    calls = [Document("a", "Appel numérique", "Hydrogène.", "fr"), Document("b", "Hydrogène", "Appel numérique.", "fr")]
    assert found(Index.build(calls).search("hydrogène", "fr")) == ["b", "a"]
    assert found(Index.build(calls, weights=Weights(title=1)).search("hydrogène", "fr")) == ["a", "b"]


def test_equal_scores_keep_the_order_of_the_file():
    twins = [Document(name, "Grues du port", "", "fr") for name in ("z", "a", "m")]
    assert found(Index.build(twins).search("grue", "fr")) == ["z", "a", "m"]


@pytest.mark.parametrize("empty", ["", "   ", "?!…", "— · —"])
def test_a_search_without_any_word_is_refused(index, empty):
    with pytest.raises(BadInput, match="no word to search for"):
        index.search(empty)


def test_a_search_of_stop_words_alone_finds_nothing(index):
    assert index.search("le la les", "fr") == ()


def test_an_unknown_language_is_refused(index):
    with pytest.raises(BadInput, match="fr or en"):
        index.search("Kran", "de")


def test_two_documents_with_one_id_are_refused():
    with pytest.raises(BadInput, match="fr-1 occurs twice"):
        Index.build([CALLS[0], CALLS[0]])


def test_an_index_without_documents_finds_nothing():
    assert Index.build([]).search("grue") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les grues du port sont suivies par des capteurs", "fr"),
        ("The cranes of the port are followed by sensors", "en"),
        ("Réseaux électriques", "fr"),
        ("5G", None),
    ],
)
def test_the_language_shows_in_stop_words_and_accents(text, language):
    assert detect(text) == language


def test_a_document_that_does_not_say_its_language_is_read_by_its_words():
    assert language_of(Document("a", "Grues", "Les grues du port de la ville.")) == "fr"
    assert language_of(Document("a", "Cranes", "The cranes are in the port.")) == "en"


def test_the_glossary_that_is_shipped_reads_both_ways():
    from campus5g.matching import field_glossary

    assert stems("predictive maintenance", "en") == field_glossary().translate("maintenance prédictive", "fr")
    assert set(stems("avance remboursable", "fr")) <= set(field_glossary().translate("repayable advance", "en"))


queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)


@given(queries, st.randoms(use_true_random=False))
def test_the_order_of_the_words_of_a_query_changes_nothing(asked, random):
    index = Index.build(CALLS)
    shuffled = random.sample(asked, len(asked))
    bare = Index.build(CALLS, glossary=Glossary([]))
    assert bare.search(" . ".join(asked), "fr") == bare.search(" . ".join(shuffled), "fr")
    assert {m.id for m in index.search(" . ".join(asked), "fr")} >= {m.id for m in bare.search(" . ".join(asked), "fr")}


@given(queries, st.sampled_from(WORDS))
def test_adding_a_word_to_a_query_never_lowers_a_score(asked, more):
    index = Index.build(CALLS, glossary=Glossary([]))
    before = {m.id: m.score for m in index.search(" ".join(asked), "fr")}
    after = {m.id: m.score for m in index.search(" ".join([*asked, more]), "fr")}
    assert all(after[name] >= score - 1e-5 for name, score in before.items())


@given(queries, st.integers(1, 4))
def test_a_shorter_answer_is_the_start_of_a_longer_one(asked, k):
    index = Index.build(CALLS)
    long = index.search(" ".join(asked))
    assert index.search(" ".join(asked), k=k) == long[:k]
    assert [m.rank for m in long] == list(range(1, len(long) + 1))
    assert all(a.score >= b.score > 0 for a, b in pairwise(long))
    assert all(m.terms and m.passages for m in long)
