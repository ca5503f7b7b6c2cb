"""Pages of projects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.portal.base import attachments, audit, notes
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.needs.models import Need
from campus5g.portal.projects import actions
from campus5g.portal.projects.budget import budget_of
from campus5g.portal.projects.facts import missing_facts
from campus5g.portal.projects.forms import PartnerForm, ProjectForm, ReasonForm
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.projects.permissions import (
    can_add_to_project,
    can_answer,
    can_edit_part,
    can_edit_project,
    can_open_project,
)
from campus5g.portal.projects.trial import tests_of


def _partner(pk: int, partner_pk: int) -> Partner:
    partner: Partner = get_object_or_404(
        Partner.objects.select_related("project__organisation", "organisation"), pk=partner_pk, project_id=pk
    )
    return partner


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    projects = Project.objects.select_related("organisation", "need")
    return render(
        request, "projects/list.html", {"projects": projects, "need_waiting": Need.objects.filter(state="studied").first()}
    )


def open_page(request: HttpRequest, need_pk: int) -> HttpResponse:
    """Open the project of a need; the dates proposed keep the incentive effect."""
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=need_pk)
    require(can_open_project(request.actor, need))
    day = today()
    start = {
        "title": need.title, "applied_on": day + timedelta(days=30), "granted_on": day + timedelta(days=150),
        "starts_on": day + timedelta(days=165), "months": 24,
    }  # fmt: skip
    form = ProjectForm(request.POST or None, initial=start, bearers=need.bearers)
    if request.method == "POST" and form.is_valid():
        lead = form.cleaned_data.get("lead")
        return redirect(actions.open_project(request.actor, need, form.facts(), lead.pk if lead else None))
    context = {"form": form, "need": need, "need_id": need.pk, "title": _("Open the project")}
    return render(request, "projects/form.html", context, status=400 if form.errors else 200)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_or_404(pk)
    actor = request.actor
    budget = budget_of(project)
    for share in budget.shares:
        share.may_edit = bool(can_edit_part(actor, share.partner))
        share.may_answer = bool(can_answer(actor, share.partner)) and not actor.is_office
    context = {
        "project": project, "budget": budget, "missing": missing_facts(project), "tests": tests_of(project),
        "may_edit": bool(can_edit_project(actor, project)), "may_add": bool(can_add_to_project(actor, project)),
        "files": attachments.of(project), "notes": notes.of(project), "history": audit.history(project), "thing": project,
    }  # fmt: skip
    return render(request, "projects/detail.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_or_404(pk)
    require(can_edit_project(request.actor, project))
    form = ProjectForm.of(project, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_project(request.actor, project, form.facts())
        return redirect(project)
    return _form(request, project, form, _("Change the project"))


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_or_404(pk)
    require(can_edit_project(request.actor, project))
    form = PartnerForm(project, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["organisation"]
        actions.invite_partner(request.actor, project, chosen.pk, form.cleaned_data["task"])
        messages.success(request, _("%(name)s is invited.") % {"name": chosen})
        return redirect(project)
    return _form(request, project, form, _("Invite a partner"))


@require_POST
def answer(request: HttpRequest, pk: int, partner_pk: int) -> HttpResponse:
    partner = _partner(pk, partner_pk)
    accept = request.POST.get("answer") == "accept"
    actions.answer_invitation(request.actor, partner, accept)
    return redirect(partner.project if accept else "projects:list")


@require_POST
def remove_partner(request: HttpRequest, pk: int, partner_pk: int) -> HttpResponse:
    partner = _partner(pk, partner_pk)
    actions.remove_partner(request.actor, partner)
    return redirect("projects:detail", pk)


@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_or_404(pk)
    actions.mark_ready(request.actor, project)
    return redirect(project)


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    project = project_or_404(pk)
    require(can_edit_project(request.actor, project))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.archive_project(request.actor, project, form.cleaned_data["reason"])
        return redirect("projects:list")
    return _form(request, project, form, _("Archive the project"))


def _form(request: HttpRequest, project: Project, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "project": project, "need_id": project.need_id, "title": title}
    return render(request, "projects/form.html", context, status=400 if form.errors else 200)
