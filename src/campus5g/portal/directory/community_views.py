"""Pages of what organisations and people show: strengths, talents, portraits, letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory import actions
from campus5g.portal.directory import community_tables as tables
from campus5g.portal.directory.community_forms import LetterForm, PortraitForm, StrengthForm, TalentForm, WhyForm
from campus5g.portal.directory.models import Letter, Organisation, Portrait, Strength, Talent
from campus5g.portal.directory.permissions import can_show_for, can_show_portrait, can_write_letter
from campus5g.portal.directory.views import hide

PAGE = 25


def form_page(request: HttpRequest, form: forms.Form, title: str, back: Any, **more: Any) -> HttpResponse:
    """A page of one form: what it is about, where it leads back to."""
    context = {"form": form, "title": title, "back": back, "verb": _("Save"), **more}
    return render(request, "directory/ask.html", context, status=400 if form.errors else 200)


def refused(form: forms.Form, fault: BadInput) -> None:
    """Say a refusal beside its field."""
    form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))


def new_strength(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_show_for(request.actor, organisation))
    form = StrengthForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_strength(request.actor, organisation, said["what"], said["sentence"], said["year"], said["competence"])
        except BadInput as fault:
            refused(form, fault)
        else:
            messages.success(request, _("It is on the card."))
            return redirect(organisation)
    return form_page(request, form, _("Add a competence, an equipment or a reference"), organisation)


def archive_strength(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Strength.objects.kept().select_related("organisation"), pk=pk)
    return _archive(request, shown, shown.organisation)


def _archive(request: HttpRequest, shown: Strength | Talent, back: Any) -> HttpResponse:
    hide(can_show_for(request.actor, shown.organisation))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.archive_shown(request.actor, shown, form.cleaned_data["why"])
        messages.success(request, _("It is archived."))
        return redirect(shown.organisation)
    return form_page(request, form, _("Archive “%(what)s”") % {"what": shown}, back, verb=_("Archive"))


@require_GET
def talents(request: HttpRequest) -> HttpResponse:
    found = tables.TalentFilter(request.GET, queryset=Talent.listed(today()).select_related("organisation"))
    table = tables.TalentTable(found.qs)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {
        "table": table, "filter": found, "mine": Organisation.objects.filter(pk=request.actor.organisation_id).first(),
        "title": _("Talents"), "lead": _("Posts, internships and apprenticeships, sought and proposed on the territory."),
        "export": "directory:talents-export",
    }  # fmt: skip
    return render(request, "directory/community_list.html", context)


@require_GET
def talents_export(request: HttpRequest, kind: str) -> HttpResponse:
    found = tables.TalentFilter(request.GET, queryset=Talent.listed(today()).select_related("organisation"))
    return _file(kind, "talents", _("Talents"), tables.talent_header(), tables.talent_rows(found.qs))


def _file(kind: str, name: str, title: str, header: list[str], rows: Any) -> HttpResponse:
    if kind not in ("csv", "xlsx"):
        raise Http404
    return list_file(kind, name, title, header, rows)


@require_GET
def talent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Talent.objects.select_related("organisation"), pk=pk)
    may = can_show_for(request.actor, found.organisation).allowed
    if not may and (found.archived_at or found.expires_on < today()):
        raise Http404
    return render(
        request, "directory/talent.html", {"talent": found, "may_change": may and not found.archived_at, "day": today()}
    )


def new_talent(request: HttpRequest, pk: int) -> HttpResponse:
    return _talent_form(request, get_object_or_404(Organisation, pk=pk), None)


def edit_talent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Talent.objects.kept().select_related("organisation"), pk=pk)
    return _talent_form(request, found.organisation, found)


def _talent_form(request: HttpRequest, organisation: Organisation, found: Talent | None) -> HttpResponse:
    hide(can_show_for(request.actor, organisation))
    form = TalentForm(request.POST or None, talent=found)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.write_talent(request.actor, organisation, form.said(), found))
        except BadInput as fault:
            refused(form, fault)
    return form_page(request, form, _("A post, an internship or an apprenticeship"), found or organisation)


def archive_talent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Talent.objects.kept().select_related("organisation"), pk=pk)
    return _archive(request, found, found)


@require_GET
def persons(request: HttpRequest) -> HttpResponse:
    found = tables.PersonFilter(request.GET, queryset=tables.with_homes(Portrait.shown()))
    table = tables.PersonTable(found.qs)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {
        "table": table, "filter": found, "title": _("People"), "export": "directory:persons-export", "portrait": True,
        "lead": _("Those who chose to be shown. You write to them here; nobody's address is told."),
    }  # fmt: skip
    return render(request, "directory/community_list.html", context)


@require_GET
def persons_export(request: HttpRequest, kind: str) -> HttpResponse:
    found = tables.PersonFilter(request.GET, queryset=Portrait.shown())
    return _file(kind, "people", _("People"), tables.person_header(), tables.person_rows(found.qs))


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(tables.with_homes(Portrait.shown()), pk=pk)
    context = {
        "portrait": shown, "homes": shown.user.acting if shown.tells_organisation else [],
        "may_write": can_write_letter(request.actor, shown.user).allowed, "own": shown.user_id == request.actor.user_id,
    }  # fmt: skip
    return render(request, "directory/person.html", context)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to somebody who shows themselves."""
    shown = get_object_or_404(Portrait.shown().select_related("user"), pk=pk)
    require(can_write_letter(request.actor, shown.user))
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_letter(request.actor, shown.user, form.cleaned_data["text"])
        messages.success(request, _("Your letter is sent. The answer will come here, among your news."))
        return redirect(shown)
    return form_page(request, form, _("Write to %(name)s") % {"name": shown.user}, shown, verb=_("Send"))


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter that one wrote or received, with those exchanged before, and the answer."""
    mine = Q(sender_id=request.actor.user_id) | Q(recipient_id=request.actor.user_id)
    found = get_object_or_404(Letter.objects.filter(mine).select_related("sender", "recipient"), pk=pk)
    other = found.recipient if found.sender_id == request.actor.user_id else found.sender
    may = can_write_letter(request.actor, other)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = actions.write_letter(request.actor, other, form.cleaned_data["text"])
        messages.success(request, _("Your letter is sent. The answer will come here, among your news."))
        return redirect(sent)
    between = Letter.objects.filter(mine).filter(Q(sender=other) | Q(recipient=other), pk__lte=found.pk)
    context = {"letters": list(between.select_related("sender")[:20])[::-1], "other": other, "form": form if may else None}
    return render(request, "directory/letter.html", context, status=400 if form.errors else 200)


def portrait(request: HttpRequest) -> HttpResponse:
    """What one shows of oneself."""
    require(can_show_portrait(request.actor, request.user))
    kept = Portrait.objects.filter(user=request.user).first()
    form = PortraitForm(request.POST or None, portrait=kept)
    if request.method == "POST" and form.is_valid():
        shown = actions.show_portrait(request.actor, request.user, form.said())
        messages.success(request, _("You are in the directory, with what you chose."))
        return redirect(shown)
    shown_now = kept is not None and kept.consented_at is not None
    hide = reverse("directory:hide-portrait") if shown_now else ""
    back = kept if shown_now else None
    return form_page(request, form, _("Show myself in the directory"), back, hide=hide)


@require_POST
def hide_portrait(request: HttpRequest) -> HttpResponse:
    actions.hide_portrait(request.actor, get_object_or_404(Portrait, user=request.user))
    messages.success(request, _("You are no longer in the directory; what you told is erased."))
    return redirect("accounts:profile")
