"""The incubator over the API: calls, applications as the reader may see them, and the marks of a juror."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import now
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.apply_views import application_of
from campus5g.portal.incubator.forms import ApplicationFilter
from campus5g.portal.incubator.models import Application, Assignment, Round
from campus5g.portal.incubator.permissions import can_judge, can_read_file, founds
from campus5g.portal.incubator.reading_views import mine
from campus5g.portal.incubator.round_views import language
from campus5g.portal.incubator.shown import parts_of

router = Router(tags=["incubator"])
MOST = 500


class RoundOut(Schema):
    """A call for applications. rubric: its criteria with their weights; marks go from 0 to ``top``."""

    id: int
    title: str
    cohort: str
    places: int
    opens_at: datetime
    closes_at: datetime
    state: str
    top: int
    rubric: list[dict[str, Any]]


class ApplicationOut(Schema):
    """An application; of its team, no address."""

    id: int
    reference: str
    venture: str
    round: int
    state: str
    submitted_at: datetime | None
    late: bool


class AnswersOut(ApplicationOut):
    """With its answers, by the short name of each question."""

    answers: dict[str, Any]


class FileOut(Schema):
    """A file given to a juror. answers: once they declared that nothing ties them to it; those that name the team left out where
    the call is read without names."""

    id: int
    number: str
    declared: str
    revision: int
    answers: list[dict[str, str]]


class MarksIn(Schema):
    """number: the caller's own, the same each time it says this again. revision: the last one the caller has seen."""

    number: UUID
    marks: dict[str, float]
    comment: str = Field("", max_length=4000)
    revision: int = Field(ge=0)


class MarksOut(Schema):
    revision: int
    at: datetime


@router.get("/rounds", response={200: list[RoundOut], **ERRORS}, summary="Calls for applications")
def rounds(request: HttpRequest) -> list[Round]:
    return list(Round.objects.exclude(state=Round.State.ARCHIVED)[:MOST])


@router.get("/applications", response={200: list[ApplicationOut], **ERRORS}, summary="Applications that the reader sees")
def applications(request: HttpRequest, q: str = "", state: str = "") -> list[dict[str, Any]]:
    rows = Application.objects.select_related("venture", "round")
    chosen = ApplicationFilter({"q": q, "state": state}).chosen(rows)[:MOST]
    return [_told(one) for one in chosen if _inside(request, one)]


@router.get("/applications/{int:pk}", response={200: AnswersOut, **ERRORS}, summary="One application, with its answers")
def application(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = application_of(pk)
    if not _inside(request, found):
        raise Http404
    return _told(found) | {"answers": found.answers}


@router.get("/reading", response={200: list[FileOut], **ERRORS}, summary="Files given to the reader as a juror")
def reading(request: HttpRequest) -> list[dict[str, Any]]:
    return [_file(request, one) for one in mine(request)[:MOST]]


@router.post("/reading/{int:pk}/marks", response={201: MarksOut, **ERRORS}, summary="Give marks to a file")
def give_marks(request: HttpRequest, pk: int, data: MarksIn) -> Status[Any]:
    given = get_object_or_404(mine(request), pk=pk)
    said = actions.Given(data.number, data.marks, data.comment, data.revision, now())
    return Status(201, actions.give_marks(request.actor, given, said))


def _inside(request: HttpRequest, found: Application) -> bool:
    """Its team and the office; a juror reads by ``/reading``."""
    return founds(request.actor, found.venture) or bool(can_judge(request.actor, found))


def _told(found: Application) -> dict[str, Any]:
    return {
        "id": found.pk, "reference": found.venture.reference, "venture": found.venture.name, "round": found.round_id,
        "state": found.state, "submitted_at": found.submitted_at, "late": found.late,
    }  # fmt: skip


def _file(request: HttpRequest, given: Assignment) -> dict[str, Any]:
    found, last = given.application, actions.last_score(given)
    parts = parts_of(found, language(), nameless=found.round.anonymised) if can_read_file(request.actor, given) else []
    return {
        "id": given.pk, "number": found.file_name, "declared": given.declared, "revision": last.revision if last else 0,
        "answers": [{"question": one.title, "answer": one.text} for part in parts for one in part.answers],
    }  # fmt: skip
