"""Pages of solutions: the catalogue, a solution's own page, its form."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base import attachments, audit
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.solutions import actions, pairing, tables
from campus5g.portal.solutions.forms import ArchiveForm, SolutionForm
from campus5g.portal.solutions.models import Answer, Introduction, Solution
from campus5g.portal.solutions.permissions import can_ask_introduction, can_change_solution, can_offer, can_publish

PAGE = 25


def solution_of(pk: int) -> Solution:
    found: Solution = get_object_or_404(Solution.objects.select_related("organisation"), pk=pk)
    return found


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    found = tables.SolutionFilter(request.GET, queryset=Solution.objects.select_related("organisation"))
    table = tables.SolutionTable(found.qs)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {
        "table": table, "filter": found, "any": Solution.objects.exists(),
        "may_offer": can_offer(request.actor, request.actor.organisation_id).allowed,
    }  # fmt: skip
    return render(request, "solutions/list.html", context)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered catalogue as a file, of what the actor sees at this moment."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    found = tables.SolutionFilter(request.GET, queryset=Solution.objects.select_related("organisation"))
    return list_file(kind, "solutions", _("Solutions"), tables.solution_header(), tables.solution_rows(found.qs))


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    solution, actor = solution_of(pk), request.actor
    inside = actor.sees_all or solution.organisation_id in actor.organisation_ids
    published = solution.state == Solution.State.PUBLISHED
    context = {
        "solution": solution, "thing": solution, "price": tables.price_of(solution), "uses": tables.names_of(solution.known_uses),
        "files": attachments.of(solution), "may_add": inside and solution.state != Solution.State.ARCHIVED,
        "matched": pairing.needs_for(solution, actor) if inside and published else [], "inside": inside,
        "may_meet_needs": published and solution.organisation_id == actor.organisation_id,
        "answers": Answer.objects.filter(solution=solution, withdrawn_at=None).select_related("need"),
        "may_meet": can_ask_introduction(actor, solution, None, Introduction.Side.NEED).allowed and not actor.is_office,
        "may_change": can_change_solution(actor, solution).allowed, "may_publish": can_publish(actor, solution).allowed,
        "history": audit.history(solution) if inside else [],
    }  # fmt: skip
    return render(request, "solutions/detail.html", context)


def new(request: HttpRequest) -> HttpResponse:
    require(can_offer(request.actor, request.actor.organisation_id))
    return _form(request, SolutionForm(request.POST or None, actor=request.actor), None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    solution = solution_of(pk)
    require(can_change_solution(request.actor, solution))
    return _form(request, SolutionForm(request.POST or None, actor=request.actor, solution=solution), solution)


def _form(request: HttpRequest, form: SolutionForm, solution: Solution | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form, solution)):
        return redirect(saved)
    context = {"form": form, "solution": solution, "may_publish": solution is None or solution.state == Solution.State.DRAFT}
    return render(request, "solutions/form.html", context, status=400 if form.errors else 200)


def _save(request: HttpRequest, form: SolutionForm, solution: Solution | None) -> Solution | None:
    publishing = request.POST.get("do") == "publish"
    owner = form.cleaned_data.get("organisation")
    try:
        with transaction.atomic():
            if solution is None:
                saved = actions.offer(request.actor, owner.pk if owner else request.actor.organisation_id, form.told())
            else:
                saved = actions.change_solution(request.actor, solution, form.told())
            if publishing:
                actions.publish(request.actor, saved)
    except BadInput as fault:
        form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
        return None
    messages.success(request, _("The solution is in the catalogue.") if publishing else _("Saved."))
    return saved


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    solution = solution_of(pk)
    try:
        actions.publish(request.actor, solution)
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
        return redirect("solutions:edit", pk)
    messages.success(request, _("The solution is in the catalogue."))
    return redirect(solution)


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    solution = solution_of(pk)
    require(can_change_solution(request.actor, solution))
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.archive_solution(request.actor, solution, form.cleaned_data["why"])
        messages.success(request, _("The solution is archived."))
        return redirect("solutions:list")
    context = {"title": _("Archive this solution"), "back": solution, "form": form, "verb": _("Archive")}
    return render(request, "solutions/ask.html", context, status=400 if form.errors else 200)
