"""Pages of introductions: asking, following, deciding; and which solution answered a need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from campus5g.core.errors import BadInput
from campus5g.portal.base import audit
from campus5g.portal.base.decisions import require
from campus5g.portal.base.exports import list_file
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions import actions, tables
from campus5g.portal.solutions.forms import AnsweredForm, AnswerForm, DecisionForm, FollowForm, IntroductionForm
from campus5g.portal.solutions.models import Answer, Introduction, Solution
from campus5g.portal.solutions.permissions import (
    can_answer,
    can_ask_introduction,
    can_decide,
    can_follow,
    can_say_answered,
    can_withdraw,
)
from campus5g.portal.solutions.views import PAGE, solution_of

_CLOSED = (Need.State.DRAFT, Need.State.ARCHIVED)
State = Introduction.State


def need_of(pk: int) -> Need:
    found: Need = get_object_or_404(Need.objects.select_related("organisation"), pk=pk)
    return found


def _seen() -> Any:
    return Introduction.objects.select_related("solution__organisation", "need__organisation", "organisation", "other")


def _introduction(pk: int) -> Introduction:
    found: Introduction = get_object_or_404(_seen(), pk=pk)
    return found


@require_GET
def introductions(request: HttpRequest) -> HttpResponse:
    found = _chosen(request)
    table = tables.IntroductionTable(found)
    RequestConfig(request, paginate={"per_page": PAGE}).configure(table)
    context = {"table": table, "states": State.choices, "chosen": request.GET.get("state", "")}
    return render(request, "solutions/introductions.html", context)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ("csv", "xlsx"):
        raise Http404
    rows = tables.introduction_rows(_chosen(request))
    return list_file(kind, "introductions", _("Introductions"), tables.introduction_header(), rows)


def _chosen(request: HttpRequest) -> Any:
    state = request.GET.get("state", "")
    return _seen().filter(state=state) if state in State.values else _seen()


def meet_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """The side of a need asks to meet the owner of a solution."""
    solution, actor = solution_of(pk), request.actor
    require(can_ask_introduction(actor, solution, None, Introduction.Side.NEED))
    mine = Need.objects.filter(organisation_id=actor.organisation_id).exclude(state__in=_CLOSED)
    form = IntroductionForm(request.POST or None, needs=mine, initial={"need": request.GET.get("need", "")})
    context = {"title": _("Meet the people of “%(title)s”") % {"title": solution.title}, "back": solution, "form": form,
               "verb": _("Ask the office"), "hidden": mine.filter(anonymous=True).exists()}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _ask(request, form, context, solution, form.cleaned_data["need"], Introduction.Side.NEED)
    return render(request, "solutions/ask.html", context, status=400 if form.errors else 200)


def meet_need(request: HttpRequest, need_pk: int) -> HttpResponse:
    """The owner of a solution asks to meet the people of a need, whose name it may not know."""
    need, actor = need_of(need_pk), request.actor
    mine = Solution.objects.filter(organisation_id=actor.organisation_id, state=Solution.State.PUBLISHED)
    for solution in mine[:1]:
        require(can_ask_introduction(actor, solution, need, Introduction.Side.SOLUTION))
    form = IntroductionForm(request.POST or None, solutions=mine, initial={"solution": request.GET.get("solution", "")})
    context = {"title": _("Meet the people of the need “%(title)s”") % {"title": need.title}, "back": need, "form": form,
               "verb": _("Ask the office"), "lacks_solution": not mine}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _ask(request, form, context, form.cleaned_data["solution"], need, Introduction.Side.SOLUTION)
    return render(request, "solutions/ask.html", context, status=400 if form.errors else 200)


def _ask(
    request: HttpRequest, form: IntroductionForm, context: dict[str, Any], solution: Solution, need: Need | None,
    side: Introduction.Side,
) -> HttpResponse:  # fmt: skip
    try:
        asked = actions.ask_introduction(
            request.actor, solution, need, side, form.cleaned_data["text"], form.cleaned_data["contact"]
        )
    except BadInput as fault:
        form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
        return render(request, "solutions/ask.html", context, status=400)
    messages.success(request, _("The office is asked. You will be told what it decides."))
    return redirect(asked)


def introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an introduction stands, and the answer that the reader may give."""
    found = _introduction(pk)
    form, verb = _form_of(request, found)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _done(request, found, form, verb):
            return redirect(found)
    return _page(request, found, form, verb)


