"""Financing plans, over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from campus5g.funding.plan import Objective
from campus5g.portal.base.api import ERRORS
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Project

router = Router(tags=["financing"])


class PlanOut(Schema):
    """A plan as the engine gives it (`plan`: allocations, ceilings, cash; integer cents)."""

    id: int
    project_id: int
    on: date
    aim: str
    plan: dict[str, Any]


class AimIn(Schema):
    aim: Objective = Objective.NET_PUBLIC


def _out(kept: Plan) -> dict[str, Any]:
    return {"id": kept.pk, "project_id": kept.project_id, "on": kept.on, "aim": kept.aim, "plan": kept.plan_data}


@router.get("/{int:project_pk}", response={200: PlanOut, **ERRORS}, summary="The newest plan of a project")
def newest(request: HttpRequest, project_pk: int) -> dict[str, Any]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return _out(get_object_or_404(Plan.objects.filter(project=project)[:1]))


@router.post("/{int:project_pk}", response={201: PlanOut, **ERRORS}, summary="Compute the best legal plan")
def compute(request: HttpRequest, project_pk: int, data: AimIn) -> Status[dict[str, Any]]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return Status(201, _out(compute_plan(request.actor, project, data.aim)))
