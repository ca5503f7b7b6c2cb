"""The report: everything is said, nothing is invented, nothing a person wrote is markup."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from campus5g.core.benefit import NotAssessed, Use
from campus5g.core.message import msg
from campus5g.documents.blocks import Card, Cards, Figure, Table, clean, to_plain
from campus5g.documents.report import report_blocks, report_pdf
from campus5g.documents.sections.calls import runs
from campus5g.documents.sections.summary import key_figures
from campus5g.documents.voice import Voice

from .conftest import INJECTIONS


def words(blocks):
    """Every string of the blocks, as one text."""
    return " ".join(_strings(to_plain(b for b in blocks if not isinstance(b, Figure))))


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def text_of(pdf, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the text of the pdf cannot be read back")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_the_report_is_a_tagged_archivable_pdf_in_both_languages(study, french):
    for language in ("fr", "en"):
        pdf = report_pdf(study, language)
        assert pdf.startswith(b"%PDF-1.7")
        assert b"pdfuaid" in pdf
        assert b"pdfaid" in pdf
        assert f"/Lang({language})".encode() in pdf


def test_the_same_study_gives_the_same_bytes(study):
    assert report_pdf(study, "fr") == report_pdf(study, "fr")


def test_a_french_reader_finds_the_answer_in_french_figures(study, tmp_path, french):
    text = text_of(report_pdf(study, "fr"), tmp_path)
    for expected in (
        "Ce que la 5G change",
        "418 000 €",
        "815 500,50 €",
        "à confirmer",
        "Pas encore évalué",
        "RGEC, art. 25",
    ):
        assert expected in text
    assert "données fictives" in text


def test_a_demonstration_says_so_on_every_page_and_a_real_study_never(study, tmp_path):
    pages = text_of(report_pdf(study, "en"), tmp_path).strip("\f\n").split("\f")
    assert len(pages) > 5
    assert all("fictitious" in page for page in pages)
    assert "fictitious" not in text_of(report_pdf(replace(study, demonstration=False), "en"), tmp_path)


def test_what_is_not_assessed_is_said_and_never_zero(study):
    bare = replace(
        study, network=None, financing=None, calls=(), uses=(NotAssessed(Use.ROBOTS, msg("no engine yet")),), demonstration=False
    )
    cards = {card.label: card.value for card in key_figures(bare, Voice("en"))}
    assert cards["Mobile robots: net gain of private 5G a year"] == "Not yet assessed"
    assert cards["Investment in private 5G"] == "Not yet assessed"
    assert cards["Public money allowed"] == "Not yet assessed"
    blocks = report_blocks(bare, Voice("en"))
    assert not any("€0" in text for text in _strings(to_plain(blocks)))
    assert not [b for b in blocks if isinstance(b, Table) and "Net gain" in b.caption]
    assert report_pdf(bare, "en").startswith(b"%PDF")


def test_every_rival_is_compared_with_its_range(study):
    text = words(report_blocks(study, Voice("en")))
    for name in ("Private 5G", "Wi-Fi", "Public cellular", "Low-power radio", "Cable", "Rounds on paper"):
        assert name in text
    assert "€182,000 to €705,000" in text


def test_the_best_rival_is_named_when_it_is_not_5g(study, assessment):
    worse = tuple(
        replace(b, net_eur=replace(b.net_eur, p10=-9e5, p50=-5e5, p90=-1e5)) if b.connectivity == "private_5g" else b
        for b in assessment.benefits
    )
    cards: list[Card] = key_figures(replace(study, uses=(replace(assessment, benefits=worse),)), Voice("en"))
    assert cards[0].value == "−€500,000"
    assert "best: Low-power radio, €236,000" in cards[0].detail


def test_a_closed_call_is_shown_as_closed(study):
    text = words(report_blocks(study, Voice("en")))
    assert "Closed" in text
    assert "attendre la prochaine relève" in text


def test_hostile_text_is_shown_as_it_was_written(study, tmp_path):
    hostile = " ; ".join(INJECTIONS)
    site = replace(study.site, name="#eval(1) <b>")
    evil = replace(study, text=hostile, title="$x$ #pagebreak()", organisation="*SAS*\x00", site=site)
    text = " ".join(text_of(report_pdf(evil, "fr"), tmp_path).split())
    for piece in INJECTIONS:
        assert " ".join(piece.split()) in text
    assert "$x$ #pagebreak()" in text
    assert "*SAS*" in text


def test_a_script_the_fonts_do_not_hold_costs_no_document(study):
    pdf = report_pdf(replace(study, text="桥式起重机 🏗"), "en")
    assert pdf.startswith(b"%PDF")


def test_a_passage_shows_its_matched_words_whatever_their_places():
    from campus5g.core.calls import Passage

    passage = Passage("réseau 5G privé", ((7, 9), (0, 6), (2, 5), (90, 95)))
    assert runs(passage) == (("réseau", True), (" ", False), ("5G", True), (" privé", False))
    assert "".join(text for text, _ in runs(passage)) == passage.text


def test_clean_text_can_be_held_by_every_format():
    assert clean("a\x00b\x1bc\ud800d\ufffee\tf\n") == "abcde\tf\n"


def test_each_answer_stands_on_the_first_page_with_the_picture(study):
    blocks = report_blocks(study, Voice("en"))
    end = next(i for i, block in enumerate(blocks) if type(block).__name__ == "PageBreak")
    kinds = [type(block).__name__ for block in blocks[:end]]
    assert kinds == ["Heading", "Figure", "Callout", "Callout", "Cards"]
    assert isinstance(blocks[end - 1], Cards)
