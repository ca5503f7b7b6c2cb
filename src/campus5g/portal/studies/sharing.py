"""Figures of a study that its company shows to everybody: the use, a range of euros, the kind of site, and its name if it says so."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import require
from campus5g.portal.base.registry import Panel
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.studies import actions
from campus5g.portal.studies.figures import figures_of, named
from campus5g.portal.studies.models import KIND_LENGTH, SharedFigures, Study
from campus5g.portal.studies.permissions import can_share_figures, can_withdraw_figures


class ShareForm(forms.Form):
    site_kind = forms.CharField(
        label=gettext_lazy("Kind of site"), max_length=KIND_LENGTH,
        help_text=gettext_lazy("As a visitor will read it, such as “a steelworks of 300 people” or “a container terminal”."),
    )  # fmt: skip
    named = forms.BooleanField(label=gettext_lazy("Show the name of our organisation too"), required=False)


def sharing_panel(actor: Actor, study: Study) -> Panel | None:
    """On a result, for its own company: share its figures, or take them back."""
    if not study.readable:
        return None
    shared = SharedFigures.objects.filter(study=study, withdrawn_at=None).first()
    if shared is not None and can_withdraw_figures(actor, shared):
        return Panel("studies/parts/sharing.html", {"shared": shared, "study": study})
    figures = figures_of(study) if can_share_figures(actor, study) else []
    return (
        Panel("studies/parts/sharing.html", {"study": study, "figures": named(figures), "form": ShareForm()}) if figures else None
    )


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    study: Study = get_object_or_404(Study.objects.select_related("need__organisation", "organisation", "job"), pk=pk)
    require(can_share_figures(request.actor, study))
    form = ShareForm(request.POST)
    try:
        said = form.cleaned_data if form.is_valid() else {"site_kind": "", "named": False}
        actions.share_figures(request.actor, study, said["site_kind"], named=said["named"])
    except BadInput as fault:
        messages.error(request, say(fault.sentence))
    else:
        messages.success(request, _("Everybody now reads these figures on the public page. You may take them back at any time."))
    return redirect(f"{study.get_absolute_url()}#sharing")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    shared: SharedFigures = get_object_or_404(SharedFigures.objects.select_related("study__need"), study_id=pk, withdrawn_at=None)
    actions.withdraw_figures(request.actor, shared)
    messages.success(request, _("The public page no longer shows these figures."))
    return redirect(f"{shared.study.get_absolute_url()}#sharing")
