"""The directory, over the API. It calls the same verbs as the pages."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.core.message import Message
from campus5g.portal.base.actor import Role
from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.clock import today
from campus5g.portal.directory import group_api
from campus5g.portal.directory.actions import create_organisation
from campus5g.portal.directory.facts import Said
from campus5g.portal.directory.models import Organisation, fold
from campus5g.portal.directory.permissions import can_see_facts
from campus5g.portal.directory.size import size_by_accounts

router = Router(tags=["directory"])
router.add_router("", group_api.router)


class Card(Schema):
    """What everybody signed in may read of an organisation."""

    id: int
    name: str
    kind: Role
    nature: str
    city: str
    description: str
    website: str
    fictitious: bool
    archived: bool


class Facts(Schema):
    """Register, accounts and size: for its people, the office, and those to whom they were opened. Money in cents."""

    siret: str
    siren: str
    naf: str
    insee_code: str
    country: str
    created_on: date | None
    staff_awu: Decimal | None
    turnover_cents: int | None
    balance_cents: int | None
    accounts_year: int | None
    size: str
    size_reason: str
    c_area: bool | None
    a_area: bool | None
    rating: str
    in_difficulty: bool | None


class Full(Card):
    """A card, with its facts for those who may read them."""

    facts: Facts | None


class NewOrganisation(Schema):
    """An organisation to enter. The accounts go together: staff, turnover, balance sheet total and their year."""

    name: str = Field(max_length=160)
    kind: Role
    nature: str = Field("", pattern="^(company|public_body|research|association)?$")
    description: str = Field("", max_length=2000)
    siret: str = Field("", max_length=20)
    naf: str = Field("", max_length=6)
    city: str = Field("", max_length=100)
    insee_code: str = Field("", max_length=5)
    country: str = Field("FR", pattern="^[A-Za-z]{2}$")
    created_on: date | None = None
    staff_awu: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=2)
    turnover_cents: int | None = Field(None, ge=0, le=9 * 10**15)
    balance_cents: int | None = Field(None, ge=0, le=9 * 10**15)
    accounts_year: int | None = Field(None, ge=1990, le=2200)
    size: str = Field("", pattern="^(small|medium|large|research_non_economic)?$")
    c_area: bool | None = None
    a_area: bool | None = None
    rating: str = Field("", pattern="^(strong|good|satisfactory|weak|bad)?$")
    in_difficulty: bool | None = None


@router.get("/organisations", response={200: list[Card], **ERRORS}, summary="The directory")
@paginate(Pages, page_size=50)
def organisations(request: HttpRequest, q: str = "", kind: Role | None = None, archived: bool = False) -> object:
    found = Organisation.objects.filter(archived_at__isnull=not archived)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(folded__contains=fold(q)) if q else found


@router.get("/organisations/{pk}", response={200: Full, **ERRORS}, summary="One organisation")
def organisation(request: HttpRequest, pk: int) -> Full:
    return _full(request, get_object_or_404(Organisation, pk=pk))


@router.post(
    "/organisations",
    response={201: Full, **ERRORS},
    summary="Enter an organisation",
)
def create(request: HttpRequest, said: NewOrganisation) -> Status[Full]:
    made = create_organisation(request.actor, Said(**said.dict() | {"kind": said.kind.value}))
    return Status(201, _full(request, made))


def _say(message: Message) -> str:
    return message.say(get_language() or "en")


def _full(request: HttpRequest, found: Organisation) -> Full:
    card = Card.from_orm(found).dict() | {"description": found.about}
    return Full(**card, facts=_facts(found) if can_see_facts(request.actor, found) else None)


def _facts(found: Organisation) -> Facts:
    sized = size_by_accounts(found, today()) if found.size_computed else None
    values = {name: getattr(found, name) for name in Facts.model_fields if name != "size_reason"}
    return Facts(**values, size_reason=_say(sized.reason) if sized else "")
