"""Projects, over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.core.project import Category, Circumstance
from campus5g.funding.claims import Claims
from campus5g.portal.base.api import ERRORS
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.portal.projects import actions
from campus5g.portal.projects.models import Partner, Project

router = Router(tags=["projects"])


class LineOut(Schema):
    id: int
    partner_id: int
    label: str
    category: str
    cents: int
    circumstances: list[str]
    rate: Decimal | None
    starts_on: date | None


class PartnerOut(Schema):
    id: int
    organisation_id: int
    task: str
    state: str


class ProjectOut(Schema):
    """A project; money in integer cents."""

    id: int
    need_id: int
    organisation_id: int
    title: str
    summary: str
    state: str
    applied_on: date
    granted_on: date
    starts_on: date
    months: int
    partners: list[PartnerOut]
    lines: list[LineOut]


class ProjectIn(Schema):
    need_id: int = Field(gt=0, lt=2**63)
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field("", max_length=6000)
    applied_on: date
    granted_on: date
    starts_on: date
    months: int = Field(ge=1, le=120)
    lead_id: int | None = Field(None, gt=0, lt=2**63)


class InvitationIn(Schema):
    organisation_id: int = Field(gt=0, lt=2**63)
    task: str = Field("", max_length=300)


class LineIn(Schema):
    partner_id: int = Field(gt=0, lt=2**63)
    label: str = Field(min_length=1, max_length=200)
    category: Category
    cents: int = Field(gt=0, lt=10**15)
    circumstances: list[Circumstance] = Field([], max_length=len(Circumstance))
    rate: Decimal | None = Field(None, ge=0, le=100, max_digits=5, decimal_places=2)
    starts_on: date | None = None


@router.get("/", response={200: list[ProjectOut], **ERRORS}, summary="The projects I may see")
def list_projects(request: HttpRequest) -> list[Project]:
    return list(Project.objects.prefetch_related("partners", "lines"))


@router.post("/", response={201: ProjectOut, **ERRORS}, summary="Open the project that answers a need")
def open_project(request: HttpRequest, data: ProjectIn) -> Status[Project]:
    need = get_object_or_404(Need.objects, pk=data.need_id)
    facts = actions.Facts(**data.dict(exclude={"need_id", "lead_id"}))
    return Status(201, actions.open_project(request.actor, need, facts, data.lead_id))


@router.get("/{int:pk}", response={200: ProjectOut, **ERRORS}, summary="One project")
def read_project(request: HttpRequest, pk: int) -> Project:
    project: Project = get_object_or_404(Project.objects, pk=pk)
    return project


@router.post("/{int:pk}/partners", response={201: PartnerOut, **ERRORS}, summary="Invite a partner")
def invite(request: HttpRequest, pk: int, data: InvitationIn) -> Status[Partner]:
    project = get_object_or_404(Project.objects, pk=pk)
    organisation = get_object_or_404(Organisation.objects.active(), pk=data.organisation_id)
    return Status(201, actions.invite_partner(request.actor, project, organisation.pk, data.task))


@router.post("/{int:pk}/lines", response={201: LineOut, **ERRORS}, summary="Add a cost to a partner")
def add_line(request: HttpRequest, pk: int, data: LineIn) -> Status[object]:
    partner = get_object_or_404(Partner.objects.select_related("project", "organisation"), pk=data.partner_id, project_id=pk)
    claims = Claims(tuple(data.circumstances), data.rate, data.starts_on)
    return Status(201, actions.save_line(request.actor, partner, data.label, data.category, data.cents, claims=claims))
