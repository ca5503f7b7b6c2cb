"""The page of a venture: its thread, its team; and the link by which somebody joins it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campus5g.portal.accounts.forms import NewPersonForm
from campus5g.portal.accounts.models import User
from campus5g.portal.accounts.views import sign_in
from campus5g.portal.base.decisions import require
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.forms import FounderForm, VentureForm
from campus5g.portal.incubator.models import Application, Founder, Venture
from campus5g.portal.incubator.permissions import can_change_venture
from campus5g.portal.incubator.personal import founder_at
from campus5g.portal.incubator.round_views import attempt, language, said


@require_http_methods(["GET", "POST"])
def venture(request: HttpRequest, pk: int) -> HttpResponse:
    """From the first application to life as an alumni company: one page, one reference."""
    found: Venture = get_object_or_404(Venture.objects.select_related("organisation", "merged_into"), pk=pk)
    may = can_change_venture(request.actor, found)
    operation = request.POST.get("op", "")
    profile = VentureForm(request.POST if operation == "change" else None, instance=found)
    member = FounderForm(request.POST if operation == "invite" else None)
    if request.method == "POST":
        require(may)
        if _done(request, found, operation, profile, member):
            return redirect("incubator:venture", pk)
    context = {
        "venture": found, "may": bool(may), "profile": profile, "member": member, "steps": found.steps.all(),
        "team": found.founders.filter(left_at=None), "applications": Application.objects.filter(venture=found).select_related("round"),
    }  # fmt: skip
    return render(request, "incubator/venture.html", context, status=400 if profile.errors or member.errors else 200)


def _done(request: HttpRequest, found: Venture, operation: str, profile: VentureForm, member: FounderForm) -> bool:
    actor = request.actor
    if operation == "change":
        if not profile.is_valid():
            return False
        kept = Venture.objects.get(pk=found.pk)
        return attempt(profile, lambda: actions.change_venture(actor, kept, **profile.cleaned_data))
    if operation == "invite":
        if not member.is_valid():
            return False
        data = actions.Member(**member.cleaned_data, language=language())
        if not attempt(member, lambda: actions.invite_founder(actor, found, data)):
            return False
        messages.success(request, _("Invited: a mail with a link has left."))
        return True
    founder = get_object_or_404(found.founders.filter(left_at=None), pk=request.POST.get("founder") or 0)
    said(request, lambda: actions.leave_venture(actor, founder), _("No longer of the team."))
    return True


@login_not_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: join with the account at hand, sign in first, or make one's account."""
    founder: Founder | None = founder_at(token)
    if founder is None:
        return render(request, "incubator/link_over.html", status=404)
    context: dict[str, object] = {"venture": founder.venture, "email": founder.email}
    if request.user.is_authenticated:
        if request.method == "POST":
            actions.join_venture(founder, request.user)
            return redirect("incubator:list")
        return render(request, "incubator/link_join.html", context)
    if User.objects.filter(email=founder.email).exists():
        return render(request, "incubator/link_join.html", context | {"url": f"{reverse('account_login')}?next={request.path}"})
    form = NewPersonForm(request.POST or None, email=founder.email, initial={"full_name": founder.full_name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: list[User] = []
        if attempt(
            form, lambda: made.append(actions.join_as_new_person(founder, data["full_name"], data["password1"], data["language"]))
        ):
            return sign_in(request, made[0])
    return render(request, "incubator/link_new.html", context | {"form": form}, status=400 if form.errors else 200)
