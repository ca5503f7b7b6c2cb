"""Bookings: a place is never given twice, a cohort never beyond its quota; and the office hours of mentors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.directory.people import office_people
from campus5g.portal.support.actions.holding import locked, locked_member, refuse_empty, venture_people
from campus5g.portal.support.models import Cohort, Member, Mentor, OfficeHour, Quota, Reservation, Resource
from campus5g.portal.support.models.scoped import WHY_LENGTH
from campus5g.portal.support.permissions import can_cancel, can_change_mentor, can_close_hour, can_plan, can_run, can_take_hour
from campus5g.portal.training.models import Booking

AHEAD = timedelta(days=120)
MOST = 10
"""Office hours that one click opens at most."""


def enter_resource(actor: Actor, **said: Any) -> Resource:
    """Enter a desk, a hall or a test slot of the office's building."""
    with deed(actor, "support.enter_resource", right=can_run(actor)) as done:
        resource = Resource(organisation_id=actor.organisation_id or said.pop("organisation_id"), **said)
        _check_resource(resource)
        resource.save()
        done.on(resource)
    return resource


def change_resource(actor: Actor, resource: Resource, **said: Any) -> Resource:
    with deed(actor, "support.change_resource", right=can_run(actor)) as done:
        held = locked(resource)
        changed = sorted(name for name, value in said.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, said[name])
        _check_resource(held)
        held.save()
        done.on(held, changed=changed)
    return held


def archive_resource(actor: Actor, resource: Resource, why: str) -> Resource:
    """Put a resource away; refused while somebody has booked it."""
    why = refuse_empty("why", why, msg("a few words: why it is put away"))
    with deed(actor, "support.archive_resource", right=can_run(actor)) as done:
        held = locked(resource)
        first = _live(held).filter(ends_at__gt=now()).select_related("member__venture").first()
        if first is not None:
            raise Conflict(
                msg("%(venture)s has booked it on %(day)s: cancel that first.", venture=str(first.member), day=_day(first))
            )
        held.archived_at, held.archived_why = timezone.now(), why[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.archived_why)
    return held


def set_quotas(actor: Actor, cohort: Cohort, hours: Mapping[str, int | None]) -> None:
    """Say how many hours of each kind a venture of the cohort may book in a month; ``None``: as many as it likes."""
    with deed(actor, "support.set_quotas", right=can_run(actor)) as done:
        held = locked(cohort)
        for kind in Resource.Kind.values:
            said = hours.get(kind)
            if said is None:
                Quota._base_manager.filter(cohort=held, kind=kind).delete()
            else:
                Quota._base_manager.update_or_create(cohort=held, kind=kind, defaults={"hours": said})
        done.on(held, quotas={kind: said for kind, said in hours.items() if said is not None})


def book(actor: Actor, member: Member, resource: Resource, starts_at: datetime, ends_at: datetime, text: str = "") -> Reservation:
    """Book a resource for a venture. The rows of the venture and of the resource are held: two who click at once are told apart."""
    with deed(actor, "support.book", right=can_plan(actor, member)) as done:
        held, thing = locked_member(member), locked(resource)
        _check_times(thing, starts_at, ends_at)
        if not held.live:
            raise Conflict(msg("This venture has left the cohort: its plan is kept as it was."))
        _refuse_taken(thing, starts_at, ends_at)
        _refuse_beyond_quota(held, thing, starts_at, ends_at)
        booked = Reservation(
            resource=thing, member=held, starts_at=starts_at, ends_at=ends_at, text=text.strip()[:WHY_LENGTH], by_id=actor.user_id
        )
        booked.save()
        done.on(held, resource=thing.pk, starts=starts_at.isoformat(), ends=ends_at.isoformat())
    return booked


