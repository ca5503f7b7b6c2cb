"""The trainer's screen: the code that learners scan, who has signed, and the trainer's own signature.

``key`` is ``me`` for who is signed in for the training body, else the personal link of a trainer without account.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import Conflict, Decision, require
from campus5g.portal.base.scope import acting
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions, codes
from campus5g.portal.training.actions.attendance import learners
from campus5g.portal.training.models import Booking, Countersignature, HalfDay, Presence, Trainer
from campus5g.portal.training.permissions import can_keep_attendance
from campus5g.portal.training.personal import trainer_at
from campus5g.portal.training.standing import hide_from_others

ME = "me"


@dataclass(frozen=True)
class Desk:
    """A half-day, and who stands at its desk. trainer: who holds the link; none for somebody signed in."""

    half: HalfDay
    actor: Actor
    key: str
    trainer: Trainer | None

    @property
    def right(self) -> Decision:
        return can_keep_attendance(self.actor, self.half.session)

    def back(self) -> HttpResponse:
        return redirect("training:attendance", self.key, self.half.pk)


def at_desk(view: Callable[[HttpRequest, Desk], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to who keeps the attendance of a half-day, seeing what they see; strangers get 404."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, key: str, pk: int, **places: Any) -> HttpResponse:
        if key == ME and request.actor.user_id is None:
            return redirect_to_login(request.get_full_path())
        trainer = None if key == ME else trainer_at(key)
        if key != ME and trainer is None:
            raise Http404
        actor = _standing_for(trainer) if trainer else request.actor
        with acting(actor):
            half = get_object_or_404(HalfDay.objects.select_related("session__training__organisation"), pk=pk)
            if trainer and not Booking.objects.filter(half_day=half, trainer=trainer).exists():
                raise Http404
            desk = Desk(half, actor, key, trainer)
            hide_from_others(actor, half.session.training)
            require(desk.right)
            return view(request, desk, **places)

    return opened


def _standing_for(trainer: Trainer) -> Actor:
    """A trainer with a link stands for the body, at the desks of their own half-days alone."""
    return Actor(trainer.user_id, trainer.organisation_id, frozenset({trainer.organisation_id}), Role.TRAINING)


@require_GET
@at_desk
def screen(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole screen. The code renews itself; without scripts the page says when to reload."""
    trainers = [booking.trainer for booking in _taught(desk.half)]
    signed = set(Countersignature.objects.filter(half_day=desk.half).values_list("trainer_id", flat=True))
    doubts = Presence.objects.filter(half_day=desk.half, refused_at=None, present=True).select_related("registration")
    context = {
        **_context(request, desk), "doubts": [one for one in doubts if one.doubts],
        "trainers": [one for one in trainers if one.pk not in signed],
        "countersigned": Countersignature.objects.filter(half_day=desk.half).select_related("trainer"),
    }  # fmt: skip
    return render(request, "training/attendance.html", context)


@require_GET
@at_desk
def code(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The code and the list alone, asked for again and again by the screen."""
    return render(request, "training/parts/code.html", _context(request, desk))


@require_POST
@at_desk
def enter(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Enter a paper sheet: who signed it, and why on paper."""
    there = {int(number): True for number in request.POST.getlist("there") if number.isdigit()}
    try:
        made = actions.enter_sheet(desk.actor, desk.half, desk.right, there, request.POST.get("why", ""))
    except (BadInput, Conflict) as error:
        messages.error(request, say(error.sentence if isinstance(error, BadInput) else error.reason))
    else:
        messages.success(request, _("Entered from paper: %(n)s.") % {"n": len(made)})
    return desk.back()


@require_POST
@at_desk
def countersign(request: HttpRequest, desk: Desk) -> HttpResponse:
    chosen = request.POST.get("trainer", "")
    asked = Trainer.objects.filter(pk=chosen if chosen.isdigit() else 0)
    trainer = desk.trainer or get_object_or_404(asked)
    try:
        actions.countersign(desk.actor, desk.half, trainer, desk.right)
    except Conflict as conflict:
        messages.error(request, say(conflict.reason))
    else:
        messages.success(request, _("The half-day is signed. Who had not signed is noted absent."))
    return desk.back()


@require_POST
@at_desk
def refuse(request: HttpRequest, desk: Desk, presence_pk: int) -> HttpResponse:
    """Not stand by a signature."""
    presence = get_object_or_404(Presence.objects.select_related("half_day"), pk=presence_pk, half_day=desk.half)
    try:
        actions.refuse_presence(desk.actor, presence, request.POST.get("why", ""))
    except BadInput as error:
        messages.error(request, say(error.sentence))
    return desk.back()


@login_not_required
@require_GET
def teach(request: HttpRequest, token: str) -> HttpResponse:
    """What a trainer without account teaches: today first."""
    trainer = trainer_at(token)
    if trainer is None:
        raise Http404
    with acting(_standing_for(trainer)):
        mine = HalfDay.objects.filter(bookings__trainer=trainer, day__gte=today()).select_related("session__training")
        return render(request, "training/teach.html", {"trainer": trainer, "halves": list(mine[:60]), "token": token})


def _taught(half: HalfDay) -> list[Any]:
    rows = Booking.objects.filter(half_day=half, trainer__isnull=False).select_related("trainer")
    return list(rows)


def _context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    half, at = desk.half, now()
    url = request.build_absolute_uri(reverse("training:sign", args=[codes.token_at(half.pk, at)]))
    hour = codes.hour_of(half, at)
    presences = {one.registration_id: one for one in Presence.objects.filter(half_day=half)}
    people = [(one, presences.get(one.pk)) for one in learners(half)]
    return {
        "half": half, "session": half.session, "key": desk.key, "address": url, "hour": hour.value, "people": people,
        "qr": codes.qr_picture(url) if hour == codes.Hour.OPEN else "", "typed": _grouped(codes.typed_code(half.pk, at)),
        "left": codes.seconds_left(at), "signed": sum(1 for one in presences.values() if one.counts),
        "closed": Countersignature.objects.filter(half_day=half).exists(),
        "doubtful": sum(1 for one in presences.values() if one.doubts and one.counts),
    }  # fmt: skip


def _grouped(text: str) -> str:
    return f"{text[:3]} {text[3:]}"
