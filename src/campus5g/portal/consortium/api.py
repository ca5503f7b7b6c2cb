"""The life of a consortium, over the API."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.consortium import actions
from campus5g.portal.consortium.models import LogEntry, Signature
from campus5g.portal.consortium.parts import parts_of
from campus5g.portal.consortium.state import present_state, standings
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Partner, Project

router = Router(tags=["consortium"])


class PartnerPartOut(Schema):
    """One partner's part: what it lacks, whether its signature holds, and what has changed since it signed."""

    partner_id: int
    organisation_id: int
    cents: int
    lacking: list[str]
    signed: bool
    since: list[str]


class ConsortiumOut(Schema):
    """The project as it stands: ``fingerprint`` is what a signature covers."""

    fingerprint: str
    parts: list[PartnerPartOut]


class EntryOut(Schema):
    id: int
    kind: str
    day: date
    organisation_id: int | None
    who: str
    text: str
    due: date | None
    done_on: date | None


class EntryIn(Schema):
    kind: LogEntry.Kind
    day: date
    text: str = Field(min_length=1, max_length=4000)
    who: str = Field("", max_length=200)
    due: date | None = None
    organisation_id: int | None = Field(None, gt=0, lt=2**63)


class SignIn(Schema):
    partner_id: int = Field(gt=0, lt=2**63)
    fingerprint: str = Field(min_length=64, max_length=64)
    capacity: str = Field(min_length=1, max_length=160)


class SignatureOut(Schema):
    id: int
    organisation_id: int
    version: int
    signed_on: date

    @staticmethod
    def resolve_version(signature: Signature) -> int:
        return int(signature.state.number)


def _project(pk: int) -> Project:
    project: Project = get_object_or_404(Project.objects.select_related("organisation"), pk=pk)
    return project


@router.get("/{int:project_pk}", response={200: ConsortiumOut, **ERRORS}, summary="Who lacks what, and who signed")
def read(request: HttpRequest, project_pk: int) -> dict[str, object]:
    project = _project(project_pk)
    partners = live_partners(project)
    now = present_state(project, partners)
    parts = [
        {
            "partner_id": part.partner.pk, "organisation_id": part.partner.organisation_id, "cents": part.cents,
            "lacking": [say(lack.what) for lack in part.lacking], "signed": part.standing.holds,
            "since": [say(change) for change in part.since],
        }
        for part in parts_of(project, now, standings(project, now, partners))
    ]  # fmt: skip
    return {"fingerprint": now.fingerprint, "parts": parts}


@router.post("/{int:project_pk}/signatures", response={201: SignatureOut, **ERRORS}, summary="Sign the project as it stands")
def sign(request: HttpRequest, project_pk: int, data: SignIn) -> Status[Signature]:
    found = Partner.objects.select_related("project__organisation", "organisation")
    partner = get_object_or_404(found, pk=data.partner_id, project_id=project_pk)
    return Status(201, actions.sign(request.actor, partner, data.fingerprint, actions.Hand(data.capacity)))


@router.get("/{int:project_pk}/log", response={200: list[EntryOut], **ERRORS}, summary="The log that I may see")
def entries(request: HttpRequest, project_pk: int) -> list[LogEntry]:
    return list(LogEntry.objects.filter(project=_project(project_pk)))


@router.post("/{int:project_pk}/log", response={201: EntryOut, **ERRORS}, summary="Write in the log")
def write(request: HttpRequest, project_pk: int, data: EntryIn) -> Status[LogEntry]:
    said = actions.Said(data.kind.value, data.day, data.text, data.who, data.due, data.organisation_id)
    return Status(201, actions.write_entry(request.actor, _project(project_pk), said))


@router.post("/{int:project_pk}/log/{int:pk}/done", response={200: EntryOut, **ERRORS}, summary="Say that what was due is done")
def close(request: HttpRequest, project_pk: int, pk: int) -> LogEntry:
    found = LogEntry.objects.select_related("project__organisation", "organisation")
    entry: LogEntry = get_object_or_404(found, pk=pk, project_id=project_pk)
    actions.close_entry(request.actor, entry)
    return entry
