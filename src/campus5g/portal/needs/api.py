"""Needs, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.core.benefit import Use
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs import actions
from campus5g.portal.needs.models import TEXT_LENGTH, TITLE_LENGTH, Need
from campus5g.portal.needs.presets import presets
from campus5g.portal.needs.sites import examples, map_data, read_loose

router = Router(tags=["needs"])


class NeedIn(Schema):
    """What a company says. ``site`` is GeoJSON in degrees, or site JSON in local metres; figures are by assumption key."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    text: str = Field("", max_length=TEXT_LENGTH)
    hurts: str = Field("", max_length=TEXT_LENGTH)
    equipment: str = Field("", max_length=2000)
    language: str = Field("fr", pattern="^(fr|en)$")
    uses: list[Use] = Field(default_factory=list, max_length=4)
    site: dict[str, Any] | None = None
    economics: dict[str, dict[str, float]] = Field(default_factory=dict)


class NewNeedIn(NeedIn):
    """``organisation_id`` is the organisation acted for when it is not given; the office names the company."""

    organisation_id: int | None = Field(None, gt=0, lt=2**63)


class WhyIn(Schema):
    why: str = Field(min_length=1, max_length=300)


class NeedLine(Schema):
    """A need in a list."""

    id: int
    reference: str
    title: str
    organisation_id: int
    uses: list[str]
    site_name: str
    device_count: int
    state: str
    created_at: datetime
    stated_at: datetime | None


class NeedOut(NeedLine):
    """A need, whole."""

    text: str
    hurts: str
    equipment: str
    language: str
    site: dict[str, Any]
    economics: dict[str, dict[str, float]]


class PresetOut(Schema):
    """A usual kind of device, in SI units, with the row of the standard it was taken from."""

    key: str
    label: str
    use: str
    packet_bytes: int
    period_s: float
    latency_s: float
    reliability: float
    uplink_bps: float
    downlink_bps: float
    antenna_height_m: float
    speed_mps: float
    article: str
    to_confirm: bool


class ExampleOut(Schema):
    key: str
    name: str
    site: dict[str, Any]


def _words(said: NeedIn) -> actions.Words:
    site = read_loose(said.site).site if said.site is not None else None
    uses = tuple(dict.fromkeys(said.uses))
    return actions.Words(said.title, said.text, said.hurts, said.equipment, said.language, uses, site, said.economics)


def _need(pk: int) -> Need:
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return need


@router.get("/", response={200: list[NeedLine], **ERRORS}, summary="The needs I may see")
def list_needs(request: HttpRequest) -> list[Need]:
    return list(Need.objects.all())


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
    need = _need(pk)
    if not need.site:
        raise Http404
    return dict(need.site)


@router.put("/{int:pk}", response={200: NeedOut, **ERRORS}, summary="Change a need that is not studied yet")
def change(request: HttpRequest, pk: int, said: NeedIn) -> Need:
    return actions.change_need(request.actor, _need(pk), _words(said))


@router.post("/{int:pk}/state", response={200: NeedOut, **ERRORS}, summary="State a complete draft to the office")
def state(request: HttpRequest, pk: int) -> Need:
    return actions.state_need(request.actor, _need(pk))


@router.post("/{int:pk}/archive", response={200: NeedOut, **ERRORS}, summary="Put a need away, with the reason")
def archive(request: HttpRequest, pk: int, said: WhyIn) -> Need:
    return actions.archive_need(request.actor, _need(pk), said.why)
