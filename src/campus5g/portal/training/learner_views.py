"""What a learner does without an account: signs a half-day by a code, and keeps their own page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.core.message import msg
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions, codes
from campus5g.portal.training.actions.attendance import learners, refuse_hour
from campus5g.portal.training.calendars import place_of, session_calendar
from campus5g.portal.training.limits import TRIES, counted, within
from campus5g.portal.training.models import Certificate, HalfDay, Presence, Registration
from campus5g.portal.training.permissions import can_leave
from campus5g.portal.training.personal import learner_at, learner_token

DEVICE, LEARNER = "campus5g_device", "campus5g_learner"
"""Cookies of the pages for signing alone: which browser signs, and whose page it opened last."""
_KEPT_S = 12 * 3600
_PLACE = "/training/"


def personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to who holds a personal link, in their language unless they chose another."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        registration = learner_at(token)
        if registration is None or not within(request, "mine"):
            raise Http404
        with acting(SYSTEM):
            if "django_language" in request.COOKIES or request.user.is_authenticated:
                return view(request, registration)
            with override(registration.language):
                return view(request, registration)

    return opened


@require_GET
@personal
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """One's own page: the place, the days, what was signed, the certificate."""
    at, session = now(), registration.session
    signed = {one.half_day_id: one for one in Presence.objects.filter(registration=registration)}
    halves = list(HalfDay.objects.filter(session=session))
    context = {
        "registration": registration, "session": session, "training": session.training, "place": place_of(session),
        "token": learner_token(registration), "halves": [(half, signed.get(half.pk)) for half in halves],
        "current": next((half for half in halves if codes.hour_of(half, at) == codes.Hour.OPEN and half.pk not in signed), None),
        "may_leave": bool(can_leave(registration)),
        "certificate": Certificate.objects.filter(registration=registration, revoked_at=None).first(),
    }  # fmt: skip
    answer = render(request, "training/mine.html", context)
    _remember(request, answer, LEARNER, context["token"])
    return answer


@require_POST
@personal
def answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Confirm a place that came free, or give one's place back."""
    try:
        if request.POST.get("do") == "confirm":
            actions.confirm_by_link(registration)
            messages.success(request, _("Your place is confirmed."))
        elif request.POST.get("do") == "leave":
            actions.leave_by_link(registration)
            messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
    except (Conflict, Denied) as error:
        messages.error(request, say(error.reason))
    return redirect("training:mine", learner_token(registration))


