"""Collective needs, over the API."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from campus5g.portal.base.api import ERRORS
from campus5g.portal.needs import actions
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.shapes import (
    CollectiveOut,
    LinkIn,
    NeedLinkOut,
    SplitIn,
    TogetherIn,
    WhyIn,
    WordingAnswerIn,
    WordingIn,
)

router = Router()


def _collective(pk: int) -> Need:
    found: Need = get_object_or_404(Need.objects.filter(kind=Need.Kind.COLLECTIVE), pk=pk)
    return found


def _link(pk: int) -> NeedLink:
    found: NeedLink = get_object_or_404(NeedLink.objects.select_related("need__organisation", "collective"), pk=pk)
    return found


@router.post("/together", response={201: CollectiveOut, **ERRORS}, summary="Bring needs together; each owner is asked")
def together(request: HttpRequest, said: TogetherIn) -> Status:
    kinds = {link.need_id: link.kind for link in said.needs}
    return Status(201, actions.bring_together(request.actor, kinds, said.said()))


@router.get("/{int:pk}/together", response={200: CollectiveOut, **ERRORS}, summary="A collective need and who takes part")
def read_collective(request: HttpRequest, pk: int) -> Need:
    return _collective(pk)


@router.put("/{int:pk}/wording", response={200: CollectiveOut, **ERRORS}, summary="Word a collective need anew")
def reword(request: HttpRequest, pk: int, said: WordingIn) -> Need:
    return actions.reword(request.actor, _collective(pk), said.said(), wording=said.wording, why=said.why)


@router.post("/{int:pk}/join", response={200: NeedLinkOut, **ERRORS}, summary="Ask the owner of one more need to take part")
def join(request: HttpRequest, pk: int, said: LinkIn) -> NeedLink:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=said.need_id)
    return actions.ask_to_join(request.actor, _collective(pk), need, said.kind)


@router.post("/{int:pk}/split", response={201: CollectiveOut, **ERRORS}, summary="Split a collective need in two")
def split(request: HttpRequest, pk: int, said: SplitIn) -> Status:
    return Status(201, actions.split(request.actor, _collective(pk), said.links, said.said(), said.why))


@router.post("/links/{int:pk}/answer", response={200: NeedLinkOut, **ERRORS}, summary="Answer for one's need to a wording")
def answer(request: HttpRequest, pk: int, said: WordingAnswerIn) -> NeedLink:
    return actions.answer(request.actor, _link(pk), said.answer, wording=said.wording, why=said.why)


@router.post("/links/{int:pk}/leave", response={200: NeedLinkOut, **ERRORS}, summary="Take one's need out of a collective one")
def leave(request: HttpRequest, pk: int, said: WhyIn) -> NeedLink:
    return actions.leave(request.actor, _link(pk), said.why)
