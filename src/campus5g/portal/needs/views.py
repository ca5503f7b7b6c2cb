"""The pages of needs."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.network.geojson import write_geojson
from campus5g.portal.base import attachments, audit, notes
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.once import answered
from campus5g.portal.base.subjects import openness_of
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs import actions, faults, sites, tables
from campus5g.portal.needs.collective_views import free_needs, in_a_list, live_links
from campus5g.portal.needs.deed_forms import AnswerForm, JoinForm
from campus5g.portal.needs.forms import ArchiveForm
from campus5g.portal.needs.groups import groups
from campus5g.portal.needs.links import need_of
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.nearby import near
from campus5g.portal.needs.page import NeedPage
from campus5g.portal.needs.permissions import (
    STATING,
    can_archive_need,
    can_ask_who,
    can_attach_to_need,
    can_bring_together,
    can_create_need,
    can_edit_need,
    can_reword,
    can_share_need,
    can_state_need,
    owns,
)
from campus5g.portal.needs.show import shown

STEPS = ("site", "zone", "path", "device", "preset", "drop")


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    found = tables.filter_of(request.GET)
    table = tables.NeedTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    right = can_create_need(request.actor, request.actor.organisation_id)
    may_join = can_bring_together(request.actor).allowed
    context = {
        "table": table, "filter": found, "may_create": right.allowed, "any": Need.objects.exists(), "may_join": may_join,
        "groups": groups() if may_join and not request.GET else [],
    }  # fmt: skip
    return render(request, "needs/list.html", context)


@require_GET
def export(request: HttpRequest, kind: str = "csv") -> HttpResponse:
    rows = tables.export_rows(tables.filter_of(request.GET).qs)
    return list_file(kind, "needs", _("Needs"), tables.export_header(), rows)


def new(request: HttpRequest) -> HttpResponse:
    require(can_create_need(request.actor, request.actor.organisation_id))
    organisations = None
    if request.actor.is_office:
        organisations = Organisation.objects.active().filter(kind__in=[role for role in STATING if role != "office"])
    return _form(request, _page(request, None, organisations=organisations), None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    require(can_edit_need(request.actor, need))
    sharing = need.is_draft and owns(request.actor, need)
    return _form(request, _page(request, need, sharing=sharing), need)


def _page(request: HttpRequest, need: Need | None, organisations: Any = None, *, sharing: bool = True) -> NeedPage:
    """The form as it comes in; else what its reader had typed and not saved; else the need as it is kept."""
    if request.method == "POST":
        return NeedPage.of_request(request, organisations, sharing=sharing)
    if kept := actions.unfinished_of(request.actor, need):
        page = NeedPage.of_typed(QueryDict(kept.typed), organisations, sharing=sharing)
        page.kept_at = kept.saved_at
        return page
    return NeedPage(organisations, sharing=sharing) if need is None else NeedPage.of_need(need, sharing=sharing)


def _form(request: HttpRequest, page: NeedPage, need: Need | None) -> HttpResponse:
    verb = request.POST.get("do", "save")
    if request.method == "POST":
        if verb.split("-")[0] in STEPS:
            page.step(verb)
        elif verb == "export":
            if site := page.drawn():
                return _site_file(write_geojson(site), slugify(site.name))
        elif saved := _save(request, page, need, stating=verb == "state"):
            return redirect(saved)
    context = {
        "page": page, "need": need, "examples": _examples(),
        "may_state": need is None or need.is_draft, "faults": faults.plain(page.faults()) if page.checked else [],
    }  # fmt: skip
    if request.htmx and request.htmx.target in ("site-part", "devices-part"):
        return render(request, "needs/parts/renewed.html", {**context, "whole": request.htmx.target == "site-part"})
    return render(request, "needs/form.html", context, status=400 if page.checked or page.problems else 200)


def _save(request: HttpRequest, page: NeedPage, need: Need | None, *, stating: bool) -> Need | None:
    words = page.words(complete=stating or (need is not None and not need.is_draft))
    if words is None:
        return None
    chosen = page.words_form.cleaned_data.get("organisation")
    try:
        with transaction.atomic():
            if need is None:
                saved = actions.create_need(request.actor, chosen.pk if chosen else request.actor.organisation_id, words)
            else:
                saved = actions.change_need(request.actor, need, words)
            if visibility := page.words_form.cleaned_data.get("visibility"):
                actions.share_need(request.actor, saved, Need.Visibility(visibility))
            if stating:
                actions.state_need(request.actor, saved)
            actions.forget_typed(request.actor, need)
    except BadInput as fault:
        page.problem(fault)
        return None
    messages.success(request, _("The need is stated: the office is told.") if stating else _("Saved."))
    return saved


@require_POST
def keep(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Keep what is typed, as it is; the page says when."""
    need = None if pk is None else get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = actions.keep_typed(request.actor, need, typed.urlencode())
    return JsonResponse({"at": date_format(timezone.localtime(kept.saved_at), "TIME_FORMAT")})


