"""The papers of a training: whole, in both languages, with what the law asks."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
import segno

from campus5g.core.message import msg
from campus5g.documents.training import (
    Body,
    Course,
    HalfDay,
    Learner,
    Paper,
    Party,
    Sitting,
    agreement,
    attendance_sheet,
    certificate,
    paper_docx,
    paper_pdf,
    programme,
    summons,
)  # fmt: skip

DAY = date(2026, 11, 21)
COURSE = Course(
    "Planifier une 5G privée", "F-0007", Decimal("10.5"), msg("On site"), objectives="- Lire une carte\n- Placer une antenne",
    content="Propagation, bandes, mesures.", competences=("Planification radio (ESCO)",),
)  # fmt: skip
BODY = Body("DEFI4", "12345678200012", "1 quai Nord, 59140 Dunkerque", "32 59 00000 59", "accueil@defi4.example.org")
EMPLOYER = Party("Aciérie", "98765432100019", "2 route de l’Acier")
SITTING = Sitting(
    "S-2026-0012",
    (
        HalfDay(date(2026, 12, 1), msg("morning"), "09:00", "12:30", 210),
        HalfDay(date(2026, 12, 1), msg("afternoon"), "13:30", "17:00", 210),
        HalfDay(date(2026, 12, 2), msg("morning"), "09:00", "12:30", 210),
    ),
    "Salle A, Dunkerque",
    ("Ada Martin",),
)
LEARNERS = (Learner("Lou Petit", "Technicienne", "Aciérie", ("09:02",)), Learner("Max =Grand", "Automaticien", "Aciérie"))


def papers() -> list[Paper]:
    url = "https://campus.example.org/v/abc"
    svg = io.BytesIO()
    segno.make(url).save(svg, kind="svg", xmldecl=False, border=2)
    return [
        programme(COURSE, BODY, DAY, sitting=SITTING),
        agreement(COURSE, BODY, EMPLOYER, SITTING, LEARNERS, 84_000, DAY, demonstration=True),
        summons(COURSE, BODY, SITTING, LEARNERS[0], url, DAY),
        attendance_sheet(COURSE, BODY, SITTING, LEARNERS, DAY),
        certificate(
            COURSE, BODY, SITTING, LEARNERS[0], Decimal("7"), number="A-2026-0042",
            qr_svg=svg.getvalue().decode(),
            url=url, day=DAY,
        ),
    ]  # fmt: skip


def said(paper: Paper, language: str = "en") -> str:
    document = docx.Document(io.BytesIO(paper_docx(paper, language)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_agreement_names_the_parties_the_learners_the_days_and_adds_the_price_up() -> None:
    text = said(papers()[1])
    for words in ("DEFI4", "98765432100019", "Lou Petit", "Max =Grand", "December 1, 2026", "€840", "€1,680", "L6353-1", "10.5"):
        assert words in text
    assert "registered letter" not in text


def test_a_person_who_pays_is_told_of_the_ten_days_to_withdraw() -> None:
    text = said(agreement(COURSE, BODY, EMPLOYER, SITTING, LEARNERS[:1], 84_000, DAY, individual=True))
    assert "within 10 days (L6353-5); nothing is paid before, and at most 30 % then" in text
    assert "L6353-3" in text


def test_a_summons_tells_when_where_and_the_page_of_the_learner() -> None:
    text = said(papers()[2])
    for words in ("Lou Petit", "09:00", "13:30", "Salle A", "Ada Martin", "https://campus.example.org/v/abc"):
        assert words in text


def test_an_attendance_sheet_shows_who_signed_and_leaves_a_place_for_the_others_and_the_trainer() -> None:
    document = docx.Document(io.BytesIO(paper_docx(papers()[3], "fr")))
    (table,) = document.tables
    assert len(table.columns) == 1 + len(SITTING.half_days)
    lou, max_, trainer = ([cell.text for cell in row.cells] for row in table.rows[1:])
    assert lou[1] == "09:02"
    assert not lou[2].strip()
    assert not "".join(max_[1:]).strip()
    assert "Ada Martin" in trainer[0]


def test_a_long_session_is_signed_on_several_tables() -> None:
    days = tuple(replace(SITTING.half_days[0], day=date(2026, 12, n)) for n in range(1, 10))
    document = docx.Document(
        io.BytesIO(paper_docx(attendance_sheet(COURSE, BODY, replace(SITTING, half_days=days), LEARNERS, DAY), "fr"))
    )
    assert [len(table.columns) - 1 for table in document.tables] == [4, 4, 1]


def test_a_certificate_says_the_hours_followed_of_those_given_and_where_to_verify_it() -> None:
    text = said(papers()[4])
    assert "Lou Petit followed 7 hours of the 10.5 hours" in text
    assert "Anybody can verify this certificate at https://campus.example.org/v/abc" in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_paper_is_drawn_twice_alike(language: str) -> None:
    for paper in papers():
        pdf = paper_pdf(paper, language)
        assert pdf.startswith(b"%PDF-")
        assert pdf == paper_pdf(paper, language)
        assert paper_docx(paper, language) == paper_docx(paper, language)


def test_a_body_without_its_number_shows_what_is_to_be_filled_in() -> None:
    text = said(agreement(COURSE, Body("DEFI4"), EMPLOYER, SITTING, LEARNERS, 84_000, DAY))
    assert text.count("[…]") >= 5
