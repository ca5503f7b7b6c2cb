"""What the projects room shows elsewhere: the journey, the page of a need, the home page, the search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.once import answered, once_a_page
from campus5g.portal.base.registry import MenuEntry, Panel, Stage, Waiting, menu, panel, stage, waits
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.links import need_of
from campus5g.portal.needs.models import Need
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.projects.permissions import can_add_to_project, can_open_project
from campus5g.portal.projects.skills import from_projects
from campus5g.portal.training.opening_demand import provider

DEEDS = {
    "projects.open": msg("the project was opened"),
    "projects.change": msg("the project was changed"),
    "projects.archive": msg("the project was archived"),
    "projects.invite": msg("a partner was invited"),
    "projects.accept": msg("a partner accepted"),
    "projects.decline": msg("a partner declined"),
    "projects.remove_partner": msg("a partner was taken out"),
    "projects.task": msg("the task of a partner was written"),
    "projects.line": msg("a cost was entered"),
    "projects.remove_line": msg("a cost was removed"),
    "projects.ready": msg("the project was said to be complete"),
    "projects.place_partner": msg("a partner joined"),
}


def register() -> None:
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Projects"), "projects:list", 30))
    stage("project", _stage)
    panel("needs.need", 30, _need_panel)
    waits(_waiting)
    searchable("projects.project", _entry)
    open_to_notes("projects.project", Openness(can_add_to_project, _people, lambda project: project.organisation_id))
    loader(40, _load)
    provider("projects", from_projects)


@once_a_page
def live_project(need_id: int) -> Project | None:
    """Return the project that answers a need, if the actor of the scope may see it."""
    return Project.objects.filter(need_id=need_id).exclude(state=Project.State.ARCHIVED).first()


def project_or_404(pk: int) -> Project:
    """Return the project that a page is about, with its lead and its need."""
    return on_page(get_object_or_404(Project.objects.select_related("organisation", "need"), pk=pk))


def on_page(project: Project) -> Project:
    """Tell the pieces of a page that the project it shows is the one that they would ask for; return it."""
    if project.state != Project.State.ARCHIVED:
        answered(live_project, project, project.need_id)
    return project


def _stage(actor: Actor, need_id: int) -> Stage | None:
    project = live_project(need_id)
    if project:
        return Stage("done" if project.state == Project.State.READY else "doing", project.get_absolute_url())
    need = need_of(need_id)
    if need and need.state == Need.State.STUDIED and can_open_project(actor, need):
        return Stage("next", reverse("projects:open", args=[need_id]))
    return None


def _need_panel(actor: Actor, need: models.Model) -> Panel | None:
    project = live_project(need.pk)
    if project is None and not can_open_project(actor, need):
        return None
    return Panel("projects/parts/need_panel.html", {"project": project, "need": need})


def _waiting(actor: Actor) -> Iterator[Waiting]:
    mine = Partner.objects.filter(state=Partner.State.INVITED, organisation_id__in=actor.organisation_ids)
    for partner in mine.select_related("project"):
        sentence = msg("Answer the invitation to the project “%(title)s”", title=partner.project.title)
        yield Waiting(sentence, partner.project.get_absolute_url(), partner.project.created_at)
    if actor.is_office:
        for need in Need.objects.filter(state=Need.State.STUDIED)[:10]:
            yield Waiting(
                msg("Open the project of “%(title)s”", title=need.title), reverse("projects:open", args=[need.pk]), need.stated_at
            )


def _entry(project: models.Model) -> Entry | None:
    if project.state == Project.State.ARCHIVED:
        return None
    return Entry(project.title, project.summary, "project", project.get_absolute_url(), project.organisation_id)


def _people(project: models.Model) -> Iterator[models.Model]:
    yield from office_people()
    for partner in project.partners.exclude(state=Partner.State.DECLINED):
        yield from people_of(partner.organisation_id)


def _load(directory: Path, actor: Actor) -> None:
    from campus5g.portal.projects.territory import load_projects

    load_projects(directory, actor)
