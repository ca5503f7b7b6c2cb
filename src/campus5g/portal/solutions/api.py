"""Solutions and introductions, over the API. It calls the same verbs as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.core.benefit import Use
from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions import actions
from campus5g.portal.solutions.models import (
    SHORT_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    WHY_LENGTH,
    Introduction,
    Solution,
)
from campus5g.portal.solutions.pairing import Matched, needs_for, solutions_for

router = Router(tags=["solutions"])
MOST_CENTS = 10**13


class SolutionIn(Schema):
    """What is said of a solution. Prices in cents; ``trl`` from 1 to 9 (ISO 16290)."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    kind: str = Field(pattern="^(startup|integrator|laboratory|demonstrator)$")
    summary: str = Field("", max_length=SUMMARY_LENGTH)
    text: str = Field("", max_length=TEXT_LENGTH)
    language: str = Field("fr", pattern="^(fr|en)$")
    uses: list[Use] = []
    trl: int | None = Field(None, ge=1, le=9)
    proof: str = Field("", max_length=SHORT_LENGTH)
    price_low_cents: int | None = Field(None, ge=0, le=MOST_CENTS)
    price_high_cents: int | None = Field(None, ge=0, le=MOST_CENTS)
    basis: str = Field("once", pattern="^(once|year|unit|day)$")
    references: str = Field("", max_length=SHORT_LENGTH)
    equipment: str = Field("", max_length=SHORT_LENGTH)
    visitable: bool = False
    city: str = Field("", max_length=100)
    visit: str = Field("", max_length=SUMMARY_LENGTH)


class NewSolutionIn(SolutionIn):
    organisation_id: int | None = Field(None, gt=0, lt=2**63, description="whose it is; yours by default")


class SolutionOut(SolutionIn):
    id: int
    organisation_id: int
    state: str
    published_at: datetime | None


class SolutionReason(Schema):
    """Why a need and a solution match, or what is missing."""

    point: str
    speaks_for: bool
    sentence: str


class SolutionMatch(Schema):
    """A need or a solution that was found, by its number."""

    id: int
    title: str
    score: float
    reasons: list[SolutionReason]


class IntroductionIn(Schema):
    """Who asks to meet whom: ``side`` is the side that asks, of the need or of the solution."""

    solution_id: int
    need_id: int | None = None
    side: Introduction.Side
    text: str = Field(min_length=1, max_length=SHORT_LENGTH)
    contact: str = Field(min_length=1, max_length=WHY_LENGTH)


class IntroductionOut(Schema):
    """Where an introduction stands. Names are those that the reader may know."""

    id: int
    side: str
    state: str
    solution_id: int
    need_id: int | None
    asker: str
    asked: str
    why: str
    moved_at: datetime


class DecisionIn(Schema):
    accepts: bool
    why: str = Field("", max_length=WHY_LENGTH)
    contact: str = Field("", max_length=WHY_LENGTH)


class FollowIn(Schema):
    state: str = Field(pattern="^(met|proof|contract|ended)$")
    why: str = Field("", max_length=WHY_LENGTH)


class SolutionWhyIn(Schema):
    why: str = Field(min_length=1, max_length=WHY_LENGTH)


@router.get("/", response={200: list[SolutionOut], **ERRORS}, summary="The catalogue of solutions")
@paginate(Pages, page_size=50)
def catalogue(request: HttpRequest, use: Use | None = None) -> Any:
    found = Solution.objects.exclude(state=Solution.State.ARCHIVED)
    return [one for one in found if use in one.known_uses] if use else found


@router.post("/", response={201: SolutionOut, **ERRORS}, summary="Keep a solution as a draft")
def create(request: HttpRequest, said: NewSolutionIn) -> Status:
    owner = get_object_or_404(Organisation.objects.active(), pk=said.organisation_id or request.actor.organisation_id)
    return Status(201, actions.offer(request.actor, owner.pk, _told(said)))


@router.get("/introductions", response={200: list[IntroductionOut], **ERRORS}, summary="The introductions that concern you")
@paginate(Pages, page_size=50)
def introductions(request: HttpRequest) -> Any:
    return [_shown(one) for one in _introductions()]


