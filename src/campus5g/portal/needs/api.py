"""Needs, over the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from campus5g.core.benefit import Use
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs import actions
from campus5g.portal.needs.collective_api import router as together
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.presets import presets
from campus5g.portal.needs.shapes import (
    ExampleOut,
    IdentityOut,
    NeedIn,
    NeedLine,
    NeedOut,
    NewNeedIn,
    PresetOut,
    ShareIn,
    ToIn,
    WhyIn,
)
from campus5g.portal.needs.sites import examples, map_data, read_loose
from campus5g.portal.needs.tables import filter_of

router = Router(tags=["needs"])


def _words(said: NeedIn) -> actions.Words:
    site = read_loose(said.site).site if said.site is not None else None
    uses = tuple(dict.fromkeys(said.uses))
    plain = said.dict(exclude={"uses", "site", "organisation_id"})
    return actions.Words(**plain, uses=uses, site=site)


def _need(pk: int) -> Need:
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return need


@router.get("/", response={200: list[NeedLine], **ERRORS}, summary="The needs I may see")
def list_needs(
    request: HttpRequest,
    words: str = Query("", max_length=100),
    use: Use | None = None,
    state: Need.State | None = None,
    kind: Need.Kind | None = None,
    place: str = Query("", max_length=100),
    organisation: int | None = Query(None, gt=0, lt=2**63),
) -> list[Need]:
    """Narrowed as on its page: all but the archived when no state is asked."""
    asked = {"words": words, "use": use, "state": state, "kind": kind, "place": place, "organisation": organisation}
    found = filter_of({name: value for name, value in asked.items() if value})
    if not found.is_valid():
        raise Http404
    return list(found.qs)


@router.post("/", response={201: NeedOut, **ERRORS}, summary="Keep a need as a draft")
def create(request: HttpRequest, said: NewNeedIn) -> Status:
    asked = said.organisation_id or request.actor.organisation_id
    organisation = get_object_or_404(Organisation.objects.active(), pk=asked)
    return Status(201, actions.create_need(request.actor, organisation.pk, _words(said)))


@router.get("/presets", response={200: list[PresetOut], **ERRORS}, summary="Usual devices")
def list_presets(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "key": p.key, "label": p.label, "use": p.use.value, "article": p.article, "to_confirm": p.source.to_confirm,
            **{name: getattr(p.devices, name) for name in PresetOut.model_fields if hasattr(p.devices, name)},
        }
        for p in presets(today())
    ]  # fmt: skip


@router.get("/sites", response={200: list[ExampleOut], **ERRORS}, summary="Example sites")
def list_sites(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"key": found.key, "name": found.site.name, "site": map_data(found.site)} for found in examples()]


@router.get("/{int:pk}", response={200: NeedOut, **ERRORS}, summary="One need")
def read(request: HttpRequest, pk: int) -> Need:
    return _need(pk)


@router.get("/{int:pk}/site", response={200: dict[str, Any], **ERRORS}, summary="The site of a need, as GeoJSON; 404 without one")
def site(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = _need(pk).shown_site
    if not found:
        raise Http404
    return found


@router.put("/{int:pk}", response={200: NeedOut, **ERRORS}, summary="Change a need that is not studied yet")
def change(request: HttpRequest, pk: int, said: NeedIn) -> Need:
    return actions.change_need(request.actor, _need(pk), _words(said))


@router.post("/{int:pk}/state", response={200: NeedOut, **ERRORS}, summary="State a complete draft to the office")
def state(request: HttpRequest, pk: int) -> Need:
    return actions.state_need(request.actor, _need(pk))


@router.post("/{int:pk}/archive", response={200: NeedOut, **ERRORS}, summary="Put a need away, with the reason")
def archive(request: HttpRequest, pk: int, said: WhyIn) -> Need:
    return actions.archive_need(request.actor, _need(pk), said.why)


@router.post("/{int:pk}/share", response={200: NeedOut, **ERRORS}, summary="Choose who sees a need once it is stated")
def share(request: HttpRequest, pk: int, said: ShareIn) -> Need:
    return actions.share_need(request.actor, _need(pk), said.visibility)


@router.post("/{int:pk}/reveal", response={200: NeedOut, **ERRORS}, summary="Say whose anonymous need it is")
def reveal(request: HttpRequest, pk: int, said: ToIn) -> Need:
    return actions.reveal_need(request.actor, _need(pk), _organisation(said))


@router.post("/{int:pk}/hide", response={200: NeedOut, **ERRORS}, summary="Withdraw the name of a need, from now on")
def hide(request: HttpRequest, pk: int, said: ToIn) -> Need:
    return actions.hide_need(request.actor, _need(pk), _organisation(said))


@router.post("/{int:pk}/who", response={200: IdentityOut, **ERRORS}, summary="Ask, for a reason, whose anonymous need it is")
def who(request: HttpRequest, pk: int, said: WhyIn) -> actions.Identity:
    return actions.ask_who(request.actor, _need(pk), said.why)


def _organisation(said: ToIn) -> int | None:
    return said.organisation_id and get_object_or_404(Organisation.objects.active(), pk=said.organisation_id).pk


router.add_router("", together)
