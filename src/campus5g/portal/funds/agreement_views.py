"""Pages of an agreement: written, shared, laid out in a budget, signed; its payments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.portal.base import attachments, audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds import actions
from campus5g.portal.funds.forms import AgreementForm, OnForm, PaymentForm, ShareForm, SignForm
from campus5g.portal.funds.models import Agreement, BudgetLine, Claim, Payment, Share
from campus5g.portal.funds.payment_rows import PaymentRow
from campus5g.portal.funds.permissions import BY_HAND, can_claim, can_close, can_pay, can_reopen, can_run, can_write_agreement
from campus5g.portal.funds.standing import used_of
from campus5g.portal.programme.models import Participant, Programme
from campus5g.portal.support.views import asked, done


def agreement_of(pk: int) -> Agreement:
    found: Agreement = get_object_or_404(Agreement.objects.select_related("programme", "funder"), pk=pk)
    return found


def new(request: HttpRequest, pk: int) -> HttpResponse:
    programme: Programme = get_object_or_404(Programme.objects, pk=pk)
    require(can_run(request.actor))
    form = AgreementForm(request.POST or None, programme=programme, initial=_usual(programme))
    if request.method == "POST" and form.is_valid():
        made: list[Agreement] = []
        do = lambda: made.append(actions.enter_agreement(request.actor, programme, **form.said()))  # noqa: E731
        if done(request, form, do, _("Written. Now say who gets what, and the budget.")):
            return redirect(made[0])
    lead = _("What a funder and the partners are about to sign. Nothing is due before it is signed.")
    return asked(request, form, _("A new agreement"), _back(programme), _("Go on"), lead)


def _usual(programme: Programme) -> dict[str, Any]:
    last = programme.ends_on
    return {"signed_on": today(), "starts_on": programme.starts_on, "ends_on": last, "claims_until": last}


def _back(programme: Programme) -> str:
    return reverse("funds:programme", args=[programme.pk])


@require_GET
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """An agreement: its rules, the shares, the budget with what is used of it, the payments and the claims that one may see."""
    found, actor = agreement_of(pk), request.actor
    lines = list(BudgetLine.objects.filter(agreement=found).select_related("organisation", "strand"))
    used, signed = used_of(found), found.state == Agreement.State.SIGNED
    payments = list(Payment.objects.filter(agreement=found).select_related("agreement", "organisation", "claim__agreement"))
    shares = list(Share.objects.filter(agreement=found).select_related("organisation"))
    context = {
        "agreement": found, "shares": shares, "lines": [(line, *used.get(line.pk, (0, 0))) for line in lines],
        "budget": sum(line.cents for line in lines), "granted": sum(one.grant_cents for one in shares),
        "advanced": sum(one.advance_cents for one in shares),
        "payments": [PaymentRow.of(actor, one) for one in payments],
        "claims": Claim.objects.filter(agreement=found).select_related("organisation", "agreement"),
        "may_write": can_write_agreement(actor, found).allowed, "may_run": can_run(actor).allowed,
        "may_close": can_close(actor, found).allowed, "may_reopen": can_reopen(actor, found).allowed,
        "may_copy": can_write_agreement(actor, found).allowed and found.programme.project_id is not None,
        "may_claim": can_claim(actor, found, actor.organisation_id).allowed,
        "claimers": [one.organisation for one in shares if signed and actor.sees_all],
        "files": attachments.of(found), "history": audit.history(found), "thing": found, "may_add": can_run(actor).allowed,
    }  # fmt: skip
    return render(request, "funds/agreement.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = agreement_of(pk)
    require(can_write_agreement(request.actor, found))
    form = AgreementForm(request.POST or None, instance=agreement_of(pk), programme=found.programme)
    do = lambda: actions.change_agreement(request.actor, found, **form.said())  # noqa: E731
    if request.method == "POST" and form.is_valid() and done(request, form, do, _("Saved.")):
        return redirect(found)
    return asked(request, form, _("Change the agreement"), found, _("Save"))


def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what one partner gets; one that has a share already is changed (``?partner=``)."""
    found = agreement_of(pk)
    require(can_write_agreement(request.actor, found))
    taking = Participant.objects.filter(programme=found.programme_id, until=None).exclude(role=Participant.Role.FUNDER)
    organisations = Organisation.objects.filter(pk__in=taking.values("organisation_id")).order_by("folded")
    form = ShareForm(request.POST or None, organisations=organisations, initial={"organisation": request.GET.get("partner")})
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        if done(request, form, lambda: actions.set_share(request.actor, found, organisation, **form.said()), _("Saved.")):
            return redirect(found)
    lead = _("Written again for a partner, a share replaces the one before.")
    return asked(request, form, _("What a partner gets"), found, _("Save"), lead)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    found = agreement_of(pk)
    require(can_write_agreement(request.actor, found))
    form = SignForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.sign(request.actor, found, form.cleaned_data["file"])  # noqa: E731
        if done(request, form, do, _("Signed: the partners are told, the first payments are expected.")):
            return redirect(found)
    lead = _("From now on, the agreement changes by an amendment only.")
    return asked(request, form, _("The agreement is signed"), found, _("It is signed"), lead)


def expect(request: HttpRequest, pk: int) -> HttpResponse:
    """Expect a payment that follows from no claim: of the funder, a recovery, a retention released."""
    found = agreement_of(pk)
    require(can_run(request.actor))
    kinds = [(one.value, one.label) for one in BY_HAND]
    form = PaymentForm(request.POST or None, agreement=found, kinds=kinds, initial={"due_on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        do = lambda: actions.expect_payment(  # noqa: E731
            request.actor, found, Payment.Kind(data["kind"]), data["organisation"], data["cents"], data["due_on"], data["why"]
        )
        if done(request, form, do, _("The payment is expected.")):
            return redirect(found)
    return asked(request, form, _("Expect a payment"), found, _("Expect it"))


def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand that a payment was made, where no bank statement says it."""
    payment: Payment = get_object_or_404(Payment.objects.select_related("agreement__programme", "organisation"), pk=pk)
    require(can_pay(request.actor, payment))
    form = OnForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.pay(request.actor, payment, form.cleaned_data["on"])  # noqa: E731
        if done(request, form, do, _("Written in the book.")):
            return redirect(payment.agreement)
    lead = _("%(kind)s: say the day of the bank. Better: read the bank statement in, and confirm what it proposes.")
    return asked(request, form, _("It is paid"), payment.agreement, _("It is paid"), lead % {"kind": payment.get_kind_display()})
