"""Dossiers, over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status

from campus5g.documents.completeness import ready
from campus5g.documents.voice import Voice
from campus5g.portal.base.api import ERRORS
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.models import TEXT_LENGTH, Answer, Version
from campus5g.portal.dossiers.points import points_of
from campus5g.portal.projects.models import Partner, Project

router = Router(tags=["dossiers"])


class VersionOut(Schema):
    """A version of a dossier: where its files are, the SHA-256 of each, and whether the funder holds it."""

    number: int
    language: str
    made_at: datetime
    files: dict[str, str]
    prints: dict[str, str]
    submitted_on: date | None
    submitted_as: str


class DrawUpIn(Schema):
    language: Literal["fr", "en"] = "fr"
    kept_call_id: int | None = Field(None, gt=0, lt=2**63)


def _out(version: Version) -> dict[str, object]:
    files = {
        kind: reverse("dossiers:download", args=[version.project_id, version.number, kind])
        for kind in actions.FILES
        if getattr(version, kind)
    }
    return {
        "number": version.number,
        "language": version.language,
        "made_at": version.made_at,
        "files": files,
        "prints": version.prints,
        "submitted_on": version.submitted_on,
        "submitted_as": version.submitted_as,
    }


@router.get("/{int:project_pk}", response={200: list[VersionOut], **ERRORS}, summary="The versions of a dossier")
def versions(request: HttpRequest, project_pk: int) -> list[dict[str, object]]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return [_out(version) for version in Version.objects.filter(project=project)]


@router.post("/{int:project_pk}", response={201: VersionOut, **ERRORS}, summary="Draw up a new version")
def draw_up(request: HttpRequest, project_pk: int, data: DrawUpIn) -> Status[dict[str, object]]:
    project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=project_pk)
    kept = get_object_or_404(KeptCall.objects, pk=data.kept_call_id, project=project) if data.kept_call_id else None
    return Status(201, _out(actions.draw_up(request.actor, project, kept, data.language)))


class DossierPointOut(Schema):
    """One point of the dossier. ``done`` is null when only a person can tell; ``blocks``: nothing is sent without it."""

    key: str
    label: str
    done: bool | None
    blocks: bool
    place: str


class CheckOut(Schema):
    """Whether the dossier can be sent, and every point that was looked at, told in the language asked."""

    ready: bool
    points: list[DossierPointOut]


class AnswerOut(Schema):
    """A section as it stands; ``revision`` is to be sent back with the next text."""

    key: str
    partner_id: int | None
    title: str
    text: str
    revision: int
    written_at: datetime | None


class SectionAnswerIn(Schema):
    text: str = Field(max_length=TEXT_LENGTH)
    revision: int = Field(0, ge=0, lt=2**31)
    partner_id: int | None = Field(None, gt=0, lt=2**63)


@router.get("/{int:project_pk}/check", response={200: CheckOut, **ERRORS}, summary="What the dossier still lacks")
def check(
    request: HttpRequest,
    project_pk: int,
    kept_call_id: Annotated[int | None, Query(gt=0, lt=2**63)] = None,
    language: Literal["fr", "en"] = "fr",
) -> dict[str, object]:
    project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=project_pk)
    kept = get_object_or_404(KeptCall.objects, pk=kept_call_id, project=project) if kept_call_id else None
    points = points_of(project, kept)
    said = Voice(language)
    return {
        "ready": ready(points),
        "points": [{"key": p.key, "label": said(p.label), "done": p.done, "blocks": p.blocks, "place": p.place} for p in points],
    }


@router.get("/{int:project_pk}/answers", response={200: list[AnswerOut], **ERRORS}, summary="The sections that people wrote")
def answers(request: HttpRequest, project_pk: int) -> list[Answer]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return list(Answer.objects.filter(project=project))


@router.put("/{int:project_pk}/answers/{key}", response={200: AnswerOut, **ERRORS}, summary="Write a section")
def write_answer(request: HttpRequest, project_pk: int, key: str, data: SectionAnswerIn) -> Answer:
    project = get_object_or_404(Project.objects.select_related("organisation"), pk=project_pk)
    partner = None
    if data.partner_id:
        partner = get_object_or_404(
            Partner.objects.select_related("project__organisation", "organisation"), pk=data.partner_id, project=project
        )
    return actions.write_answer(request.actor, project, key, partner, data.text, data.revision)
