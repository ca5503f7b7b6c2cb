"""The calls that projects have kept, as several pieces of their pages ask for them."""

from __future__ import annotations

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.once import once_a_page
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.calls.permissions import can_keep_call
from campus5g.portal.projects.models import Project

OFFERED = 10
"""Projects, the newest, for which the page of a call offers to keep it."""


@once_a_page
def kept_calls(project_id: int) -> list[KeptCall]:
    """Return the kept calls of a project, in the order in which they were kept, each with its call of the catalogue."""
    return list(KeptCall.objects.filter(project_id=project_id).select_related("call"))


def projects_for(actor: Actor, call: Call) -> list[tuple[Project, KeptCall | None]]:
    """Return the live projects that the actor builds, each with the call as it has kept it, if it has."""
    live = Project.objects.exclude(state=Project.State.ARCHIVED).select_related("organisation")
    mine = [project for project in live[:OFFERED] if can_keep_call(actor, project)]
    kept = {one.project_id: one for one in KeptCall.objects.filter(call=call, project__in=mine)} if mine else {}
    return [(project, kept.get(project.pk)) for project in mine]
