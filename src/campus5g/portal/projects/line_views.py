"""Pages of the costs of a partner: the form, what the law would allow while it is typed, and the removal."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.funding.claims import NO_CLAIM
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import number
from campus5g.portal.projects import actions
from campus5g.portal.projects.line_forms import LineForm
from campus5g.portal.projects.models import CostLine, Partner
from campus5g.portal.projects.permissions import can_edit_part
from campus5g.portal.projects.trial import Draft, aid_of, try_cost

ASK = "ask"


def _part(request: HttpRequest, pk: int, partner_pk: int, line_pk: int | None) -> tuple[Partner, CostLine | None]:
    """Return the part that the reader may fill in, and the line that is changed."""
    partner: Partner = get_object_or_404(
        Partner.objects.select_related("project__organisation", "organisation"), pk=partner_pk, project_id=pk
    )
    require(can_edit_part(request.actor, partner))
    return partner, get_object_or_404(CostLine.objects, pk=line_pk, partner=partner) if line_pk else None


def line_page(request: HttpRequest, pk: int, partner_pk: int, line_pk: int | None = None) -> HttpResponse:
    """Enter or change a cost. Without scripts, a button shows what the chosen category asks."""
    partner, line = _part(request, pk, partner_pk, line_pk)
    asking = request.POST.get("do") == ASK
    if asking:
        form = LineForm(partner, initial={**request.POST.dict(), "circumstances": request.POST.getlist("circumstances")})
    else:
        form = LineForm.of(partner, line, request.POST or None)
    if request.method == "POST" and not asking and form.is_valid():
        data = form.cleaned_data
        actions.save_line(request.actor, partner, data["label"], data["category"], data["amount"], line, data["claims"])
        return redirect(partner.project)
    context = {
        "form": form, "project": partner.project, "partner": partner, "line": line, "need_id": partner.project.need_id,
        "title": _("A cost of %(name)s") % {"name": partner.organisation.name}, **_tried(partner, line, form),
    }  # fmt: skip
    return render(request, "projects/line.html", context, status=400 if form.errors else 200)


@require_GET
def try_line(request: HttpRequest, pk: int, partner_pk: int) -> HttpResponse:
    """Answer a form that is being typed: what the law would allow, and the questions of another category once it is chosen."""
    known = request.GET.get("line", "")
    partner, line = _part(request, pk, partner_pk, int(known) if known.isdecimal() else None)
    form = LineForm(partner, request.GET)
    form.full_clean()
    turned = request.GET.get("asked", "") != request.GET.get("category", "")
    if turned:  # the fields of the new category, with what was typed and without reproach
        form = LineForm(partner, initial={**request.GET.dict(), "circumstances": request.GET.getlist("circumstances")})
    context = {"form": form, "turned": turned, **_tried(partner, line, LineForm(partner, request.GET))}
    return render(request, "projects/parts/tried.html", context)


def _tried(partner: Partner, line: CostLine | None, form: LineForm) -> dict[str, object]:
    if form.is_bound:
        form.full_clean()
        data = form.cleaned_data
        draft = Draft(data.get("category"), data.get("amount"), data.get("claims", NO_CLAIM))
    elif line is not None:
        draft = Draft(form.chosen, line.cents, line.claims)
    else:
        draft = Draft(form.chosen)
    trial = try_cost(partner, draft, line)
    steps = trial.room.intensity.steps if trial.room and trial.room.intensity else ()
    return {
        "trial": trial, "aid": aid_of(trial.room) if trial.room else None,
        "steps": [(step.about, _signed(step.points), step.article) for step in steps],
    }  # fmt: skip


def _signed(points: Decimal) -> str:
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{number(abs(points), 2)}"


@require_POST
def remove_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    line = get_object_or_404(CostLine.objects.select_related("partner__organisation", "project"), pk=line_pk, project_id=pk)
    actions.remove_line(request.actor, line)
    return redirect("projects:detail", pk)
