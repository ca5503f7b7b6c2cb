"""Pages of what ends: an agreement closed or opened again, a payment that came back, an order taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.funds import actions
from campus5g.portal.funds.agreement_views import agreement_of
from campus5g.portal.funds.closing import obstacles_of
from campus5g.portal.funds.forms import BackForm, NothingForm, WhyForm
from campus5g.portal.funds.models import Payment
from campus5g.portal.funds.permissions import can_cancel, can_close, can_reopen, can_take_back
from campus5g.portal.support.views import asked, done


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an agreement, or read what is left to settle before it can be."""
    found = agreement_of(pk)
    require(can_close(request.actor, found))
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.close_agreement(request.actor, found)  # noqa: E731
        if done(request, form, do, _("The agreement is closed.")):
            return redirect(found)
    context = {"agreement": found, "form": form, "lacking": obstacles_of(found)}
    return render(request, "funds/close.html", context, status=400 if form.errors else 200)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = agreement_of(pk)
    require(can_reopen(request.actor, found))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.reopen_agreement(request.actor, found, form.cleaned_data["why"])  # noqa: E731
        if done(request, form, do, _("The agreement is open again.")):
            return redirect(found)
    lead = _("Claims, payments and changes may be told again until it is closed once more.")
    return asked(request, form, _("Open the agreement again"), found, _("Open the agreement again"), lead)


def payment_of(pk: int) -> Payment:
    rows = Payment.objects.select_related("agreement__programme", "organisation")
    found: Payment = get_object_or_404(rows, pk=pk)
    return found


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a payment came back: a transfer that the bank returned, a debit that was refused."""
    payment = payment_of(pk)
    require(can_cancel(request.actor, payment))
    form = BackForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        do = lambda: actions.cancel_payment(request.actor, payment, data["on"], data["why"], again=data["again"])  # noqa: E731
        if done(request, form, do, _("Reversed in the book: nothing was deleted.")):
            return redirect(payment.agreement)
    lead = _("%(reference)s, %(kind)s: it is reversed in the book on that day; what was written stays.")
    told = lead % {"reference": payment.reference, "kind": payment.get_kind_display()}
    return asked(request, form, _("The payment came back"), payment.agreement, _("It came back"), told)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    payment = payment_of(pk)
    require(can_take_back(request.actor, payment))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.take_back(request.actor, payment, form.cleaned_data["why"])  # noqa: E731
        if done(request, form, do, _("The order is taken back.")):
            return redirect(payment.agreement)
    lead = _("%(reference)s, %(kind)s: it was not made, and is expected no longer.")
    told = lead % {"reference": payment.reference, "kind": payment.get_kind_display()}
    return asked(request, form, _("Take the order back"), payment.agreement, _("Take it back"), told)