def cancel_booking(actor: Actor, booked: Reservation, why: str = "") -> Reservation:
    """Give a booking back; the venture is told where the office does it."""
    with deed(actor, "support.cancel_booking", right=can_cancel(actor, booked)) as done:
        held = locked(booked, "member__venture", "member__cohort", "resource")
        require(can_cancel(actor, held))
        if held.ends_at <= now():
            raise Conflict(msg("This booking is over: it stays as it was."))
        held.cancelled_at, held.cancelled_why = timezone.now(), why.strip()[:WHY_LENGTH]
        held.save()
        done.on(held.member, resource=held.resource_id, starts=held.starts_at.isoformat())
        sentence = msg("The booking of %(thing)s on %(day)s was cancelled", thing=held.resource.name, day=_day(held))
        done.tell(venture_people(held.member.venture), sentence, held.member.get_absolute_url())
    return held


def open_hour(actor: Actor, mentor: Mentor, starts: Iterable[datetime], minutes: int, place: str = "") -> list[OfficeHour]:
    """Open office hours of a mentor: times at which a venture may come."""
    wanted = sorted(set(starts))
    if not 0 < len(wanted) <= MOST:
        raise BadInput("starts", msg("%(n)s times", n=len(wanted)), msg("one to %(n)s", n=MOST))
    with deed(actor, "support.open_hour", right=can_change_mentor(actor, mentor)) as done:
        held = locked(mentor)
        coming = list(OfficeHour._base_manager.filter(mentor=held, cancelled_at=None, starts_at__gte=now() - timedelta(days=1)))
        opened = []
        for at in wanted:
            hour = OfficeHour(mentor=held, starts_at=at, minutes=minutes, place=place.strip()[:WHY_LENGTH])
            if at <= now():
                raise BadInput("starts", msg("a time that is past"), msg("a time to come"))
            if any(other.starts_at < hour.ends_at and at < other.ends_at for other in coming):
                raise Conflict(msg("%(mentor)s has an office hour at that time already.", mentor=str(held)))
            hour.save()
            coming.append(hour)
            opened.append(hour)
        done.on(held, hours=[hour.starts_at.isoformat() for hour in opened])
    return opened


def take_hour(actor: Actor, hour: OfficeHour, member: Member, subject: str) -> OfficeHour:
    """Take an office hour for a venture; the mentor is told."""
    subject = refuse_empty("subject", subject, msg("what you would like to talk about"))
    with deed(actor, "support.take_hour", right=can_take_hour(actor, hour, member)) as done:
        held = locked(hour, "mentor__user")
        if held.cancelled_at is not None or held.member_id is not None:
            raise Conflict(msg("Somebody took this office hour before you: choose another."))
        if held.starts_at <= now():
            raise Conflict(msg("This office hour has begun."))
        held.member, held.subject = member, subject[:WHY_LENGTH]
        held.save()
        done.on(member, hour=held.pk)
        sentence = msg("%(venture)s comes to your office hour of %(day)s", venture=str(member), day=_day(held))
        done.tell([held.mentor.user], sentence, held.mentor.get_absolute_url())
    return held


def give_hour_back(actor: Actor, hour: OfficeHour) -> OfficeHour:
    """Let the venture that took an office hour give it back."""
    if hour.member is None:
        raise Conflict(msg("Nobody has taken this office hour."))
    with deed(actor, "support.give_hour_back", right=can_take_hour(actor, hour, hour.member)) as done:
        held, member = locked(hour, "mentor__user"), hour.member
        held.member, held.subject = None, ""
        held.save()
        done.on(member, hour=held.pk)
        sentence = msg("%(venture)s does not come to your office hour of %(day)s", venture=str(member), day=_day(held))
        done.tell([held.mentor.user], sentence, held.mentor.get_absolute_url())
    return held


def close_hour(actor: Actor, hour: OfficeHour) -> OfficeHour:
    """Cancel an office hour; the venture that had taken it is told."""
    with deed(actor, "support.close_hour", right=can_close_hour(actor, hour)) as done:
        held = locked(hour, "mentor__user", "member__venture")
        held.cancelled_at = timezone.now()
        held.save()
        done.on(held.mentor, hour=held.pk)
        if held.member is not None:
            sentence = msg("The office hour of %(mentor)s on %(day)s is cancelled", mentor=str(held.mentor), day=_day(held))
            done.tell([*venture_people(held.member.venture), *office_people()], sentence, held.member.get_absolute_url())
    return held