@require_POST
@personal
def sign_by_code(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Sign from one's own page, with the code that the trainer's screen shows."""
    at, typed = now(), request.POST.get("code", "")[:20]
    if counted(f"typed:{registration.pk}") > TRIES:
        messages.error(request, _("Too many tries: wait five minutes, or ask the trainer."))
        return redirect("training:mine", learner_token(registration))
    half = get_object_or_404(
        HalfDay.objects.select_related("session__training"), pk=_number(request), session=registration.session
    )
    try:
        refuse_hour(half, at)
        if not codes.takes(half.pk, typed, at):
            raise Conflict(_why_not(half, typed))
        actions.sign(half, registration, Presence.Method.LINK, device=_print(request))
        messages.success(request, _("Signed. Thank you."))
    except Conflict as conflict:
        messages.error(request, say(conflict.reason))
    answer = redirect("training:mine", learner_token(registration))
    _remember(request, answer, DEVICE, _device(request))
    return answer


def _why_not(half: HalfDay, typed: str) -> Any:
    """Say what is wrong with a typed code: that of another session held now, or none."""
    at = now()
    others = HalfDay.objects.filter(day=half.day).exclude(pk=half.pk).values_list("pk", flat=True)[:50]
    if any(codes.takes(number, typed, at) for number in others):
        return msg("This code is that of another session than yours.")
    return msg("This is not the code on the screen now: it changes every minute.")


@require_GET
@personal
def calendar(_request: HttpRequest, registration: Registration) -> HttpResponse:
    made = HttpResponse(
        session_calendar(registration.session, registration.language), content_type="text/calendar; charset=utf-8"
    )
    made["Content-Disposition"] = f'attachment; filename="{registration.session.reference}.ics"'
    made["Cache-Control"] = "no-store, private"
    return made


@login_not_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on the trainer's screen opens: choose one's name, and sign."""
    at = now()
    read = codes.read_token(token, at)
    if read is None or not within(request, "sign"):
        raise Http404
    with acting(SYSTEM):
        half = get_object_or_404(HalfDay.objects.select_related("session__training__organisation"), pk=read.half_day_id)
        try:
            refuse_hour(half, at)
            if request.method == "POST":
                return _signed(request, half)
            if not read.fresh:
                raise Conflict(msg("This code is out of date: scan the one on the trainer's screen now."))
            _refuse_other_session(request, half)
        except Conflict as conflict:
            context = {"half": half, "said": conflict.reason}
            return render(request, "training/signed.html", context, status=409)
        return _choose(request, half, read.method)


def _choose(request: HttpRequest, half: HalfDay, method: Presence.Method) -> HttpResponse:
    """List the names of this session, shortened, beside who has signed; this device may sign for ten minutes."""
    device = _device(request)
    known = learner_at(request.COOKIES.get(LEARNER, ""))
    signed = {one.registration_id: one for one in Presence.objects.filter(half_day=half)}
    people = list(learners(half))
    shorts = [one.short_name for one in people]
    context = {
        "half": half, "session": half.session, "pass": codes.give_pass(half.pk, method, _print_of(device)),
        "people": [
            (one, one.full_name if shorts.count(one.short_name) > 1 else one.short_name, signed.get(one.pk)) for one in people
        ],
        "known": known.pk if known else 0,
    }  # fmt: skip
    made = render(request, "training/sign.html", context)
    _remember(request, made, DEVICE, device)
    return made


def _signed(request: HttpRequest, half: HalfDay) -> HttpResponse:
    """Keep the signature, if this browser held a good code a moment ago."""
    held = codes.read_pass(request.POST.get("pass", ""))
    if held is None or held.half_day_id != half.pk or held.device != _print(request):
        raise Conflict(msg("Too much time has passed, or this page was passed on: scan the code on the trainer's screen again."))
    registration = learners(half).filter(pk=_number(request)).first()
    if registration is None:
        raise Conflict(msg("Choose your name; if it is not there, speak to the trainer."))
    presence = actions.sign(half, registration, held.method, device=held.device)
    context = {"half": half, "presence": presence, "registration": registration, "said": None}
    return render(request, "training/signed.html", context)


def _refuse_other_session(request: HttpRequest, half: HalfDay) -> None:
    """Tell a learner whose own page was opened in this browser that the code is not for their session."""
    known = learner_at(request.COOKIES.get(LEARNER, ""))
    same = known is None or Registration.objects.filter(session_id=half.session_id, email=known.email).exists()
    if known is not None and not same:
        raise Conflict(
            msg(
                "This code is that of another session: “%(theirs)s”. You are registered for “%(yours)s”.",
                theirs=half.session.training.title, yours=known.session.training.title,
            )
        )  # fmt: skip


def _number(request: HttpRequest) -> int:
    """Return the number that a form names: of the half-day, or of the learner; 0 where it is none."""
    typed = request.POST.get("half") or request.POST.get("who") or ""
    return int(typed) if typed.isdigit() and len(typed) < 10 else 0


def _device(request: HttpRequest) -> str:
    return request.COOKIES.get(DEVICE) or secrets.token_urlsafe(12)


def _print(request: HttpRequest) -> str:
    return _print_of(request.COOKIES.get(DEVICE, ""))


def _print_of(device: str) -> str:
    """Return what is kept of a browser: enough to see that two signatures come from one, and nothing about whose it is."""
    return salted_hmac("training.device", device, algorithm="sha256").hexdigest()[:32] if device else ""


def _remember(request: HttpRequest, answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=_KEPT_S, path=_PLACE, httponly=True, samesite="Lax", secure=request.is_secure())
