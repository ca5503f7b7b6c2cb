"""The door: a page that a phone keeps, and goes on with when the network drops."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.clock import now
from campus5g.portal.base.offline import offline_worker
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.events import actions
from campus5g.portal.events.actions import Seen
from campus5g.portal.events.models import Arrival, Registration
from campus5g.portal.events.running_views import coming
from campus5g.portal.events.views import run_by


@require_GET
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who has a place, to be ticked off by name or badge. The list travels with the page: it works without network."""
    event = run_by(request, pk)
    rows = coming(event).filter(state=Registration.State.REGISTERED).order_by("full_name", "pk")
    listed = [
        {
            "badge": row.badge,
            "name": row.full_name,
            "company": row.company,
            "seen": row.seen_at.isoformat() if row.seen_at else "",
        }
        for row in rows
    ]
    said = {
        "at": _("in at"), "waits": _("kept on this phone"), "unknown": _("No such badge at this event."), "in": _("Came in"),
        "online": _("The network is there: everything is sent."), "offline": _("No network: kept on this phone, sent later."),
        "entry": _("The sign-in has ended: sign in again, nothing is lost."), "left": _("to send"),
    }  # fmt: skip
    places = {
        "arrivals": reverse("events:arrivals", args=[pk]),
        "worker": reverse("events:door-worker", args=[pk]),
        "event": pk,
        "now": now().isoformat(),
    }
    return render(request, "events/door.html", {"event": event, "listed": listed, "said": said, "places": places})


@require_GET
def worker(request: HttpRequest, pk: int) -> HttpResponse:
    """The program that hands the kept page back; served here, since it may only look after what stands below its address."""
    run_by(request, pk)
    return offline_worker()


@require_POST
def arrivals(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a phone saw: a list of number, badge and instant; answers what became of each."""
    event = run_by(request, pk)
    outcomes = actions.keep_arrivals(request.actor, event, _read(request.body))
    return JsonResponse({"outcomes": [{"number": str(o.number), "state": o.state, "said": say(o.said)} for o in outcomes]})


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Arrival.objects.select_related("registration__event__organisation"), pk=pk)
    event = run_by(request, found.registration.event_id)
    actions.take_back(request.actor, found)
    messages.success(request, _("Taken back."))
    return redirect("events:people", event.pk)


def _read(body: bytes) -> list[Seen]:
    try:
        said = json.loads(body)["arrivals"]
        found = [Seen(UUID(str(one["number"])), str(one["badge"])[:12], parse_datetime(str(one["at"]))) for one in said]
    except (ValueError, KeyError, TypeError):
        raise BadInput("arrivals", msg("not a list of arrivals"), msg("number, badge and instant of each")) from None
    if not all(one.at and is_aware(one.at) for one in found):
        raise BadInput("arrivals", msg("an instant without its zone"), msg("an instant such as 2026-11-21T08:30:00Z"))
    return found
