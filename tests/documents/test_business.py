"""The business case in the report: what is owed to 5G, and never a zero for what is not known."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.benefit import Use
from campus5g.core.business import BusinessCase, CaseRow, CentsRange
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Callout, Paragraph, Table
from campus5g.documents.content import StudyReport
from campus5g.documents.sections.business import business_section
from campus5g.documents.voice import Voice


def _range(euros: int) -> CentsRange:
    return CentsRange(euros * 80, euros * 100, euros * 120)


def _case(owed: int, rival: Connectivity | None) -> BusinessCase:
    rows = (
        CaseRow(Connectivity.PRIVATE_5G, 400_000_00, 20_000_00, 90_000_00, _range(700_000), _range(3_000_000), 0.7),
        CaseRow(Connectivity.LPWAN, 50_000_00, 4_000_00, 60_000_00, _range(600_000), _range(2_900_000), None),
    )
    return BusinessCase(rows, (Use.MAINTENANCE,), (), rival, owed * 100, (), ())


def _words(study: StudyReport, case: BusinessCase) -> str:
    blocks = business_section(replace(study, business=case), Voice("en"))
    return " ".join(block.text for block in blocks if isinstance(block, Paragraph | Callout))


def test_only_what_no_other_connectivity_leaves_is_credited_to_5g(study: StudyReport) -> None:
    words = _words(study, _case(100_000, Connectivity.LPWAN))
    assert "€3,000,000, of which €100,000 beyond the best of the others (Low-power radio)" in words


def test_5g_gets_no_credit_when_another_leaves_more(study: StudyReport) -> None:
    words = _words(study, _case(-250_000, Connectivity.LPWAN))
    assert "(Low-power radio) leaves €250,000 more: nothing is owed to 5G" in words


def test_a_gain_that_is_not_assessed_is_a_dash_and_never_a_zero(study: StudyReport) -> None:
    row = CaseRow(Connectivity.PRIVATE_5G, 400_000_00, 20_000_00, None, None, None, None)
    case = BusinessCase((row,), (), (Use.ROBOTS,), None, None, (), (msg("no engine yet"),))
    blocks = business_section(replace(study, business=case), Voice("en"))
    table = next(block for block in blocks if isinstance(block, Table))
    assert table.rows[0][3:] == ("–",) * 5
    assert any(isinstance(block, Callout) and "no engine yet" in block.text for block in blocks)


def test_without_a_case_there_is_no_section(study: StudyReport) -> None:
    assert business_section(replace(study, business=None), Voice("en")) == []
