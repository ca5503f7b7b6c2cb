"""The draft agreement and the mandates: whole, in both languages, exact in money."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from campus5g.core.consortium import Commitments, Paid, Party, Work
from campus5g.core.project import Category, CostLine
from campus5g.documents.agreement import Draft, agreement_docx, mandate_docx
from campus5g.documents.clauses import CLAUSES

STATE = Commitments(
    title="Entendre les roulements",
    summary="Des capteurs sur les ponts.",
    applied=date(2026, 12, 1),
    granted=date(2026, 12, 20),
    starts=date(2027, 1, 4),
    months=24,
    parties=(Party("1", "Aciérie", True, "123456782", "1 quai Nord, 59140 Dunkerque"), Party("2", "Capteurs", False)),
    lines=(
        CostLine("10", "1", "Essais", Category.EXPERIMENTAL, 10_000_033),
        CostLine("11", "2", "Nœuds", Category.INDUSTRIAL, 5_000_050),
    ),
    work=(Work("5", "Essais sur site", "", ("1", "2"), 1, 12),),
    paid=(Paid("1", 2_500_008, 0, 0, 7_500_025), Paid("2", 2_000_000, 1_000_000, 0, 2_000_050)),
)
DRAFT = Draft(STATE, ("Appel régional",), date(2026, 11, 22), version=3)


def said(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return (
        "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\u00a0", " ").replace("\u202f", " ")
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_agreement_holds_every_clause_every_party_and_the_sums_to_the_cent(language: str) -> None:
    text = said(agreement_docx(DRAFT, language))
    for clause in CLAUSES:
        assert clause.title.say(language) in text
    for party in STATE.parties:
        assert party.name in text
    whole = {"fr": "150 000,83 €", "en": "€150,000.83"}[language]
    assert whole in text
    assert STATE.fingerprint in text


def test_what_nobody_knows_stands_in_brackets_and_never_as_zero() -> None:
    text = said(agreement_docx(replace(DRAFT, state=replace(STATE, paid=())), "en"))
    assert "€0" not in text
    assert "[…]" in text


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert agreement_docx(DRAFT, "fr") == agreement_docx(DRAFT, "fr")


def test_a_state_that_was_not_put_to_signature_has_no_version() -> None:
    text = said(agreement_docx(replace(DRAFT, version=None), "en"))
    assert "not yet put to signature" in text
    assert "version 3" not in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mandate_names_its_party_the_lead_and_the_call(language: str) -> None:
    text = said(mandate_docx(DRAFT, "2", language))
    for word in ("Capteurs", "Aciérie", "123456782", "Appel régional"):
        assert word in text


def test_words_of_people_are_text_and_nothing_else() -> None:
    state = replace(STATE, title="<w:p> {{ x }} %(name)s & co")
    assert "<w:p> {{ x }} %(name)s & co" in said(agreement_docx(replace(DRAFT, state=state), "en"))


def test_a_demonstration_says_so() -> None:
    assert "demonstration" in said(agreement_docx(replace(DRAFT, demonstration=True), "en")).lower()
