"""Pages of a budget before its agreement is signed: a line, all that the project brings, a line taken off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from campus5g.portal.base.decisions import require
from campus5g.portal.funds import actions
from campus5g.portal.funds.agreement_views import agreement_of
from campus5g.portal.funds.forms import BudgetLineForm, CallForm, NothingForm
from campus5g.portal.funds.models import BudgetLine
from campus5g.portal.funds.permissions import can_write_agreement
from campus5g.portal.funds.project_budget import calls_of, parts_of
from campus5g.portal.support.views import asked, done


def line(request: HttpRequest, pk: int) -> HttpResponse:
    found = agreement_of(pk)
    require(can_write_agreement(request.actor, found))
    form = BudgetLineForm(request.POST or None, agreement=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        do = lambda: actions.set_line(  # noqa: E731
            request.actor, found, data["organisation"], data["label"], data["category"], data["cents"], data["strand"]
        )
        if done(request, form, do, _("The line is in the budget.")):
            return redirect(found)
    lead = _("Eligible cost, without the VAT that the partner recovers. A line of the same name is changed.")
    return asked(request, form, _("A line of the budget"), found, _("Save"), lead)


def project(request: HttpRequest, pk: int) -> HttpResponse:
    """What the project of the programme brings to the budget, partner by partner, shown before it is taken over (``?call=``)."""
    found = agreement_of(pk)
    require(can_write_agreement(request.actor, found))
    calls = calls_of(found.programme)
    known = {one.call_id for one in calls}
    first = calls[0].call_id if calls else ""
    told = request.POST.get("call", request.GET.get("call", first))
    chosen = told if told in known else ""
    form = CallForm(request.POST or None, calls=calls, initial={"call": chosen})
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.copy_budget(request.actor, found, form.cleaned_data["call"])  # noqa: E731
        if done(request, form, do, _("The budget is taken over: look at it, then have it signed.")):
            return redirect(found)
    parts = [one for one in parts_of(found.programme, chosen) if one.organisation_id != found.funder_id]
    context = {
        "agreement": found, "form": form, "parts": parts, "calls": calls, "chosen": chosen,
        "total": sum(one.cents for one in parts), "grants": sum(one.grant_cents for one in parts),
        "advances": sum(one.advance_cents for one in parts),
    }  # fmt: skip
    return render(request, "funds/project_budget.html", context, status=400 if form.errors else 200)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    line: BudgetLine = get_object_or_404(BudgetLine.objects.select_related("agreement__programme", "organisation"), pk=pk)
    require(can_write_agreement(request.actor, line.agreement))
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and done(
        request, form, lambda: actions.drop_line(request.actor, line), _("The line is taken off.")
    ):
        return redirect(line.agreement)
    lead = _("%(line)s, %(name)s: nothing was claimed on it, since the agreement is not signed.")
    return asked(
        request, form, _("Take a line off the budget"), line.agreement, _("Take it off"),
        lead % {"line": line.label, "name": line.organisation.name},
    )  # fmt: skip
