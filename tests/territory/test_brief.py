"""The four pages say who announces what, keep the warnings, add nothing that contradicts, and hold on four pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campus5g.core.message import msg
from campus5g.documents.blocks import Figure, to_plain
from campus5g.documents.territory import brief_blocks, brief_pdf
from campus5g.documents.territory.charts import contrast_chart, figure, years_chart
from campus5g.documents.territory.content import Curve
from campus5g.documents.voice import Voice
from campus5g.territory.brief import brief
from campus5g.territory.investments import read_investments
from campus5g.territory.jobs import read_area as read_zone
from campus5g.territory.jobs import run
from campus5g.territory.power import power, read_area

HOME = Path(__file__).parents[2] / "dunkerque"
DAY = date(2026, 11, 21)


def content_of(key, language="en", draws=60):
    known = {one.key: one for one in read_investments(HOME / "investments.yaml", language)}
    found = known[key]
    wider = known.get(found.part_of)
    return brief(
        found,
        area=known["area"],
        wider=wider,
        territory="Dunkirk 5G Campus",
        day=DAY,
        power=power(found, read_area(HOME / "power.yaml", language), wider=wider, draws=draws),
        jobs=run(found, area=read_zone(HOME / "area.yaml", language), draws=draws, language=language),
        companies={"integration": ["Automates Démo"]},
        language=language,
        fictitious=True,
    )


@pytest.fixture(scope="module")
def softbank():
    return content_of("softbank")


def words(content, language="en"):
    return " ".join(_strings(to_plain(b for b in brief_blocks(content, Voice(language)) if not isinstance(b, Figure))))


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_document_holds_on_four_pages_in_both_languages(language):
    pdf = brief_pdf(content_of("softbank", language), language)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 4


def test_the_same_content_gives_the_same_bytes(softbank):
    assert brief_pdf(softbank, "en") == brief_pdf(softbank, "en")


def test_each_published_figure_says_who_and_when_and_the_warning_of_the_source_stays(softbank):
    said = words(softbank)
    assert said.count("Delta FM, 2026-06") >= 3
    assert "The AI Insider, 2026-06-01" in said
    assert "30 bn €" in said.replace("\u00a0", " ")
    assert "whether the 500 jobs and 2028 mean the data centre, the plant or both" in said
    assert said.count("The source does not say whether the 500 jobs") == 1


def test_figures_that_contradict_one_another_are_drawn_one_row_each_and_never_added(softbank):
    contrast = softbank.contrasts[0]
    drawn = contrast_chart(contrast, Voice("en"))
    rows = drawn.spec["data"]["values"]
    assert [row["high"] for row in rows] == [8000, 12000, 16000, 24000, 27000, 30000]
    assert sum(row["high"] for row in rows) not in [row["high"] for row in rows]
    assert "117" not in " ".join(" ".join(row) for row in drawn.table.rows)


def test_a_curve_is_drawn_with_the_numbers_of_its_table(softbank):
    curves = [curve for curve in softbank.jobs if curve.lasting]
    drawn = years_chart(msg("Jobs"), softbank.years, curves, msg("jobs"), Voice("en"))
    values = [row for row in drawn.spec["data"]["values"] if row["curve"] == str(curves[0].label)]
    assert [row["p50"] for row in values] == [one.p50 for one in curves[0].values]
    assert all(row["p10"] <= row["p50"] <= row["p90"] for row in drawn.spec["data"]["values"])
    assert len(drawn.table.rows) == len(softbank.years)


def test_building_is_drawn_apart_from_what_stays(softbank):
    assert [curve.lasting for curve in softbank.jobs].count(False) == 1
    assert "end with them" in " ".join(b.caption for b in brief_blocks(softbank, Voice("en")) if isinstance(b, Figure))


def test_a_training_that_should_have_begun_begins_at_once(softbank):
    late = replace(softbank.trainings[0], opens=date(2026, 1, 1))
    soon = replace(softbank.trainings[0], opens=date(2027, 9, 1))
    assert "at once" in words(replace(softbank, trainings=(late,)))
    assert "Sep 2027" in words(replace(softbank, trainings=(soon,)))


def test_companies_of_a_demonstration_are_said_to_be_fictitious(softbank):
    assert "fictitious" in words(softbank)
    assert "fictitious" not in words(replace(softbank, fictitious=False))
    assert "Automates Démo" in words(softbank)


def test_a_part_that_nobody_could_compute_says_why():
    said = words(content_of("verkor"))
    assert "o source states the power" in said
    assert "Not computed" in said


def test_a_reader_finds_every_source_of_a_published_figure_at_the_end(softbank):
    blocks = brief_blocks(softbank, Voice("en"))
    last = " ".join(_strings(to_plain(blocks[-2:])))
    for one in (*softbank.said, *(one for contrast in softbank.contrasts for one in contrast.said)):
        assert one.source.title in last


def test_amounts_years_and_ranges_are_written_as_a_reader_writes_them(softbank):
    capex, _, year, _ = softbank.said
    assert figure(capex, Voice("fr")).replace("\u00a0", " ") == "30 Md€ à 35 Md€"
    assert figure(year, Voice("en")) == "2028"


def test_text_of_the_data_is_never_markup(softbank):
    nasty = replace(softbank, name='#import "x" *bold* $x$ <a>', jobs=(Curve("]#panic()", softbank.jobs[0].values),))
    assert brief_pdf(nasty, "en").startswith(b"%PDF")


def test_the_shell_writes_the_same_four_pages(tmp_path):
    from typer.testing import CliRunner

    from campus5g.cli.app import app

    out = tmp_path / "pages.pdf"
    asked = ["territory", "report", "softbank", "--out", str(out), "--language", "fr", "--on", "2026-11-21", "--draws", "60"]
    env = {"CAMPUS5G_DATA": str(tmp_path), "LANG": "C"}
    done = CliRunner().invoke(app, asked, env=env)
    assert done.exit_code == 0, done.output
    first = out.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", first)) == 4
    assert CliRunner().invoke(app, asked, env=env).exit_code == 0
    assert out.read_bytes() == first
