"""What the dossiers room shows elsewhere: the journey and the page of a project."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.urls import reverse

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.registry import Panel, Stage, panel, stage
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.dossiers.models import Version
from campus5g.portal.dossiers.permissions import can_answer_document, can_write_sheet
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.projects.links import live_project

DEEDS = {
    "dossiers.work": msg("a work package was written"),
    "dossiers.remove_work": msg("a work package was removed"),
    "dossiers.draw_up": msg("the dossier was drawn up"),
    "dossiers.submit": msg("the dossier was sent"),
    "dossiers.write": msg("a section of the dossier was written"),
    "dossiers.ask": msg("a question of the call was added"),
    "dossiers.drop_question": msg("a question of the call was taken away"),
    "dossiers.read_call": msg("the documents that a call asks were read"),
    "dossiers.ask_usual": msg("the usual documents were asked for"),
    "dossiers.ask_document": msg("a document was asked for"),
    "dossiers.drop_document": msg("a document is no longer asked for"),
    "dossiers.hand_apart": msg("a document was handed over apart"),
    "dossiers.add_template": msg("a funder's template was added"),
    "dossiers.remove_template": msg("a funder's template was taken away"),
    "dossiers.fill_template": msg("a funder's template was filled"),
    "dossiers.sheet": msg("the sheet of the organisation was written"),
}


def register() -> None:
    name_deeds(DEEDS)
    stage("dossier", _stage)
    open_to_notes("dossiers.askeddocument", Openness(can_answer_document, _people, lambda asked: asked.organisation_id))
    panel("directory.organisation", 40, _sheet_panel)
    panel("projects.project", 30, _project_panel)


def _stage(_actor: Actor, need_id: int) -> Stage | None:
    """Done once a version is drawn up, next once there is a plan."""
    project = live_project(need_id)
    if project is None:
        return None
    place, version, kept = reverse("dossiers:detail", args=[project.pk]), newest_version(project.pk), newest_plan(project.pk)
    if version:
        return Stage("done", place, msg("version %(n)s", n=version.number))
    return Stage("next", place) if kept and not kept.plan.refused else None


@once_a_page
def newest_version(project_id: int) -> Version | None:
    """Return the newest version of a project's dossier, if the actor of the scope may see it."""
    return Version.objects.filter(project_id=project_id).first()


def _project_panel(_actor: Actor, project: models.Model) -> Panel:
    return Panel(
        "dossiers/parts/project_panel.html",
        {"project": project, "version": newest_version(project.pk)},
    )


def _sheet_panel(actor: Actor, organisation: models.Model) -> Panel | None:
    if not can_write_sheet(actor, organisation):
        return None
    return Panel("dossiers/parts/sheet_panel.html", {"organisation": organisation})


def _people(asked: models.Model) -> Iterator[models.Model]:
    yield from office_people()
    yield from people_of(asked.organisation_id)
