"""Pages of the plan: writing a strand, an action or a milestone, how an action stands, a milestone from its day to its proof."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import require
from campus5g.portal.programme import actions
from campus5g.portal.programme.forms import AimForm, LateForm, MoveMilestoneForm, PartForm, ReachForm, StandingForm, WhyForm
from campus5g.portal.programme.models import Action, Milestone, Move, Strand
from campus5g.portal.programme.permissions import can_run, can_say_action, can_say_milestone
from campus5g.portal.programme.standing import plan_of
from campus5g.portal.programme.views import about, asked, done, page, programme_of, written


def action_of(pk: int) -> Action:
    found: Action = get_object_or_404(
        Action.objects.select_related("programme__organisation", "strand", "owner__organisation", "person"), pk=pk
    )
    return found


def milestone_of(pk: int) -> Milestone:
    found: Milestone = get_object_or_404(
        Milestone.objects.select_related("programme__organisation", "action__strand", "action__owner__organisation", "person"),
        pk=pk,
    )
    return found


def new_strand(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_of(pk)
    require(can_run(request.actor, programme))
    form = PartForm(programme, request.POST or None, initial={"starts_on": programme.starts_on, "ends_on": programme.ends_on})
    if written(
        request, form, lambda: actions.write_strand(request.actor, programme, form.part()), _("The strand is in the plan.")
    ):
        return redirect(programme)
    return asked(request, form, _("Add a strand"), programme, _("Add"))


def new_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an action to the strand of this number."""
    strand: Strand = get_object_or_404(Strand.objects.select_related("programme__organisation"), pk=pk)
    require(can_run(request.actor, strand.programme))
    form = PartForm(strand.programme, request.POST or None, initial={"starts_on": strand.starts_on, "ends_on": strand.ends_on})
    if written(request, form, lambda: actions.write_action(request.actor, strand, form.part()), _("The action is in the plan.")):
        return redirect(strand.programme)
    return asked(request, form, _("Add an action"), strand.programme, _("Add"), f"{strand.code} {strand.title}")


def edit_action(request: HttpRequest, pk: int) -> HttpResponse:
    action = action_of(pk)
    require(can_run(request.actor, action.programme))
    form = PartForm(action.programme, request.POST or None, initial=PartForm.told(action))
    if written(request, form, lambda: actions.change_action(request.actor, action, form.part()), _("Saved.")):
        return redirect(action)
    return asked(request, form, str(action), action, _("Save"))


def action(request: HttpRequest, pk: int) -> HttpResponse:
    """An action: who does it, its days now and at first, its milestones; who answers for it says how it stands."""
    found = action_of(pk)
    may_say = can_say_action(request.actor, found)
    initial = {"state": found.state, "progress": found.progress}
    form = StandingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(may_say)
        if form.is_valid():
            said = form.cleaned_data

            def do() -> None:
                actions.say_action(request.actor, found, Action.State(said["state"]), said["progress"], said["said"])

            if done(request, form, do, _("It is said.")):
                return redirect(found)
    plan = plan_of(found.programme, today())
    bar = next((bar for row in plan.gantt.rows for bar in row.bars if bar.action.pk == pk), None)
    context = {
        "action": found, "bar": bar, "form": form if may_say.allowed else None, "partners": found.partners.select_related("organisation"),
        "moves": Move.objects.filter(action=found).select_related("by", "amendment__programme"),
        **about(request, found, found.programme),
    }  # fmt: skip
    return page(request, "programme/action.html", found.programme, context, 400 if form.errors else 200)


def new_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    found = action_of(pk)
    require(can_run(request.actor, found.programme))
    form = AimForm(found.programme, request.POST or None, initial={"due": found.ends_on})
    if written(request, form, lambda: actions.write_milestone(request.actor, found, form.aim()), _("It is in the plan.")):
        return redirect(found)
    return asked(request, form, _("Add a milestone or a deliverable"), found, _("Add"), f"{found.code} {found.title}")


def edit_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    found = milestone_of(pk)
    require(can_run(request.actor, found.programme))
    form = AimForm(found.programme, request.POST or None, but=pk, initial=AimForm.told(found))
    if written(request, form, lambda: actions.change_milestone(request.actor, found, form.aim()), _("Saved.")):
        return redirect(found)
    return asked(request, form, str(found), found, _("Save"))


def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """A milestone: its day now and at first, what it waits for and holds up; reached with its proof, moved or late with a reason."""
    found, on = milestone_of(pk), today()
    may_say, may_run = can_say_milestone(request.actor, found), can_run(request.actor, found.programme)
    what = request.POST.get("do", "")
    forms: dict[str, Any] = {
        "reach": ReachForm(*_typed(request, what, "reach"), auto_id="reach-%s", initial={"on": on}),
        "late": LateForm(*_typed(request, what, "late"), auto_id="late-%s"),
        "move": MoveMilestoneForm(*_typed(request, what, "move"), auto_id="move-%s", initial={"due": found.due}),
        "drop": WhyForm(*_typed(request, what, "drop"), auto_id="drop-%s"),
    }
    if request.method == "POST":
        if what not in forms:
            raise Http404
        require(may_run if what == "drop" else may_say)
        form = forms[what]
        if form.is_valid() and done(request, form, lambda: _do(request, found, what, form.cleaned_data), _("It is said.")):
            return redirect(found)
    plan = plan_of(found.programme, on)
    delay = next((one.late for one in plan.delays if one.milestone.pk == pk), None)
    context = {
        "milestone": found, "delay": delay, "late": found.late(on), "forms": forms, "may_say": may_say.allowed and found.open,
        "befores": found.after.select_related("action__strand"), "on": on,
        "afters": [one for one in plan.milestones if any(before.pk == pk for before in one.after.all())],
        "moves": Move.objects.filter(milestone=found).select_related("by", "amendment__programme"),
        **about(request, found, found.programme),
    }  # fmt: skip
    return page(
        request, "programme/milestone.html", found.programme, context, 400 if any(form.errors for form in forms.values()) else 200
    )


def _typed(request: HttpRequest, what: str, name: str) -> tuple[Any, Any]:
    """What was typed in the one form of several that was sent."""
    return (request.POST, request.FILES) if request.method == "POST" and what == name else (None, None)


def _do(request: HttpRequest, found: Milestone, what: str, said: dict[str, Any]) -> None:
    actor = request.actor
    if what == "reach":
        actions.reach_milestone(actor, found, said["on"], said["evidence"], said["late_why"], said["file"])
    elif what == "late":
        actions.say_late(actor, found, said["late_why"])
    elif what == "move":
        actions.move_milestone(actor, found, said["due"], said["why"])
    else:
        actions.drop_milestone(actor, found, said["why"])
