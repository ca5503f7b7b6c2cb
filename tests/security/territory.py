"""The doors of the territory: an investment that everybody reads, and one of its figures."""

from __future__ import annotations

from typing import Any

from campus5g.portal.territory.models import Figure, Investment, TrainingGap
from tests.portal.factories.territory import FigureFactory, InvestmentFactory, said
from tests.security.world import Things, World


def investment() -> Investment:
    found: Investment | None = Investment.objects.filter(key="plant").first()
    return found or InvestmentFactory(key="plant")


def started() -> dict[str, Any]:
    """An investment whose sources say enough for its jobs to be told."""
    kept = investment()
    FigureFactory(investment=kept)
    FigureFactory(investment=kept, quantity="first_production", low=2028, high=2028)
    return {"key": kept.key}


def gap() -> dict[str, Any]:
    made = TrainingGap.objects.create(
        investment=investment(),
        rome="I1309",
        name_fr="Électricien",
        name_en="Electrician",
        people=3,
        opens="2026-12",
        due="2028-01",
    )
    return {"pk": made.pk}


def figure() -> Figure:
    made: Figure = FigureFactory(investment=investment())
    return made


def places(_things: Things, _world: World) -> dict[str, Any]:
    return {"key": investment().key, "pk": figure().pk, "kind": "csv"}


BODIES = {
    "territory:ask": lambda _t, _w: {"query": "with=announced", "training": "operation.I1309"},
    "POST /territory/investments": lambda _t, _w: {"key": "glass", "name_fr": "Verrerie"},
    "PUT /territory/investments/{key}": lambda _t, _w: {"name_fr": "Verrerie"},
    "POST /territory/investments/{key}/figures": lambda _t, _w: said(),
    "POST /territory/figures/{pk}/correct": lambda _t, _w: said(why="a misprint"),
    "POST /territory/figures/{pk}/withdraw": lambda _t, _w: {"why": "a misprint"},
}
SPECIAL = {
    **{
        door: lambda _t, _w: started()
        for door in ("territory:jobs", "territory:jobs-data", "territory:ask", "GET /territory/investments/{key}/jobs")
    },
    "territory:end-gap": lambda _t, _w: gap(),
    "territory:drop-table": lambda _t, _w: {"kind": "rome"},
}
