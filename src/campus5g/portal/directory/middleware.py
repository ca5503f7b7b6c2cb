"""Gives each request its actor, and runs the whole request inside what that actor may see."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from campus5g.portal.base.actor import NOBODY
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of

SESSION_KEY = "organisation_id"


class ActorMiddleware:
    """Sets ``request.actor``: the signed-in person, acting for the organisation chosen in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request.user, request.session.get(SESSION_KEY)) if request.user.is_authenticated else NOBODY
        request.actor = actor
        with acting(actor):
            return self.get_response(request)
