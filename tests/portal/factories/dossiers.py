"""Projects that are ready for their dossier."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils import timezone

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.scope import acting
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.projects.models import Project
from campus5g.portal.studies.models import Study
from tests.portal.factories.financing import fundable_project
from tests.portal.factories.studies import finished_study

_OWN = {"id", "organisation", "need", "job", "created_by", "created_at", "finished_at"}


@cache
def _result() -> dict[str, Any]:
    """What one real run of the engines on the small site left in its row; the engines run once for all tests."""
    study = finished_study()
    assert study.done
    return {field.name: getattr(study, field.attname) for field in Study._meta.concrete_fields if field.name not in _OWN}


def studied(project: Project) -> Study:
    """Give the need of a project a finished study."""
    need = project.need
    study = Study(need=need, organisation_id=need.organisation_id, finished_at=timezone.now(), **_result())
    study.save()
    return study


def ready_project() -> Project:
    """A project with its study, its kept call and its plan: nothing is lacking for the dossier."""
    project = fundable_project()
    studied(project)
    with acting(SYSTEM):
        compute_plan(SYSTEM, project, "net_public")
    return project
