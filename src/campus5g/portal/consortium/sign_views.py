"""Pages on which the project as it stands is put to signature and signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campus5g.core.consortium_changes import differences
from campus5g.portal.base.decisions import Decision, require
from campus5g.portal.consortium import actions
from campus5g.portal.consortium.forms import PaperForm, SignForm
from campus5g.portal.consortium.models import Signature
from campus5g.portal.consortium.permissions import can_sign, can_write_down
from campus5g.portal.consortium.reading import read_state
from campus5g.portal.consortium.state import present_state
from campus5g.portal.consortium.views import partner_of
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Partner


@require_POST
def ask(request: HttpRequest, project_pk: int) -> HttpResponse:
    state = actions.ask_signatures(request.actor, project_or_404(project_pk))
    messages.success(request, _("Version %(n)s is put to signature: the partners are told.") % {"n": state.number})
    return redirect("consortium:detail", project_pk)


def sign(request: HttpRequest, project_pk: int, partner_pk: int) -> HttpResponse:
    """Read the project as it stands, what changed since the last signature, and sign."""
    partner = partner_of(project_pk, partner_pk)
    return _page(request, partner, SignForm, can_sign(request.actor, partner))


def paper(request: HttpRequest, project_pk: int, partner_pk: int) -> HttpResponse:
    """Write down a signature that the lead or the office holds on paper."""
    partner = partner_of(project_pk, partner_pk)
    return _page(request, partner, PaperForm, can_write_down(request.actor, partner))


def _page(request: HttpRequest, partner: Partner, kind: type[SignForm | PaperForm], right: Decision) -> HttpResponse:
    require(right)
    project = partner.project
    now = present_state(project)
    form = kind(request.POST or None, initial={"fingerprint": now.fingerprint})
    if request.method == "POST" and form.is_valid():
        signature = actions.sign(request.actor, partner, form.cleaned_data["fingerprint"], form.hand())
        messages.success(request, _("Version %(n)s is signed.") % {"n": signature.state.number})
        return redirect("consortium:detail", project.pk)
    mine = Signature.objects.filter(project=project, organisation_id=partner.organisation_id).select_related("state")
    last = mine.exclude(state__fingerprint=now.fingerprint).first()
    context = {
        "form": form, "project": project, "partner": partner, "now": now, "reading": read_state(now), "last": last,
        "since": differences(last.state.commitments, now) if last else (), "paper": kind is PaperForm,
    }  # fmt: skip
    return render(request, "consortium/sign.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, project_pk: int, pk: int) -> HttpResponse:
    found = Signature.objects.select_related("project__organisation", "state")
    actions.withdraw(request.actor, get_object_or_404(found, pk=pk, project_id=project_pk))
    return redirect("consortium:detail", project_pk)
