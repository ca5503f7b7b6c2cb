"""What the calls room shows elsewhere: the journey, the page of a project, the menu, the loading of a territory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import models
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Panel, Stage, menu, panel, stage
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.links import live_project, of_live_project
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.sources import Catalogue, catalogue

DEEDS = {
    "calls.import": msg("calls were imported"),
    "calls.keep": msg("a call was kept"),
    "calls.terms": msg("the money rules of a call were written"),
    "calls.drop": msg("a call was left out"),
}


def register() -> None:
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Calls"), "calls:list", 40))
    stage("calls", _stage)
    panel("projects.project", 10, _project_panel)
    catalogue(_catalogue)
    loader(20, _load_catalogue)
    loader(50, _load_terms)


def _catalogue(_need: Need, _on: date) -> Catalogue:
    """Give the studies the calls to look in: the live catalogue, whole."""
    return Catalogue(calls=[row.core for row in Call.objects.live().order_by("pk")])


def _stage(_actor: Actor, need_id: int) -> Stage | None:
    kept = KeptCall.objects.filter(of_live_project(need_id)).values_list("project_id", flat=True)
    if kept:
        return Stage("done", reverse("calls:for-project", args=[kept[0]]), msg("%(n)s kept", n=len(kept)))
    project = live_project(need_id)
    return Stage("next", reverse("calls:for-project", args=[project.pk])) if project else None


def _project_panel(_actor: Actor, project: models.Model) -> Panel:
    kept = KeptCall.objects.filter(project_id=project.pk).select_related("call")
    return Panel("calls/parts/project_panel.html", {"project": project, "kept": kept})


def _load_catalogue(directory: Path, actor: Actor) -> None:
    from campus5g.portal.calls.actions import import_calls

    if not Call.objects.exists():
        import_calls(actor, sorted(path for path in (directory / "calls").iterdir() if path.suffix != ".md"))


def _load_terms(directory: Path, actor: Actor) -> None:
    """Keep, for each loaded project, the money rules that its need file states."""
    from campus5g.portal.calls.actions import place_terms
    from campus5g.study.needs import read_need

    for path in sorted((directory / "needs").glob("*.toml")):
        project = _project_of(path.stem)
        if project is not None and not KeptCall.objects.filter(project=project).exists():
            for terms in read_need(path).terms:
                place_terms(actor, project, terms)


def _project_of(key: str) -> Project | None:
    need = Need.objects.filter(key=key).first()
    return live_project(need.pk) if need else None
