"""Cohorts and the ventures in them, over the API. It calls the same verbs as the pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.support import actions
from campus5g.portal.support.models import Cohort, Figure, Member, Milestone, Reservation, Resource
from campus5g.portal.support.models.scoped import NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.support.permissions import can_say_figures
from campus5g.portal.support.standing import signals
from campus5g.portal.support.summing import trails_of

router = Router(tags=["support"])


class CohortOut(Schema):
    """A cohort of ventures."""

    id: int
    name: str
    round_id: int
    starts_on: date
    ends_on: date


class CohortMember(Schema):
    """A venture in a cohort; ``reference`` is the same from its application on."""

    id: int
    cohort_id: int
    venture_id: int
    reference: str
    name: str
    joined_on: date
    left_on: date | None
    how: str


class HealthOut(Schema):
    """How much attention a venture asks for, and why."""

    level: str
    reasons: list[str]


class MilestoneIn(Schema):
    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    due: date
    proof: str = Field("", max_length=WHY_LENGTH)


class MilestoneOut(MilestoneIn):
    id: int
    reached_on: date | None
    evidence: str


class ReachedIn(Schema):
    on: date
    evidence: str = Field(min_length=1, max_length=TEXT_LENGTH)


class FigureIn(Schema):
    """One figure: euros, or full-time equivalents for ``jobs``."""

    kind: Figure.Kinds
    on: date
    value: Decimal = Field(ge=0, le=10**11, decimal_places=2)
    other: str = Field("", max_length=TITLE_LENGTH)
    evidence: str = Field("", max_length=WHY_LENGTH)


class FigureOut(Schema):
    """A figure with what it rests on: words, and the SHA-256 of its files."""

    id: int
    venture_id: int
    kind: str
    on: date
    value: Decimal
    other: str
    evidence: str
    files: list[str]
    said_at: datetime


class BookingIn(Schema):
    """What is booked, from when to when, both on one day and with their time zone."""

    resource_id: int = Field(gt=0, lt=2**63)
    starts_at: datetime
    ends_at: datetime
    text: str = Field("", max_length=WHY_LENGTH)


class BookingOut(BookingIn):
    id: int
    member_id: int
    cancelled_at: datetime | None


class ResourceOut(Schema):
    """A desk, a hall or a test slot."""

    id: int
    kind: str
    name: str = Field(max_length=NAME_LENGTH)
    seats: int


@router.get("/cohorts", response={200: list[CohortOut], **ERRORS}, summary="The cohorts that concern you")
@paginate(Pages, page_size=50)
def cohorts(request: HttpRequest) -> Any:
    return Cohort.objects.all()


@router.get("/ventures", response={200: list[CohortMember], **ERRORS}, summary="The ventures in support that concern you")
@paginate(Pages, page_size=50)
def ventures(request: HttpRequest, cohort_id: Annotated[int | None, Query(gt=0, lt=2**63)] = None) -> Any:
    found = Member.objects.select_related("venture")
    return [_shown(one) for one in (found.filter(cohort_id=cohort_id) if cohort_id else found)]


@router.get("/ventures/{int:pk}/health", response={200: HealthOut, **ERRORS}, summary="How a venture is doing, and why")
def health(request: HttpRequest, pk: int) -> dict[str, Any]:
    signal = signals([_member(pk)], today())[pk]
    return {"level": signal.level.value, "reasons": [say(reason) for reason in signal.reasons]}


@router.get("/ventures/{int:pk}/milestones", response={200: list[MilestoneOut], **ERRORS}, summary="The plan of a venture")
def milestones(request: HttpRequest, pk: int) -> Any:
    return list(Milestone.objects.filter(member=_member(pk), dropped_at=None))


@router.post("/ventures/{int:pk}/milestones", response={201: MilestoneOut, **ERRORS}, summary="Add a milestone")
def write_milestone(request: HttpRequest, pk: int, said: MilestoneIn) -> Status:
    return Status(201, actions.write_milestone(request.actor, _member(pk), said.title, said.due, said.proof))


@router.post("/milestones/{int:pk}/reach", response={200: MilestoneOut, **ERRORS}, summary="Say that a milestone is reached")
def reach_milestone(request: HttpRequest, pk: int, said: ReachedIn) -> Milestone:
    rows = Milestone.objects.select_related("member__venture", "member__cohort")
    return actions.reach_milestone(request.actor, get_object_or_404(rows, pk=pk), said.on, said.evidence)


@router.get("/ventures/{int:pk}/figures", response={200: list[FigureOut], **ERRORS}, summary="The figures of a venture")
def figures(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    member = _member(pk)
    require(can_say_figures(request.actor, member.venture))
    return [_figure(one.figure, [file.sha256 for file in one.files]) for one in trails_of([member.venture_id], None, today())]


@router.post("/ventures/{int:pk}/figures", response={201: FigureOut, **ERRORS}, summary="Say a figure")
def say_figure(request: HttpRequest, pk: int, said: FigureIn) -> Status:
    made = actions.say_figure(
        request.actor, _member(pk).venture, said.kind, said.on, int(said.value * 100), other=said.other, evidence=said.evidence
    )
    return Status(201, _figure(made, []))


@router.get("/resources", response={200: list[ResourceOut], **ERRORS}, summary="What can be booked")
def resources(request: HttpRequest) -> Any:
    return list(Resource.objects.filter(archived_at=None))


@router.get("/ventures/{int:pk}/bookings", response={200: list[BookingOut], **ERRORS}, summary="The bookings of a venture")
def bookings(request: HttpRequest, pk: int) -> Any:
    return list(Reservation.objects.filter(member=_member(pk)))


@router.post("/ventures/{int:pk}/bookings", response={201: BookingOut, **ERRORS}, summary="Book a place")
def book(request: HttpRequest, pk: int, said: BookingIn) -> Status:
    resource = get_object_or_404(Resource.objects.filter(archived_at=None), pk=said.resource_id)
    return Status(201, actions.book(request.actor, _member(pk), resource, said.starts_at, said.ends_at, said.text))


def _member(pk: int) -> Member:
    found: Member = get_object_or_404(Member.objects.select_related("venture", "cohort"), pk=pk)
    return found


def _shown(one: Member) -> dict[str, Any]:
    return {
        "id": one.pk, "cohort_id": one.cohort_id, "venture_id": one.venture_id, "reference": one.venture.reference,
        "name": one.venture.name, "joined_on": one.joined_on, "left_on": one.left_on, "how": one.how,
    }  # fmt: skip


def _figure(one: Figure, files: list[str]) -> dict[str, Any]:
    return {
        "id": one.pk, "venture_id": one.venture_id, "kind": one.kind, "on": one.on, "value": Decimal(one.hundredths) / 100,
        "other": one.other, "evidence": one.evidence, "files": files, "said_at": one.said_at,
    }  # fmt: skip