def _check_resource(resource: Resource) -> None:
    same = Resource._base_manager.filter(organisation_id=resource.organisation_id, name=resource.name).exclude(pk=resource.pk)
    if same.exists():
        raise BadInput("name", msg("“%(name)s”, which is entered already", name=resource.name), msg("each once"))
    if resource.closes <= resource.opens:
        raise BadInput("closes", msg("a time before it opens"), msg("a time after it opens"))


def _check_times(thing: Resource, starts_at: datetime, ends_at: datetime) -> None:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if thing.archived_at is not None:
        raise Conflict(msg("%(thing)s can no longer be booked.", thing=thing.name))
    if ends <= starts:
        raise BadInput("ends", msg("a time before the beginning"), msg("a time after it"))
    if starts <= now() or starts > now() + AHEAD:
        raise BadInput("day", msg("%(day)s", day=Day.of(starts.date())), msg("a time to come, within %(n)s days", n=AHEAD.days))
    if starts.date() != ends.date() or starts.time() < thing.opens or ends.time() > thing.closes:
        hours = msg("%(opens)s to %(closes)s", opens=f"{thing.opens:%H:%M}", closes=f"{thing.closes:%H:%M}")
        raise BadInput("starts", msg("outside its hours"), hours)
    if any(at.minute % 15 or at.second or at.microsecond for at in (starts, ends)):
        raise BadInput("starts", msg("a time between two quarters of an hour"), msg("quarters of an hour, such as 09:15"))


def _live(thing: Resource) -> Any:
    return Reservation._base_manager.filter(resource=thing, cancelled_at=None)


def _refuse_taken(thing: Resource, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse where as many are there at one instant as there are places; a bench that a session of training holds is taken too."""
    across = list(_live(thing).filter(starts_at__lt=ends_at, ends_at__gt=starts_at))
    for at in (starts_at, *(one.starts_at for one in across if one.starts_at > starts_at)):
        there = [one for one in across if one.starts_at <= at < one.ends_at]
        if len(there) >= thing.seats:
            raise Conflict(_taken(thing, there))
    if thing.bench_id is not None:
        day = timezone.localtime(starts_at).date()
        for held in Booking._base_manager.filter(bench_id=thing.bench_id, day=day).select_related("half_day__session__training"):
            if held.half_day.starts_at < ends_at and held.half_day.ends_at > starts_at:
                title = held.half_day.session.training.title
                raise Conflict(msg("%(thing)s is used at that time by a training: “%(title)s”.", thing=thing.name, title=title))


def _taken(thing: Resource, there: list[Reservation]) -> Message:
    free = timezone.localtime(min(one.ends_at for one in there))
    return msg(
        "%(thing)s is taken at that time on %(day)s; a place comes free at %(time)s.",
        thing=thing.name, day=Day.of(free.date()), time=f"{free:%H:%M}",
    )  # fmt: skip


def _refuse_beyond_quota(member: Member, thing: Resource, starts_at: datetime, ends_at: datetime) -> None:
    quota = Quota._base_manager.filter(cohort_id=member.cohort_id, kind=thing.kind).first()
    if quota is None:
        return
    first = timezone.localtime(starts_at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    month = Reservation._base_manager.filter(member=member, resource__kind=thing.kind, cancelled_at=None)
    booked = sum(one.hours for one in month.filter(starts_at__gte=first, starts_at__lt=following))
    wanted = (ends_at - starts_at) / timedelta(hours=1)
    if booked + wanted > quota.hours:
        raise Conflict(
            msg(
                "Your cohort has %(quota)s hours a month of this kind for each venture: %(left)s are left, and you ask for %(wanted)s.",
                quota=quota.hours, left=round(max(0.0, quota.hours - booked), 2), wanted=round(wanted, 2),
            )
        )  # fmt: skip


def _day(thing: Reservation | OfficeHour) -> Day:
    return Day.of(timezone.localtime(thing.starts_at).date())
