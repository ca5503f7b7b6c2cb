"""Pages of the committee: its meetings and decisions, one meeting, the page that is printed for it; the anchor of the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.portal.base import audit
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.calls.watching_views import agenda_shown
from campus5g.portal.programme import actions, joints, papers
from campus5g.portal.programme.amending import effect_of, title_of
from campus5g.portal.programme.anchors import anchor_now
from campus5g.portal.programme.forms import AskedForm, DecidedForm, FinishForm, HeldForm, MeetingForm, MinutesForm, WhyForm
from campus5g.portal.programme.models import Amendment, Meeting, Milestone, Programme, Resolution
from campus5g.portal.programme.permissions import can_follow, can_run, participants_of
from campus5g.portal.programme.standing import gauges_of, pending_of, plan_of, risks_of
from campus5g.portal.programme.stones import meetings_of, resolutions_of
from campus5g.portal.programme.views import about, done, page, programme_of, try_

SOON = timedelta(days=90)
LAST = 50
"""How many deeds the page of the trail shows."""
HEAVY = 6
"""How many risks the printed page shows."""


def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """The meetings, the decisions that are still followed, and the form that calls a meeting."""
    programme = programme_of(pk)
    may_run = can_run(request.actor, programme)
    form = MeetingForm(request.POST or None)
    if request.method == "POST":
        require(may_run)
        if form.is_valid():
            made: list[Meeting] = []

            def do() -> None:
                said = form.cleaned_data
                made.append(actions.call_meeting(request.actor, programme, form.at, said["place"], said["agenda"]))

            if done(request, form, do, _("The committee is called; who takes part is told.")):
                return redirect(made[0])
    followed = Resolution.objects.filter(programme=programme).select_related("meeting", "owner__organisation")
    taken = followed.filter(state=Resolution.State.TAKEN).order_by("due", "pk")
    context = {
        "meetings": Meeting.objects.filter(programme=programme), "form": form if may_run.allowed else None, "on": today(),
        "agenda": agenda_shown(request, (Programme._meta.label_lower, pk)), "about": "programme", "about_pk": pk,
        "followed": [(one, can_follow(request.actor, one).allowed) for one in taken],
        "over": followed.filter(state__in=(Resolution.State.DONE, Resolution.State.REJECTED)).order_by("-number")[:20],
    }  # fmt: skip
    return page(request, "programme/committee.html", programme, context, 400 if form.errors else 200)


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: its agenda, what is asked of it, then who was there, the minutes and what was decided."""
    found: Meeting = get_object_or_404(Meeting.objects.select_related("programme__organisation"), pk=pk)
    programme, what = found.programme, request.POST.get("do", "")
    asked_ = Resolution.objects.filter(meeting=found).select_related("owner__organisation", "amendment__programme")
    posted = {
        name: (request.POST, request.FILES) if name == what else (None, None)
        for name in ("ask", "change", "hold", "cancel", "decide", "minutes")
    }
    forms: dict[str, Any] = {
        "ask": AskedForm(programme, posted["ask"][0], auto_id="ask-%s"),
        "change": MeetingForm(posted["change"][0], initial=MeetingForm.told(found), auto_id="change-%s"),
        "hold": HeldForm(*posted["hold"], auto_id="hold-%s"),
        "minutes": MinutesForm(posted["minutes"][0], initial={"text": found.minutes}, auto_id="minutes-%s"),
        "cancel": WhyForm(posted["cancel"][0], auto_id="cancel-%s"),
        "decide": DecidedForm(
            programme, posted["decide"][0], asked=asked_.filter(state=Resolution.State.ASKED), auto_id="decide-%s"
        ),
    }  # fmt: skip
    if request.method == "POST":
        if what not in forms:
            raise Http404
        require(can_run(request.actor, programme))
        form = forms[what]
        if form.is_valid() and done(request, form, lambda: _do(request, found, what, form), _("It is written.")):
            return redirect(found)
    context = {
        "meeting": found, "resolutions": asked_, "forms": forms, "past": found.at <= now(),
        "undecided": any(one.state == Resolution.State.ASKED for one in asked_), **about(request, found, programme),
    }  # fmt: skip
    return page(
        request, "programme/meeting.html", programme, context, 400 if any(form.errors for form in forms.values()) else 200
    )


