"""Pages of bookings: what can be booked, a day of it, the venture's own bookings and its agenda."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from campus5g.core.message import Message, msg
from campus5g.documents.agenda_ics import Appointment, agenda_ics
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import require
from campus5g.portal.support import actions
from campus5g.portal.support.forms import BookingForm, ResourceForm, WhyForm
from campus5g.portal.support.models import Member, OfficeHour, Quota, Reservation, Resource
from campus5g.portal.support.permissions import can_cancel, can_plan, can_run
from campus5g.portal.support.venture_views import member_of
from campus5g.portal.support.views import asked, done
from campus5g.portal.training.models import Booking

SHOWN = 40


def bookings(request: HttpRequest, pk: int) -> HttpResponse:
    """What a venture has booked, what is free on a day, and the form that books."""
    member = member_of(pk)
    require(can_plan(request.actor, member))
    resources = Resource.objects.filter(archived_at=None)
    day = _day(request)
    form = BookingForm(request.POST or None, resources=resources, initial={"day": day, "starts": "09:00", "ends": "11:00",
                       "resource": request.GET.get("resource")})  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def do() -> None:
            said = (form.cleaned_data["resource"], form.at("starts"), form.at("ends"), form.cleaned_data["text"])
            actions.book(request.actor, member, *said)

        if done(request, form, do, _("It is booked.")):
            return redirect("support:bookings", pk)
    mine = Reservation.objects.filter(member=member, ends_at__gt=now(), cancelled_at=None).select_related("resource")
    context = {
        "member": member, "form": form, "day": day, "mine": mine[:SHOWN], "hours": _hours(member), "held": _held(day, list(resources)),
        "before": day - timedelta(days=1), "after": day + timedelta(days=1), "quotas": _quotas(member, day),
        "may_run": can_run(request.actor).allowed,
    }  # fmt: skip
    return render(request, "support/bookings.html", context, status=400 if form.errors else 200)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today() + timedelta(days=1)


def _held(day: date, resources: list[Resource]) -> list[tuple[Resource, list[tuple[datetime, datetime, str]]]]:
    """What holds each resource on a day. Who booked it is not told: only that it is taken, or by which training."""
    first = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    across = Reservation._base_manager.filter(cancelled_at=None, starts_at__gte=first, starts_at__lt=first + timedelta(days=1))
    spans: dict[int, list[tuple[datetime, datetime, str]]] = {one.pk: [] for one in resources}
    for one in across.order_by("starts_at"):
        if one.resource_id in spans:
            spans[one.resource_id].append((one.starts_at, one.ends_at, ""))
    benches = {one.bench_id: one.pk for one in resources if one.bench_id}
    if benches:
        sessions = Booking._base_manager.filter(bench__in=benches, day=day).select_related("half_day__session__training")
        for held in sessions:
            half = held.half_day
            spans[benches[held.bench_id]].append((half.starts_at, half.ends_at, half.session.training.title))
    return [(one, sorted(spans[one.pk])) for one in resources]


def _quotas(member: Member, day: date) -> list[tuple[str, int, float]]:
    """Of each kind with a quota: its name, its hours a month, and what the venture has booked of it in the month of ``day``."""
    month = Reservation.objects.filter(member=member, cancelled_at=None, starts_at__year=day.year, starts_at__month=day.month)
    booked: dict[str, float] = {}
    for one in month.select_related("resource"):
        booked[one.resource.kind] = booked.get(one.resource.kind, 0) + one.hours
    quotas = Quota.objects.filter(cohort_id=member.cohort_id)
    return [(str(Resource.Kind(one.kind).label), one.hours, booked.get(one.kind, 0.0)) for one in quotas]


def _hours(member: Member) -> Any:
    coming = OfficeHour.objects.filter(member=member, starts_at__gt=now(), cancelled_at=None)
    return coming.select_related("mentor__user")[:SHOWN]


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Reservation.objects.select_related("member__venture", "member__cohort", "resource")
    booked: Reservation = get_object_or_404(rows, pk=pk)
    require(can_cancel(request.actor, booked))
    actions.cancel_booking(request.actor, booked, request.POST.get("why", ""))
    messages.success(request, _("It is given back."))
    return redirect("support:bookings", booked.member_id)


@require_GET
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The bookings and office hours of a venture as a file that agendas read; what was cancelled says so."""
    member = member_of(pk)
    require(can_plan(request.actor, member))
    recent = now() - timedelta(days=30)
    rows = Reservation.objects.filter(member=member, starts_at__gt=recent).select_related("resource")
    found = [_booked(one) for one in rows] + [_received(one) for one in _hours(member)]
    data = agenda_ics(
        found, (get_language() or "fr").split("-")[0], now(), msg("%(name)s in the incubator", name=member.venture.name)
    )
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="incubator.ics"'
    return answer


def _booked(one: Reservation) -> Appointment:
    title: Message | str = one.resource.name
    return Appointment(
        uid=f"support-{one.pk}@campus5g", title=title, starts=one.starts_at, ends=one.ends_at, text=one.text,
        url=f"{settings.PUBLIC_ADDRESS}{one.member.get_absolute_url()}", cancelled=one.cancelled_at is not None,
        version=int(one.cancelled_at is not None),
    )  # fmt: skip


def _received(hour: OfficeHour) -> Appointment:
    return Appointment(
        uid=f"office-hour-{hour.pk}@campus5g", title=msg("Office hour of %(name)s", name=str(hour.mentor)), starts=hour.starts_at,
        ends=hour.ends_at, place=hour.place, text=hour.subject,
    )  # fmt: skip


@require_GET
def resources(request: HttpRequest) -> HttpResponse:
    require(can_run(request.actor))
    rows = Resource.objects.filter(archived_at=None).select_related("bench")
    coming = Reservation.objects.filter(cancelled_at=None, ends_at__gt=now()).select_related("resource", "member__venture")
    return render(request, "support/resources.html", {"rows": rows, "coming": coming[:SHOWN]})


def new_resource(request: HttpRequest) -> HttpResponse:
    require(can_run(request.actor))
    form = ResourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*ResourceForm.Meta.fields, "bench")}
        if done(request, form, lambda: actions.enter_resource(request.actor, **said), _("It can be booked from now on.")):
            return redirect("support:resources")
    return asked(request, form, _("Enter what can be booked"), "support:resources", _("Enter"))


def _resource(pk: int) -> Resource:
    found: Resource = get_object_or_404(Resource.objects.filter(archived_at=None), pk=pk)
    return found


def edit_resource(request: HttpRequest, pk: int) -> HttpResponse:
    found = _resource(pk)
    require(can_run(request.actor))
    form = ResourceForm(request.POST or None, instance=_resource(pk))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*ResourceForm.Meta.fields, "bench")}
        if done(request, form, lambda: actions.change_resource(request.actor, found, **said), _("Saved.")):
            return redirect("support:resources")
    return asked(request, form, found.name, "support:resources", _("Save"))


def archive_resource(request: HttpRequest, pk: int) -> HttpResponse:
    found = _resource(pk)
    require(can_run(request.actor))
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(request, form, lambda: actions.archive_resource(request.actor, found, why), _("It is put away.")):
            return redirect("support:resources")
    return asked(request, form, _("Put %(name)s away") % {"name": found.name}, "support:resources", _("Put away"))
