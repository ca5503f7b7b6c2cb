"""What surrounds every answer: a number for the log, the headers, and refusals told with their reason."""

from __future__ import annotations

import contextvars
import logging
import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import Conflict, Denied

Answer = Callable[[HttpRequest], HttpResponse]
_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
LARGEST_NUMBER = 2**31 - 1
"""Of what an address names. Numbers of versions are kept on four bytes, and no campus has two thousand million of anything."""
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(self), gyroscope=(), microphone=(), payment=(), usb=()"


def request_number() -> str:
    """Return the number of the present request, as the log and the answer's head carry it."""
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Gives every log line the number of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class RequestIdMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request_id.set(uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = _request_id.get()
            response["Permissions-Policy"] = PERMISSIONS
            return response
        finally:
            _request_id.reset(token)


class AnswerMiddleware:
    """Turns a refusal into a page with its reason, and keeps signed-in pages out of caches."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, _request: HttpRequest, _view: object, _args: object, places: dict[str, object]) -> None:
        """A number that no table can hold is a thing that is not there; databases would call it an error."""
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in places.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        if isinstance(error, Denied):
            return render(request, "base/refused.html", {"reason": error.reason.say(get_language() or "en")}, status=403)
        if isinstance(error, Conflict):
            return render(request, "base/refused.html", {"reason": error.reason.say(get_language() or "en")}, status=409)
        if isinstance(error, BadInput):
            return render(request, "base/refused.html", {"reason": error.sentence.say(get_language() or "en")}, status=400)
        return None
