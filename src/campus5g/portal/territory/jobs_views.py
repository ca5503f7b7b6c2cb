"""The page of scenarios: what an investment means in jobs, occupations, trainings and purchases, and the same as data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.documents.voice import Voice
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.territory import actions
from campus5g.portal.territory.charts import curve_charts
from campus5g.portal.territory.jobs_show import assumption_rows, bought, courses, key_of, lines_table, works
from campus5g.portal.territory.models import URL_LENGTH, TrainingGap, reader_language
from campus5g.portal.territory.permissions import can_plan_trainings
from campus5g.portal.territory.reading import investment_of, jobs_area, known_tables
from campus5g.portal.territory.scenarios import OWN, SET, Asked, asked_in, bounds_of, outcomes_of
from campus5g.territory.investments import Investment
from campus5g.territory.jobs import AS_ANNOUNCED, PRESETS, Outcome


@require_GET
def jobs(request: HttpRequest, key: str) -> HttpResponse:
    """The scenarios that the address asks for, side by side; what cannot be run is said, the form stays."""
    kept, core = investment_of(key)
    bounds = bounds_of(core)
    if not bounds:
        raise Http404
    asked, found, refusal = _run(request, core)
    voice = Voice(reader_language())
    context = {
        "investment": kept, "core": core, "refusal": refusal, "query": request.GET.urlencode(),
        "set": SET,
        "choices": [*((one.key, say(one.name), one.key in asked.names) for one in PRESETS)],
        "own": OWN in asked.names, "may_plan": bool(can_plan_trainings(request.actor)),
        "gaps": list(kept.gaps.filter(ended_at=None).select_related("investment")),
        "assumptions": assumption_rows(bounds, asked, voice), "shown": _shown(found, voice),
        "notes": known_tables(jobs_area()).notes,
    }  # fmt: skip
    return render(request, "territory/jobs.html", context, status=400 if refusal and not found else 200)


def _run(request: HttpRequest, core: Investment) -> tuple[Asked, tuple[Outcome, ...], Message | None]:
    """Return what was asked, what was found, and why nothing was."""
    asked = Asked((AS_ANNOUNCED.key,), {})
    try:
        asked = asked_in(request.GET)
        found = outcomes_of(core, asked.scenarios)
    except BadInput as fault:
        return asked, (), fault.sentence
    return (asked, (), found) if isinstance(found, Message) else (asked, found, None)


def _shown(outcomes: tuple[Outcome, ...], voice: Voice) -> dict[str, Any] | None:
    if not outcomes:
        return None
    first = outcomes[0]
    return {
        "names": [voice(one.scenario.name) for one in outcomes], "charts": curve_charts(outcomes, voice),
        "tables": [lines_table(one, voice) for one in outcomes], "works": works(outcomes, voice), "courses": courses(outcomes, voice),
        "bought": bought(first, voice), "warnings": [voice(one) for one in first.warnings],
        "reasons": [voice(one) for one in first.reasons], "notes": [(voice(c.label), voice(c.perimeter), voice(c.note) if c.note else "")
                                                                    for c in first.curves],
    }  # fmt: skip


@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Hand a training that lacks places to the plan of sessions, and go there. The numbers are computed anew, not taken from the page."""
    kept, core = investment_of(key)
    require(can_plan_trainings(request.actor))
    query = request.POST.get("query", "")[:URL_LENGTH]
    found = outcomes_of(core, asked_in(QueryDict(query)).scenarios)
    wanted = [] if isinstance(found, Message) else [t for t in found[0].trainings if key_of(t) == request.POST.get("training")]
    if not wanted:
        raise BadInput("training", msg("no such training in this scenario"), msg("one of those that the page lists"))
    gap = actions.ask_training(request.actor, kept, wanted[0], query)
    text = _("The plan of sessions now looks for %(people)s places: %(occupation)s.")
    messages.success(request, text % {"people": gap.people, "occupation": gap})
    return redirect("training:openings")


@require_POST
def end_gap(request: HttpRequest, pk: int) -> HttpResponse:
    gap = get_object_or_404(TrainingGap.objects.select_related("investment"), pk=pk)
    actions.end_gap(request.actor, gap)
    messages.success(request, _("The plan of sessions does not look for these places any more."))
    return redirect(gap)


@require_GET
def jobs_data(request: HttpRequest, key: str) -> HttpResponse:
    """The outcomes whole, as the shell prints them."""
    _, core = investment_of(key)
    found = outcomes_of(core, asked_in(request.GET).scenarios)
    if isinstance(found, Message):
        raise Conflict(found)
    answer = JsonResponse([to_plain(one) for one in found], safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'inline; filename="{key}-jobs.json"'
    return answer
