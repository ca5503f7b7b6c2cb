"""Word and Excel: real styles, live sums, text that stays text, bytes that do not move."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.project import Category, CostLine, Partner, Project, Size
from campus5g.documents.budget import budget_xlsx
from campus5g.documents.dossier import checks, dossier_docx, kpi_indicators

from .conftest import INJECTIONS


def read_word(data):
    return docx.Document(io.BytesIO(data))


def all_text(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


class Workbook:
    """A workbook read twice: formulas as written, values as cached; and its own tiny calculator."""

    def __init__(self, data):
        self.formulas = openpyxl.load_workbook(io.BytesIO(data))
        self.cached = openpyxl.load_workbook(io.BytesIO(data), data_only=True)

    def cells(self):
        return [cell for sheet in self.formulas for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def value(self, sheet, place):
        value = self.formulas[sheet][place].value
        if isinstance(value, str) and value.startswith("=") and self.formulas[sheet][place].data_type == "f":
            return self._compute(sheet, value[1:])
        return Decimal(repr(value)) if isinstance(value, int | float) else (value or Decimal(0))

    def _compute(self, sheet, formula):
        if found := re.fullmatch(r"SUM\(([A-Z])(\d+):([A-Z])(\d+)\)", formula):
            column, first, _, last = found.groups()
            return sum((self.value(sheet, f"{column}{i}") for i in range(int(first), int(last) + 1)), Decimal(0))
        if found := re.fullmatch(r"'?(.+?)'?!([A-Z]+\d+)", formula):
            return self.value(found.group(1).replace("''", "'"), found.group(2))
        if found := re.fullmatch(r"IF\((\w+)=0,0,\((\w+)\+(\w+)\)/\w+\)", formula):
            cost, grant, advance = (self.value(sheet, place) for place in found.groups())
            return (grant + advance) / cost if cost else Decimal(0)
        if found := re.fullmatch(r"(\w+)-(\w+)-(\w+)", formula):
            a, b, c = (self.value(sheet, place) for place in found.groups())
            return a - b - c
        assert formula == "0", formula
        return Decimal(0)

    def check(self):
        """Every cached value is what its formula computes; returns how many formulas there are."""
        formulas = [cell for cell in self.cells() if cell.data_type == "f"]
        for cell in formulas:
            shown = Decimal(repr(self.cached[cell.parent.title][cell.coordinate].value))
            assert abs(self.value(cell.parent.title, cell.coordinate) - shown) < Decimal("1e-9"), cell.coordinate
        return len(formulas)


def test_the_sums_of_the_budget_are_live_and_already_right(financing):
    book = Workbook(budget_xlsx(financing.project, financing.plan, "en"))
    assert book.check() >= 3 * 6 + 8
    assert book.value("Summary", "D9") == Decimal("815500.50")
    assert book.value("Summary", "E9") == Decimal(financing.plan.grant_cents) / 100
    assert book.formulas["Summary"]["D9"].value == "=SUM(D6:D8)"


def test_changing_a_cost_moves_the_total(financing):
    book = Workbook(budget_xlsx(financing.project, financing.plan, "en"))
    sheet = book.formulas.sheetnames[1]
    book.formulas[sheet]["D6"].value += 1000
    assert book.value("Summary", "D9") == Decimal("816500.50")
    assert book.value("Summary", "G9") == Decimal("341625.13")


def test_a_budget_without_a_plan_is_all_own_money(financing):
    book = Workbook(budget_xlsx(financing.project, None, "fr"))
    assert book.check()
    summary = book.formulas.sheetnames[0]
    assert book.value(summary, "G9") == book.value(summary, "D9") == Decimal("815500.50")


names = st.text(st.characters(codec="utf-8"), max_size=45)


@settings(max_examples=20, deadline=None)
@given(names=st.lists(names, min_size=1, max_size=4), cents=st.lists(st.integers(0, 10**11), min_size=1, max_size=5))
def test_whatever_partners_are_called_their_sheets_add_up(names, cents, financing_dates):
    partners = tuple(Partner(f"p{i}", name, Size.SMALL) for i, name in enumerate(names))
    lines = tuple(
        CostLine(f"l{i}", f"p{i % len(partners)}", name, Category.TRAINING, c)
        for i, (c, name) in enumerate(zip(cents, names * 5, strict=False))
    )
    book = Workbook(budget_xlsx(Project("x", partners, lines, *financing_dates, 12), None, "en"))
    assert len(book.formulas.sheetnames) == len(partners) + 1
    assert book.check()
    assert book.value("Summary", f"D{6 + len(partners)}") == Decimal(sum(cents)) / 100


def test_text_that_looks_like_a_formula_stays_text_in_the_workbook(financing):
    for text in (*INJECTIONS, "+1", "-1", "@SUM(A1)", "http://example.org", "=1+1"):
        partner = replace(financing.project.partners[0], name=text)
        line = replace(financing.project.lines[0], label=text)
        project = replace(financing.project, title=text, partners=(partner,), lines=(line,))
        book = Workbook(budget_xlsx(project, None, "en"))
        held = [cell for cell in book.cells() if cell.value == text]
        assert len(held) >= 4
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in held)


def test_euros_are_formatted_as_the_reader_writes_them(financing):
    for language, expected in (("fr", '#,##0.00\\ "€"'), ("en", '"€"#,##0.00')):
        book = Workbook(budget_xlsx(financing.project, financing.plan, language))
        assert book.formulas.worksheets[0]["D9"].number_format == expected


def test_the_same_project_gives_the_same_bytes(financing, dossier):
    assert budget_xlsx(financing.project, financing.plan, "fr") == budget_xlsx(financing.project, financing.plan, "fr")
    assert dossier_docx(dossier, "fr") == dossier_docx(dossier, "fr")


def test_office_files_hold_no_date_of_the_day_they_were_made(dossier, financing):
    for data in (dossier_docx(dossier, "en"), budget_xlsx(financing.project, financing.plan, "en")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", core)) <= {"2026-11-21", "2026-11-01"}


def test_the_dossier_has_headings_tables_and_the_map_with_its_description(dossier):
    document = read_word(dossier_docx(dossier, "en"))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "The project in short",
        "Ambition",
        "The partners",
        "The work",
        "Risks and steering",
        "Budget and financing plan",
        "What the project promises to change",
        "Technical annex: the network",
        "What it costs",
        "Assumptions and sources",
        "Before sending",
    ]
    pictures = document.element.findall(".//{*}docPr")
    assert any("Map of the site" in (p.get("descr") or "") for p in pictures)
    heads = [t for t in document.tables if t._tbl.findall(".//{*}tblHeader")]
    assert len(heads) >= 8


def test_what_a_person_must_still_write_is_marked(dossier):
    text = all_text(read_word(dossier_docx(replace(dossier, work=()), "en")))
    assert "[To be written: work packages" in text


def test_hostile_text_is_shown_as_it_was_written_in_word(dossier, study):
    hostile = " ; ".join(INJECTIONS)
    evil = replace(dossier, study=replace(study, text=hostile + "\x00\x0b", organisation="a & b <c>"))
    text = all_text(read_word(dossier_docx(evil, "fr")))
    assert hostile in text
    assert "a & b <c>" in text


def test_a_dossier_without_a_plan_or_a_network_says_so(dossier, study):
    bare = replace(dossier, study=replace(study, network=None, financing=None, uses=(), calls=()), call=None)
    text = all_text(read_word(dossier_docx(bare, "en")))
    assert "No financing plan has been computed" in text
    assert "No network plan has been computed" in text
    assert "€0" not in text


def test_indicators_start_from_todays_rounds_and_aim_at_private_5g(dossier):
    stops = next(i for i in kpi_indicators(dossier) if i.unit == "stops/year")
    assert (stops.baseline, stops.target) == (14.0, 5.3)


def test_an_unknown_baseline_is_to_be_measured_and_never_zero(dossier, study, assessment):
    only = replace(assessment, benefits=assessment.benefits[:1])
    text = all_text(read_word(dossier_docx(replace(dossier, study=replace(study, uses=(only,))), "en")))
    assert "to be measured" in text


def test_the_checklist_sees_a_missing_siren_and_a_plan_that_does_not_pay_all(dossier, study, financing):
    states = {str(item.label): item.done for item in checks(dossier)}
    assert states["Every French partner has its SIREN"] is False
    assert states["The financing plan pays the whole budget"] is True
    short = replace(financing, plan=replace(financing.plan, allocations=financing.plan.allocations[1:]))
    states = {str(item.label): item.done for item in checks(replace(dossier, study=replace(study, financing=short)))}
    assert states["The financing plan pays the whole budget"] is False
    assert states["Letters of commitment signed by each partner"] is None


@pytest.fixture(scope="module")
def financing_dates():
    from datetime import date

    return date(2026, 11, 1), date(2027, 1, 1), date(2027, 1, 15)
