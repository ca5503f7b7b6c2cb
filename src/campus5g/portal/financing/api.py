"""Financing plans, over the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.funding.plan import Objective, Wishes
from campus5g.portal.base.api import ERRORS
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.financing.models import Plan
from campus5g.portal.projects.models import Project

router = Router(tags=["financing"])


class PlanWishesIn(Schema):
    """What must hold beside the law. Partners and calls by their numbers in the project, amounts in cents."""

    least_public_cents: int = Field(0, ge=0, lt=2**53)
    most_own_cents: dict[str, Annotated[int, Field(ge=0, lt=2**53)]] = Field({}, max_length=100)
    use_calls: list[str] = Field([], max_length=100)


class PlanOut(Schema):
    """A plan as the engine gives it, in integer cents.

    `plan`: allocations, ceilings, cash, `conditions`, the three `ways` of a late grant, or `refused` with its `conflict`.
    `sensitivities`: what one change would bring, the best first.
    """

    id: int
    project_id: int
    on: date
    aim: str
    wishes: dict[str, Any]
    plan: dict[str, Any]
    sensitivities: list[dict[str, Any]]


class AimIn(Schema):
    aim: Objective = Objective.NET_PUBLIC
    wishes: PlanWishesIn = PlanWishesIn()


def _out(kept: Plan) -> dict[str, Any]:
    return {
        "id": kept.pk, "project_id": kept.project_id, "on": kept.on, "aim": kept.aim, "wishes": kept.wishes_data,
        "plan": kept.plan_data, "sensitivities": kept.sensitivities_data,
    }  # fmt: skip


@router.get("/{int:project_pk}", response={200: PlanOut, **ERRORS}, summary="The newest plan of a project")
def newest(request: HttpRequest, project_pk: int) -> dict[str, Any]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return _out(get_object_or_404(Plan.objects.filter(project=project)[:1]))


@router.post("/{int:project_pk}", response={201: PlanOut, **ERRORS}, summary="Compute the best legal plan")
def compute(request: HttpRequest, project_pk: int, data: AimIn) -> Status[dict[str, Any]]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    asked = data.wishes
    wishes = Wishes(asked.least_public_cents, asked.most_own_cents, tuple(asked.use_calls))
    return Status(201, _out(compute_plan(request.actor, project, data.aim, wishes)))
