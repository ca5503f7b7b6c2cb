"""The pages of the room: who opens which, with few questions to the database; a stranger finds none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.support import actions
from campus5g.portal.support.models import Cohort, Figure, Hours, Mentoring, Milestone
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.solutions import SolutionFactory
from tests.portal.factories.support import accompanied, cohort_of, founder_actor, member_named, mentor_of

pytestmark = pytest.mark.django_db
MOST = 19


@pytest.fixture
def cohort() -> Cohort:
    """Two ventures, one of them with one of each thing."""
    found, office = cohort_of("Grue", "Quai"), office_actor()
    member, mentor = member_named(found, "Grue"), mentor_of()
    pair = accompanied(member, mentor)
    SolutionFactory(organisation=member.venture.organisation)
    NeedFactory(stated=True, visibility="members", uses=["maintenance"], text="Bearings of our cranes")
    actions.bring_leads([member])
    with acting(office):
        actions.propose_mentors(office, found)
        actions.write_milestone(office, member, "Pilot at the port", today() + timedelta(days=9))
        actions.log_hours(office, pair, today(), 60, Hours.Kind.CALL, "Prices")
        actions.write_mentor_note(office, member, "Only for us", shared=False)
        for kind, value in ((Figure.Kinds.JOBS, 400), (Figure.Kinds.PRIVATE, 70_000_00)):
            actions.say_figure(office, member.venture, kind, today(), value, other="A fund", evidence="Register")
        actions.enter_resource(office, name="Cellule 5G", kind="test")
        actions.ask_figures(office, found, today(), today() + timedelta(days=9))
    return found


def opened(client: Client, name: str, *numbers: object, query: str = "") -> str:
    """Open a page twice, count what the second time asks of the database, and return what it says."""
    url = reverse(f"support:{name}", args=numbers) + query
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    assert answer.status_code == 200, (name, answer.status_code)
    assert len(asked) <= MOST, name
    return answer.content.decode()


def test_the_office_reads_every_page(cohort: Cohort, signed_in: Callable[..., Client]) -> None:
    office = signed_in(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)
    member, other = member_named(cohort, "Grue"), cohort_of("Dock")
    assert "Cohort 2026" in opened(office, "list")
    page = opened(office, "cohort", cohort.pk, query=f"?with={other.pk}")
    assert "Too few ventures to compare" in page or "Trop peu" in page
    assert "Grue" in opened(office, "pairs", cohort.pk)
    assert "Only for us" in opened(office, "venture", member.pk)
    for name, numbers in (
        ("edit-cohort", (cohort.pk,)), ("ask", (cohort.pk,)), ("leave", (member.pk,)), ("wishes", (member.pk,)),
        ("new-milestone", (member.pk,)), ("milestone", (Milestone._base_manager.get().pk,)), ("figures", (member.pk,)),
        ("edit-milestone", (Milestone._base_manager.get().pk,)), ("figure", (Figure._base_manager.latest("pk").pk,)),
        ("bookings", (member.pk,)), ("mentors", ()), ("new-mentor", ()), ("resources", ()), ("new-resource", ()),
        ("end-mentoring", (Mentoring._base_manager.get().pk,)),
    ):  # fmt: skip
        opened(office, name, *numbers)
    assert office.get(reverse("support:report", args=[cohort.pk])).content.startswith(b"%PDF")
    assert "Grue" in office.get(reverse("support:export", args=[cohort.pk, "csv"])).content.decode()


def test_a_founder_reads_their_venture_and_not_the_cohort(cohort: Cohort, signed_in: Callable[..., Client]) -> None:
    member = member_named(cohort, "Grue")
    founder = signed_in(member.venture.founders.model._base_manager.get(venture=member.venture).user)
    assert "Grue" in opened(founder, "list")
    page = opened(founder, "venture", member.pk)
    assert "Prices" in page
    assert "Only for us" not in page
    opened(founder, "bookings", member.pk)
    assert "BEGIN:VCALENDAR" in founder.get(reverse("support:agenda", args=[member.pk])).content.decode()
    assert founder.get(reverse("support:cohort", args=[cohort.pk])).status_code == 403
    assert founder.get(reverse("support:venture", args=[member_named(cohort, "Quai").pk])).status_code == 404
    lead = member.leads.model._base_manager.get(member=member)
    answer = founder.post(reverse("support:lead", args=[lead.pk]), {"text": "No time", "do": "no"})
    assert answer.status_code == 302


def test_a_mentor_writes_hours_from_the_page(cohort: Cohort, signed_in: Callable[..., Client]) -> None:
    member, pair = member_named(cohort, "Grue"), Mentoring._base_manager.get()
    mentor = signed_in(pair.mentor.user)
    assert "Only for us" in opened(mentor, "venture", member.pk)
    said = {"mentoring": pair.pk, "on": today().isoformat(), "minutes": "45", "kind": "meeting", "text": "Law"}
    assert mentor.post(reverse("support:log-hours", args=[member.pk]), said).status_code == 302
    assert mentor.post(reverse("support:log-hours", args=[member.pk]), said | {"minutes": "2"}).status_code == 400
    assert Hours._base_manager.filter(text="Law", logged_by=pair.mentor.user).count() == 1
    with acting(actor_of(pair.mentor.user)):
        assert mentor.get(reverse("support:figures", args=[member.pk])).status_code == 403


def test_what_was_typed_is_kept_where_it_is_refused(cohort: Cohort, signed_in: Callable[..., Client]) -> None:
    member = member_named(cohort, "Grue")
    founder = signed_in(member.venture.founders.model._base_manager.get(venture=member.venture).user)
    answer = founder.post(
        reverse("support:figures", args=[member.pk]), {"kind": "jobs", "value": "quatre", "on": today().isoformat()}
    )
    assert answer.status_code == 400
    assert "quatre" in answer.content.decode()
    booked = {"resource": "1", "day": today().isoformat(), "starts": "09:00", "ends": "08:00"}
    assert founder.post(reverse("support:bookings", args=[member.pk]), booked).status_code == 400


def test_a_stranger_finds_no_page(cohort: Cohort, signed_in: Callable[..., Client]) -> None:
    stranger = signed_in(organisation=OrganisationFactory())
    member = member_named(cohort, "Grue")
    for name, numbers in (("venture", [member.pk]), ("cohort", [cohort.pk]), ("figures", [member.pk]), ("mentors", [])):
        assert stranger.get(reverse(f"support:{name}", args=numbers)).status_code == 404
    assert founder_actor(member).organisation_id is not None
