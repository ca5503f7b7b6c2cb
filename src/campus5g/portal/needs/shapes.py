"""What the API reads and writes of needs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema

from campus5g.core.benefit import Use
from campus5g.portal.needs import actions
from campus5g.portal.needs.models import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need, NeedLink


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


class CollectiveIn(Schema):
    """What several companies need together. ``site_of``: the need whose site is studied; none lays all of them side by side."""

    title: str = Field(min_length=1, max_length=TITLE_LENGTH)
    text: str = Field(min_length=1, max_length=TEXT_LENGTH)
    hurts: str = Field("", max_length=TEXT_LENGTH)
    process: str = Field("", max_length=SHORT_LENGTH)
    equipment: str = Field("", max_length=SHORT_LENGTH)
    volumes: str = Field("", max_length=SHORT_LENGTH)
    constraints: str = Field("", max_length=SHORT_LENGTH)
    site_of: int | None = Field(None, gt=0, lt=2**63)

    def said(self) -> actions.Said:
        rest = self.dict(include={"hurts", "process", "equipment", "volumes", "constraints"})
        return actions.Said(self.title, self.text, rest, self.site_of)


class LinkIn(Schema):
    need_id: int = Field(gt=0, lt=2**63)
    kind: NeedLink.Kind = NeedLink.Kind.MERGED


class TogetherIn(CollectiveIn):
    needs: list[LinkIn] = Field(min_length=2, max_length=50)


class WordingIn(CollectiveIn):
    """``wording`` is the version that was read: when another was written meanwhile, 409."""

    wording: int = Field(ge=0, lt=2**31)
    why: str = Field("", max_length=300)


class SplitIn(CollectiveIn):
    links: list[Annotated[int, Field(gt=0, lt=2**63)]] = Field(min_length=2, max_length=50)
    why: str = Field(min_length=1, max_length=300)


class WordingAnswerIn(Schema):
    answer: NeedLink.State
    wording: int = Field(ge=0, lt=2**31)
    why: str = Field("", max_length=300)


class NeedLinkOut(Schema):
    """A need in a collective one; whose it is as far as the reader may know."""

    id: int
    need_id: int
    reference: str = Field(alias="need.reference")
    title: str = Field(alias="need.title")
    organisation_id: int | None = Field(alias="need.owner.pk")
    kind: str
    state: str
    wording: int
    why: str


class CollectiveOut(NeedOut):
    kind: str
    wording: int
    links: list[NeedLinkOut]

    @staticmethod
    def resolve_links(need: Need) -> list[NeedLink]:
        return list(NeedLink.objects.filter(collective=need).select_related("need__organisation"))
