"""Studies, over the API."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status

from campus5g.core.service import Connectivity
from campus5g.network.plan import NetworkPlan
from campus5g.network.wishes import Wishes
from campus5g.portal.base.api import ERRORS
from campus5g.portal.needs.models import Need
from campus5g.portal.studies import actions
from campus5g.portal.studies.compare import PlanFigures, figures_of, plan_of
from campus5g.portal.studies.forms import NAME_LENGTH
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.reading import planned

if TYPE_CHECKING:
    from campus5g.network.inspection import LinkReport

router = Router(tags=["studies"])


class WishesIn(Schema):
    """What is wished of the plan beside the service: masts by their identity, euros as cents, what may fail."""

    pinned: list[str] = Field(default_factory=list, max_length=500)
    forbidden: list[str] = Field(default_factory=list, max_length=500)
    budget_cents: int | None = Field(None, gt=0, lt=2**53)
    resilient: bool = False
    resilient_masts: bool = False
    propose_roofs: bool = False


class LaunchIn(Schema):
    need_id: int = Field(gt=0, lt=2**63)
    seed: int = Field(0, ge=0, lt=2**31)
    name: str = Field("", max_length=NAME_LENGTH)
    wishes: WishesIn = Field(default_factory=WishesIn)


class StudyOut(Schema):
    """A study; ``state`` is that of its run, ``answers`` one sentence a use once it is done."""

    id: int
    reference: str
    name: str
    need_id: int
    organisation_id: int | None
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


class LevelOut(Schema):
    coverage: float
    meets: bool


class ZoneOut(Schema):
    zone_id: str
    left: LevelOut | None
    right: LevelOut | None


class CompareOut(Schema):
    left: PlanFigures
    right: PlanFigures
    zones: list[ZoneOut]


class PartOut(Schema):
    label: str
    db: float


class EdgeOut(Schema):
    """A roof on the way: its distance from the antenna, and what it costs."""

    distance_m: float
    height_m: float
    building: str
    loss_db: float


class LinkOut(Schema):
    """The way from one antenna to the place: the link budget is the sum of its parts."""

    antenna_id: str
    distance_m: float
    los: bool
    path_gain_db: float
    received_dbm: float
    parts: list[PartOut]
    edges: list[EdgeOut]


class PointOut(Schema):
    """Why a place has what it has; links come strongest first, sentences in the reader's language."""

    x_m: float
    y_m: float
    height_m: float
    building: str | None
    server: str | None
    rsrp_dbm: float
    sinr_db: float
    uplink_bps: float
    downlink_bps: float
    sentences: list[str]
    links: list[LinkOut]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _study(pk: int) -> Study:
    study: Study = get_object_or_404(Study.objects.select_related("need__organisation", "organisation", "job"), pk=pk)
    return study


def _out(study: Study) -> dict[str, Any]:
    return {
        "id": study.pk, "reference": study.reference, "name": study.name,
        "need_id": study.need_id, "organisation_id": study.need.owner.pk,
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
    return [_out(study) for study in Study.objects.select_related("job", "need__organisation")]


@router.post("/", response={201: StudyOut, **ERRORS}, summary="Launch the study of a stated need")
def launch(request: HttpRequest, said: LaunchIn) -> Status:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=said.need_id)
    asked = said.wishes.dict()
    wishes = Wishes(**{**asked, "pinned": tuple(asked["pinned"]), "forbidden": tuple(asked["forbidden"])})
    return Status(201, _out(actions.launch_study(request.actor, need, seed=said.seed, name=said.name, wishes=wishes)))


@router.get("/compare", response={200: CompareOut, **ERRORS}, summary="Two plans, figure by figure and zone by zone")
def compare(request: HttpRequest, left: int = Query(gt=0, lt=2**63), right: int = Query(gt=0, lt=2**63)) -> dict[str, Any]:
    one, other = plan_of(planned(left)), plan_of(planned(right))
    zones = dict.fromkeys(level.zone_id for plan in (one, other) for level in plan.service)
    return {
        "left": figures_of(one), "right": figures_of(other),
        "zones": [{"zone_id": key, "left": _level(one, key), "right": _level(other, key)} for key in zones],
    }  # fmt: skip


def _level(plan: NetworkPlan, zone_id: str) -> dict[str, Any] | None:
    level = plan.service_of(Connectivity.PRIVATE_5G, zone_id)
    return {"coverage": level.coverage, "meets": level.meets} if level else None


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


@router.get("/{int:pk}/point", response={200: PointOut, **ERRORS}, summary="Why a place of the plan has what it has")
def point(
    request: HttpRequest,
    pk: int,
    x_m: float = Query(ge=-1e6, le=1e6, description="metres east of the site's origin"),
    y_m: float = Query(ge=-1e6, le=1e6, description="metres north of the site's origin"),
    height_m: float = Query(1.5, gt=1, le=200),
) -> dict[str, Any]:
    from campus5g.network.inspection import inspect_point  # loads slowly

    study = planned(pk)
    report = inspect_point(study.core.site, plan_of(study), x_m, y_m, height_m)
    said = {name: getattr(report, name) for name in PointOut.model_fields if name not in ("sentences", "links")}
    sentences = [sentence.say(_language()) for sentence in report.sentences]
    return {**said, "sentences": sentences, "links": [_link(link) for link in report.links]}


def _link(link: LinkReport) -> dict[str, Any]:
    said = {name: getattr(link, name) for name in ("antenna_id", "distance_m", "los", "path_gain_db", "received_dbm")}
    parts = [{"label": label.say(_language()), "db": value} for label, value in link.parts]
    edges = [{**asdict(edge), "building": edge.building or ""} for edge in link.edges]
    return {**said, "parts": parts, "edges": edges}