@require_POST
def discard(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Drop what was typed and not saved."""
    need = None if pk is None else get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    if need is not None:
        require(can_edit_need(request.actor, need))
    actions.forget_typed(request.actor, need)
    return redirect("needs:new") if need is None else redirect("needs:edit", need.pk)


@cache
def _examples() -> list[dict[str, Any]]:
    """The example sites as the map draws them: the same for everybody until the campus starts anew."""
    return [_example(found) for found in sites.examples()]


def _example(found: sites.Example) -> dict[str, Any]:
    corners = found.site.boundary
    middle = (sum(x for x, _y in corners) / len(corners), sum(y for _x, y in corners) / len(corners))
    return {
        "key": found.key,
        "name": found.site.name,
        "centre": found.site.origin.to_geographic(*middle),
        "site": sites.map_data(found.site),
    }


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("organisation", "created_by"), pk=pk)
    actor, openness = request.actor, openness_of(need)
    answered(need_of, need, pk)
    if not need.has_inside(actor):
        return render(request, "needs/shared.html", {"need": need, "shown": shown(need)})
    context = {
        "need": need, "thing": need, "shown": shown(need), "files": attachments.of(need), "notes": notes.of(need),
        "may_add": openness.may_add(actor, need).allowed, "no_files": can_attach_to_need(actor, need).reason,
        "history": audit.history(need), "may_edit": can_edit_need(actor, need), "may_state": can_state_need(actor, need),
        "may_archive": can_archive_need(actor, need), "may_share": can_share_need(actor, need), "may_ask": can_ask_who(actor, need),
    }  # fmt: skip
    return render(request, "needs/detail.html", context | _around(request, need))


def _around(request: HttpRequest, need: Need) -> dict[str, Any]:
    """What stands around a need: of a collective one those who take part, of another the needs near it."""
    if need.is_collective:
        links = live_links(need)
        mine = [
            (link, AnswerForm(initial={"wording": need.wording}))
            for link in links
            if link.live and owns(request.actor, link.need)
        ]
        join = JoinForm(needs=in_a_list(free_needs())) if can_reword(request.actor, need) else None
        return {"links": links, "mine": mine, "join": join, "wordings": need.wordings.all(), "may_reword": join is not None}
    if need.is_draft or need.state == Need.State.ARCHIVED:
        return {}
    return {"near": near(need), "may_join": can_bring_together(request.actor)}


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Say what is wrong on a plan as it is typed, shape by shape, and what is surprising; nothing is kept."""
    page = NeedPage.of_request(request)
    found = page.faults()
    site = None if found else page.drawn()
    return JsonResponse({"faults": faults.plain(found), "notes": faults.notes_of(site) if site else []})


@require_GET
def site_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The site as GeoJSON: for the map of a page, or with ``?download`` as a file."""
    need = get_object_or_404(Need.objects, pk=pk)
    if not need.has_inside(request.actor):
        raise Http404
    site = need.shown_site or {"type": "FeatureCollection", "features": []}
    if "download" in request.GET:
        return _site_file(site, slugify(need.shown_place) or need.reference)
    return JsonResponse(site, content_type="application/geo+json")


def _site_file(site: dict[str, Any], name: str) -> HttpResponse:
    content = json.dumps(site, ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="{name or "site"}.geojson"'
    return answer


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    try:
        actions.state_need(request.actor, need)
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
        return redirect("needs:edit", pk)
    messages.success(request, _("The need is stated: the office is told."))
    return redirect(need)


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    require(can_archive_need(request.actor, need))
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.archive_need(request.actor, need, form.cleaned_data["why"])
        messages.success(request, _("The need is archived."))
        return redirect(need)
    return render(request, "needs/archive.html", {"need": need, "form": form}, status=400 if form.errors else 200)
