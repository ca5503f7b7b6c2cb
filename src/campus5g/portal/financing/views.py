"""Pages of financing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campus5g.documents.charts import cash_chart, financing_chart
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing import actions
from campus5g.portal.financing.forms import AimForm, AwardForm
from campus5g.portal.financing.inputs import outdated
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.financing.permissions import can_compute_plan, can_declare_award
from campus5g.portal.financing.reading import read
from campus5g.portal.projects.facts import missing_facts
from campus5g.portal.projects.models import Project


def plan_page(request: HttpRequest, project_pk: int) -> HttpResponse:
    """Show the newest plan of a project, or compute one."""
    project = get_object_or_404(Project.objects.select_related("organisation", "need"), pk=project_pk)
    form = AimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.compute_plan(request.actor, project, form.cleaned_data["aim"])
        return redirect("financing:plan", project.pk)
    kept = Plan.objects.filter(project=project).first()
    language = (get_language() or "en").split("-")[0]
    context = {
        "project": project, "kept": kept, "form": form if form.is_bound or kept is None else AimForm(initial={"aim": kept.aim}),
        "missing": missing_facts(project), "calls": KeptCall.objects.filter(project=project).count(),
        "may_compute": bool(can_compute_plan(request.actor, project)),
    }  # fmt: skip
    if kept and not kept.plan.refused:
        plan, core_project = kept.plan, kept.core_project
        charts = {"parts": financing_chart(core_project, plan, language), "cash": cash_chart(plan, language)}
        context |= {"plan": plan, "reading": read(kept), "charts": charts, "outdated": outdated(kept, project)}
    elif kept:
        context["refused"] = kept.plan.refused
    return render(request, "financing/plan.html", context, status=400 if form.errors else 200)


def awards_page(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    """The de minimis register of an organisation."""
    organisation = get_object_or_404(Organisation.objects, pk=organisation_pk)
    if not can_declare_award(request.actor, organisation.pk):
        raise Http404  # the card is everybody's, the register is not
    form = AwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.declare_award(request.actor, organisation.pk, data["granted_on"], data["amount"], data["funder"])
        messages.success(request, _("The aid is written into the register."))
        return redirect("financing:awards", organisation.pk)
    awards = DeMinimisAward.objects.filter(organisation=organisation)
    context = {"organisation": organisation, "awards": awards, "form": form}
    return render(request, "financing/awards.html", context, status=400 if form.errors else 200)
