"""Programmes over the API: the plan with what is late and why, indicators with their values, amendments. The same verbs as the pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.clock import today
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.programme import actions
from campus5g.portal.programme.amending import title_of
from campus5g.portal.programme.models import Amendment, Indicator, Measure, Milestone, Programme
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, WHY_LENGTH
from campus5g.portal.programme.standing import Plan, gauges_of, plan_of
from campus5g.portal.programme.views import programme_of

router = Router(tags=["programme"])
MOST = 10**13


class ProgrammeOut(Schema):
    """A programme that one takes part in. example: its days were entered as an example, nobody published them."""

    id: int
    reference: str
    title: str
    state: str
    starts_on: date
    ends_on: date
    base_ends_on: date
    example: bool


class StoneOut(Schema):
    """A milestone or deliverable: its day now, the day of the first plan, and what it waits for, by number."""

    id: int
    code: str
    kind: str
    title: str
    due: date
    base_due: date
    reached_on: date | None
    after: list[str]
    late_days: int
    late_why: str
    holds_up: list[str]


class ActionOut(Schema):
    """An action with its milestones."""

    id: int
    code: str
    strand: str
    title: str
    owner: str
    state: str
    progress: int
    starts_on: date
    ends_on: date
    base_ends_on: date
    milestones: list[StoneOut]


class MilestoneReachedIn(Schema):
    on: date
    evidence: str = Field(min_length=1, max_length=TEXT_LENGTH)
    late_why: str = Field("", max_length=WHY_LENGTH)


class ValueIn(Schema):
    """A value of an indicator; one that is worse than at the start says why."""

    on: date
    value: Decimal = Field(ge=-MOST, le=MOST, decimal_places=2)
    evidence: str = Field("", max_length=WHY_LENGTH)
    why: str = Field("", max_length=WHY_LENGTH)


class ValueOut(ValueIn):
    id: int


class IndicatorOut(Schema):
    """An indicator with the values that count. share: how much of the way from the start to the target the last one shows."""

    id: int
    code: str
    title: str
    unit: str
    direction: str
    baseline: Decimal
    baseline_on: date
    target: Decimal
    target_on: date
    share: float | None
    values: list[ValueOut]


class AmendmentOut(Schema):
    """An amendment, told in the reader's language."""

    id: int
    reference: str
    kind: str
    what: str
    why: str
    state: str


@router.get("/", response={200: list[ProgrammeOut], **ERRORS}, summary="The programmes that one takes part in")
@paginate(Pages)
def programmes(request: HttpRequest) -> Any:
    return Programme.objects.all()


@router.get(
    "/{int:pk}/plan",
    response={200: list[ActionOut], **ERRORS},
    summary="The plan: its actions and milestones, what is late and what that holds up",
)
def plan(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    found = plan_of(programme_of(pk), today())
    stones: dict[int, list[dict[str, Any]]] = {}
    late = {delay.milestone.pk: [say(held.sentence) for held in delay.late.holds] for delay in found.delays}
    for one in found.milestones:
        stones.setdefault(one.action_id, []).append(_stone(one, late.get(one.pk, []), found))
    return [
        {
            "id": one.pk, "code": one.code, "strand": one.strand.title, "title": one.title, "owner": str(one.owner or ""),
            "state": one.state, "progress": one.progress, "starts_on": one.starts_on, "ends_on": one.ends_on,
            "base_ends_on": one.base_ends_on,
            "milestones": stones.get(one.pk, []),
        }
        for one in found.actions
    ]  # fmt: skip


def _stone(one: Milestone, holds: list[str], found: Plan) -> dict[str, Any]:
    codes = {other.pk: other.code for other in found.milestones}
    return {
        "id": one.pk, "code": one.code, "kind": one.kind, "title": one.title, "due": one.due, "base_due": one.base_due,
        "reached_on": one.reached_on, "after": [codes[before.pk] for before in one.after.all() if before.pk in codes],
        "late_days": one.late(today()), "late_why": one.late_why, "holds_up": holds,
    }  # fmt: skip


@router.post(
    "/milestones/{int:pk}/reach",
    response={200: StoneOut, **ERRORS},
    summary="Say that a milestone is reached, with what proves it",
)
def reach(request: HttpRequest, pk: int, said: MilestoneReachedIn) -> dict[str, Any]:
    found = get_object_or_404(Milestone.objects.select_related("programme", "action__strand", "action__owner"), pk=pk)
    actions.reach_milestone(request.actor, found, said.on, said.evidence, said.late_why)
    told = plan_of(found.programme, today())
    return _stone(next(one for one in told.milestones if one.pk == pk), [], told)


@router.get("/{int:pk}/indicators", response={200: list[IndicatorOut], **ERRORS}, summary="Indicators with their values")
def indicators(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_indicator(one.indicator, one.share, list(one.measures)) for one in gauges_of(programme_of(pk))]


def _indicator(one: Indicator, share: float | None, measures: list[Measure]) -> dict[str, Any]:
    names = ("title", "unit", "direction", "baseline", "baseline_on", "target", "target_on", "code")
    values = [{name: getattr(said, name) for name in ("on", "value", "evidence", "why")} | {"id": said.pk} for said in measures]
    return {"id": one.pk, "share": share, "values": values, **{name: getattr(one, name) for name in names}}


@router.post("/indicators/{int:pk}/values", response={201: ValueOut, **ERRORS}, summary="Say a value of an indicator")
def say_value(request: HttpRequest, pk: int, said: ValueIn) -> Any:
    found = get_object_or_404(Indicator.objects.select_related("programme", "owner"), pk=pk)
    return Status(201, actions.say_value(request.actor, found, said.on, said.value, said.evidence, said.why))


@router.get("/{int:pk}/amendments", response={200: list[AmendmentOut], **ERRORS}, summary="Amendments, newest first")
def amendments(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    found = Amendment.objects.filter(programme=programme_of(pk)).select_related("programme")
    return [
        {"id": one.pk, "reference": str(one), "kind": one.kind, "what": say(title_of(one)), "why": one.why, "state": one.state}
        for one in found
    ]
