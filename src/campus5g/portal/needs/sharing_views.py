"""The pages of who sees a need, and of who may know whose it is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.portal.base.actor import NOBODY
from campus5g.portal.base.decisions import require
from campus5g.portal.base.models import Grant
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs import actions
from campus5g.portal.needs.deed_forms import RevealForm, SharingForm, WhyForm
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import can_ask_who, can_share_need
from campus5g.portal.needs.veil import REVEAL


def _need(pk: int) -> Need:
    need: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return need


def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sees the need, and to whom its company said who it is; each button is one verb."""
    need, verb = _need(pk), request.POST.get("do", "")
    require(can_share_need(request.actor, need))
    share = SharingForm(request.POST if verb == "share" else None, initial={"visibility": need.visibility})
    reveal = RevealForm(request.POST if verb == "reveal" else None, but=need.organisation_id)
    if request.method == "POST" and _done(request, need, verb, share, reveal):
        return redirect("needs:sharing", pk)
    refused = bool(share.errors or reveal.errors)
    told = _told(need)
    context = {"need": need, "share": share, "reveal": reveal, "told": told, "form": share if share.errors else reveal}
    return render(request, "needs/sharing.html", context, status=400 if refused else 200)


def _done(request: HttpRequest, need: Need, verb: str, share: SharingForm, reveal: RevealForm) -> bool:
    if verb == "share" and share.is_valid():
        actions.share_need(request.actor, need, Need.Visibility(share.cleaned_data["visibility"]))
        messages.success(request, _("Saved."))
    elif verb == "reveal" and reveal.is_valid():
        actions.reveal_need(request.actor, need, reveal.cleaned_data["organisation"].pk)
        messages.success(request, _("They are told that this need is yours."))
    elif verb == "reveal-all":
        actions.reveal_need(request.actor, need, None)
        messages.success(request, _("This need bears your name from now on."))
    elif verb == "hide-all":
        actions.hide_need(request.actor, need, None)
        messages.success(request, _("This need is anonymous from now on. Who read your name before has read it."))
    elif verb.startswith("hide-") and verb[5:].isdecimal():
        actions.hide_need(request.actor, need, int(verb[5:]))
        messages.success(request, _("They no longer see whose need it is. What they read before, they have read."))
    else:
        return False
    return True


def _told(need: Need) -> list[Organisation]:
    """To whom the company said who it is."""
    grants = Grant.objects.filter(subject_label=need._meta.label_lower, subject_id=need.pk, why=REVEAL, ended_at=None)
    return list(Organisation.objects.filter(pk__in=grants.values("organisation_id")))


def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whose anonymous need it is: the answer stands on this page once, and nowhere else."""
    need = _need(pk)
    require(can_ask_who(request.actor, need))
    form, found = WhyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = actions.ask_who(request.actor, need, form.cleaned_data["why"])
    return render(request, "needs/who.html", {"need": need, "form": form, "found": found}, status=400 if form.errors else 200)


@login_not_required
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """The needs that companies show to everybody: the same page for whoever reads it, as a visitor reads it."""
    with acting(NOBODY):
        needs = (
            Need.objects.filter(visibility=Need.Visibility.PUBLIC).select_related("organisation").order_by("-stated_at", "-pk")
        )
        page = Paginator(needs, 20).get_page(request.GET.get("page"))
        return render(request, "needs/public.html", {"page": page})
