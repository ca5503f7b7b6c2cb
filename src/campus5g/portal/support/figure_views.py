"""Pages of figures: what a venture said, each with its evidence; saying one, taking one back, the file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.portal.base import attachments, audit
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.support import actions, tables
from campus5g.portal.support.forms import FigureForm, WhyForm
from campus5g.portal.support.models import Figure, Question
from campus5g.portal.support.permissions import can_say_figures
from campus5g.portal.support.summing import trails_of
from campus5g.portal.support.venture_views import member_of
from campus5g.portal.support.views import done


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a venture, and the form that says one."""
    member = member_of(pk)
    require(can_say_figures(request.actor, member.venture))
    form = FigureForm(request.POST or None, request.FILES or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():

        def do() -> None:
            data = form.cleaned_data
            actions.say_figure(
                request.actor, member.venture, Figure.Kinds(data["kind"]), data["on"], data["value"], other=data["other"],
                evidence=data["evidence"], file=data["file"], owner_id=member.owner_id,
            )  # fmt: skip

        if done(request, form, do, _("The figure is kept.")):
            return redirect("support:figures", pk)
    context: dict[str, Any] = {
        "member": member, "venture": member.venture, "form": form, "trails": trails_of([member.venture_id], None, today())[::-1],
        "question": Question.objects.filter(member=member, answered_at=None).first(),
    }  # fmt: skip
    return render(request, "support/figures.html", context, status=400 if form.errors else 200)


@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    member = member_of(pk)
    require(can_say_figures(request.actor, member.venture))
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = (tables.trail_row(trail, member.cohort.name) for trail in trails_of([member.venture_id], None, today()))
    return list_file(kind, f"figures-{member.venture.reference}", member.venture.name, tables.trail_header(), rows)


def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure with its files and history; the form that takes it back."""
    found: Figure = get_object_or_404(Figure.objects.select_related("venture__organisation", "said_by"), pk=pk)
    require(can_say_figures(request.actor, found.venture))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: actions.withdraw_figure(request.actor, found, why), _("The figure is taken back.")):
            return redirect(found)
    context = {
        "figure": found, "thing": found, "form": form if found.withdrawn_at is None else None, "files": attachments.of(found),
        "may_add": found.withdrawn_at is None, "history": audit.history(found), "value": tables.value_of(found),
    }  # fmt: skip
    return render(request, "support/figure.html", context, status=400 if form.errors else 200)
