"""Pages of mentors: who they are, what they bring, and their office hours."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.matching.topics import topic_labels
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.support import actions
from campus5g.portal.support.forms import MentorForm, NewMentorForm, OfficeHoursForm, SubjectForm, WhyForm, instant
from campus5g.portal.support.models import Member, Mentor, OfficeHour
from campus5g.portal.support.models.scoped import has_part
from campus5g.portal.support.permissions import can_change_mentor, can_run, is_of
from campus5g.portal.support.views import asked, done


@require_GET
def mentors(request: HttpRequest) -> HttpResponse:
    """The mentors, their topics and their office hours to come. For the ventures, the mentors and the office."""
    actor = request.actor
    if not has_part(actor):
        raise Http404
    topic = request.GET.get("topic", "")
    labels = {key: say(label) for key, label in topic_labels().items()}
    rows = list(Mentor.objects.filter(archived_at=None).select_related("user", "organisation"))
    hours: dict[int, list[OfficeHour]] = {}
    coming = OfficeHour.objects.filter(starts_at__gt=now(), cancelled_at=None).select_related("member__venture")
    for hour in coming:
        hours.setdefault(hour.mentor_id, []).append(hour)
    shown = [one for one in rows if not topic or topic in one.topics]
    context = {
        "rows": [(one, [labels[key] for key in one.topics if key in labels], hours.get(one.pk, [])[:6],
                  can_change_mentor(actor, one).allowed) for one in shown],
        "topics": [(key, labels[key]) for key in labels if any(key in one.topics for one in rows)], "chosen": topic,
        "mine": _mine(request), "may_run": can_run(actor).allowed,
    }  # fmt: skip
    return render(request, "support/mentors.html", context)


def _mine(request: HttpRequest) -> list[Member]:
    """The actor's own ventures in a cohort: those that may take an office hour."""
    if request.actor.sees_all:
        return []
    live = Member.objects.filter(left_on=None).select_related("venture")
    return [member for member in live if is_of(request.actor, member.venture)]


def _mentor(pk: int) -> Mentor:
    found: Mentor = get_object_or_404(Mentor.objects.select_related("user", "organisation"), pk=pk)
    return found


def new(request: HttpRequest) -> HttpResponse:
    require(can_run(request.actor))
    form = NewMentorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def do() -> None:
            actions.enter_mentor(request.actor, data["email"], data["text"], data["topics"], data["hours"], data["close_to"])

        if done(request, form, do, _("The mentor is in the list, and told.")):
            return redirect("support:mentors")
    return asked(request, form, _("Enter a mentor"), "support:mentors", _("Enter"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    mentor = _mentor(pk)
    require(can_change_mentor(request.actor, mentor))
    form = MentorForm(request.POST or None, mentor=mentor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def do() -> None:
            actions.change_mentor(request.actor, mentor, data["text"], data["topics"], data["hours"], data["close_to"])

        if done(request, form, do, _("Saved.")):
            return redirect("support:mentors")
    return asked(request, form, str(mentor), "support:mentors", _("Save"))


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    mentor = _mentor(pk)
    require(can_change_mentor(request.actor, mentor))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: actions.archive_mentor(request.actor, mentor, why), _("The mentor has left the list.")):
            return redirect("support:mentors")
    return asked(request, form, _("Take %(name)s off the list") % {"name": mentor}, "support:mentors", _("Take off"))


def open_hours(request: HttpRequest, pk: int) -> HttpResponse:
    mentor = _mentor(pk)
    require(can_change_mentor(request.actor, mentor))
    form = OfficeHoursForm(request.POST or None, initial={"day": today() + timedelta(days=7), "starts": "14:00"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first, each = instant(data["day"], data["starts"]), timedelta(minutes=data["minutes"])
        starts = [first + n * each for n in range(data["times"])]

        def do() -> None:
            actions.open_hour(request.actor, mentor, starts, data["minutes"], data["place"])

        if done(request, form, do, _("The office hours are open to the ventures.")):
            return redirect("support:mentors")
    return asked(request, form, _("Office hours of %(name)s") % {"name": mentor}, "support:mentors", _("Open them"))


def _hour(pk: int) -> OfficeHour:
    rows = OfficeHour.objects.select_related("mentor__user", "mentor__organisation", "member__venture", "member__cohort")
    found: OfficeHour = get_object_or_404(rows, pk=pk)
    return found


def take(request: HttpRequest, pk: int) -> HttpResponse:
    hour, mine = _hour(pk), _mine(request)
    if not mine:
        raise Http404
    form = SubjectForm(request.POST or None, mine=mine, initial={"member": mine[0].pk})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        do = lambda: actions.take_hour(request.actor, hour, data["member"], data["subject"])  # noqa: E731
        if done(request, form, do, _("It is yours; the mentor is told.")):
            return redirect("support:mentors")
    return asked(request, form, _("Office hour of %(name)s") % {"name": hour.mentor}, "support:mentors", _("Take it"))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    actions.give_hour_back(request.actor, _hour(pk))
    messages.success(request, _("It is free again; the mentor is told."))
    return redirect("support:mentors")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close_hour(request.actor, _hour(pk))
    messages.success(request, _("The office hour is cancelled."))
    return redirect("support:mentors")
