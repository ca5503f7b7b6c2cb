"""The group of an organisation over the API: who holds whom, what follows for its size, and the verbs of its page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.project import Accounts
from campus5g.funding.rules import law
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.directory.actions import confirm_stake, declare_affiliate, declare_stake, end_stake
from campus5g.portal.directory.actions.groups import SaidStake, check_accounts
from campus5g.portal.directory.group import Company, group_of
from campus5g.portal.directory.group_views import stake_or_404
from campus5g.portal.directory.models import Affiliate, Organisation, Stake
from campus5g.portal.directory.permissions import can_change_organisation, can_see_facts

router = Router()
HolderKind = Literal["company", "person"]
Percent = Field(ge=0, le=100, max_digits=5, decimal_places=2)


class Books(Schema):
    """The accounts of one closed year. Money in cents."""

    year: int = Field(ge=1990, le=2200)
    staff_awu: Decimal = Field(ge=0, max_digits=10, decimal_places=2)
    turnover_cents: int = Field(ge=0, le=9 * 10**15)
    balance_cents: int = Field(ge=0, le=9 * 10**15)


class StakeIn(Schema):
    """A stake between the organisation (or ``affiliate_id``, an enterprise of its group outside the directory) and another.

    The other is ``other_id``, in the directory, which will be asked to confirm; or an enterprise or a person named here, with its
    last accounts where they are known. Percents of capital and votes; ``control``: the holder controls it by other means, such as a
    contract; ``together``: the name under which natural persons act together.
    """

    direction: Literal["held_by", "holds"]
    affiliate_id: int | None = Field(None, gt=0, lt=2**63)
    other_id: int | None = Field(None, gt=0, lt=2**63)
    name: str = Field("", max_length=160)
    country: str = Field("FR", pattern="^[A-Za-z]{2}$")
    accounts: Books | None = None
    capital: Decimal = Percent
    votes: Decimal = Percent
    kind: HolderKind = "company"
    control: bool = False
    together: str = Field("", max_length=80)


class Enterprise(Schema):
    """An end of a stake; ``organisation_id`` where it is in the directory, ``affiliate_id`` where it is not."""

    name: str
    organisation_id: int | None
    affiliate_id: int | None


class StakeOut(Schema):
    """A stake; it counts while it is confirmed by both sides and not ended."""

    id: int
    holder: Enterprise
    held: Enterprise
    capital: Decimal
    votes: Decimal
    kind: HolderKind
    control: bool
    together: str
    confirmed: bool
    ended: bool


class GroupOut(Schema):
    """The group: its size under the SME test (empty while accounts are missing), why, and who is one undertaking with it."""

    size: str
    size_reason: str
    stakes: list[StakeOut]
    waiting: list[StakeOut]
    undertaking: list[str]


@router.get(
    "/organisations/{int:pk}/group", response={200: GroupOut, **ERRORS}, summary="Who holds whom, and the size that follows"
)
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    organisation = _organisation(request, pk)
    group = group_of(organisation)
    found = group.size(law().on(today()))
    waiting = Stake.objects.live().filter(confirmed_at=None).of({organisation.pk}, set())
    return {
        "size": found.status.value if found.status else "", "size_reason": found.reason.say(get_language() or "en"),
        "stakes": [_out(stake) for stake in group.stakes], "waiting": [_out(stake) for stake in waiting],
        "undertaking": [company.name for company in group.undertaking()],
    }  # fmt: skip


@router.post("/organisations/{int:pk}/stakes", response={201: StakeOut, **ERRORS}, summary="Declare a stake")
def declare(request: HttpRequest, pk: int, data: StakeIn) -> Status[dict[str, Any]]:
    organisation = _organisation(request, pk)
    require(can_change_organisation(request.actor, organisation))
    near: Company = organisation
    if data.affiliate_id is not None:
        near = get_object_or_404(Affiliate, pk=data.affiliate_id, organisation=organisation)
    with transaction.atomic():  # the other enterprise and the stake, both or neither
        far = _far(request, organisation, data)
        holder, held = (far, near) if data.direction == "held_by" else (near, far)
        said = SaidStake(holder, held, data.capital, data.votes, data.kind, data.control, data.together)
        return Status(201, _out(declare_stake(request.actor, organisation, said)))


@router.post("/stakes/{int:pk}/confirm", response={200: StakeOut, **ERRORS}, summary="Say that a declared stake is true")
def confirm(request: HttpRequest, pk: int) -> dict[str, Any]:
    stake = stake_or_404(request, pk)
    confirm_stake(request.actor, stake)
    return _out(stake)


@router.post("/stakes/{int:pk}/end", response={200: StakeOut, **ERRORS}, summary="Say that a stake is no more, or never was")
def end(request: HttpRequest, pk: int) -> dict[str, Any]:
    stake = stake_or_404(request, pk)
    end_stake(request.actor, stake)
    return _out(stake)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    """Who may not read the facts of an organisation is not told whether it has a group."""
    organisation = get_object_or_404(Organisation, pk=pk)
    if not can_see_facts(request.actor, organisation):
        raise Http404
    return organisation


def _far(request: HttpRequest, organisation: Organisation, data: StakeIn) -> Company:
    if (data.other_id is None) == (not data.name.strip()):
        both = msg("both") if data.other_id else msg("neither")
        raise BadInput("other_id", both, msg("an organisation of the directory, or the name of another one"))
    if data.other_id is not None:
        return get_object_or_404(Organisation.objects.active().exclude(pk=organisation.pk), pk=data.other_id)
    accounts = Accounts(**data.accounts.dict()) if data.accounts else None
    if accounts is not None:
        check_accounts(accounts, today())
    return declare_affiliate(request.actor, organisation, data.name, data.country, accounts)


def _out(stake: Stake) -> dict[str, Any]:
    told = {name: getattr(stake, name) for name in ("id", "capital", "votes", "kind", "control", "together")}
    holder, held = (_enterprise(end) for end in stake.ends)
    return told | {
        "holder": holder,
        "held": held,
        "confirmed": stake.confirmed_at is not None,
        "ended": stake.ended_at is not None,
    }


def _enterprise(company: Company) -> dict[str, Any]:
    here = isinstance(company, Organisation)
    return {"name": company.name, "organisation_id": company.pk if here else None, "affiliate_id": None if here else company.pk}
