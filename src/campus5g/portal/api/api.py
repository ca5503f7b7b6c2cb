"""The REST API: the same verbs as the pages, with the same rights and the same reasons."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.security import APIKeyCookie, HttpBearer

from campus5g import __version__
from campus5g.core.errors import BadInput
from campus5g.core.message import Message
from campus5g.portal.accounts.api import router as accounts
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.calls.api import router as calls
from campus5g.portal.consortium.api import router as consortium
from campus5g.portal.directory.api import router as directory
from campus5g.portal.dossiers.api import router as dossiers
from campus5g.portal.events.api import router as events
from campus5g.portal.financing.api import router as financing
from campus5g.portal.funds.api import router as funds
from campus5g.portal.incubator.api import router as incubator
from campus5g.portal.needs.api import router as needs
from campus5g.portal.programme.api import router as programme
from campus5g.portal.projects.api import router as projects
from campus5g.portal.solutions.api import router as solutions
from campus5g.portal.studies.api import router as studies
from campus5g.portal.support.api import router as support
from campus5g.portal.territory.api import router as territory
from campus5g.portal.training.api import router as training
from campus5g.portal.uses.api import router as uses


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`; the middleware has already looked the token up."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        bound = getattr(request, "bound_organisation_id", None)  # who left the organisation keeps a token that opens nothing
        return request.user if bound and request.actor.organisation_id == bound else None


class SessionAuth(APIKeyCookie):
    """The session of a browser; unsafe methods need the protection of forms too."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Any:
        # Nobody signed in: 401, rather than a word about the protection of forms. A token is not a session.
        signed_in = request.user.is_authenticated and not hasattr(request, "bound_organisation_id")
        return super().__call__(request) if signed_in else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user


api = NinjaAPI(
    title="campus5g",
    version=__version__,
    description="From an industrial need to a funded 5G project. The same verbs, rights and reasons as the pages.",
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,
)
for name, router in {
    "accounts": accounts, "directory": directory, "needs": needs, "solutions": solutions, "training": training, "studies": studies,
    "uses": uses,
    "projects": projects, "calls": calls, "financing": financing, "dossiers": dossiers, "consortium": consortium,
    "events": events, "incubator": incubator, "support": support, "programme": programme, "funds": funds,
    "territory": territory,
}.items():  # fmt: skip
    api.add_router(f"/{name}", router)


def _answer(request: HttpRequest, sentence: Message, status: int) -> HttpResponse:
    return api.create_response(request, {"detail": sentence.say((get_language() or "en").split("-")[0])}, status=status)


@api.exception_handler(Denied)
def denied(request: HttpRequest, error: Denied) -> HttpResponse:
    return _answer(request, error.reason, 403)


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    return _answer(request, error.reason, 409)


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return _answer(request, error.sentence, 400)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "Not found"}, status=404)


# Ninja's own authentication answers 401; the pages' middleware would answer with the sign-in page.
urls = api.urls
for pattern in urls[0]:
    pattern.callback = login_not_required(pattern.callback)
