"""Uses, over the API."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from campus5g.core.benefit import Use
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption
from campus5g.core.message import msg
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.decisions import require
from campus5g.portal.needs.models import Need
from campus5g.portal.uses import actions
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.portal.uses.permissions import can_bring_file
from campus5g.uses.figures import bounds_of
from campus5g.uses.interface import ENGINES, NotBuilt, UseEngine
from campus5g.uses.preview import Finding

router = Router(tags=["uses"])
MOST_LISTED = 200


class UseFigureOut(Schema):
    """A figure that the use takes. Asked ones have no default; ``least`` to ``most`` is accepted, ``low`` to ``high`` supposed."""

    key: str
    label: str
    unit: str
    least: float | None
    most: float | None
    asked: bool
    default: float | None
    low: float | None
    high: float | None
    source: str
    to_confirm: bool


class FileKindOut(Schema):
    key: str
    title: str
    columns: list[str]
    example: str


class UseFileOut(Schema):
    """A file of the company as it was read; ``needs_consent``: it is used in part only, if one agrees."""

    id: int
    name: str
    covers: str
    rows: int
    used: int
    needs_consent: bool
    findings: list[str]


class UseOut(Schema):
    """A use of a need: what it takes, the files brought for it. ``not_built``: why it is not assessed yet, else empty."""

    use: str
    name: str
    not_built: str
    figures: list[UseFigureOut]
    kinds: list[FileKindOut]
    files: list[UseFileOut]


class AssessIn(Schema):
    need_id: int = Field(gt=0, lt=2**63)
    use: Use
    values: dict[str, float] = Field(default_factory=dict, max_length=200)
    file_id: int | None = Field(None, gt=0, lt=2**63)
    partial: bool = False
    seed: int = Field(0, ge=0, lt=2**31)


class AssessmentOut(Schema):
    """An assessment; ``state`` is that of its run, ``answer`` its sentence once it is done."""

    id: int
    reference: str
    need_id: int
    use: str
    on: date
    seed: int
    values: dict[str, float]
    file_id: int | None
    partial: bool
    study_id: int | None
    state: str
    share: float
    doing: str
    failure: str
    answer: str
    created_at: datetime
    finished_at: datetime | None


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _finite(value: float) -> float | None:
    return value if abs(value) != float("inf") else None


def _figures(engine: UseEngine) -> list[dict[str, Any]]:
    language, bounds, defaults = _language(), bounds_of(engine), engine.defaults()
    asked = [
        {"key": q.key, "label": q.label.say(language), "unit": q.unit, "least": _finite(q.least), "most": _finite(q.most), "asked": True,
         "default": None, "low": None, "high": None, "source": "", "to_confirm": False}
        for q in engine.questions()
    ]  # fmt: skip
    return asked + [_figure(a, bounds[a.key]) for a in (defaults.assumptions.values() if defaults else ())]


def _figure(a: Assumption, bounds: tuple[float, float]) -> dict[str, Any]:
    return {
        "key": a.key, "label": a.label.say(_language()), "unit": a.unit, "least": _finite(bounds[0]), "most": _finite(bounds[1]),
        "asked": False, "default": a.value, "low": a.low, "high": a.high, "source": a.source.title, "to_confirm": a.source.to_confirm,
    }  # fmt: skip


def _file(file: UseFile) -> dict[str, Any]:
    read = file.read
    return {
        "id": file.pk, "name": read.name, "covers": read.covers.say(_language()), "rows": read.rows, "used": read.used,
        "needs_consent": read.needs_consent, "findings": [_finding(found) for found in read.findings],
    }  # fmt: skip


def _finding(found: Finding) -> str:
    where = f"{found.where}: " if found.where else ""
    return f"{where}{found.problem.say(_language())}. {found.remedy.say(_language())}"


def _out(assessment: Assessment) -> dict[str, Any]:
    job, language = assessment.job, _language()
    doing, failure = (job.doing_sentence, job.failure_sentence) if job else (None, None)
    plain = ("reference", "need_id", "use", "on", "seed", "values", "file_id", "partial", "study_id", "created_at", "finished_at")
    return {
        **{name: getattr(assessment, name) for name in plain}, "id": assessment.pk, "state": job.state if job else "done",
        "share": job.share if job else 1.0, "doing": doing.say(language) if doing else "",
        "failure": failure.say(language) if failure else "", "answer": assessment.answer.say(language) if assessment.answer else "",
    }  # fmt: skip


def _inside(request: HttpRequest, pk: int) -> Need:
    """A need that the actor takes part in: who is merely shown one sees none of its figures."""
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    if not need.has_inside(request.actor):
        raise Http404
    return need


def _assessment(pk: int) -> Assessment:
    assessment: Assessment = get_object_or_404(Assessment.objects.select_related("need__organisation", "job"), pk=pk)
    return assessment


@router.get("/of/{int:need_pk}/{use}", response={200: UseOut, **ERRORS}, summary="What a use takes, and the files brought for it")
def use_of_need(request: HttpRequest, need_pk: int, use: Use) -> dict[str, Any]:
    need, engine = _inside(request, need_pk), ENGINES[use]
    files = UseFile.objects.filter(need=need, use=use, attachment__archived_at=None)[:MOST_LISTED]
    kinds = [
        {"key": k.key, "title": k.title.say(_language()), "columns": [c.name for c in k.columns], "example": k.example}
        for k in engine.file_kinds()
    ]
    return {
        "use": use.value, "name": actions.USE[use].say(_language()),
        "not_built": engine.reason.say(_language()) if isinstance(engine, NotBuilt) else "",
        "figures": _figures(engine), "kinds": kinds, "files": [_file(file) for file in files],
    }  # fmt: skip


@router.post(
    "/of/{int:need_pk}/{use}/files", response={201: UseFileOut, **ERRORS}, summary="Bring a file of the company for a use"
)
def bring_use_file(request: HttpRequest, need_pk: int, use: Use, file: UploadedFile | None = File(None)) -> Status:
    need = _inside(request, need_pk)
    require(can_bring_file(request.actor, need))
    if file is None:
        raise BadInput("file", msg("nothing"), msg("a file of the company"))
    return Status(201, _file(actions.bring_file(request.actor, need, use, file)))


@router.get("/", response={200: list[AssessmentOut], **ERRORS}, summary="The last assessments of uses that I may see")
def list_assessments(request: HttpRequest) -> list[dict[str, Any]]:
    return [_out(one) for one in Assessment.objects.select_related("job").defer("result")[:MOST_LISTED]]


@router.post("/", response={201: AssessmentOut, **ERRORS}, summary="Have a use of a need assessed")
def assess(request: HttpRequest, said: AssessIn) -> Status:
    need = _inside(request, said.need_id)
    file = None
    if said.file_id is not None:
        file = get_object_or_404(UseFile.objects.select_related("attachment"), pk=said.file_id, need=need)
    made = actions.assess_use(request.actor, need, said.use, said.values, file=file, partial=said.partial, seed=said.seed)
    return Status(201, _out(made))


@router.get("/{int:pk}", response={200: AssessmentOut, **ERRORS}, summary="One assessment, and where it is")
def read_assessment(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _out(_assessment(pk))


@router.get("/{int:pk}/result", response={200: dict[str, Any], **ERRORS}, summary="The whole answer; 404 until it is done")
def assessment_result(request: HttpRequest, pk: int) -> dict[str, Any]:
    assessment = _assessment(pk)
    if not assessment.result:
        raise Http404
    found: dict[str, Any] = json.loads(assessment.result)
    return found


@router.post("/{int:pk}/stop", response={200: AssessmentOut, **ERRORS}, summary="Stop a running assessment")
def stop_assessment(request: HttpRequest, pk: int) -> dict[str, Any]:
    actions.stop_assessment(request.actor, _assessment(pk))
    return _out(_assessment(pk))