def _form_of(request: HttpRequest, found: Introduction) -> tuple[forms.Form | None, str]:
    data, actor = request.POST or None, request.actor
    if can_decide(actor, found):
        return DecisionForm(data), "decide"
    if can_answer(actor, found):
        return AnswerForm(data), "answer"
    if can_follow(actor, found):
        return FollowForm(data, now=found.state), "follow"
    return None, ""


def _done(request: HttpRequest, found: Introduction, form: forms.Form, verb: str) -> bool:
    said, accepts = form.cleaned_data, request.POST.get("do") == "yes"
    try:
        match verb:
            case "decide":
                actions.decide(request.actor, found, accepts=accepts, why=said["why"])
            case "answer":
                actions.answer(request.actor, found, accepts=accepts, contact=said["contact"], why=said["why"])
            case _:
                actions.follow(request.actor, found, State(said["state"]), said["why"])
    except BadInput as fault:
        form.add_error(fault.where if fault.where in form.fields else None, say(fault.sentence))
        return False
    messages.success(request, _("It is done, and those concerned are told."))
    return True


def _page(request: HttpRequest, found: Introduction, form: forms.Form | None, verb: str) -> HttpResponse:
    actor = request.actor
    sides = {found.organisation_id, found.other_id} & actor.organisation_ids
    context = {
        "introduction": found, "form": form, "verb": verb, "may_withdraw": can_withdraw(actor, found).allowed,
        "steps": _steps(found), "history": audit.history(found), "told_contacts": bool(sides) and found.named,
        "may_see_need": Need.objects.filter(pk=found.need_id).exists(),
        "may_answered": found.need is not None and found.named and can_say_answered(actor, found.need, found.solution).allowed,
    }  # fmt: skip
    return render(request, "solutions/introduction.html", context, status=400 if form is not None and form.errors else 200)


def _steps(found: Introduction) -> list[tuple[str, str]]:
    """The way of an introduction, each step with whether it is done, present or to come."""
    way = [State.ASKED, State.PROPOSED, State.CONTACT, State.MET, State.PROOF, State.CONTRACT]
    stopped = {State.REFUSED: 0, State.DECLINED: 1, State.WITHDRAWN: 0, State.ENDED: 2}
    if found.state in stopped:
        last = stopped[State(found.state)]
        return [(str(step.label), "done") for step in way[: last + 1]] + [(found.get_state_display(), "now")]
    place = way.index(State(found.state))
    return [(str(step.label), "done" if n < place else "now" if n == place else "later") for n, step in enumerate(way)]


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _introduction(pk)
    actions.withdraw(request.actor, found)
    messages.success(request, _("Your request is taken back."))
    return redirect(found)


def answered(request: HttpRequest, need_pk: int) -> HttpResponse:
    """Say which solution answers a need."""
    need = need_of(need_pk)
    require(can_say_answered(request.actor, need))
    form = AnsweredForm(request.POST or None, initial={"solution": request.GET.get("solution", "")})
    if request.method == "POST" and form.is_valid():
        actions.say_answered(request.actor, need, form.cleaned_data["solution"], form.cleaned_data["text"])
        messages.success(request, _("The need is marked as answered."))
        return redirect(need)
    context = {"title": _("Which solution answers this need?"), "back": need, "form": form, "verb": _("Save")}
    return render(request, "solutions/ask.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw_answer(request: HttpRequest, pk: int) -> HttpResponse:
    said: Answer = get_object_or_404(Answer.objects.select_related("need__organisation", "solution"), pk=pk)
    actions.withdraw_answer(request.actor, said)
    messages.success(request, _("This is taken back."))
    return redirect(said.need)
