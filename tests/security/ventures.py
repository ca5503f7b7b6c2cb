"""The doors of the support of ventures: one of each thing, of a venture of the owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from campus5g.portal.base.clock import now, today
from campus5g.portal.support.models import (
    Cohort,
    Figure,
    Hours,
    Lead,
    Member,
    Mentor,
    Mentoring,
    Milestone,
    OfficeHour,
    Reservation,
    Resource,
)
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.support import admit, make_round
from tests.security.world import Things, World

Places = dict[str, Any]


def member(things: Things) -> Member:
    """A venture of the owner in a cohort of the office."""
    office = OrganisationFactory(office=True, bare=True)
    held = make_round(office)
    application = admit(held, "Grue", things.owner, founder=things.person)
    cohort = Cohort._base_manager.create(
        organisation=office, round=held, name="2026", starts_on=today() - timedelta(days=9), ends_on=today() + timedelta(days=300)
    )
    venture = application.venture
    venture.state = "incubated"
    venture.save()
    made: Member = Member._base_manager.create(cohort=cohort, venture=venture, joined_on=cohort.starts_on)
    return made


def mentor() -> Mentor:
    person = MembershipFactory(organisation=OrganisationFactory(bare=True))
    made: Mentor = Mentor._base_manager.create(organisation=person.organisation, user=person.user, topics=["law"])
    return made


def mentoring(things: Things) -> Mentoring:
    made: Mentoring = Mentoring._base_manager.create(member=member(things), mentor=mentor(), hours=9, since=today())
    return made


def cohort(things: Things) -> Places:
    found = member(things).cohort
    late = admit(found.round, "Quai")
    return {"pk": found.pk, "application_pk": late.pk, "kind": "csv"}


def venture(things: Things) -> Places:
    return {"pk": member(things).pk, "kind": "csv"}


def milestone(things: Things) -> Places:
    return {"pk": Milestone._base_manager.create(member=member(things), title="Pilot", due=today()).pk}


def hours(things: Things) -> Places:
    pair = mentoring(things)
    return {"pk": Hours._base_manager.create(mentoring=pair, on=today(), minutes=30, text="Law").pk}


def figure(things: Things) -> Places:
    of = member(things).venture
    return {"pk": Figure._base_manager.create(venture=of, kind="jobs", on=today(), hundredths=100, said_at=now()).pk}


def lead(things: Things) -> Places:
    return {"pk": Lead._base_manager.create(member=member(things), need=things.stated, at=now()).pk}


def resource(things: Things) -> Places:
    office = OrganisationFactory(office=True, bare=True)
    return {"pk": Resource._base_manager.create(organisation=office, kind="desk", name=f"Desk {things.owner.pk}").pk}


def booking(things: Things) -> Places:
    starts = now() + timedelta(days=2)
    thing = Resource._base_manager.get(**resource(things))
    made = Reservation._base_manager.create(
        resource=thing, member=member(things), starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    return {"pk": made.pk}


def free_hour(things: Things) -> Places:
    member(things)  # whoever has part in the incubator sees the free ones
    return {"pk": OfficeHour._base_manager.create(mentor=mentor(), starts_at=now() + timedelta(days=2)).pk}


def taken_hour(things: Things) -> Places:
    made = OfficeHour._base_manager.create(mentor=mentor(), starts_at=now() + timedelta(days=2), member=member(things))
    return {"pk": made.pk}


def a_mentor(things: Things) -> Places:
    member(things)
    return {"pk": mentor().pk}


_OF: dict[Callable[[Things], Places], tuple[str, ...]] = {
    cohort: ("list", "new-cohort", "cohort", "edit-cohort", "ask", "take-in", "pairs", "propose", "confirm", "export", "report"),
    venture: ("venture", "leave", "wishes", "new-milestone", "log-hours", "write-note", "figures", "figures-export", "bookings", "agenda"),
    milestone: ("milestone", "edit-milestone", "drop-milestone"),
    hours: ("withdraw-hours",),
    lambda things: {"pk": mentoring(things).pk}: ("end-mentoring",),
    lead: ("lead",),
    figure: ("figure",),
    booking: ("cancel-booking",),
    a_mentor: ("mentors", "new-mentor", "edit-mentor", "archive-mentor", "open-hours"),
    free_hour: ("take-hour", "close-hour"),
    taken_hour: ("give-hour-back",),
    resource: ("resources", "new-resource", "edit-resource", "archive-resource"),
}  # fmt: skip


def _place(of: Callable[[Things], Places]) -> Callable[[Things, World], Places]:
    return lambda things, _world: of(things)


_API = {
    "GET /support/cohorts": cohort, "GET /support/ventures": venture, "GET /support/resources": resource,
    "POST /support/milestones/{pk}/reach": milestone,
    **{f"{verb} /support/ventures/{{pk}}/{name}": venture for verb, name in (
        ("GET", "health"), ("GET", "milestones"), ("POST", "milestones"), ("GET", "figures"), ("POST", "figures"),
        ("GET", "bookings"), ("POST", "bookings"),
    )},
}  # fmt: skip
SPECIAL = {f"support:{name}": _place(of) for of, names in _OF.items() for name in names} | {
    door: _place(of) for door, of in _API.items()
}


def _booked(things: Things, _world: World) -> Places:
    starts = now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    return {
        "resource_id": resource(things)["pk"],
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
    }


BODIES: dict[str, Callable[[Things, World], Any]] = {
    "POST /support/ventures/{pk}/milestones": lambda _t, _w: {"title": "Pilot", "due": today().isoformat()},
    "POST /support/milestones/{pk}/reach": lambda _t, _w: {"on": today().isoformat(), "evidence": "Report"},
    "POST /support/ventures/{pk}/figures": lambda _t, _w: {"kind": "jobs", "on": today().isoformat(), "value": "2"},
    "POST /support/ventures/{pk}/bookings": _booked,
}
