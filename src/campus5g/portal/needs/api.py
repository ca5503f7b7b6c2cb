"""Needs, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from campus5g.core.benefit import Use
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs import actions
from campus5g.portal.needs.models import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need
from campus5g.portal.needs.presets import presets
from campus5g.portal.needs.sites import examples, map_data, read_loose
from campus5g.portal.needs.tables import filter_of

router = Router(tags=["needs"])


class NeedIn(Schema):
    """What a company says. ``site`` is GeoJSON in degrees, or site JSON in local metres; figures are by assumption key."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    text: str = Field("", max_length=TEXT_LENGTH)
    hurts: str = Field("", max_length=TEXT_LENGTH)
    equipment: str = Field("", max_length=SHORT_LENGTH)
    language: str = Field("fr", pattern="^(fr|en)$")
    process: str = Field("", max_length=SHORT_LENGTH)
    volumes: str = Field("", max_length=SHORT_LENGTH)
    constraints: str = Field("", max_length=SHORT_LENGTH)
    gain_worth: str = Field("", max_length=SHORT_LENGTH)
    gain_cents: int | None = Field(None, ge=0, le=actions.MOST_CENTS)
    anonymous: bool = False
    uses: list[Use] = Field(default_factory=list, max_length=4)
    site: dict[str, Any] | None = None
    economics: dict[str, dict[str, float]] = Field(default_factory=dict)


class NewNeedIn(NeedIn):
    """``organisation_id`` is the organisation acted for when it is not given; the office names the company."""

    organisation_id: int | None = Field(None, gt=0, lt=2**63)


class WhyIn(Schema):
    why: str = Field(min_length=1, max_length=300)


class ShareIn(Schema):
    visibility: Need.Visibility


class ToIn(Schema):
    """One organisation; nothing: everybody who sees the need."""

    organisation_id: int | None = Field(None, gt=0, lt=2**63)


class NeedLine(Schema):
    """A need in a list. Of an anonymous one, ``organisation_id`` is null and ``site_name`` empty for who may not know."""

    id: int
    reference: str
    title: str
    organisation_id: int | None = Field(alias="owner.pk")
    organisation: str
    anonymous: bool
    visibility: str
    uses: list[str]
    site_name: str = Field(alias="shown_place")
    device_count: int
    state: str
    created_at: datetime
    stated_at: datetime | None

    @staticmethod
    def resolve_organisation(need: Need) -> str:
        return str(need.owner)


class NeedOut(NeedLine):
    """A need, whole. Who is only shown it gets no plan and no figures; the plan of an anonymous one is moved elsewhere."""

    text: str
    hurts: str
    process: str
    volumes: str
    constraints: str
    gain_worth: str
    gain_cents: int | None = Field(alias="shown_gain_cents")
    equipment: str
    language: str
    site: dict[str, Any] = Field(alias="shown_site")
    economics: dict[str, dict[str, float]] = Field(alias="shown_economics")


class PersonOut(Schema):
    name: str = Field(alias="full_name")
    email: str


class IdentityOut(Schema):
    """Who stands behind an anonymous need, and who of its people can be written to."""

    organisation_id: int = Field(alias="organisation.pk")
    organisation: str = Field(alias="organisation.name")
    people: list[PersonOut]


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
    plain = said.dict(exclude={"uses", "site", "organisation_id"})
    return actions.Words(**plain, uses=uses, site=site)


def _need(pk: int) -> Need:
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return need


class Asked(Schema):
    """What the list is narrowed by, as on its page; all but the archived when no state is asked."""

    words: str = Field("", max_length=100)
    use: Use | None = None
    state: Need.State | None = None
    organisation: int | None = Field(None, gt=0, lt=2**63)


@router.get("/", response={200: list[NeedLine], **ERRORS}, summary="The needs I may see")
def list_needs(request: HttpRequest, asked: Query[Asked]) -> list[Need]:
    found = filter_of({name: value for name, value in asked.dict().items() if value})
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
