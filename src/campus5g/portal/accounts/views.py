"""Pages about oneself, and the form of the first administrator."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campus5g.portal.accounts import first
from campus5g.portal.accounts.actions import Founding, change_profile, found_campus
from campus5g.portal.accounts.adapter import remember_language
from campus5g.portal.accounts.forms import FoundingForm, ProfileForm


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, language, password, second factor; and, from the directory, the organisations one acts for."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        request.user.refresh_from_db()
        change_profile(request.actor, request.user, form.cleaned_data["full_name"], language)
        with override(language):
            messages.success(request, _("Your profile is saved."))
        response = redirect("accounts:profile")
        remember_language(response, language)
        return response
    return render(request, "accounts/profile.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first account of an empty campus; afterwards the address leads nowhere."""
    if not first.token_holds(token):
        raise Http404
    form = FoundingForm(request.POST) if request.method == "POST" else FoundingForm()
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = found_campus(
            Founding(typed["campus"], typed["office"], typed["full_name"], typed["email"], typed["password1"], typed["language"])
        )
        return sign_in(request, user)
    return render(request, "accounts/first.html", {"form": form}, status=400 if form.errors else 200)


def sign_in(request: HttpRequest, user: object) -> HttpResponse:
    """Sign a person in who has just made their account, and go home in their language."""
    get_adapter(request).login(request, user)
    response = redirect("home:home")
    remember_language(response, user.language)
    return response
