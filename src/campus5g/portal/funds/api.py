"""The money of programmes over the API: what one may see of it, and claims written line by line. The same verbs as the pages."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.core.money import to_euros
from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds import actions
from campus5g.portal.funds.checking import findings_of, hidden_from
from campus5g.portal.funds.models import Agreement, BudgetLine, Claim, ClaimLine, Payment
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NAME_LENGTH, NUMBER_LENGTH, WHY_LENGTH
from campus5g.portal.funds.standing import Sums, standing_of
from campus5g.portal.funds.views import programme_of

router = Router(tags=["funds"])


class AgreementOut(Schema):
    """An agreement with a funder; ``example``: its figures are not published."""

    id: int
    programme_id: int
    funder_id: int
    number: str
    state: str
    signed_on: date
    starts_on: date
    ends_on: date
    claims_until: date
    example: bool


class SumsOut(Schema):
    """Amounts in euros of one partner, or of all."""

    budget: Decimal
    grant: Decimal
    waiting: Decimal
    accepted: Decimal
    earned: Decimal
    paid: Decimal
    held: Decimal
    due: Decimal
    advance: Decimal
    drawn: Decimal
    repaid: Decimal
    written_off: Decimal
    owed: Decimal


class PartnerSums(Schema):
    organisation_id: int
    name: str
    sums: SumsOut


class StandingOut(Schema):
    """Where the money of a programme stands: the partners that you may see, and the totals of all."""

    partners: list[PartnerSums]
    total: SumsOut


class ClaimOut(Schema):
    id: int
    reference: str
    agreement_id: int
    organisation_id: int
    state: str
    version: int
    starts_on: date
    ends_on: date
    submitted_on: date | None


class PaymentOut(Schema):
    """A payment expected, made (``paid_on``), come back (``back_on``) or no longer expected, in euros."""

    id: int
    reference: str
    agreement_id: int
    organisation_id: int | None
    kind: str
    amount: Decimal
    due_on: date
    paid_on: date | None
    back_on: date | None
    expected: bool

    @staticmethod
    def resolve_amount(payment: Payment) -> Decimal:
        return to_euros(payment.cents)


class BackIn(Schema):
    """A payment that came back: the day of the bank, why, and whether it is expected again."""

    on: date
    why: str = Field(min_length=1, max_length=WHY_LENGTH)
    again: bool = True


class TakenBackIn(Schema):
    why: str = Field(min_length=1, max_length=WHY_LENGTH)


class CostIn(Schema):
    """An invoice, in euros; ``asked`` left out: the whole of it, without the VAT that is recovered."""

    budget_id: int = Field(gt=0, lt=2**63)
    supplier: str = Field(min_length=1, max_length=NAME_LENGTH)
    invoice: str = Field(min_length=1, max_length=NUMBER_LENGTH)
    on: date
    net: Decimal = Field(gt=0, le=10**11, decimal_places=2)
    vat: Decimal = Field(Decimal(0), ge=0, le=10**11, decimal_places=2)
    asked: Decimal | None = Field(None, gt=0, le=10**11, decimal_places=2)
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")
    text: str = Field("", max_length=LABEL_LENGTH)


class CostOut(Schema):
    """A line with what was decided of it, and what the rules say, in sentences."""

    id: int
    budget_id: int
    supplier: str
    invoice: str
    on: date
    asked: Decimal
    outcome: str
    accepted: Decimal | None
    why: str
    findings: list[str]


@router.get("/agreements", response={200: list[AgreementOut], **ERRORS}, summary="The agreements that concern you")
@paginate(Pages, page_size=50)
def agreements(request: HttpRequest) -> Any:
    return Agreement.objects.all()


@router.post(
    "/agreements/{int:pk}/close", response={200: AgreementOut, **ERRORS}, summary="Close an agreement once all is settled"
)
def close(request: HttpRequest, pk: int) -> Agreement:
    found = get_object_or_404(Agreement.objects.select_related("programme", "funder"), pk=pk)
    return actions.close_agreement(request.actor, found)


@router.get("/payments", response={200: list[PaymentOut], **ERRORS}, summary="The payments that concern you")
@paginate(Pages, page_size=50)
def payments(request: HttpRequest) -> Any:
    return Payment.objects.all()


@router.post("/payments/{int:pk}/back", response={200: PaymentOut, **ERRORS}, summary="Say that a payment came back")
def came_back(request: HttpRequest, pk: int, said: BackIn) -> Payment:
    return actions.cancel_payment(request.actor, _payment(pk), said.on, said.why, again=said.again)


@router.post("/payments/{int:pk}/take-back", response={200: PaymentOut, **ERRORS}, summary="Take back the order of a payment")
def taken_back(request: HttpRequest, pk: int, said: TakenBackIn) -> Payment:
    return actions.take_back(request.actor, _payment(pk), said.why)


@router.get(
    "/programmes/{int:pk}/standing", response={200: StandingOut, **ERRORS}, summary="Where the money of a programme stands"
)
def standing(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = standing_of(request.actor, programme_of(request, pk))
    rows = [{"organisation_id": one.pk, "name": one.name, "sums": _sums(sums)} for one, sums in found.rows]
    return {"partners": rows, "total": _sums(found.total)}


@router.get("/claims", response={200: list[ClaimOut], **ERRORS}, summary="The claims that concern you")
@paginate(Pages, page_size=50)
def claims(request: HttpRequest) -> Any:
    return Claim.objects.select_related("agreement")


@router.get(
    "/claims/{int:pk}/lines", response={200: list[CostOut], **ERRORS}, summary="The lines of a claim, with what the rules say"
)
def lines(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return _lines(request, _claim(pk))


@router.post("/claims/{int:pk}/lines", response={201: list[CostOut], **ERRORS}, summary="Add a line to a claim")
def write_line(request: HttpRequest, pk: int, said: CostIn) -> Status:
    claim = _claim(pk)
    budget = get_object_or_404(BudgetLine.objects, pk=said.budget_id)
    actions.write_line(
        request.actor, claim, budget=budget, supplier=said.supplier, invoice=said.invoice, on=said.on, net_cents=_cents(said.net),
        vat_cents=_cents(said.vat), asked_cents=None if said.asked is None else _cents(said.asked), currency=said.currency, text=said.text,
    )  # fmt: skip
    return Status(201, _lines(request, claim))


@router.post("/claims/{int:pk}/submit", response={200: ClaimOut, **ERRORS}, summary="Send a claim")
def submit(request: HttpRequest, pk: int) -> Claim:
    return actions.submit(request.actor, _claim(pk))


def _claim(pk: int) -> Claim:
    found: Claim = get_object_or_404(Claim.objects.select_related("agreement__programme", "organisation"), pk=pk)
    return found


def _payment(pk: int) -> Payment:
    found: Payment = get_object_or_404(Payment.objects.select_related("agreement__programme", "organisation"), pk=pk)
    return found


def _cents(euros: Decimal) -> int:
    return int(euros * 100)


def _sums(sums: Sums) -> dict[str, Decimal]:
    return {name: to_euros(cents) for name, cents in asdict(sums).items()}


def _lines(request: HttpRequest, claim: Claim) -> list[dict[str, Any]]:
    rows = list(ClaimLine.objects.filter(claim=claim, removed_at=None).select_related("budget"))
    findings = findings_of(claim, rows)
    return [
        {
            "id": line.pk, "budget_id": line.budget_id, "supplier": line.supplier, "invoice": line.invoice, "on": line.on,
            "asked": to_euros(line.asked_cents), "outcome": line.outcome, "why": line.why,
            "accepted": None if line.accepted_cents is None else to_euros(line.accepted_cents),
            "findings": [say(one.reason) for one in hidden_from(request.actor, findings.get(line.pk, ()))],
        }
        for line in rows
    ]  # fmt: skip
