"""Saved searches, over the API: each person's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.calls import actions
from campus5g.portal.calls.filters import LONGEST_WORDS
from campus5g.portal.calls.forms import checked
from campus5g.portal.calls.models import SavedSearch
from campus5g.portal.calls.news import news_since
from campus5g.portal.calls.router import router
from campus5g.portal.calls.watching_forms import SaveForm

LISTED = 100


class SearchChanges(Schema):
    """What may be changed of a saved search: its name, and how often a mail tells its news."""

    name: str = Field(min_length=1, max_length=120)
    rhythm: Literal["never", "daily", "weekly"] = "weekly"


class SearchIn(SearchChanges):
    """A search to be saved: some words or a whole project, and filters by the names of the page's (``place``, ``size``, …)."""

    words: str = Field("", max_length=LONGEST_WORDS)
    filters: dict[str, Any] = {}


class SearchOut(SearchIn):
    """A saved search; ``new`` and ``changed``: calls since its person last looked."""

    id: int
    looked_at: datetime
    new: int
    changed: int


@router.get("/searches", response={200: list[SearchOut], **ERRORS}, summary="My saved searches, with how much is new in each")
def searches(request: HttpRequest) -> list[dict[str, Any]]:
    return [_out(search) for search in SavedSearch.objects.kept().filter(user=request.user)[:LISTED]]


@router.post("/searches", response={201: SearchOut, **ERRORS}, summary="Save a search")
def save(request: HttpRequest, data: SearchIn) -> Status:
    typed = checked(SaveForm(data.dict())).cleaned_data
    return Status(201, _out(actions.save_search(request.actor, typed["name"], typed["words"], typed["filters"], typed["rhythm"])))


@router.put("/searches/{int:pk}", response={200: SearchOut, **ERRORS}, summary="Change the name and the mails of a saved search")
def change(request: HttpRequest, pk: int, data: SearchChanges) -> dict[str, Any]:
    search = _mine(request, pk)
    actions.change_search(request.actor, search, data.name, data.rhythm)
    return _out(search)


@router.delete("/searches/{int:pk}", response={204: None, **ERRORS}, summary="Forget a saved search, with its mails and agenda")
def drop(request: HttpRequest, pk: int) -> Status:
    actions.drop_search(request.actor, _mine(request, pk))
    return Status(204, None)


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.kept(), pk=pk, user=request.user)


def _out(search: SavedSearch) -> dict[str, Any]:
    news = news_since(search, search.looked_at)
    kept = {name: getattr(search, name) for name in ("id", "name", "rhythm", "words", "filters", "looked_at")}
    return kept | {"new": len(news.new), "changed": len(news.changed)}
