"""Pages of indicators and risks: both on one page, then each with its history and what is said of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campus5g.core.errors import BadInput
from campus5g.portal.base import attachments
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.programme import actions
from campus5g.portal.programme.forms import IndicatorForm, RateForm, RiskForm, ValueForm
from campus5g.portal.programme.models import Indicator, Measure, Programme, Rating, Risk
from campus5g.portal.programme.permissions import can_measure, can_rate, can_run
from campus5g.portal.programme.standing import gauge_of, gauges_of, risks_of
from campus5g.portal.programme.views import about, asked, done, page, programme_of, written
from campus5g.portal.uses.promises import Promise, promises_of


@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the indicators stand between their start and their target, and the risks, the heaviest first."""
    programme = programme_of(pk)
    closed = Risk.objects.filter(programme=programme, state=Risk.State.CLOSED)
    context = {"gauges": gauges_of(programme), "risks": risks_of(programme), "closed": closed, "on": today(), "promised": []}
    if can_run(request.actor, programme):
        followed = {gauge.indicator.title for gauge in context["gauges"]}
        context["promised"] = [one for one in promises_for(programme) if _capital(say(one.title)) not in followed]
    return page(request, "programme/proof.html", programme, context)


def new_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    chosen = (
        next((one for one in promises_for(programme) if one.key == request.GET["gain"]), None) if "gain" in request.GET else None
    )
    form = IndicatorForm(programme, request.POST or None, initial=_starting(programme, chosen))
    write = partial(actions.write_indicator, request.actor, programme)
    if written(request, form, lambda: write(**form.said()), _("The indicator is followed.")):
        return redirect("programme:proof", pk)
    return asked(request, form, _("Add an indicator"), programme, _("Add"))


def promises_for(programme: Programme) -> list[Promise]:
    """Return what the assessed uses of the need promise that the programme's project answers."""
    return promises_of(programme.project.need_id) if programme.project else []


def _starting(programme: Programme, promise: Promise | None) -> dict[str, Any]:
    """Return what the form of an indicator shows first: the days of the programme, and a promised gain where one was chosen."""
    days = {"baseline_on": programme.starts_on, "target_on": programme.ends_on}
    if promise is None:
        return {**days, "baseline": 0}
    way = Indicator.Direction.UP if promise.up else Indicator.Direction.DOWN
    said = {name: say(getattr(promise, name)) for name in ("title", "unit", "definition")}
    return {**days, **said, "title": _capital(said["title"]), "unit": said["unit"] or _("number"), "direction": way,
            "baseline": promise.baseline, "target": promise.target}  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def edit_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    found: Indicator = get_object_or_404(Indicator.objects.select_related("programme__organisation"), pk=pk)
    require(can_run(request.actor, found.programme))
    initial = {name: getattr(found, name) for name in ("baseline_on", "target_on")} | {"owner": found.owner_id}
    form = IndicatorForm(found.programme, request.POST or None, instance=found, initial=initial)
    if written(request, form, lambda: actions.change_indicator(request.actor, found, **form.said()), _("Saved.")):
        return redirect(found)
    return asked(request, form, str(found), found, _("Save"))


def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator: its definition, every value with what shows it; who answers for it says one, or takes one back."""
    found: Indicator = get_object_or_404(
        Indicator.objects.select_related("programme__organisation", "owner__organisation"), pk=pk
    )
    may_say = can_measure(request.actor, found)
    if request.method == "POST":
        require(may_say)
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, found)
    form = ValueForm(request.POST or None, request.FILES or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def do() -> None:
            actions.say_value(request.actor, found, said["on"], said["value"], said["evidence"], said["why"], said["file"])

        if done(request, form, do, _("The value is kept.")):
            return redirect(found)
    measures = list(Measure.objects.filter(indicator=found).select_related("said_by"))
    files = attachments.files_of(measures)
    context: dict[str, Any] = {
        "indicator": found, "gauge": gauge_of(found, [one for one in measures if one.withdrawn_at is None]),
        "rows": [(one, files[one.pk]) for one in reversed(measures)], "form": form if may_say.allowed else None,
        **about(request, found, found.programme),
    }  # fmt: skip
    return page(request, "programme/indicator.html", found.programme, context, 400 if form.errors else 200)


def _withdraw(request: HttpRequest, found: Indicator) -> HttpResponse:
    number = request.POST.get("measure", "")
    measure: Measure = get_object_or_404(
        Measure.objects.select_related("indicator__programme"),
        pk=int(number) if number.isascii() and number.isdigit() else 0,
        indicator=found,
    )
    try:
        actions.withdraw_value(request.actor, measure, request.POST.get("why", ""))
    except (BadInput, Conflict) as refusal:
        messages.error(request, say(refusal.sentence if isinstance(refusal, BadInput) else refusal.reason))
    else:
        messages.success(request, _("It counts no more; it stays in the history."))
    return redirect(found)


def new_risk(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    form = RiskForm(programme, request.POST or None)
    if written(request, form, lambda: actions.write_risk(request.actor, programme, **form.said()), _("The risk is watched.")):
        return redirect("programme:proof", pk)
    return asked(request, form, _("Add a risk"), programme, _("Add"))


def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """A risk and its ratings; who watches it rates it anew."""
    found: Risk = get_object_or_404(
        Risk.objects.select_related("programme__organisation", "owner__organisation", "action__strand"), pk=pk
    )
    may_rate = can_rate(request.actor, found)
    told = Risk(pk=found.pk, likelihood=found.likelihood, effect=found.effect, state=found.state, mitigation=found.mitigation)
    form = RateForm(request.POST or None, instance=told)
    if request.method == "POST":
        require(may_rate)
        if form.is_valid():
            said = form.cleaned_data

            def do() -> None:
                actions.rate_risk(
                    request.actor,
                    found,
                    said["likelihood"],
                    said["effect"],
                    Risk.State(said["state"]),
                    said["why"],
                    said["mitigation"],
                )

            if done(request, form, do, _("It is rated anew.")):
                return redirect(found)
    context = {
        "risk": found, "ratings": Rating.objects.filter(risk=found).select_related("by").order_by("-pk"),
        "form": form if may_rate.allowed else None, **about(request, found, found.programme),
    }  # fmt: skip
    return page(request, "programme/risk.html", found.programme, context, 400 if form.errors else 200)
