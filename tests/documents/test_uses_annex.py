"""The annex of the uses: what was compared, done with the file, simulated, and what would change the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.message import msg
from campus5g.documents.blocks import Block, Bullets, Callout, Figure, Heading, Table
from campus5g.documents.sections.gains import gains_section
from campus5g.documents.sections.uses_annex import uses_annex
from campus5g.documents.voice import Voice
from tests.documents.test_replays import replay

SAY = Voice("en")


@pytest.fixture
def told(assessment: UseAssessment) -> UseAssessment:
    return replace(
        assessment,
        data_notes=(msg("three rows were left out"),),
        would_change=(msg("measure the failures of a year"),),
        replays=(replay(300), replay(200), replay(100)),
    )


def annex(content, *uses: UseAssessment | NotAssessed) -> list[Block]:
    return uses_annex(replace(content, uses=uses), SAY)


def lines(blocks: list[Block]) -> list[str]:
    return [item for block in blocks if isinstance(block, Bullets) for item in block.items]


def test_it_says_what_was_done_with_the_file_and_what_would_change_the_answer(study, told: UseAssessment) -> None:
    for blocks in (annex(study, told), gains_section(replace(study, uses=(told,)), SAY)):
        assert {"three rows were left out", "measure the failures of a year"} <= set(lines(blocks))


def test_it_compares_every_connectivity_and_draws_the_first_replays_with_what_happened(study, told: UseAssessment) -> None:
    blocks = annex(study, told)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables[0].rows) == len(told.benefits)
    assert any(("12\u00a0h", "an outage") in table.rows for table in tables)
    assert len([block for block in blocks if isinstance(block, Figure)]) == 4
    assert [block.text for block in blocks if isinstance(block, Heading) and block.level == 3] == ["A year of power · Wi-Fi"] * 2


def test_a_use_without_engine_gives_its_reason_and_no_figure(study, told: UseAssessment) -> None:
    blocks = annex(study, NotAssessed(told.use, msg("this engine is still to come")))
    assert [block.text for block in blocks if isinstance(block, Callout)] == ["this engine is still to come"]
    assert not [block for block in blocks if isinstance(block, Table | Figure)]


def test_a_need_without_use_has_no_annex_of_uses(study) -> None:
    assert annex(study) == []
