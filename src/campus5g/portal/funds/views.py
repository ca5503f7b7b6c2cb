"""Pages of the money: the programmes that concern one, the money of a programme, its book and its periods."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.funds import actions, tables
from campus5g.portal.funds.books import fund_of
from campus5g.portal.funds.curves import chart_of
from campus5g.portal.funds.forms import ReopenForm, UntilForm
from campus5g.portal.funds.models import Agreement, Book, Claim, Payment, Posting, Share
from campus5g.portal.funds.names import names_behind
from campus5g.portal.funds.payment_rows import PaymentRow
from campus5g.portal.funds.permissions import can_run
from campus5g.portal.funds.standing import sees_whole, standing_of
from campus5g.portal.programme.models import Programme
from campus5g.portal.support.views import done

PAGE, SHOWN = 50, 12


def programme_of(request: HttpRequest, pk: int) -> Programme:
    """A programme whose money concerns the actor: the office's, its funders', its partners' with a share. 404 for anybody else."""
    found: Programme = get_object_or_404(Programme.objects.select_related("organisation"), pk=pk)
    if not request.actor.sees_all and not Agreement.objects.filter(programme=found).exists():
        raise Http404
    return found


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The programmes whose money concerns one, and the claims that wait."""
    actor = request.actor
    agreements = Agreement.objects.select_related("programme", "funder")
    held = Programme.objects.filter(Q(pk__in=agreements.values("programme_id")) if not actor.sees_all else Q())
    rows = [(one, standing_of(actor, one), [each for each in agreements if each.programme_id == one.pk]) for one in held[:SHOWN]]
    waiting = Claim.objects.filter(state__in=(*Claim.WAITING, *Claim.OPEN)).select_related("agreement", "organisation")
    context = {"rows": rows, "claims": [(one, one.age(today())) for one in waiting.order_by("moved_on", "pk")[:SHOWN]]}
    return render(request, "funds/list.html", context)


@require_GET
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The money of a programme: partner by partner as far as one may see, the curve, the payments expected, the agreements."""
    found, actor = programme_of(request, pk), request.actor
    whole = sees_whole(actor, found)
    payments = Payment.objects.filter(agreement__programme=found).select_related("agreement", "organisation", "claim")
    expected = [one for one in payments if one.expected]
    context = {
        "programme": found, "standing": standing_of(actor, found), "whole": whole,
        "agreements": Agreement.objects.filter(programme=found).select_related("funder"),
        "advances": Share.objects.filter(agreement__programme=found, advance_cents__gt=0).select_related("organisation", "agreement"),
        "expected": [PaymentRow.of(actor, one) for one in expected[:SHOWN]],
        "more": max(0, len(expected) - SHOWN),
        "chart": chart_of(found, today(), _language(), None if whole else actor.organisation_id), "may_run": can_run(actor).allowed,
        "example": Agreement.objects.filter(programme=found, example=True).exists(),
    }  # fmt: skip
    return render(request, "funds/programme.html", context)


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@require_GET
def payments_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The payments that one may see, made and expected; each row stands alone."""
    found = programme_of(request, pk)
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = Payment.objects.filter(agreement__programme=found).select_related(
        "agreement__funder", "agreement__programme", "organisation", "claim__agreement"
    )
    return list_file(kind, f"payments-{found.reference}", _("Payments"), tables.payment_header(), map(tables.payment_row, rows))


@require_GET
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The book: balances of the accounts, entries in order, the periods that are closed."""
    found = programme_of(request, pk)
    require(can_run(request.actor))
    account = request.GET.get("account", "")
    entries = Posting.objects.filter(book__programme=found).select_related("deed")
    page = Paginator(entries.filter(account=account) if account else entries, PAGE).get_page(request.GET.get("page"))
    trial = fund_of(found).book.trial_balance()
    names = names_behind([row.account.key for row in trial.rows] + [str(one.text) for one in page])
    context = {
        "programme": found, "book": Book.objects.filter(programme=found).first(), "page": page, "account": account,
        "rows": [(one, *names.account(one.account), names.readable(one.sentence)) for one in page],
        "balances": [(row, *names.account(row.account.key)) for row in trial.rows if row.debit or row.credit],
        "debit": trial.debit, "credit": trial.credit, "close": UntilForm(), "reopen": ReopenForm(),
    }  # fmt: skip
    return render(request, "funds/book.html", context)


@require_GET
def book_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found = programme_of(request, pk)
    require(can_run(request.actor))
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = list(Posting.objects.filter(book__programme=found).select_related("deed"))
    names = names_behind([one.account for one in rows] + [str(one.text) for one in rows])
    told = (tables.posting_row(found, one, names) for one in rows)
    return list_file(kind, f"book-{found.reference}", _("Accounts book"), tables.posting_header(), told)


@require_POST
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the accounts up to a day, or open them again with the reason."""
    found = programme_of(request, pk)
    require(can_run(request.actor))
    form: Any = ReopenForm(request.POST) if "reopen" in request.POST else UntilForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        do = (
            (lambda: actions.reopen_period(request.actor, found, data["why"], data["until"]))
            if "reopen" in request.POST
            else (lambda: actions.close_period(request.actor, found, data["until"]))
        )
        if done(request, form, do, _("Done: it is in the book and in the trail.")):
            return redirect("funds:book", pk)
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect("funds:book", pk)
