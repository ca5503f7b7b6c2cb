"""Pages of a repayable advance: its schedule, what happened to it, the changes asked for with their effect."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds import actions
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.effects import effect_of, worth_of
from campus5g.portal.funds.forms import ChangeForm
from campus5g.portal.funds.models import Change, Payment, Share
from campus5g.portal.funds.permissions import can_ask_change, can_decide_change


def share_of(pk: int) -> Share:
    rows = Share.objects.filter(advance_cents__gt=0).select_related("agreement__programme", "agreement__funder", "organisation")
    found: Share = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """An advance: what is owed, its schedule, its payments, its worth as aid, the changes asked and decided."""
    found, actor = share_of(pk), request.actor
    standing = fund_of(found.agreement.programme).advances.get(found.advance_key)
    changes = list(Change.objects.filter(share=found).select_related("share__agreement", "asked_by", "decided_by"))
    kinds = (Payment.Kind.DRAWING, Payment.Kind.REPAYMENT)
    payments = Payment.objects.filter(agreement=found.agreement_id, organisation=found.organisation_id, kind__in=kinds)
    context = {
        "share": found, "standing": standing, "worth": worth_of(found, standing) if standing else None,
        "payments": [(one, one.late(today())) for one in payments],
        "changes": [(one, can_decide_change(actor, one)) for one in changes],
        "may_ask": can_ask_change(actor, found).allowed and standing is not None, "history": audit.history(found),
    }  # fmt: skip
    return render(request, "funds/advance.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a change: first its effect is shown, then it is sent."""
    found = share_of(pk)
    require(can_ask_change(request.actor, found))
    form = ChangeForm(request.POST or None, initial={"on": today()})
    effect: list[Message] = []
    if request.method == "POST" and form.is_valid():
        try:
            if "send" in request.POST:
                actions.ask_change(request.actor, found, **form.said())
                messages.success(request, _("Asked for: another person decides."))
                return redirect(found)
            effect = effect_of(Change(share=found, **form.said()), fund_of(found.agreement.programme))
        except Conflict as refused:
            form.add_error(None, say(refused.reason))
        except BadInput as fault:
            form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
    context = {"share": found, "form": form, "effect": effect}
    return render(request, "funds/ask.html", context, status=400 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Change.objects.select_related("share__agreement__programme", "share__organisation")
    change: Change = get_object_or_404(rows, pk=pk)
    try:
        actions.decide_change(request.actor, change, approves="approve" in request.POST, answer=request.POST.get("answer", ""))
        messages.success(request, _("Decided: the partner is told."))
    except Conflict as refused:
        messages.error(request, say(refused.reason))
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
    return redirect(change.share)
