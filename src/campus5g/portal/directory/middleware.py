"""Gives each request its actor, and runs the whole request inside what that actor may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campus5g.portal.base.actor import NOBODY, Actor, Role
from campus5g.portal.base.once import reading
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Assistance, Organisation
from campus5g.portal.directory.people import actor_of, stand_for

SESSION_KEY = "organisation_id"
ASSISTANCE_KEY = "assistance_id"
READS = ("GET", "HEAD")


def assistance_of(request: HttpRequest) -> Assistance | None:
    """Return the live session of assistance that the signed-in person, of the office still, opened in this browser."""
    number = request.session.get(ASSISTANCE_KEY)
    if number is None or not request.user.is_authenticated:
        return None
    if not hasattr(request, "assistance"):
        found = Assistance.held_by(request.user.pk).filter(pk=number).select_related("organisation").first()
        request.assistance = found if found and actor_of(request.user).is_office else None
    return request.assistance


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.organisation``: the signed-in person, acting for the one chosen in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASSISTANCE_KEY in request.session and assistance_of(request) is None:
            # What was about to be done in another's name is not done in one's own.
            del request.session[ASSISTANCE_KEY]
            return redirect("home:home")
        request.actor, request.organisation = self._stand(request)
        with acting(request.actor), reading() if request.method in READS else nullcontext():
            return self.get_response(request)

    def _stand(self, request: HttpRequest) -> tuple[Actor, Organisation | None]:
        if not request.user.is_authenticated:
            return NOBODY, None
        bound: int | None = getattr(request, "bound_organisation_id", None)
        helped = assistance_of(request) if bound is None else None
        if helped is not None:
            organisation = helped.organisation
            role = Role(organisation.kind)
            return Actor(helped.user_id, organisation.pk, frozenset({organisation.pk}), role, assistance=helped.pk), organisation
        if bound is None:
            return stand_for(request.user, request.session.get(SESSION_KEY))
        # A token opens one organisation, whatever else its owner belongs to.
        actor, organisation = stand_for(request.user, bound)
        if actor.organisation_id != bound:
            return NOBODY, None
        return replace(actor, organisation_ids=frozenset({bound})), organisation
