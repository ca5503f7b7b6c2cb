"""Documents that a call asks are found by the names calls give them, with the sentence that names each."""

from __future__ import annotations

import gzip
import json

import pytest

from campus5g.documents.asked import KNOWN, is_each, label_of, read_asked

FRENCH = """Le dossier de candidature comprend : le formulaire rempli ; un extrait Kbis de moins de trois mois ; les liasses fiscales
des deux derniers exercices ; un RIB. Une lettre d’engagement est signée par chaque partenaire. Les attestations de régularité
fiscale et sociale sont à joindre. Le projet respecte le principe DNSH. Un plan de financement et un projet d'accord de consortium
sont attendus."""
ENGLISH = """Proposals include a detailed budget table, letters of support and a declaration of honour.
The ethics self-assessment is part A. A consortium agreement is signed before the grant."""


def keys(text: str) -> set[str]:
    return {asked.known.key for asked in read_asked(text)}


def test_a_french_call_names_what_it_wants():
    assert keys(FRENCH) == {
        "registration", "accounts", "bank", "commitment", "regularity", "dnsh", "financing-plan", "consortium-agreement",
    }  # fmt: skip


def test_an_english_call_names_what_it_wants():
    assert keys(ENGLISH) == {"budget", "commitment", "honour", "ethics", "consortium-agreement"}


def test_each_document_comes_once_with_the_sentence_that_names_it_first():
    found = {asked.known.key: asked.passage for asked in read_asked(FRENCH + "\nLe Kbis est rappelé ici.")}
    assert found["registration"] == "un extrait Kbis de moins de trois mois ;"
    assert "lettre d’engagement" in found["commitment"]


def test_a_sentence_without_end_is_cut_around_the_name():
    passage = read_asked("mot " * 400 + "Kbis " + "mot " * 400)[0].passage
    assert "Kbis" in passage
    assert len(passage) <= 302


@pytest.mark.parametrize("text", ["", "Le ribosome et la tribune.", "L'écosystème des entreprises en difficulté.", "arib kb is"])
def test_words_that_only_look_like_a_document_are_none(text: str):
    assert keys(text) == set()


def test_every_known_document_has_a_name_and_its_own_key():
    assert len({known.key for known in KNOWN}) == len(KNOWN)
    assert all(label_of(known.key) is known.label and is_each(known.key) is known.each for known in KNOWN)
    assert label_of("no-such") is None


def test_in_real_european_calls_the_budget_table_of_the_edf_family_is_found(shared):
    with gzip.open(shared / "data/funding/eu_calls_2026.jsonl.gz", "rt", encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    asking = [c for c in calls if "Detailed budget table" in json.dumps(c, ensure_ascii=False)]
    assert len(asking) > 100
    for call in asking:
        text = "\n".join(value for value in call.values() if isinstance(value, str))
        assert "budget" in keys(text)
