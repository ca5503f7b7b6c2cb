"""What the calls room shows elsewhere: the journey, the page of a project, the menu, the loading of a territory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from django.db import models
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.chores import chore
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.jobs import QUICK, job
from campus5g.portal.base.loading import loader
from campus5g.portal.base.models.subject import carries
from campus5g.portal.base.registry import MenuEntry, Panel, Stage, home_panel, menu, panel, stage
from campus5g.portal.base.regular import regularly
from campus5g.portal.calls import tasks
from campus5g.portal.calls.actions import KIND, READING, catch_up, import_calls, place_terms, read_catalogue, save_search
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.kept import kept_calls
from campus5g.portal.calls.models import Call, CallImport, KeptCall, SavedSearch
from campus5g.portal.calls.news import news_since
from campus5g.portal.directory.people import actor_of, office_people
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.links import live_project
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.sources import Catalogue, catalogue

LISTED = 5
"""Searches that the home page looks at."""
DEEDS = {
    "calls.import": msg("calls were imported"),
    "calls.add_file": msg("a file of calls was given"),
    "calls.start_import": msg("an import of calls was started"),
    "calls.stop_import": msg("an import of calls was stopped"),
    "calls.resume_import": msg("an import of calls was taken up again"),
    "calls.archive_gone": msg("calls that left their feed were archived"),
    "calls.import_past": msg("past projects were imported"),
    "calls.write": msg("a call was entered by hand"),
    "calls.correct": msg("a call was corrected"),
    "calls.take_back": msg("a correction was taken back"),
    "calls.save_search": msg("a search was saved"),
    "calls.change_search": msg("a saved search was changed"),
    "calls.see_search": msg("the news of a saved search were read"),
    "calls.drop_search": msg("a saved search was forgotten"),
    "calls.stop_mails": msg("the mails of a saved search were stopped"),
    "calls.send_letter": msg("a mail about calls was sent"),
    "calls.open_agenda": msg("an address for agendas was made"),
    "calls.close_agenda": msg("an address for agendas was ended"),
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
    loader(60, _load_searches)
    job(KIND, tasks.run_import, lane=QUICK)
    chore(READING, read_catalogue)
    regularly(READING, catch_up)
    regularly("calls.letters", tasks.write_letters)
    carries(CallImport._meta.label_lower)
    home_panel(40, _home_panel)


def _catalogue(_need: Need, _on: date) -> Catalogue:
    """Give the studies the calls to look in: the live catalogue, whole."""
    return Catalogue(calls=[row.core for row in Call.objects.live().order_by("pk")])


def _stage(_actor: Actor, need_id: int) -> Stage | None:
    project = live_project(need_id)
    if project is None:
        return None
    place, kept = reverse("calls:for-project", args=[project.pk]), kept_calls(project.pk)
    return Stage("done", place, msg("%(n)s kept", n=len(kept))) if kept else Stage("next", place)


def _home_panel(actor: Actor) -> Panel | None:
    """For who follows calls: what is new in each search."""
    searches = SavedSearch.objects.kept().filter(user_id=actor.user_id)[:LISTED] if actor.user_id else []
    told = [(search, n) for search in searches if (n := len(news_since(search, search.looked_at)))]
    return Panel("calls/parts/home_panel.html", {"told": told}) if told else None


def _project_panel(_actor: Actor, project: models.Model) -> Panel:
    return Panel("calls/parts/project_panel.html", {"project": project, "kept": kept_calls(project.pk)})


def _load_catalogue(directory: Path, actor: Actor) -> None:
    if not Call.objects.exists():
        import_calls(actor, sorted(path for path in (directory / "calls").iterdir() if path.suffix != ".md"))


def _load_terms(directory: Path, actor: Actor) -> None:
    """Keep, for each loaded project, the money rules that its need file states."""
    from campus5g.study.needs import read_need

    for path in sorted((directory / "needs").glob("*.toml")):
        project = _project_of(path.stem)
        if project is not None and not KeptCall.objects.filter(project=project).exists():
            for terms in read_need(path).terms:
                place_terms(actor, project, terms)


def _load_searches(directory: Path, _actor: Actor) -> None:
    """Let the people of the office follow the searches of the territory, where it has some."""
    path = directory / "searches.yaml"
    if not path.is_file() or SavedSearch.objects.exists():
        return
    for found in yaml.safe_load(path.read_text(encoding="utf-8")):
        for person in office_people():
            wanted = Wanted.of(found.get("filters", {}))
            save_search(actor_of(person), found["name"], found["words"].strip(), wanted, SavedSearch.Rhythm.WEEKLY)


def _project_of(key: str) -> Project | None:
    need = Need.objects.filter(key=key).first()
    return live_project(need.pk) if need else None
