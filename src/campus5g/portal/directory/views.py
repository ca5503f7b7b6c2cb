"""Pages of the directory: the list, cards, facts, and the form of an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from campus5g.portal.base import audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Decision, require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.directory import tables
from campus5g.portal.directory.actions import (
    archive_organisation,
    change_organisation,
    create_organisation,
    restore_organisation,
)
from campus5g.portal.directory.forms import FACTS, ArchiveForm, OrganisationForm, SiretForm
from campus5g.portal.directory.models import Organisation, Strength, Talent
from campus5g.portal.directory.people import people_shown
from campus5g.portal.directory.permissions import (
    can_archive_organisation,
    can_change_organisation,
    can_change_role,
    can_create_organisation,
    can_restore_organisation,
    can_see_facts,
    can_see_people,
    can_show_for,
)
from campus5g.portal.directory.size import size_by_accounts

PAGE = 25
NEEDED_FIRST = ("kind", "name", "nature", "description", "description_en", "website")


def hide(right: Decision) -> None:
    """Answer a stranger as if the page did not exist."""
    if not right.allowed:
        raise Http404


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, filtered and sorted; htmx asks for its table alone."""
    chosen = tables.OrganisationFilter(request.GET, queryset=Organisation.objects.all())
    table = tables.OrganisationTable(chosen.qs, demonstration=SiteSettings.current().demonstration)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {"filter": chosen, "table": table, "may_create": can_create_organisation(request.actor)}
    return render(request, "directory/parts/found.html" if request.htmx else "directory/list.html", context)


@require_GET
def export(request: HttpRequest, kind: str = "csv") -> HttpResponse:
    """The filtered list as a file, with what the actor may read at this moment."""
    chosen = tables.OrganisationFilter(request.GET, queryset=Organisation.objects.all())
    return list_file(
        kind, "organisations", _("Organisations"), tables.header(request.actor), tables.rows(chosen.qs, request.actor)
    )


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The card that everybody signed in may read, with what the other rooms show of it."""
    organisation = get_object_or_404(Organisation, pk=pk)
    actor = request.actor
    context = {
        "organisation": organisation,
        "may_see_facts": can_see_facts(actor, organisation).allowed,
        "may_see_people": can_see_people(actor, organisation).allowed,
        "may_change": can_change_organisation(actor, organisation).allowed,
        "may_archive": can_archive_organisation(actor, organisation).allowed,
        "may_restore": can_restore_organisation(actor, organisation).allowed,
        "may_show": can_show_for(actor, organisation).allowed,
        "strengths": Strength.objects.kept().filter(organisation=organisation),
        "talents": Talent.listed(today()).filter(organisation=organisation),
        "shown_people": people_shown(organisation),
    }
    return render(request, "directory/detail.html", context)


@require_GET
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Money, staff and the size they give: for its people, the office, and those to whom they were opened."""
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_see_facts(request.actor, organisation))
    context = {
        "organisation": organisation,
        "sized": size_by_accounts(organisation, today()) if organisation.size_computed else None,
        "may_change": can_change_organisation(request.actor, organisation).allowed,
        "history": audit.history(organisation) if request.actor.sees_all else [],
    }
    return render(request, "directory/facts.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation: its SIRET first (or none), then what is said of it."""
    require(can_create_organisation(request.actor))
    if request.method == "POST":
        return _create(request)
    if "siret" not in request.GET:
        return render(request, "directory/new.html", {"form": SiretForm()})
    if not request.GET["siret"]:
        return _form(request, OrganisationForm(may_set_role=True))
    step = SiretForm(request.GET)
    if not step.is_valid():
        return render(request, "directory/new.html", {"form": step}, status=400)
    siret = step.cleaned_data["siret"]
    known = Organisation.objects.filter(siret=siret).first()
    if known:
        messages.info(request, _("This establishment is in the directory already."))
        return redirect(known)
    return _form(request, OrganisationForm(initial={"siret": siret, "kind": Organisation.Kind.COMPANY}, may_set_role=True))


def _create(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST, may_set_role=True)
    if not form.is_valid():
        return _form(request, form)
    organisation = create_organisation(request.actor, form.said)
    messages.success(request, _("The organisation is in the directory. Invite its first manager now."))
    return redirect("directory:people", organisation.pk)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_see_facts(request.actor, organisation))
    require(can_change_organisation(request.actor, organisation))
    may_set_role = can_change_role(request.actor, organisation).allowed
    form = OrganisationForm(request.POST or None, instance=organisation, may_set_role=may_set_role)
    if request.method == "POST" and form.is_valid():
        # The form has written on its own copy: the verb compares with what is kept.
        change_organisation(request.actor, get_object_or_404(Organisation, pk=pk), form.said)
        messages.success(request, _("The facts are saved."))
        return redirect("directory:facts", pk)
    return _form(request, form, get_object_or_404(Organisation, pk=pk))


def _form(request: HttpRequest, form: OrganisationForm, organisation: Organisation | None = None) -> HttpResponse:
    context = {
        "form": form,
        "organisation": organisation,
        "first": [form[name] for name in NEEDED_FIRST],
        "register": [form["siret"], *(form[name] for name in FACTS[:7])],
        "accounts": [form[name] for name in FACTS[7:]],
    }
    return render(request, "directory/form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    require(can_archive_organisation(request.actor, organisation))
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        archive_organisation(request.actor, organisation, form.cleaned_data["why"])
        messages.success(request, _("The organisation is archived."))
        return redirect(organisation)
    return render(
        request, "directory/archive.html", {"organisation": organisation, "form": form}, status=400 if form.errors else 200
    )


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    restore_organisation(request.actor, organisation)
    messages.success(request, _("The organisation is active again."))
    return redirect(organisation)
