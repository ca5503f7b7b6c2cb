"""Gives each request its actor, and runs the whole request inside what that actor may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from campus5g.portal.base.actor import NOBODY, Actor
from campus5g.portal.base.once import reading
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import stand_for

SESSION_KEY = "organisation_id"
READS = ("GET", "HEAD")


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.organisation``: the signed-in person, acting for the one chosen in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.organisation = self._stand(request)
        with acting(request.actor), reading() if request.method in READS else nullcontext():
            return self.get_response(request)

    def _stand(self, request: HttpRequest) -> tuple[Actor, Organisation | None]:
        if not request.user.is_authenticated:
            return NOBODY, None
        bound: int | None = getattr(request, "bound_organisation_id", None)
        if bound is None:
            return stand_for(request.user, request.session.get(SESSION_KEY))
        # A token opens one organisation, whatever else its owner belongs to.
        actor, organisation = stand_for(request.user, bound)
        if actor.organisation_id != bound:
            return NOBODY, None
        return replace(actor, organisation_ids=frozenset({bound})), organisation
