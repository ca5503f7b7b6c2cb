"""The competences that projects ask for, told to the plan of training sessions."""

from __future__ import annotations

from collections.abc import Iterable

from campus5g.core.benefit import Use
from campus5g.core.message import msg
from campus5g.portal.base.clock import today
from campus5g.portal.projects.models import Project
from campus5g.portal.training.opening_demand import Demand, months_after, sought, value


def from_projects() -> Iterable[Demand]:
    """Each live project asks for the competences of its need and of its own words, until some months after it starts."""
    now = months_after(today(), 1)
    live = Project.objects.exclude(state=Project.State.ARCHIVED).select_related("need", "organisation")
    for project in live.order_by("pk"):
        due = months_after(project.starts_on, value("months_after_start"))
        if due < now:
            continue
        uses = tuple(Use(use) for use in project.need.uses if use in set(Use))
        place, title = ("", msg("a project")) if project.need.anonymous else (project.organisation.city, project.title)
        for key in sought(uses, [project.title, project.summary]):
            yield Demand(
                f"project-{project.pk}-{key}", key, value("people_by_project"), now, due, place, title, project.get_absolute_url()
            )
