"""Pages of what a training body books: rooms, benches, trainers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions
from campus5g.portal.training.forms import MEANS, WhyForm
from campus5g.portal.training.models import Bench, Booking, Means, Room, Trainer
from campus5g.portal.training.permissions import can_change_means, can_keep_means
from campus5g.portal.training.personal import trainer_token

COMING = 30


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What the actor's body has, and what is booked next. Other roles have nothing here."""
    require(can_keep_means(request.actor, request.actor.organisation_id))
    trainers = Trainer.objects.filter(archived_at=None).select_related("organisation")
    coming = Booking.objects.filter(day__gte=today())
    if not request.actor.sees_all:  # the scope shows the days of everybody's sessions too
        coming = coming.filter(half_day__session__training__organisation__in=request.actor.organisation_ids)
    context = {
        "rooms": Room.objects.filter(archived_at=None).select_related("organisation"),
        "benches": Bench.objects.filter(archived_at=None).select_related("organisation"),
        "trainers": [(trainer, _link(request, trainer)) for trainer in trainers],
        "bookings": coming.select_related("half_day__session__training", "room", "trainer", "bench")[:COMING],
        "may_enter": not request.actor.is_office,
    }  # fmt: skip
    return render(request, "training/means.html", context)


def _link(request: HttpRequest, trainer: Trainer) -> str:
    return request.build_absolute_uri(reverse("training:teach", args=[trainer_token(trainer)]))


def new(request: HttpRequest, kind: str) -> HttpResponse:
    require(can_keep_means(request.actor, request.actor.organisation_id))
    return _form(request, kind, None)


def edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    thing = _thing(kind, pk)
    require(can_change_means(request.actor, thing))
    return _form(request, kind, thing)


def _form(request: HttpRequest, kind: str, thing: Means | None) -> HttpResponse:
    model, form_class = _kind(kind)
    form = form_class(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.fields}
        try:
            if thing is None:
                actions.enter_means(request.actor, model, request.actor.organisation_id or 0, **said)
            else:
                actions.change_means(request.actor, _thing(kind, thing.pk), **said)
        except BadInput as error:
            form.add_error(error.where if error.where in form.fields else None, say(error.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("training:means")
    context = {"form": form, "thing": thing, "kind": kind, "heading": _headings()[kind]}
    return render(request, "training/means_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    thing = _thing(kind, pk)
    require(can_change_means(request.actor, thing))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.archive_means(request.actor, thing, form.cleaned_data["why"])
        except Conflict as conflict:
            form.add_error(None, say(conflict.reason))
        else:
            messages.success(request, _("It is put away: nothing books it any more."))
            return redirect("training:means")
    context = {
        "form": form, "thing": thing, "heading": _("Put away"), "button": _("Put away"), "back": reverse("training:means"),
        "said": _("It leaves the lists; what was held there keeps its name."),
    }  # fmt: skip
    return render(request, "training/why.html", context, status=400 if form.errors else 200)


def _headings() -> dict[str, str]:
    return {"room": _("Room"), "bench": _("5G bench or equipment"), "trainer": _("Trainer")}


def _kind(kind: str) -> tuple[type[Means], Any]:
    if kind not in MEANS:
        raise Http404
    return MEANS[kind]


def _thing(kind: str, pk: int) -> Means:
    thing: Means = get_object_or_404(_kind(kind)[0].objects, pk=pk)
    return thing
