"""The plan as pictures and as a document: colours that step where the legend says, figures that are those of the plan."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.core.site import Path, PathKind
from campus5g.documents.blocks import Table
from campus5g.documents.colours import SETS, classes_png, steps
from campus5g.documents.content import CoverageGrid
from campus5g.documents.layers import BEST_SERVER, PLAN_LAYERS, RSRP_STEPS, UPLINK, painted
from campus5g.documents.maps import coverage_map
from campus5g.documents.plan_chart import coverage_cost_chart
from campus5g.documents.plan_content import BudgetLine, LifeCost, PlannedAntenna, PlanSheet
from campus5g.documents.plan_report import plan_blocks, plan_pdf
from campus5g.documents.theme import to_png
from campus5g.documents.voice import Voice
from campus5g.network.plan import Antenna, Finding, Shortfall

from .test_report import text_of, words


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


class Step(NamedTuple):
    cost_cents: int
    served: float
    antennas: int
    chosen: bool = False


@pytest.fixture
def sheet(study):
    cost = ConnectivityCost(Connectivity.PRIVATE_5G, 40_000_000, 3_000_000, 30_000_000, 55_000_000, study.network.costs[0].lines)
    rates = np.full_like(study.network.grid.rsrp_dbm, 5e6)
    grid = study.network.grid
    radio = Antenna("tx1-1", "tx1", "sector", 120.0, 60.0, 40.0, 30.0, 5.0, 43.0, 16.5, 59.5, 0.42, 0.61)
    antenna = PlannedAntenna(radio, "chimney", 2.3792, 51.0388, 656_483.1, 7_104_512.4)
    services = tuple(s for s in study.network.services if s.connectivity is Connectivity.PRIVATE_5G)
    return PlanSheet(
        site=study.site,
        day=date(2026, 11, 21),
        band=msg("band %(band)s", band="n38"),
        served_share=0.981,
        antennas=(antenna,),
        grid=CoverageGrid(grid.x_m, grid.y_m, grid.rsrp_dbm, grid.sinr_db, np.zeros_like(rates), rates, 4 * rates),
        budget=(BudgetLine(msg("path loss"), "dB", 138.5, 141.3, total=True),),
        services=services,
        missing=(Shortfall(study.site.zones[0].id, "latency", 0.1, 0.3, msg("too slow"), msg("a mast nearer")),),
        findings=(Finding("fee", None, msg("a fee"), Source("Décret 2007-1532", to_confirm=True)),),
        life=(LifeCost(cost, 50_000_000, 64_332_687, 90_000_000),),
        years=10,
        discount=0.04,
        fibre_m=1234.0,
        core_room=(10.0, 20.0),
        steps=(Step(20_000_000, 0.7, 3), Step(40_000_000, 0.981, 5, True)),
        reasons=(msg("because"),),
        warnings=(msg("beware"),),
        assumptions=study.assumptions,
    )


def test_colours_change_exactly_at_the_edges():
    """Just below, on and above each edge; rising values take the scale's colours in order."""
    colours = steps(len(RSRP_STEPS.edges) + 1)
    for number, edge in enumerate(RSRP_STEPS.edges):
        row = pixels(painted(RSRP_STEPS, np.array([[edge - 0.01, edge, edge + 0.01]])))[0]
        assert [tuple(p[:3]) for p in row] == [rgb(colours[number]), rgb(colours[number + 1]), rgb(colours[number + 1])]


def test_rates_are_painted_in_the_unit_of_the_legend():
    colours = steps(len(UPLINK.edges) + 1)
    row = pixels(painted(UPLINK, np.array([[0.0, 3e6, 1e9, np.nan]])))[0]
    assert [tuple(p[:3]) for p in row[:3]] == [rgb(colours[0]), rgb(colours[4]), rgb(colours[-1])]
    assert row[3][3] == 0


