"""Pages of the financing plan: the plan itself, and what another day of grant would change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from campus5g.core.errors import BadInput
from campus5g.documents.charts import cash_chart, financing_chart
from campus5g.documents.names import WAY
from campus5g.funding.plan import Wishes, public_value_cents
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.once import answered
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.financing import actions
from campus5g.portal.financing.days import compare, usual_days
from campus5g.portal.financing.forms import DaysForm, PlanForm
from campus5g.portal.financing.inputs import Rows, outdated, rows_of
from campus5g.portal.financing.models import Plan
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.financing.permissions import can_compute_plan
from campus5g.portal.financing.reading import clashes, read
from campus5g.portal.projects.facts import missing_facts
from campus5g.portal.projects.links import project_or_404
from campus5g.portal.projects.models import Project

_EARLIER = 20
"""How many plans of a project can be read again from its page."""


def plan_page(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Show the newest plan of a project or an earlier one, or compute one under an aim and wishes."""
    project = project_or_404(project_pk)
    plans, rows = list(Plan.objects.filter(project=project)[:_EARLIER]), rows_of(project)
    answered(newest_plan, plans[0] if plans else None, project.pk)
    wanted = request.GET.get("plan", "")
    kept = next((plan for plan in plans if str(plan.pk) == wanted), plans[0] if plans else None)
    form = PlanForm(rows.partners, rows.calls, request.POST or None, kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.compute_plan(request.actor, project, form.cleaned_data["aim"], form.wishes())
        except BadInput as error:
            form.add_error(None, say(error.sentence))
        else:
            return redirect("financing:plan", project.pk)
    context = {
        "project": project, "kept": kept, "form": form, "missing": missing_facts(project, rows.partners), "calls": len(rows.calls),
        "may_compute": bool(can_compute_plan(request.actor, project)), "plans": plans, "newest": not plans or kept == plans[0],
        **(_shown(kept, project, rows) if kept else {}),
    }  # fmt: skip
    return render(request, "financing/plan.html", context, status=400 if form.errors else 200)


def _shown(kept: Plan, project: Project, rows: Rows) -> dict[str, Any]:
    """What the page says of a kept plan."""
    plan = kept.plan
    if plan.refused:
        return {"refused": plan.refused, "clashes": clashes(kept)}
    language = (get_language() or "en").split("-")[0]
    core_project = kept.core_project
    return {
        "plan": plan, "reading": read(kept), "outdated": outdated(kept, project, rows), "changes": kept.sensitivities,
        "net_cents": public_value_cents(plan.allocations, kept.terms, core_project.granted),
        "ways": [(WAY[way.way], way) for way in plan.ways],
        "charts": {"parts": financing_chart(core_project, plan, language), "cash": cash_chart(plan, language)},
    }  # fmt: skip


@require_GET
def days_page(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Show what the project would get if the aid were granted on three other days."""
    project = project_or_404(project_pk)
    context: dict[str, Any] = {"project": project}
    try:
        wanted, terms = actions.ready_inputs(project)
    except Conflict as lacking:
        return render(request, "financing/days.html", context | {"lacking": lacking.reason})
    usual = usual_days(wanted)
    form = DaysForm(request.GET or None, initial=dict(zip(("first", "second", "third"), usual, strict=True)))
    days = tuple(form.cleaned_data[name] for name in form.fields) if form.is_valid() else usual
    kept = newest_plan(project.pk)
    aim, wishes = (kept.aim, kept.wishes) if kept else (Plan.Aim.NET_PUBLIC, Wishes())
    known = {partner.id for partner in wanted.partners} | {call.call_id for call in terms}
    if {*wishes.most_own_cents, *wishes.use_calls} - known:
        wishes = Wishes()  # those of a partner or a call that has left
    found = compare(wanted, terms, sorted(days), today(), aim, wishes)
    context |= {"form": form, "found": found, "kept": kept, "wishes": wishes != Wishes()}
    return render(request, "financing/days.html", context, status=400 if form.errors else 200)
