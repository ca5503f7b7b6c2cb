"""Pages of what a person follows: saved searches, their news, the addresses for agendas, the end of mails."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campus5g.portal.base.models import SiteSettings
from campus5g.portal.calls import actions
from campus5g.portal.calls.agendas import ALL_CALLS, address_of, agenda_at, agenda_of, calendar, other_model
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.letters import search_of
from campus5g.portal.calls.models import SavedSearch
from campus5g.portal.calls.news import news_since
from campus5g.portal.calls.watching_forms import SaveForm, SearchChoices
from campus5g.portal.projects.models import Project

LISTED = 20


@require_GET
def searches(request: HttpRequest) -> HttpResponse:
    """List one's searches with what is new in each."""
    mine = list(SavedSearch.objects.kept().filter(user=request.user)[:LISTED])
    context = {
        "searches": [(search, len(news_since(search, search.looked_at)), Wanted.of(search.filters).sentences()) for search in mine],
        "agenda": agenda_shown(request, ALL_CALLS), "about": "all", "about_pk": 0, "mails": SiteSettings.current().send_mails,
    }  # fmt: skip
    return render(request, "calls/searches.html", context)


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """One search: what is new or changed since one last looked; its name and mails."""
    found = _mine(request, pk)
    form = SearchChoices(request.POST or None, initial={"name": found.name, "rhythm": found.rhythm})
    if request.method == "POST" and form.is_valid():
        actions.change_search(request.actor, found, **form.cleaned_data)
        messages.success(request, _("The search is saved."))
        return redirect(found)
    context = {
        "search": found, "form": form, "news": news_since(found, found.looked_at), "now": timezone.now(),
        "said": Wanted.of(found.filters).sentences(), "filters": Wanted.of(found.filters).as_plain(),
        "agenda": agenda_shown(request, (SavedSearch._meta.label_lower, pk)), "about": "search", "about_pk": pk,
        "mails": SiteSettings.current().send_mails,
    }  # fmt: skip
    return render(request, "calls/search.html", context, status=400 if form.errors else 200)


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the search a name."))
        return redirect("calls:list")
    typed = form.cleaned_data
    kept = actions.save_search(request.actor, typed["name"], typed["words"], typed["filters"], typed["rhythm"])
    messages.success(request, _("The search is saved: what comes in from now on is told here."))
    return redirect(kept)


@require_POST
def mark_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the news were read, up to the instant of the page that showed them."""
    found = _mine(request, pk)
    at = parse_datetime(request.POST.get("at", "")) or timezone.now()
    actions.mark_seen(request.actor, found, at if timezone.is_aware(at) else timezone.make_aware(at))
    return redirect("calls:searches")


@require_POST
def drop_search(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_search(request.actor, _mine(request, pk))
    messages.success(request, _("The search is forgotten."))
    return redirect("calls:searches")


@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails of a search, from a mail and without signing in; asked first, so that no reader of links does it."""
    found = search_of(token)
    if found is None:
        raise Http404
    with override(found.user.language):
        if request.method == "POST":
            actions.stop_mails(found)
        return render(request, "calls/stop.html", {"search": found})


@login_not_required
@require_GET
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    """Give the deadlines to an agenda: the address is the key."""
    found = agenda_at(token)
    data = calendar(found) if found else None
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="campus5g.ics"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
def open_agenda(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """Make an address, or replace the one there is."""
    actions.open_agenda(request.actor, *_about(request, about, pk))
    messages.success(request, _("The address is ready. Keep it to yourself: whoever has it reads these deadlines."))
    return _back(request)


@require_POST
def close_agenda(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    actions.close_agenda(request.actor, *_about(request, about, pk))
    messages.success(request, _("The address leads nowhere any more."))
    return _back(request)


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.kept(), pk=pk, user=request.user)


def _about(request: HttpRequest, about: str, pk: int) -> tuple[str, int]:
    """Return what an agenda is asked for, if the person sees it."""
    if about == "all":
        return ALL_CALLS
    if about == "search":
        return SavedSearch._meta.label_lower, _mine(request, pk).pk
    if about == "project":
        return Project._meta.label_lower, get_object_or_404(Project.objects, pk=pk).pk
    model = other_model(about)
    if model is None:
        raise Http404
    return model._meta.label_lower, get_object_or_404(model.objects, pk=pk).pk


def agenda_shown(request: HttpRequest, about: tuple[str, int]) -> str:
    """Return the person's own address for a thing, empty while they have none."""
    found = agenda_of(request.user, about)
    return address_of(found.pk, found.nonce, f"{request.scheme}://{request.get_host()}") if found else ""


def _back(request: HttpRequest) -> HttpResponse:
    place = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()})
    return redirect(place if safe else "calls:searches")


def agenda_address(request: HttpRequest, thing: Any) -> str:
    """Return the address of the agenda that ``with_agenda`` found of a thing, empty while its person has none."""
    host = f"{request.scheme}://{request.get_host()}"
    return address_of(thing.agenda_pk, thing.agenda_nonce, host) if thing.agenda_pk else ""