def test_servers_have_their_own_colours_with_white_between():
    served = np.array([[0.0, 0, 1, 1], [0, 0, 1, np.nan]])
    south = pixels(painted(BEST_SERVER, served))[1]
    assert tuple(south[0][:3]) == rgb(SETS[0])
    assert tuple(south[1][:3]) == (255, 255, 255)
    assert tuple(south[2][:3]) == rgb(SETS[1])
    assert pixels(painted(BEST_SERVER, served))[0][3][3] == 0


def test_a_ninth_server_takes_the_first_colour_again():
    assert tuple(pixels(classes_png(np.array([[8]]), SETS))[0][0][:3]) == rgb(SETS[0])


@pytest.mark.parametrize("layer", PLAN_LAYERS, ids=lambda layer: layer.key)
def test_every_map_writes_its_edges_and_its_unit(sheet, layer):
    figure = coverage_map(sheet.site, sheet.grid, sheet.drawn, "fr", layer)
    written = re.findall(r">([^<]+)</text>", figure.svg)
    for edge in layer.edges:
        assert Voice("fr").number(edge) in written
    assert layer.classes or any(layer.unit in words for words in written)
    assert not layer.classes or "tx1-1" in written
    assert figure.alt


def test_paths_of_the_site_are_drawn(sheet):
    rail = Path("r", "Rail", PathKind.RAIL, ((0.0, 0.0), (50.0, 20.0)))
    plain = coverage_map(sheet.site, None, (), "en").svg
    railed = coverage_map(replace(sheet.site, paths=(rail,)), None, (), "en").svg
    assert len(railed) > len(plain)


def test_a_picture_may_be_painted_on_paper(sheet):
    svg = coverage_map(sheet.site, None, sheet.drawn, "en").svg
    assert pixels(to_png(svg, 1.0))[0, 0, 3] == 0
    assert tuple(pixels(to_png(svg, 1.0, paper="white"))[0, 0]) == (255, 255, 255, 255)


def test_the_document_says_what_the_plan_says(sheet):
    said = words(plan_blocks(sheet, Voice("en")))
    places = ("tx1-1", "chimney", "2.379200", "51.038800", "656,483.1", "7,104,512.4")
    figures = ("59.5", "98.1%", "138.5", "141.3", "€643,000", "1,230 m of fibre", "Décret 2007-1532 (to be confirmed)")
    for expected in (*places, *figures, "a mast nearer", "because", "beware"):
        assert expected in said, expected


def test_the_ground_of_the_zones_is_counted_step_by_step(sheet):
    tables = [block for block in plan_blocks(sheet, Voice("en")) if isinstance(block, Table)]
    (up,) = [t for t in tables if "Share of the ground" in t.caption and "≥\u00a00.1\u00a0Mbit/s" in t.columns[0].title]
    assert up.rows[0][:4] == ("100%",) * 4  # 5 Mbit/s everywhere
    assert up.rows[0][5:] == ("0%",) * 3


def test_a_plan_without_maps_or_antennas_is_still_a_document(sheet):
    bare = replace(sheet, grid=None, antennas=(), budget=(), missing=(), steps=(), life=(), findings=())
    assert plan_pdf(bare, "en").startswith(b"%PDF")


def test_the_plan_is_a_tagged_archivable_pdf_in_both_languages(sheet, tmp_path):
    for language in ("fr", "en"):
        pdf = plan_pdf(sheet, language)
        assert b"pdfuaid" in pdf
        assert b"pdfaid" in pdf
        assert "tx1-1" in text_of(pdf, tmp_path)
    assert plan_pdf(sheet, "en") == plan_pdf(sheet, "en")


def test_the_curve_of_cost_marks_the_plan():
    chart = coverage_cost_chart(((400.0, 0.98, 5, True), (200.0, 0.7, 3, False)), "en")
    values = chart.spec["data"]["values"]
    assert [v["euros"] for v in values] == [200.0, 400.0]
    assert [v["label"] for v in values] == ["", "the plan"]
    assert chart.table.rows[1][1:] == ("98%", "5")
