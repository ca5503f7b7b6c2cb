"""The bank: statements read in, proposals confirmed one by one, what nothing explains set aside with the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds import actions
from campus5g.portal.funds.forms import StatementForm
from campus5g.portal.funds.models import BankLine, Payment, Statement
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.reconciling import reasons_of, reconcile
from campus5g.portal.funds.views import programme_of
from campus5g.portal.support.views import done

SHOWN = 40


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements, proposals, what is unknown, what is still awaited, and the balance of the bank beside that of the book."""
    programme = programme_of(request, pk)
    require(can_run(request.actor))
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read: list[Statement] = []
        do = lambda: read.extend(actions.read_in(request.actor, programme, form.cleaned_data["file"]))  # noqa: E731
        if done(request, form, do, _("The statement is read.")):
            added, known = sum(one.added for one in read), sum(one.known for one in read)
            told = ngettext("%(n)d line is new", "%(n)d lines are new", added) % {"n": added}
            there = ngettext("%(n)d was there already", "%(n)d were there already", known) % {"n": known}
            messages.info(request, f"{told}, {there}.")
            return redirect("funds:bank", pk)
    context = {
        "programme": programme, "form": form, "found": reconcile(programme),
        "statements": Statement.objects.filter(book__programme=programme)[:SHOWN],
        "aside": BankLine.objects.filter(book__programme=programme).exclude(aside_why="")[:SHOWN],
    }  # fmt: skip
    return render(request, "funds/bank.html", context, status=400 if form.errors else 200)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what a line of the bank settles, or set it aside with the reason."""
    line: BankLine = get_object_or_404(BankLine.objects.select_related("book__programme"), pk=pk)
    require(can_run(request.actor))
    programme = line.book.programme
    try:
        if "aside" in request.POST:
            actions.set_aside(request.actor, line, request.POST.get("why", ""))
        else:
            numbers = [int(one) for one in request.POST.getlist("payment") if one.isdecimal() and len(one) < 18]
            chosen = Payment.objects.filter(pk__in=numbers, agreement__programme=programme)
            payments = list(chosen.select_related("agreement__programme", "organisation"))
            actions.settle(request.actor, line, payments, reasons_of(programme, line, payments))
        messages.success(request, _("Done: it is in the book."))
    except Conflict as refused:
        messages.error(request, say(refused.reason))
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
    return redirect("funds:bank", programme.pk)
