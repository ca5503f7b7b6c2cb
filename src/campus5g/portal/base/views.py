"""Pages of the house: search, notifications, settings, legal pages, audit trail, files and notes, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from campus5g.core.errors import BadInput
from campus5g.core.message import LANGUAGES
from campus5g.portal.base import attachments, audit, notes, search
from campus5g.portal.base.decisions import require
from campus5g.portal.base.forms import FileForm, MailForm, NoteForm, SiteForm
from campus5g.portal.base.middleware import request_number
from campus5g.portal.base.models import Attachment, AuditEvent, SiteSettings
from campus5g.portal.base.permissions import can_read_audit, can_set_site
from campus5g.portal.base.settings_actions import change_site, keep_language, mark_all_read
from campus5g.portal.base.subjects import openness_of, visible_subject
from campus5g.portal.base.templatetags.campus import say

LEGAL = ("mentions", "accessibility")


def _back(request: HttpRequest) -> HttpResponse:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return redirect(url if safe else "/")


@login_not_required
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer when the web process and its database do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; a signed-in person keeps it."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in LANGUAGES:
        keep_language(request.user, chosen)
    return set_language(request)


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = search.find(words)
    template = "base/parts/found.html" if request.htmx else "base/search.html"
    return render(request, template, {"words": words, "found": found})


@require_GET
def notifications_page(request: HttpRequest) -> HttpResponse:
    page = Paginator(request.user.notifications.all(), 30).get_page(request.GET.get("page"))
    return render(request, "base/notifications.html", {"page": page})


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    mark_all_read(request.user)
    return redirect("base:notifications")


def settings_page(request: HttpRequest, part: str = "site") -> HttpResponse:
    require(can_set_site(request.actor))
    kind = MailForm if part == "mail" else SiteForm
    form = kind(request.POST or None, request.FILES or None, instance=SiteSettings.current())
    if request.method == "POST" and form.is_valid():
        change_site(request.actor, form)
        messages.success(request, _("The settings are saved."))
        return redirect(request.path)
    return render(request, "base/settings.html", {"form": form, "part": part}, status=400 if form.errors else 200)


@login_not_required
@require_GET
def legal(request: HttpRequest, page: str) -> HttpResponse:
    if page not in LEGAL:
        raise Http404
    return render(request, f"base/legal/{page}.html")


@login_not_required
@require_GET
def logo(_request: HttpRequest) -> HttpResponse:
    site = SiteSettings.current()
    if not site.logo:
        raise Http404
    return FileResponse(site.logo.open("rb"), content_type="image/png")


@require_GET
def audit_page(request: HttpRequest) -> HttpResponse:
    require(can_read_audit(request.actor))
    page = Paginator(AuditEvent.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    return render(request, "base/audit.html", {"page": page, "check": audit.check_chain() if "check" in request.GET else None})


@require_GET
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the whole chain, one event a line, then its head: `campus5g verify-audit` proves it without the database."""
    require(can_read_audit(request.actor))

    def lines() -> Iterator[str]:
        for event in audit.export():
            yield json.dumps(event, ensure_ascii=False) + "\n"

    response = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return response


@require_POST
def attach(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    thing = visible_subject(label, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return _back(request)
    openness = openness_of(thing)
    try:
        attachments.attach(
            request.actor, thing, openness.owner_id(thing), form.cleaned_data["file"], openness.may_add_file(request.actor, thing)
        )
    except BadInput as error:
        messages.error(request, say(error.sentence))
    return _back(request)


@require_GET
def download(_request: HttpRequest, pk: int) -> FileResponse:
    """Serve a file to those who see its thing at this moment, always as a download."""
    attachment = get_object_or_404(Attachment._base_manager, pk=pk, archived_at=None)
    visible_subject(attachment.subject_label, attachment.subject_id)
    return FileResponse(
        attachment.file.open("rb"), as_attachment=True, filename=attachment.name, content_type="application/octet-stream"
    )


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(Attachment._base_manager, pk=pk, archived_at=None)
    thing = visible_subject(attachment.subject_label, attachment.subject_id)
    attachments.archive(request.actor, attachment, thing, openness_of(thing).may_add(request.actor, thing))
    return _back(request)


@require_POST
def add_note(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    thing = visible_subject(label, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        url = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else reverse("home:home")
        try:
            notes.write_note(request.actor, thing, form.cleaned_data["text"], url)
        except BadInput as error:
            messages.error(request, say(error.sentence))
    else:
        messages.error(request, _("A note needs some text, and at most 4,000 characters."))
    return _back(request)


def _error(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": title}, status=status)
    return render(request, "base/error.html", {"title": title, "text": text}, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400, _("This request cannot be read"), _("Go back and try again."))


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403, _("This is not allowed"), _("Ask the programme office if you think it should be."))


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(
        request, 404, _("There is nothing here"), _("The page does not exist, or it is not shared with your organisation.")
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. The page asks nothing of the database, which may be what is broken."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("Something went wrong on our side")}, status=500)
    return HttpResponse(render_to_string("base/broken.html", {"number": request_number()}), status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, 403, _("This form has expired"), _("Go back, reload the page, and send it again."))
