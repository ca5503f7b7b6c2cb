"""Dossiers, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers import actions
from campus5g.portal.dossiers.models import Version
from campus5g.portal.projects.models import Project

router = Router(tags=["dossiers"])


class VersionOut(Schema):
    """A version of a dossier: where its files are, and the SHA-256 of each."""

    number: int
    language: str
    made_at: datetime
    files: dict[str, str]
    prints: dict[str, str]


class DrawUpIn(Schema):
    language: Literal["fr", "en"] = "fr"
    kept_call_id: int | None = Field(None, gt=0, lt=2**63)


def _out(version: Version) -> dict[str, object]:
    files = {kind: reverse("dossiers:download", args=[version.project_id, version.number, kind]) for kind in actions.FILES}
    return {
        "number": version.number,
        "language": version.language,
        "made_at": version.made_at,
        "files": files,
        "prints": version.prints,
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
