"""Pages of programmes: the list, one with its plan, its state, its exports, its way from a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import BaseForm as Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base import attachments, audit, notes
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.programme import actions, joints, tables
from campus5g.portal.programme.forms import ParticipantForm, ProgrammeForm, WhyForm
from campus5g.portal.programme.models import Amendment, Programme
from campus5g.portal.programme.permissions import can_add_to, can_ask, can_open, can_propose, can_run, participants_of
from campus5g.portal.programme.standing import plan_of
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.support.views import asked, done

SHOWN = 8
_WAITING = Count("amendments", filter=Q(amendments__state=Amendment.State.PROPOSED))
"""How many amendments of a programme wait for a decision."""


def programme_of(pk: int) -> Programme:
    found: Programme = get_object_or_404(
        Programme.objects.select_related("organisation", "project").annotate(waiting=_WAITING), pk=pk
    )
    return found


def page(request: HttpRequest, template: str, programme: Programme, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page of a programme, with its tabs."""
    frame = {"programme": programme, "tabs": joints.tabs(), "may_run": can_run(request.actor, programme).allowed}
    return render(request, template, {**frame, **context}, status=status)


def about(request: HttpRequest, thing: Any, programme: Programme) -> dict[str, Any]:
    """What the parts « files », « notes » and « history » of a page need."""
    return {
        "thing": thing, "files": attachments.of(thing), "notes": notes.of(thing), "history": audit.history(thing),
        "may_add": can_add_to(request.actor, programme).allowed, "may_ask": can_ask(request.actor, programme).allowed,
    }  # fmt: skip


def written(request: HttpRequest, form: Form, do: Callable[[], object], success: str) -> bool:
    """Whether a form was sent, could be read, and what it asks was done."""
    return request.method == "POST" and form.is_valid() and done(request, form, do, success)


def try_(request: HttpRequest, do: Callable[[], object], success: str) -> None:
    """Do what a button asks; a refusal is said on the page it came from."""
    try:
        do()
    except (BadInput, Conflict) as refusal:
        messages.error(request, say(refusal.sentence if isinstance(refusal, BadInput) else refusal.reason))
    else:
        messages.success(request, success)


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The programmes that one takes part in; all of them for the office."""
    found = list(Programme.objects.select_related("organisation"))
    rows = [(one, plan_of(one, today()).progress) for one in found[:SHOWN]]
    return render(
        request, "programme/list.html", {"rows": rows, "others": found[SHOWN:], "may_open": can_open(request.actor).allowed}
    )


def new(request: HttpRequest) -> HttpResponse:
    require(can_open(request.actor))
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened: list[Programme] = []
        if done(
            request,
            form,
            lambda: opened.append(actions.open_programme(request.actor, form.frame())),
            _("The programme is open: write its plan."),
        ):
            return redirect(opened[0])
    return asked(request, form, _("Open a programme"), "programme:list", _("Open it"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    names = ("title", "text", "source", "starts_on", "ends_on", "followed_until", "example")
    form = ProgrammeForm(request.POST or None, initial={name: getattr(programme, name) for name in names})
    form.fields["followed_until"].required = True
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in names}
        if done(request, form, lambda: actions.change_programme(request.actor, programme, **said), _("Saved.")):
            return redirect(programme)
    return asked(request, form, str(programme), programme, _("Save"))


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme: how far it is, its plan as bars and as a table, what is late and what that holds up, what comes next."""
    programme, on = programme_of(pk), today()
    plan = plan_of(programme, on)
    coming = [due for due in joints.dues_of(request.actor, programme) if not due.done and due.on >= on]
    context = {
        "plan": plan, "coming": coming[:SHOWN], "people": participants_of(programme), "on": on,
        "may_propose": can_propose(request.actor, programme).allowed, "why_form": WhyForm(),
        **about(request, programme, programme),
    }  # fmt: skip
    return page(request, "programme/detail.html", programme, context)


def participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Add who takes part while the programme is prepared."""
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    form = ParticipantForm(programme, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def do() -> None:
            actions.add_participant(
                request.actor, programme, said["organisation"], said["role"], said["text"], approves=said["approves"]
            )

        if done(request, form, do, _("It takes part, and its people are told.")):
            return redirect(programme)
    return asked(request, form, _("Add who takes part"), programme, _("Add"))


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a programme, say that its actions are over, close it."""
    programme = programme_of(pk)
    wanted = request.POST.get("state", "")
    if wanted not in Programme.State.values:
        raise Http404
    why = request.POST.get("why", "")
    try_(
        request,
        lambda: actions.enter_state(request.actor, programme, Programme.State(wanted), why),
        _("Done; those who take part are told."),
    )
    return redirect(programme)


@require_POST
def open_from(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Make a programme of a project of the chain."""
    project = project_or_404(project_pk)
    try:
        programme = actions.open_from(request.actor, project)
    except Conflict as conflict:
        messages.error(request, say(conflict.reason))
        return redirect(project)
    messages.success(request, _("The project is a programme now: here is its plan, as its partners wrote it."))
    return redirect(programme)


@require_GET
def export(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponse:
    """A list of a programme as a file; each row names its programme, strand and action."""
    programme = programme_of(pk)
    if what not in tables.LISTS or kind not in ("csv", "xlsx"):
        raise Http404
    made = tables.LISTS[what](programme)
    return list_file(kind, f"{programme.reference}-{what}", made.title, made.header, made.rows)