@router.post("/introductions", response={201: IntroductionOut, **ERRORS}, summary="Ask the office for an introduction")
def ask(request: HttpRequest, said: IntroductionIn) -> Status:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=said.need_id) if said.need_id else None
    made = actions.ask_introduction(request.actor, _solution(said.solution_id), need, said.side, said.text, said.contact)
    return Status(201, _shown(made))


@router.get("/introductions/{int:pk}", response={200: IntroductionOut, **ERRORS}, summary="One introduction")
def read_introduction(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _shown(_introduction(pk))


@router.post("/introductions/{int:pk}/decide", response={200: IntroductionOut, **ERRORS}, summary="Decide for the office")
def decide(request: HttpRequest, pk: int, said: DecisionIn) -> dict[str, Any]:
    return _shown(actions.decide(request.actor, _introduction(pk), accepts=said.accepts, why=said.why))


@router.post("/introductions/{int:pk}/answer", response={200: IntroductionOut, **ERRORS}, summary="Answer for the side asked")
def answer(request: HttpRequest, pk: int, said: DecisionIn) -> dict[str, Any]:
    found = _introduction(pk)
    return _shown(actions.answer(request.actor, found, accepts=said.accepts, contact=said.contact, why=said.why))


@router.post("/introductions/{int:pk}/follow", response={200: IntroductionOut, **ERRORS}, summary="Say what came of it")
def follow(request: HttpRequest, pk: int, said: FollowIn) -> dict[str, Any]:
    return _shown(actions.follow(request.actor, _introduction(pk), Introduction.State(said.state), said.why))


@router.get(
    "/for-need/{int:need_pk}", response={200: list[SolutionMatch], **ERRORS}, summary="Solutions that could answer a need"
)
def for_need(request: HttpRequest, need_pk: int) -> list[dict[str, Any]]:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=need_pk)
    return [_matched(one) for one in solutions_for(need)]


@router.get("/{int:pk}", response={200: SolutionOut, **ERRORS}, summary="One solution")
def read(request: HttpRequest, pk: int) -> Solution:
    return _solution(pk)


@router.put("/{int:pk}", response={200: SolutionOut, **ERRORS}, summary="Change a solution")
def change(request: HttpRequest, pk: int, said: SolutionIn) -> Solution:
    return actions.change_solution(request.actor, _solution(pk), _told(said))


@router.post("/{int:pk}/publish", response={200: SolutionOut, **ERRORS}, summary="Put a solution into the catalogue")
def publish(request: HttpRequest, pk: int) -> Solution:
    return actions.publish(request.actor, _solution(pk))


@router.post("/{int:pk}/archive", response={200: SolutionOut, **ERRORS}, summary="Take a solution out of the catalogue")
def archive(request: HttpRequest, pk: int, said: SolutionWhyIn) -> Solution:
    return actions.archive_solution(request.actor, _solution(pk), said.why)


@router.get("/{int:pk}/needs", response={200: list[SolutionMatch], **ERRORS}, summary="Needs that a solution could answer")
def needs(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_matched(one) for one in needs_for(_solution(pk), request.actor)]


def _solution(pk: int) -> Solution:
    found: Solution = get_object_or_404(Solution.objects.select_related("organisation"), pk=pk)
    return found


def _introductions() -> Any:
    return Introduction.objects.select_related("solution__organisation", "need__organisation", "organisation", "other")


def _introduction(pk: int) -> Introduction:
    found: Introduction = get_object_or_404(_introductions(), pk=pk)
    return found


def _told(said: SolutionIn) -> actions.Told:
    values = said.dict(exclude={"organisation_id"})
    return actions.Told(**values | {"uses": tuple(use.value for use in said.uses)})


def _shown(one: Introduction) -> dict[str, Any]:
    return {
        "id": one.pk, "side": one.side, "state": one.state, "solution_id": one.solution_id, "need_id": one.need_id,
        "asker": say(one.asker.name), "asked": say(one.asked.name), "why": one.why, "moved_at": one.moved_at,
    }  # fmt: skip


def _matched(one: Matched) -> dict[str, Any]:
    reasons = [{"point": r.point.value, "speaks_for": r.speaks_for, "sentence": say(r.sentence)} for r in one.pair.reasons]
    return {"id": one.thing.pk, "title": one.thing.title, "score": one.pair.score, "reasons": reasons}
