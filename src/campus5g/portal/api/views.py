"""The page of one's tokens."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campus5g.portal.api import actions
from campus5g.portal.api.models import ApiToken


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)


def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make one; its text is shown on this answer and never again."""
    form = TokenForm(request.POST or None)
    shown = ""
    if request.method == "POST" and form.is_valid():
        _token, shown = actions.create_token(request.actor, form.cleaned_data["name"])
        form = TokenForm()
    mine = ApiToken.objects.filter(user=request.user).select_related("organisation")
    return render(request, "api/tokens.html", {"form": form, "tokens": mine, "shown": shown}, status=400 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke_token(request.actor, get_object_or_404(ApiToken.objects, pk=pk, user=request.user))
    return redirect("tokens:list")
