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

from campus5g.core.project import CallTerms, Category, CostLine, Partner, Project, Size
from campus5g.documents.budget import budget_xlsx
from campus5g.documents.dossier import checks, dossier_docx, kpi_indicators
from campus5g.funding.plan import plan_financing

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
        if found := re.fullmatch(r"IF\((\w+)=0,0,\((.+)\)/\w+\)", formula):
            cost = self.value(sheet, found[1])
            return self._compute(sheet, found[2]) / cost if cost else Decimal(0)
        terms = re.findall(r"([+-]?)(?:('(?:[^']|'')*'|[^'!+\-]+)!)?([A-Z]+\d+|0)", formula)
        assert "".join(f"{sign}{name}{'!' if name else ''}{place}" for sign, name, place in terms) == formula, formula
        total = Decimal(0)
        for sign, name, place in terms:
            there = name.removeprefix("'").removesuffix("'").replace("''", "'") if name else sheet
            total += (-1 if sign == "-" else 1) * (Decimal(0) if place == "0" else self.value(there, place))
        return total

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


@pytest.fixture
def lent(financing):
    """A plan of two partners with a loan at 2 %, as the engine makes it."""
    calls = [CallTerms("loan", "Loan", Decimal("0.3"), loan_share=Decimal("0.5"), loan_rate=Decimal(2))]
    partners = tuple(replace(partner, in_difficulty=False, siren="") for partner in financing.project.partners)
    project = replace(financing.project, partners=partners)
    plan = plan_financing(project, calls, project.applied)
    assert any(row.loan_cents for row in plan.allocations)
    return project, plan


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_plan_with_loans_has_their_column_and_their_interest_and_every_sum_is_live(lent, language):
    project, plan = lent
    book = Workbook(budget_xlsx(project, plan, language, {"loan": "Loan"}))
    summary, cash = book.formulas.sheetnames[0], book.formulas.sheetnames[-1]
    heads = [cell.value for cell in book.formulas[summary][5]]
    assert len(heads) == len(set(heads)) == 9
    assert book.check() > 100
    parts = ("grant", "advance", "loan", "own")
    found = [book.value(summary, f"{letter}9") * 100 for letter in "EFGH"]
    assert found == [sum(getattr(row, f"{part}_cents") for row in plan.allocations) for part in parts]
    assert sum(found) == book.value(summary, "D9") * 100
    quarters = sorted({flow.quarter for flow in plan.cash})
    last = 5 + len(quarters)
    for letter, key in zip("BCDEFG", ("spent", "grant", "advance", "loan", "repaid", "interest"), strict=True):
        total = sum((book.value(cash, f"{letter}{row}") for row in range(6, last + 1)), Decimal(0))
        assert total * 100 == sum(getattr(flow, f"{key}_cents") for flow in plan.cash), key
    own, interest = found[3], sum(flow.interest_cents for flow in plan.cash)
    assert book.value(cash, f"H{last}") * 100 == -(own + found[1] + found[2] + interest)


def test_a_plan_without_loans_says_nothing_of_them(financing):
    book = Workbook(budget_xlsx(financing.project, financing.plan, "en"))
    said = {cell.value for cell in book.cells() if cell.data_type == "s"}
    assert not {word for word in said if "oan" in word or "nterest" in word}
    assert "Cash" in book.formulas.sheetnames


def test_moving_a_flow_of_one_partner_moves_the_cash_of_all(lent):
    book = Workbook(budget_xlsx(*lent, "en"))
    sheet = book.formulas[book.formulas.sheetnames[1]]
    row = next(cell.row for cell in sheet["A"] if cell.value == "Cash by quarter") + 2
    last = f"H{5 + len({flow.quarter for flow in lent[1].cash})}"
    before = book.value("Cash", last)
    sheet[f"E{row}"].value += 1000
    assert book.value("Cash", last) == before + 1000


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
        "Technical annex: the uses",
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
