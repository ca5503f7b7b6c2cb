"""Calls, over the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, Query, Schema, Status

from campus5g.core import calls as core
from campus5g.core.project import CallTerms
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.calls import actions, following_api, office_api
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.calls.ranking import find, rank_for
from campus5g.portal.calls.router import router
from campus5g.portal.projects.models import Project

__all__ = ["following_api", "office_api", "router"]


class CallOut(Schema):
    """A call of the catalogue, as its feed describes it."""

    id: int
    key: str
    title: str
    funder: str
    programme: str
    feed: str
    status: str
    deadlines: list[date]
    url: str


class RankedOut(CallOut):
    """A call ranked for a project, with the reasons."""

    rank: int
    score: float
    terms: list[str]
    passages: list[str]
    eligibility: str
    reasons: list[str]
    near_miss: str | None


class KeptOut(Schema):
    id: int
    call_id: int | None
    title: str
    to_confirm: bool


Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=5, decimal_places=4)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Years = Annotated[int, Field(ge=0, le=30)]
Cents = Annotated[int, Field(ge=0, lt=2**53)]


class TermsIn(Schema):
    """The money rules of a kept call: shares of its money as fractions, rates and instalments in %, amounts in cents."""

    title: str = Field(min_length=1, max_length=600)
    grant_share: Share
    rate_cap: Percent | None = None
    min_aid_cents: Cents = 0
    max_aid_cents: Cents | None = None
    min_cost_cents: Cents = 0
    advance_years: Years = 5
    advance_grace_years: Years = 2
    to_confirm: bool = True
    free_split: bool = False
    advance_interest: bool = False
    loan_share: Share = Decimal(0)
    loan_rate: Annotated[Decimal, Field(ge=0, lt=100, max_digits=5, decimal_places=3)] = Decimal(0)
    loan_years: Years = 5
    loan_grace_years: Years = 2
    first_share: Percent | None = None
    balance_share: Percent | None = None


class TermsOut(TermsIn):
    id: int


def _terms_out(kept: KeptCall) -> dict[str, Any]:
    return asdict(kept.terms()) | {"id": kept.pk}


def _out(pk: int, call: core.Call) -> dict[str, object]:
    return {
        "id": pk, "key": call.id, "title": call.title, "funder": call.funder, "programme": call.programme, "feed": call.feed,
        "status": call.status(today()).value, "deadlines": list(call.closes), "url": call.url,
    }  # fmt: skip


@router.get("/", response={200: list[CallOut], **ERRORS}, summary="Search the catalogue")
def search(
    request: HttpRequest, q: str = Query("", max_length=2000), limit: int = Query(20, ge=1, le=100)
) -> list[dict[str, object]]:
    rows = Call.objects.live()
    if not any(character.isalnum() for character in q):
        return [_out(row.pk, row.core) for row in rows.takes_applications()[:limit]]
    order = find(q, limit)
    return [_out(row.pk, row.core) for row in sorted(rows.filter(pk__in=order), key=lambda row: order[row.pk])]


@router.get("/{int:pk}", response={200: CallOut, **ERRORS}, summary="One call")
def read_call(request: HttpRequest, pk: int) -> dict[str, object]:
    return _out(pk, get_object_or_404(Call.objects, pk=pk).core)


@router.get("/for/{int:project_pk}", response={200: list[RankedOut], **ERRORS}, summary="Rank the catalogue for a project")
def ranked(request: HttpRequest, project_pk: int) -> list[dict[str, object]]:
    project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=project_pk)
    language = (get_language() or "en").split("-")[0]
    return [
        _out(item.pk, item.call) | {
            "rank": rank, "score": item.match.score, "terms": list(item.match.terms),
            "passages": [passage.text for passage in item.match.passages], "eligibility": item.eligibility.verdict.value,
            "reasons": [criterion.reason.say(language) for criterion in item.eligibility.criteria],
            "near_miss": item.eligibility.near_miss.say(language) if item.eligibility.near_miss else None,
        }
        for rank, item in enumerate(rank_for(project), start=1)
    ]  # fmt: skip


class KeepIn(Schema):
    call_id: int = Field(gt=0, lt=2**63)


@router.post("/for/{int:project_pk}", response={201: KeptOut, **ERRORS}, summary="Keep a call for a project")
def keep(request: HttpRequest, project_pk: int, data: KeepIn) -> Status[KeptCall]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return Status(201, actions.keep_call(request.actor, project, get_object_or_404(Call.objects, pk=data.call_id)))


@router.get(
    "/for/{int:project_pk}/kept", response={200: list[TermsOut], **ERRORS}, summary="The kept calls with their money rules"
)
def kept_terms(request: HttpRequest, project_pk: int) -> list[dict[str, Any]]:
    project = get_object_or_404(Project.objects, pk=project_pk)
    return [_terms_out(kept) for kept in KeptCall.objects.filter(project=project)]


@router.put(
    "/for/{int:project_pk}/kept/{int:pk}", response={200: TermsOut, **ERRORS}, summary="Write the money rules of a kept call"
)
def write_terms(request: HttpRequest, project_pk: int, pk: int, data: TermsIn) -> dict[str, Any]:
    kept = get_object_or_404(KeptCall.objects.select_related("project"), pk=pk, project_id=project_pk)
    actions.change_terms(request.actor, kept, CallTerms(call_id=str(kept.pk), **data.dict()))
    kept.refresh_from_db()  # as they will be read from now on
    return _terms_out(kept)
