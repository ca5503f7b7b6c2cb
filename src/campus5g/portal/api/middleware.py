"""Lets a program in with its token, before anybody asks who acts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from campus5g.portal.api.actions import digest_of, note_use
from campus5g.portal.api.models import ApiToken

PATH = "/api/"
SCHEME = "Bearer "


class BearerMiddleware:
    """Sets the person and the organisation of a request that carries a live token. Any other is left as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if request.path.startswith(PATH) and given.startswith(SCHEME):
            token = ApiToken.objects.alive().select_related("user").filter(digest=digest_of(given[len(SCHEME) :].strip())).first()
            if token:
                note_use(token)
                request.user = token.user
                request.bound_organisation_id = token.organisation_id
        return self.get_response(request)
