"""Pages about the people of an organisation, invitations, and for whom one acts."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.accounts.forms import NewPersonForm
from campus5g.portal.accounts.models import User
from campus5g.portal.accounts.views import sign_in
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory import invitations
from campus5g.portal.directory.actions import (
    accept_as_new_person,
    accept_invitation,
    delegate,
    end_assistance,
    end_delegation,
    end_membership,
    invite,
    open_assistance,
    revoke_invitation,
    set_manager,
)
from campus5g.portal.directory.forms import AssistForm, DelegateForm, InviteForm, told
from campus5g.portal.directory.middleware import ASSISTANCE_KEY, SESSION_KEY
from campus5g.portal.directory.models import Assistance, Delegation, Invitation, Membership, Organisation
from campus5g.portal.directory.permissions import (
    can_assist,
    can_delegate,
    can_end_delegation,
    can_end_membership,
    can_manage_people,
    can_see_people,
)
from campus5g.portal.directory.views import hide

LINK_KEY = "invitation_link"
SHOWN = 10


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts for an organisation, who is invited, and the form to invite."""
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_see_people(request.actor, organisation))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _invite(request, organisation, form)
    may_manage = can_manage_people(request.actor, organisation)
    members = organisation.memberships.filter(active=True).select_related("user", "organisation").order_by("user__full_name")
    context = {
        "organisation": organisation,
        "members": [(member, can_end_membership(request.actor, member)) for member in members],
        "pending": organisation.invitations.pending().select_related("invited_by") if may_manage else [],
        "may_manage": may_manage.allowed,
        "form": form,
        "link": request.session.pop(LINK_KEY, None),
        "may_delegate": can_delegate(request.actor, organisation).allowed,
        "delegations": _delegations(request, organisation),
        "assist": AssistForm() if can_assist(request.actor, organisation) else None,
        "assistances": Assistance.objects.filter(organisation=organisation).select_related("user")[:SHOWN],
    }
    return render(request, "directory/people.html", context, status=400 if form.errors else 200)


def _delegations(request: HttpRequest, organisation: Organisation) -> list[tuple[Delegation, bool]]:
    """Those of today and to come, and whether the reader may end each."""
    kept = Delegation.objects.filter(organisation=organisation, ended_at=None, ends_on__gte=today())
    return [
        (one, can_end_delegation(request.actor, one).allowed) for one in kept.select_related("giver", "taker", "organisation")
    ]


def _invite(request: HttpRequest, organisation: Organisation, form: InviteForm) -> HttpResponse:
    typed = form.cleaned_data

    def link(token: str) -> str:
        return request.build_absolute_uri(reverse("directory:invitation", args=[token]))

    try:
        _invitation, url = invite(
            request.actor, organisation, typed["email"], manages=typed["manages"], language=typed["language"], link=link
        )
    except Conflict as error:
        messages.error(request, say(error.reason))
        return redirect("directory:people", organisation.pk)
    request.session[LINK_KEY] = {"email": typed["email"], "url": url}
    return redirect("directory:people", organisation.pk)


@require_POST
def assist(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to act for an organisation, in this browser."""
    organisation = get_object_or_404(Organisation, pk=pk)
    hide(can_see_people(request.actor, organisation))
    form = AssistForm(request.POST)
    form.is_valid()
    typed = form.cleaned_data
    try:
        opened = open_assistance(request.actor, organisation, typed.get("why", ""), int(typed.get("minutes") or 0))
    except (BadInput, Conflict) as error:
        messages.error(request, say(error.sentence if isinstance(error, BadInput) else error.reason))
        return redirect("directory:people", pk)
    request.session[ASSISTANCE_KEY] = opened.pk
    return redirect("home:home")


@require_POST
def end_help(request: HttpRequest, pk: int) -> HttpResponse:
    opened: Assistance = get_object_or_404(Assistance.objects.select_related("organisation"), pk=pk)
    end_assistance(request.actor, opened)
    request.session.pop(ASSISTANCE_KEY, None)
    messages.success(request, _("The session of assistance has ended."))
    return redirect("directory:people", opened.organisation_id)


@require_http_methods(["GET", "POST"])
def delegate_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague act in one's place."""
    organisation = get_object_or_404(Organisation, pk=pk)
    if not can_delegate(request.actor, organisation):
        raise Http404
    form = DelegateForm(organisation, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            delegate(request.actor, organisation, typed["taker"], typed["starts_on"], typed["ends_on"], typed["why"])
        except BadInput as error:
            form.add_error(error.where, told(error))
        except Conflict as refusal:
            form.add_error(None, say(refusal.reason))
        else:
            messages.success(request, _("Your colleague is told."))
            return redirect("directory:people", pk)
    return render(
        request, "directory/delegate.html", {"organisation": organisation, "form": form}, status=400 if form.errors else 200
    )


@require_POST
def end_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    made: Delegation = get_object_or_404(Delegation.objects.select_related("organisation"), pk=pk)
    end_delegation(request.actor, made)
    messages.success(request, _("The delegation is ended."))
    return redirect("directory:people", made.organisation_id)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    hide(can_see_people(request.actor, invitation.organisation))
    revoke_invitation(request.actor, invitation)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("directory:people", invitation.organisation_id)


@require_POST
def manager(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a member a manager, or no longer one."""
    membership = _membership(request, pk)
    set_manager(request.actor, membership, request.POST.get("manages") == "yes")
    messages.success(request, _("The rights are changed."))
    return redirect("directory:people", membership.organisation_id)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave an organisation, or end another's membership."""
    membership = _membership(request, pk)
    end_membership(request.actor, membership)
    messages.success(request, _("This person no longer acts for the organisation."))
    if membership.user_id == request.actor.user_id:
        return redirect("accounts:profile")
    return redirect("directory:people", membership.organisation_id)


def _membership(request: HttpRequest, pk: int) -> Membership:
    membership = get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk)
    hide(can_see_people(request.actor, membership.organisation))
    return membership


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations, in this session."""
    asked = request.POST.get("organisation", "")
    organisation_id = int(asked) if asked.isascii() and asked.isdigit() else 0
    mine = get_object_or_404(
        Membership.objects.acting().select_related("organisation"), user=request.user, organisation_id=organisation_id
    )
    request.session[SESSION_KEY] = mine.organisation_id
    messages.success(request, _("You now act for %(name)s.") % {"name": mine.organisation.name})
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return redirect(url if safe else "home:home")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Answer an invitation: join with the account at hand, sign in first, or make one's account."""
    found = invitations.find(token)
    if found is None:
        return render(request, "directory/invitation_over.html", status=404)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        activate(found.language)
    if request.user.is_authenticated:
        return _join(request, token, found)
    if User.objects.filter(email=found.email).exists():
        url = f"{reverse('account_login')}?next={request.path}"
        return render(request, "directory/invitation_sign_in.html", {"invitation": found, "url": url})
    form = NewPersonForm(request.POST or None, email=found.email, initial={"full_name": found.full_name})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = accept_as_new_person(token, typed["full_name"], typed["password1"], typed["language"])
        return sign_in(request, user)
    context = {"invitation": found, "form": form}
    return render(request, "directory/invitation_new.html", context, status=400 if form.errors else 200)


def _join(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return render(request, "directory/invitation_join.html", {"invitation": found})
    membership = accept_invitation(request.user, token)
    request.session[SESSION_KEY] = membership.organisation_id
    messages.success(request, _("You now act for %(name)s.") % {"name": found.organisation.name})
    return redirect("home:home")
