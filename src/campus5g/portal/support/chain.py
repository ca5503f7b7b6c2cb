"""What the chain of the house holds of a venture's organisation: studies, projects with their plans, introductions. Shown, never copied."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from campus5g.portal.financing.models import Plan
from campus5g.portal.incubator.models import Venture
from campus5g.portal.projects.models import Project
from campus5g.portal.solutions.models import Introduction
from campus5g.portal.studies.models import Study

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """As far as the actor of the scope sees them. projects: each with whether it has a financing plan (``planned``)."""

    studies: list[Study]
    projects: list[Project]
    introductions: list[Introduction]

    def __bool__(self) -> bool:
        return bool(self.studies or self.projects or self.introductions)


def of(venture: Venture) -> Chain:
    """Return what there is of a venture; nothing before it has an organisation."""
    if venture.organisation_id is None:
        return Chain([], [], [])
    studies = Study.objects.filter(need__organisation_id=venture.organisation_id).select_related("need", "job")
    plans = Exists(Plan._base_manager.filter(project=OuterRef("pk")))
    projects = Project.objects.filter(organisation_id=venture.organisation_id).annotate(planned=plans)
    met = Introduction.objects.filter(solution__organisation_id=venture.organisation_id).exclude(
        state=Introduction.State.WITHDRAWN
    )
    return Chain(
        list(studies.order_by("-pk")[:SHOWN]), list(projects.order_by("-pk")[:SHOWN]),
        list(met.select_related("solution", "need").order_by("-moved_at")[:SHOWN]),
    )  # fmt: skip
