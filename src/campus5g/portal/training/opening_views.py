"""The plan of sessions: which competences are sought, what is offered already, what to open, and why not more."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, Message, msg
from campus5g.core.money import parse_cents
from campus5g.matching.competences import field_competences
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.models import Room, Session, Trainer
from campus5g.portal.training.opening_demand import value, working_values
from campus5g.portal.training.opening_question import Asked, asked_by
from campus5g.territory.openings import Opening, OpeningPlan, Question, Served, plan_openings

_KEPT_S = 24 * 3600


class OpeningForm(forms.Form):
    """What the reader may change; in euros."""

    worth = forms.CharField(label=_("One person trained in time is worth, in euros"), required=False, max_length=12)
    budget = forms.CharField(label=_("Budget of the sessions, in euros (empty: none set)"), required=False, max_length=14)

    def clean_worth(self) -> int | None:
        return _cents(self.cleaned_data["worth"])

    def clean_budget(self) -> int | None:
        return _cents(self.cleaned_data["budget"])


def _cents(typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        cents = parse_cents(typed, str(_("amount")))
    except BadInput as error:
        raise forms.ValidationError(say(error.sentence)) from None
    if not 0 <= cents <= 10**12:
        raise forms.ValidationError(_("An amount from zero to ten billion euros."))
    return cents


@dataclass
class Sought:
    """One competence: how many seek it, how they are served, and why some are left."""

    label: Message | str
    people: int = 0
    offered: int = 0
    opened: int = 0
    left: int = 0
    due: date | None = None
    why: list[Message] = field(default_factory=list)
    origins: list[Any] = field(default_factory=list)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """For the office and the training bodies; a body reads the counts, the office where they come from too."""
    actor: Actor = request.actor
    if not actor.sees_all and actor.role != Role.TRAINING:
        raise Http404
    form = OpeningForm(request.GET)
    asked = asked_by(actor, **_wishes(form))
    plan = _planned(asked.question)
    context = {
        "form": form, "plan": plan, "sought": _sought(asked, plan, told=actor.sees_all), "openings": _openings(plan, asked),
        "not_opened": plan.not_opened,
        "taken": _taken(plan), "worth": value("worth_cents"), "values": _assumed(),
        "people": sum(one.people for one in asked.question.wanted), "asked": bool(asked.question.wanted),
        "left": sum(one.left for one in plan.served),
    }  # fmt: skip
    return render(request, "training/openings.html", context)


def _assumed() -> list[dict[str, str]]:
    """The working values, each said with its number."""
    return [
        {"said": say(msg("%(what)s: %(value)s", what=Message(one.label), value=_shown(one.key, int(one.value))))}
        for one in working_values().entries
        if isinstance(one.value, int)
    ]


def _shown(key: str, number: int) -> int | Amount:
    return Amount(number) if key.endswith("_cents") else number


def _wishes(form: OpeningForm) -> dict[str, int | None]:
    if not form.is_valid():
        return {}
    return {"worth_cents": form.cleaned_data["worth"], "budget_cents": form.cleaned_data["budget"]}


def _planned(question: Question) -> OpeningPlan:
    """Plan, or take the plan of the same question: it is the same plan."""
    name = f"openings:{hashlib.sha256(repr(question).encode()).hexdigest()}"
    plan: OpeningPlan | None = cache.get(name)
    if plan is None:
        plan = plan_openings(question)
        cache.set(name, plan, _KEPT_S)
    return plan


def _sought(asked: Asked, plan: OpeningPlan, *, told: bool) -> list[Sought]:
    labels = {one.key: one.label for one in field_competences().all}
    found: dict[str, Sought] = {}
    for served in plan.served:
        key = served.wanted.competence
        row = found.setdefault(key, Sought(labels.get(key) or asked.origins[served.wanted.id].label))
        _add(row, served)
        if told:
            row.origins.append(asked.origins[served.wanted.id])
    return sorted(found.values(), key=lambda row: (-row.left, -row.people, say(row.label)))


def _add(row: Sought, served: Served) -> None:
    row.people += served.wanted.people
    row.offered += served.offered
    row.opened += served.opened
    row.left += served.left
    due = first_day(served.wanted.due)
    row.due = due if row.due is None else min(row.due, due)
    if served.why is not None and served.why not in row.why:
        row.why.append(served.why)


def _openings(plan: OpeningPlan, asked: Asked) -> list[dict[str, Any]]:
    rooms = {str(room.pk): room for room in Room.objects.filter(pk__in={one.room for one in plan.openings})}
    trainers = {str(one.pk): one for one in Trainer.objects.filter(pk__in={one.trainer for one in plan.openings})}
    bodies = {str(one.pk): one for one in Organisation.objects.filter(pk__in={one.body for one in plan.openings})}
    return [
        {
            "opening": one, "month": first_day(one.month), "room": rooms.get(one.room), "trainer": trainers.get(one.trainer),
            "body": bodies.get(one.body), "competences": _competences(one, asked),
        }
        for one in plan.openings
    ]  # fmt: skip


def _competences(opening: Opening, asked: Asked) -> list[tuple[Message | str, int]]:
    labels: dict[str, Message | str] = {one.competence: one.label for one in asked.origins.values()}
    labels |= {one.key: one.label for one in field_competences().all}
    counts: dict[str, int] = defaultdict(int)
    for demand, people in opening.people:
        counts[asked.origins[demand].competence] += people
    return [(labels[key], people) for key, people in sorted(counts.items())]


def _taken(plan: OpeningPlan) -> list[tuple[Session, int]]:
    counts: dict[str, int] = defaultdict(int)
    for _demand, offer, people in plan.taken:
        counts[offer] += people
    rows = Session.objects.filter(pk__in=counts).select_related("training")
    return [(session, counts[str(session.pk)]) for session in rows.order_by("starts_on", "pk")]


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
