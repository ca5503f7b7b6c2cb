"""The bank: statements read in, proposals confirmed one by one, what nothing explains set aside with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.ledger.bank import Preview, preview
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.funds import actions
from campus5g.portal.funds.forms import LayoutForm, StatementForm
from campus5g.portal.funds.models import BankLine, Payment, Statement
from campus5g.portal.funds.models.scoped import LABEL_LENGTH
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.reconciling import reasons_of, reconcile
from campus5g.portal.funds.statements import MAX_BYTES, as_told, is_table, kept_columns, packed, short_name, unpacked
from campus5g.portal.funds.views import programme_of
from campus5g.portal.programme.models import Programme
from campus5g.portal.support.views import done

SHOWN = 40


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """Statements, proposals, what is unknown, what is still awaited, and the balance of the bank beside that of the book."""
    programme = programme_of(request, pk)
    require(can_run(request.actor))
    if "content" in request.POST:
        return _read_table(request, programme)
    if "lines" in request.POST:
        return _settle_chosen(request, programme)
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            asked = _layout_asked(request, programme, uploaded, form.cleaned_data["anew"])
        except BadInput as fault:
            form.add_error("file", say(fault.sentence))
        else:
            if asked is not None:
                return asked
            read: list[Statement] = []
            do = lambda: read.extend(actions.read_in(request.actor, programme, uploaded))  # noqa: E731
            if done(request, form, do, _("The statement is read.")):
                return _told(request, programme, read)
    context = {
        "programme": programme, "form": form, "found": reconcile(programme),
        "statements": Statement.objects.filter(book__programme=programme)[:SHOWN],
        "aside": BankLine.objects.filter(book__programme=programme).exclude(aside_why="")[:SHOWN],
    }  # fmt: skip
    return render(request, "funds/bank.html", context, status=400 if form.errors else 200)


def _layout_asked(request: HttpRequest, programme: Programme, uploaded: Any, anew: bool) -> HttpResponse | None:
    """Ask which column holds what, in a table of a bank that nobody told yet, or where it is to be told anew."""
    if (uploaded.size or 0) > MAX_BYTES:
        return None
    content = uploaded.read()
    uploaded.seek(0)
    if not is_table(content):
        return None
    name = short_name(uploaded.name or "")
    kept = kept_columns(programme.organisation_id, content, name)
    if kept is not None and not anew:
        return None
    found = preview(content, name)
    columns = kept or found.columns
    said = {"name": name[:LABEL_LENGTH], "content": packed(content), **(as_told(columns) if columns else {})}
    return _layout(request, programme, LayoutForm(initial=said, header=found.header), found)


def _layout(request: HttpRequest, programme: Programme, form: LayoutForm, found: Preview) -> HttpResponse:
    context = {"programme": programme, "form": form, "found": found}
    return render(request, "funds/layout.html", context, status=400 if form.errors else 200)


def _read_table(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Read the table that the page carried, by the columns that were said."""
    name = request.POST.get("name", "")[:LABEL_LENGTH]
    try:
        content = unpacked(request.POST["content"])
        found = preview(content, short_name(name))
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
        return redirect("funds:bank", programme.pk)
    form = LayoutForm(request.POST, header=found.header)
    if form.is_valid():
        read: list[Statement] = []
        uploaded = SimpleUploadedFile(name or "releve.csv", content)
        do = lambda: read.extend(actions.read_in(request.actor, programme, uploaded, form.columns()))  # noqa: E731
        if done(request, form, do, _("The statement is read.")):
            return _told(request, programme, read)
    return _layout(request, programme, form, found)


def _told(request: HttpRequest, programme: Programme, read: list[Statement]) -> HttpResponse:
    added, known = sum(one.added for one in read), sum(one.known for one in read)
    told = ngettext("%(n)d line is new", "%(n)d lines are new", added) % {"n": added}
    there = ngettext("%(n)d was there already", "%(n)d were there already", known) % {"n": known}
    messages.info(request, f"{told}, {there}.")
    return redirect("funds:bank", programme.pk)


def _settle_chosen(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Settle the payments chosen by the lines chosen: one line with several payments, or several lines with one."""
    lines = list(
        BankLine.objects.filter(pk__in=_numbers(request, "line"), book__programme=programme).select_related("book__programme")
    )
    payments = _payments(request, programme)
    _try(request, lambda: actions.settle(request.actor, lines, payments, reasons_of(programme, lines, payments)))
    return redirect("funds:bank", programme.pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what a line of the bank settles or brings back, or set it aside with the reason."""
    line: BankLine = get_object_or_404(BankLine.objects.select_related("book__programme"), pk=pk)
    require(can_run(request.actor))
    programme, why = line.book.programme, request.POST.get("why", "")
    payments = _payments(request, programme)
    if "aside" in request.POST:
        _try(request, lambda: actions.set_aside(request.actor, line, why))
    elif "back" in request.POST and payments:
        _try(request, lambda: actions.bring_back(request.actor, line, payments[0], why or line.text or _("returned by the bank")))
    else:
        _try(request, lambda: actions.settle(request.actor, [line], payments, reasons_of(programme, [line], payments)))
    return redirect("funds:bank", programme.pk)


def _payments(request: HttpRequest, programme: Programme) -> list[Payment]:
    chosen = Payment.objects.filter(pk__in=_numbers(request, "payment"), agreement__programme=programme)
    return list(chosen.select_related("agreement__programme", "organisation"))


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 18]


def _try(request: HttpRequest, do: Callable[[], object]) -> None:
    try:
        do()
        messages.success(request, _("Done: it is in the book."))
    except Conflict as refused:
        messages.error(request, say(refused.reason))
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
