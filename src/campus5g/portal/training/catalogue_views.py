"""Pages of the catalogue: the list, a training with its sessions, its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training import actions, tables
from campus5g.portal.training.exports import as_file
from campus5g.portal.training.forms import TrainingForm, WhyForm
from campus5g.portal.training.models import Competence, Session, Training
from campus5g.portal.training.permissions import (
    can_archive_training,
    can_edit_training,
    can_plan_session,
    can_write_training,
    speaks_for,
)
from campus5g.portal.training.standing import hide_from_others

PAGE = 25
PAST = 10
"""Past sessions that the page of a training lists."""


@login_not_required
@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The catalogue of all the bodies: visitors read it too."""
    found = tables.TrainingFilter(request.GET, queryset=tables.trainings())
    writer = bool(can_write_training(request.actor, request.actor.organisation_id))
    if not writer:
        found.form.fields.pop("state", None)
    table = tables.TrainingTable(found.qs, writer=writer)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {"filter": found, "table": table, "may_write": writer}
    return render(request, "training/list.html", context)


@login_not_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    found = tables.TrainingFilter(request.GET, queryset=tables.trainings()).qs
    return as_file(kind, "trainings", _("Trainings"), *tables.training_rows(found))


@login_not_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a training teaches, and when it is given."""
    training, actor = _training(pk), request.actor
    rows = tables.sessions().filter(training=training)
    mine = speaks_for(actor, training.organisation_id)
    context = {
        "training": training, "competences": Competence.objects.filter(training=training), "mine": mine,
        "coming": rows.filter(ends_on__gte=today()).exclude(state=Session.State.CANCELLED),
        "past": rows.filter(ends_on__lt=today()).order_by("-starts_on")[:PAST] if mine else [],
        "may_edit": can_edit_training(actor, training), "may_plan": can_plan_session(actor, training),
        "may_archive": can_archive_training(actor, training) if mine else None,
        "history": audit.history(training) if mine else [],
    }  # fmt: skip
    return render(request, "training/detail.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Write a training; the office chooses the body that gives it."""
    require(can_write_training(request.actor, request.actor.organisation_id))
    bodies = Organisation.objects.active().of_kind(Organisation.Kind.TRAINING) if request.actor.is_office else None  # type: ignore[arg-type]
    return _form(request, None, bodies)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    training = _training(pk)
    hide_from_others(request.actor, training)
    require(can_edit_training(request.actor, training))
    return _form(request, training, None)


def _form(request: HttpRequest, training: Training | None, bodies: Any) -> HttpResponse:
    form = TrainingForm(request.POST or None, instance=training)
    chosen = request.POST.get("body", "") if bodies is not None else ""
    if request.method == "POST" and form.is_valid():
        body = bodies.filter(pk=chosen).first() if chosen.isdigit() else request.organisation
        if bodies is not None and not chosen.isdigit():
            form.add_error(None, _("Choose the training body."))
        elif saved := _saved(request, form, training, body.pk if body else 0):
            messages.success(request, _("The training is saved."))
            return redirect(saved)
    context = {"form": form, "training": training, "bodies": bodies, "chosen": chosen}
    return render(request, "training/form.html", context, status=400 if form.errors else 200)


def _saved(request: HttpRequest, form: TrainingForm, training: Training | None, body_id: int) -> Training | None:
    said, given = form.said(), form.competences()
    try:
        if training is None:
            return actions.write_training(request.actor, body_id, said, given)
        return actions.change_training(request.actor, _training(training.pk), said, given)
    except BadInput as error:
        form.add_error(error.where if error.where in form.fields else None, say(error.sentence))
        return None


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    training = _training(pk)
    hide_from_others(request.actor, training)
    try:
        actions.publish_training(request.actor, training)
    except BadInput as error:
        messages.error(request, say(error.sentence))
        return redirect("training:edit", pk)
    messages.success(request, _("The training is in the catalogue: everybody reads it now."))
    return redirect(training)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    training = _training(pk)
    hide_from_others(request.actor, training)
    require(can_archive_training(request.actor, training))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.archive_training(request.actor, training, form.cleaned_data["why"])
        messages.success(request, _("The training is archived."))
        return redirect(training)
    context = {
        "form": form, "thing": training, "heading": _("Archive the training"), "button": _("Archive"),
        "said": _("It leaves the catalogue; its past sessions, signatures and certificates stay."),
    }  # fmt: skip
    return render(request, "training/why.html", context, status=400 if form.errors else 200)


def _training(pk: int) -> Training:
    training: Training = get_object_or_404(Training.objects.select_related("organisation"), pk=pk)
    return training
