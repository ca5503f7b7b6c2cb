"""Studies, over the API."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.needs.models import Need
from campus5g.portal.studies import actions
from campus5g.portal.studies.models import Study

router = Router(tags=["studies"])


class LaunchIn(Schema):
    need_id: int = Field(gt=0, lt=2**63)
    seed: int = Field(0, ge=0, lt=2**31)


class StudyOut(Schema):
    """A study; ``state`` is that of its run, ``answers`` one sentence a use once it is done."""

    id: int
    reference: str
    need_id: int
    organisation_id: int
    on: date
    seed: int
    state: str
    created_at: datetime
    finished_at: datetime | None
    answers: list[str]


class ProgressOut(Schema):
    """Where a study is: ``share`` from 0 to 1, ``doing`` and ``failure`` in the reader's language."""

    state: str
    share: float
    doing: str
    failure: str
    resumable: bool


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _study(pk: int) -> Study:
    study: Study = get_object_or_404(Study.objects.select_related("need__organisation", "organisation", "job"), pk=pk)
    return study


def _out(study: Study) -> dict[str, Any]:
    return {
        "id": study.pk, "reference": study.reference, "need_id": study.need_id, "organisation_id": study.organisation_id,
        "on": study.on, "seed": study.seed, "state": study.job.state if study.job else "done", "created_at": study.created_at,
        "finished_at": study.finished_at, "answers": [answer.say(_language()) for answer in study.answers],
    }  # fmt: skip


def _where(study: Study) -> dict[str, Any]:
    job = study.job
    if job is None:
        return {"state": "done", "share": 1.0, "doing": "", "failure": "", "resumable": False}
    doing, failure = job.doing_sentence, job.failure_sentence
    return {
        "state": job.state, "share": job.share, "doing": doing.say(_language()) if doing else "",
        "failure": failure.say(_language()) if failure else "", "resumable": study.resumable,
    }  # fmt: skip


@router.get("/", response={200: list[StudyOut], **ERRORS}, summary="The studies I may see")
def list_studies(request: HttpRequest) -> list[dict[str, Any]]:
    return [_out(study) for study in Study.objects.select_related("job")]


@router.post("/", response={201: StudyOut, **ERRORS}, summary="Launch the study of a stated need")
def launch(request: HttpRequest, said: LaunchIn) -> Status:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=said.need_id)
    return Status(201, _out(actions.launch_study(request.actor, need, seed=said.seed)))


@router.get("/{int:pk}", response={200: StudyOut, **ERRORS}, summary="One study")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _out(_study(pk))


@router.get("/{int:pk}/progress", response={200: ProgressOut, **ERRORS}, summary="Where a study is")
def progress(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _where(_study(pk))


@router.get("/{int:pk}/result", response={200: dict[str, Any], **ERRORS}, summary="The whole study; 404 until it is done")
def result(request: HttpRequest, pk: int) -> dict[str, Any]:
    study = _study(pk)
    if not study.done:
        raise Http404
    found: dict[str, Any] = json.loads(study.result)
    return found


@router.post("/{int:pk}/stop", response={200: ProgressOut, **ERRORS}, summary="Stop a running study")
def stop(request: HttpRequest, pk: int) -> dict[str, Any]:
    actions.stop_study(request.actor, _study(pk))
    return _where(_study(pk))


@router.post("/{int:pk}/resume", response={200: ProgressOut, **ERRORS}, summary="Take up a stopped study")
def resume(request: HttpRequest, pk: int) -> dict[str, Any]:
    actions.resume_study(request.actor, _study(pk))
    return _where(_study(pk))