def _do(request: HttpRequest, found: Meeting, what: str, form: Any) -> None:
    actor, said = request.actor, form.cleaned_data
    if what == "ask":
        actions.ask_resolution(actor, found, said["title"], said["text"], said["amendment"])
    elif what == "change":
        actions.change_meeting(actor, found, form.at, said["place"], said["agenda"])
    elif what == "hold":
        actions.hold_meeting(actor, found, said["present"], said["minutes"])
    elif what == "minutes":
        actions.write_minutes(actor, found, said["text"])
    elif what == "cancel":
        actions.cancel_meeting(actor, found, said["why"])
    else:
        actions.decide(actor, said["resolution"], taken=said["taken"], text=said["text"], owner=said["owner"], due=said["due"])


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting that was held, as a pdf to be signed and sent: who was there, what was said and decided."""
    found: Meeting = get_object_or_404(Meeting.objects.select_related("programme__organisation").exclude(held_at=None), pk=pk)
    resolutions = Resolution.objects.filter(meeting=found).select_related("owner__organisation", "amendment__programme")
    return _pdf(
        papers.minutes_pdf(found, list(resolutions), _language()), f"minutes-{found.programme.reference}-{found.at:%Y-%m-%d}"
    )


@require_GET
def anchor_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The print of the audit trail as a pdf: to be kept by whoever trusts nobody."""
    programme = programme_of(pk)
    anchor = anchor_now()
    return _pdf(papers.anchor_pdf(programme, anchor, _language()), f"anchor-{programme.reference}-{anchor.at:%Y-%m-%d}")


def _language() -> str:
    return (get_language() or "fr").split("-")[0]


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a decision of the committee is done."""
    found: Resolution = get_object_or_404(Resolution.objects.select_related("programme__organisation", "owner"), pk=pk)
    form = FinishForm(request.POST or None)
    require(can_follow(request.actor, found))
    if form.is_valid():
        said = form.cleaned_data
        try_(request, lambda: actions.finish_resolution(request.actor, found, said["on"], said["how"]), _("It is said."))
    else:
        messages.error(request, _("Say on which day, and what was done."))
    return redirect("programme:committee", found.programme_id)


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """What a manager prints for the committee: advance, money, indicators, risks, decisions asked; one page or two of paper."""
    programme, on = programme_of(pk), today()
    to_come = sorted((one for one in meetings_of(programme) if one.to_come), key=lambda one: one.at)
    plan = plan_of(programme, on)
    resolutions = resolutions_of(programme)
    context = {
        "plan": plan, "gauges": gauges_of(programme), "risks": risks_of(programme)[:HEAVY], "on": on,
        "next": to_come[0] if to_come else None,
        "people": participants_of(programme),
        "soon": [one for one in plan.milestones if one.open and on <= one.due <= on + SOON],
        "reached": sorted((one for one in plan.milestones if one.reached_on and one.reached_on >= on - SOON), key=_reached),
        "asked": [one for one in resolutions if one.state == Resolution.State.ASKED],
        "followed": [one for one in resolutions if one.state == Resolution.State.TAKEN],
        "pending": [(one, title_of(one), _effect(one)) for one in pending_of(programme)],
        "dues": [due for due in joints.dues_of(request.actor, programme) if not due.done and on <= due.on <= on + SOON],
        "anchor": anchor_now(),
    }  # fmt: skip
    return page(request, "programme/printed.html", programme, context)


def _reached(milestone: Milestone) -> Any:
    return milestone.reached_on


def _effect(amendment: Amendment) -> list[Any]:
    try:
        return list(effect_of(amendment))
    except Conflict as conflict:
        return [conflict.reason]


def anchor(request: HttpRequest, pk: int) -> HttpResponse:
    """The print of the audit trail at this moment, on paper or by mail to those who take part: none can change it behind their back."""
    programme = programme_of(pk)
    if request.method == "POST":
        require(can_run(request.actor, programme))
        try_(request, lambda: actions.send_anchor(request.actor, programme), _("Sent to everybody who takes part."))
        return redirect("programme:anchor", pk)
    context = {
        "anchor": anchor_now(), "command": "campus5g verify-audit audit.jsonl", "sent": actions.sent_anchors(programme),
        "people": participants_of(programme), "history": audit.history(programme).order_by("-pk")[:LAST],
    }  # fmt: skip
    return page(request, "programme/anchor.html", programme, context)
