"""Pages of claims: the list with its ages, a claim with its lines, one line with its invoice, findings, questions and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.base import attachments, audit, notes
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds import actions, tables
from campus5g.portal.funds.agreement_views import agreement_of
from campus5g.portal.funds.checking import checks_of, findings_of, hidden_from
from campus5g.portal.funds.forms import ClaimForm, JudgeForm, LineForm, WhyForm
from campus5g.portal.funds.models import Claim, ClaimLine
from campus5g.portal.funds.permissions import can_approve, can_change_claim, can_check, can_claim
from campus5g.portal.funds.standing import ages
from campus5g.portal.support.views import asked, done

PAGE = 25
_MONTH = timedelta(days=30)


def claim_of(pk: int) -> Claim:
    rows = Claim.objects.select_related("agreement__programme", "agreement__funder", "organisation")
    found: Claim = get_object_or_404(rows, pk=pk)
    return found


def line_of(pk: int) -> ClaimLine:
    rows = ClaimLine.objects.select_related("claim__agreement__programme", "claim__organisation", "budget")
    found: ClaimLine = get_object_or_404(rows.filter(removed_at=None), pk=pk)
    return found


def _listed(request: HttpRequest) -> Any:
    """The claims that the list and its exports show: those of a state, of a programme, in the order asked."""
    found = Claim.objects.select_related("agreement__programme", "agreement__funder", "organisation")
    state, programme = request.GET.get("state", ""), request.GET.get("programme", "")
    if state in Claim.State.values:
        found = found.filter(state=state)
    if programme.isdecimal() and len(programme) < 18:
        found = found.filter(agreement__programme=int(programme))
    order = {"oldest": ("moved_on", "pk"), "partner": ("organisation__folded", "pk")}.get(request.GET.get("sort", ""), ("-pk",))
    return found.order_by(*order)


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """The claims that one may see, and how long those that wait have waited."""
    page = Paginator(_listed(request), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(claim, claim.age(today())) for claim in page], "states": Claim.State.choices,
        "chosen": request.GET.get("state", ""), "sort": request.GET.get("sort", ""), "ages": ages(today()),
    }  # fmt: skip
    return render(request, "funds/claims.html", context)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Every line of the claims that one may see; each row stands alone."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = ClaimLine.objects.filter(claim__in=_listed(request).order_by().values("pk"), removed_at=None)
    found = rows.select_related(
        "claim__agreement__programme", "claim__agreement__funder", "claim__organisation", "budget__strand"
    )
    return list_file(kind, "claims", _("Claims"), tables.line_header(), (tables.line_row(one) for one in found))


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a claim, for one's own organisation; the office may for another (``?partner=``)."""
    agreement = agreement_of(pk)
    organisation = _claimer(request)
    require(can_claim(request.actor, agreement, organisation.pk if organisation else None))
    if organisation is None:
        raise Http404
    form = ClaimForm(request.POST or None, initial={"starts_on": agreement.starts_on, "ends_on": min(today(), agreement.ends_on)})
    if request.method == "POST" and form.is_valid():
        made: list[Claim] = []
        do = lambda: made.append(actions.open_claim(request.actor, agreement, organisation, **form.cleaned_data))  # noqa: E731
        if done(request, form, do, _("Now write its lines, each with its invoice.")):
            return redirect(made[0])
    lead = _("Costs of %(name)s under the agreement %(number)s.") % {"name": organisation.name, "number": agreement.number}
    return asked(request, form, _("A new claim"), agreement, _("Go on"), lead)


def _claimer(request: HttpRequest) -> Organisation | None:
    asked_for = request.GET.get("partner", "")
    chosen = int(asked_for) if asked_for.isdecimal() and len(asked_for) < 18 else request.actor.organisation_id
    return Organisation.objects.filter(pk=chosen).first()


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """A claim: its lines with what the rules say of each, the form of a new line, the steps that one may take."""
    found, actor = claim_of(pk), request.actor
    may_change = can_change_claim(actor, found)
    form = LineForm(request.POST or None, request.FILES or None, claim=found)
    if request.method == "POST":
        require(may_change)
        if form.is_valid():
            do = lambda: actions.write_line(actor, found, file=form.cleaned_data["file"], **form.said())  # noqa: E731
            if done(request, form, do, _("The line is in the claim.")):
                return redirect(found)
    lines = list(ClaimLine.objects.filter(claim=found, removed_at=None).select_related("budget"))
    findings, files = findings_of(found, lines), attachments.files_of(lines)
    context = {
        "claim": found, "form": form if may_change else None, "check": checks_of(found, lines),
        "lines": [(line, hidden_from(actor, findings.get(line.pk, ())), files[line.pk]) for line in lines],
        "asked": sum(line.asked_cents for line in lines), "kept": sum(line.accepted_cents or 0 for line in lines),
        "may_change": may_change.allowed, "may_check": can_check(actor, found).allowed, "approve": can_approve(actor, found),
        "check_right": can_check(actor, found), "versions": found.versions.all(), "why": WhyForm(), "history": audit.history(found),
        "judged": all(line.accepted_cents is not None for line in lines), "unseen": any(line.outcome == "waiting" for line in lines),
    }  # fmt: skip
    return render(request, "funds/claim.html", context, status=400 if form.errors else 200)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = claim_of(pk)
    try:
        actions.submit(request.actor, found)
        messages.success(request, _("Sent: the office is told."))
    except Conflict as refused:
        messages.error(request, say(refused.reason))
    return redirect(found)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = claim_of(pk)
    require(can_change_claim(request.actor, found))
    form = WhyForm(request.POST or None)
    do = lambda: actions.withdraw_claim(request.actor, found, form.cleaned_data["why"])  # noqa: E731
    if request.method == "POST" and form.is_valid() and done(request, form, do, _("Withdrawn.")):
        return redirect(found)
    return asked(request, form, _("Withdraw the claim %(claim)s") % {"claim": found.reference}, found, _("Withdraw it"))


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: changed by its partner, judged by the office, with its files and what is asked and answered about it."""
    found, actor = line_of(pk), request.actor
    claim = found.claim
    may_change = can_change_claim(actor, claim)
    form = LineForm(request.POST or None, request.FILES or None, claim=claim, instance=line_of(pk))
    if request.method == "POST":
        require(may_change)
        if form.is_valid():
            do = lambda: actions.write_line(actor, claim, found, file=form.cleaned_data["file"], **form.said())  # noqa: E731
            if done(request, form, do, _("Saved.")):
                return redirect(claim)
    findings = findings_of(claim, list(claim.lines.filter(removed_at=None).select_related("budget")))
    context = {
        "line": found, "claim": claim, "form": form if may_change else None,
        "findings": hidden_from(actor, findings.get(found.pk, ())), "files": attachments.of(found), "notes": notes.of(found),
        "thing": found, "may_add": claim.live, "history": audit.history(found),
        "judge": JudgeForm(initial={"outcome": found.outcome}) if can_check(actor, claim) else None,
    }  # fmt: skip
    return render(request, "funds/line.html", context, status=400 if form.errors else 200)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = line_of(pk)
    require(can_change_claim(request.actor, found.claim))
    form = WhyForm(request.POST or None)
    do = lambda: actions.remove_line(request.actor, found, form.cleaned_data["why"])  # noqa: E731
    if request.method == "POST" and form.is_valid() and done(request, form, do, _("Taken off the claim.")):
        return redirect(found.claim)
    return asked(request, form, _("Take %(line)s off the claim") % {"line": str(found)}, found.claim, _("Take it off"))
