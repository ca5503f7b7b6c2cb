"""The page of a consortium: the part of each partner, and who signed what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.portal.base.decisions import require
from campus5g.portal.consortium.models import LogEntry, State
from campus5g.portal.consortium.parts import Part, parts_of
from campus5g.portal.consortium.permissions import can_ask_signatures, can_keep_log, can_sign, can_withdraw, can_write_down
from campus5g.portal.consortium.state import present_state, standings
from campus5g.portal.projects.actions import describe_task
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.forms import TaskForm
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Partner, Project
from campus5g.portal.projects.permissions import can_edit_part, can_edit_project

SHOWN = 20
"""How many versions a page lists."""


def partner_of(project_pk: int, pk: int) -> Partner:
    partner: Partner = get_object_or_404(
        Partner.objects.select_related("project__organisation", "organisation"), pk=pk, project_id=project_pk
    )
    return partner


@require_GET
def detail(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Who still has to do what, and which signatures hold for the project as it stands."""
    project, actor = project_or_404(project_pk), request.actor
    partners = live_partners(project)
    now = present_state(project, partners)
    parts = parts_of(project, now, standings(project, now, partners))
    for part in parts:
        _rights(request, project, part)
    states = list(State.objects.filter(project=project))
    state = next((one for one in states if one.fingerprint == now.fingerprint), None)
    context = {
        "project": project, "now": now, "parts": parts, "state": state, "states": states[:SHOWN],
        "may_build": bool(can_edit_project(actor, project)),
        "may_ask": bool(can_ask_signatures(actor, project)) and bool(now.lines), "may_keep": bool(can_keep_log(actor, project)),
        "promised": LogEntry.objects.filter(project=project, done_on=None, due__isnull=False).order_by("due")[:5],
        "signed": sum(part.standing.holds for part in parts), "planned": bool(now.paid),
    }  # fmt: skip
    return render(request, "consortium/detail.html", context)


def _rights(request: HttpRequest, project: Project, part: Part) -> None:
    actor, partner = request.actor, part.partner
    partner.project = project
    part.may_sign = not part.standing.holds and bool(can_sign(actor, partner))
    part.may_write_down = not part.standing.holds and not part.may_sign and bool(can_write_down(actor, partner))
    if part.signature is not None:
        part.signature.project = project
        part.may_withdraw = part.standing.holds and bool(can_withdraw(actor, part.signature))
    part.may_fill = bool(can_edit_part(actor, partner))
    if not part.may_fill:
        part.lacking = [type(lack)(lack.what) for lack in part.lacking]


def task(request: HttpRequest, project_pk: int, partner_pk: int) -> HttpResponse:
    """What a partner does in the project, in its own words."""
    partner = partner_of(project_pk, partner_pk)
    require(can_edit_part(request.actor, partner))
    form = TaskForm(request.POST or None, initial={"task": partner.task})
    if request.method == "POST" and form.is_valid():
        describe_task(request.actor, partner, form.cleaned_data["task"])
        return redirect("consortium:detail", project_pk)
    title = _("What %(name)s does in the project") % {"name": partner.organisation.name}
    return form_page(request, partner.project, form, title)


def form_page(request: HttpRequest, project: Project, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, **more}
    return render(request, "consortium/form.html", context, status=400 if form.errors else 200)
