"""The log of a partnership: who sees what, what is refused, and the reminder on the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actions import grant
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditEvent, Notification
from campus5g.portal.base.registry import waiting_for
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.actions import Said, close_entry, remind, remove_entry, write_entry
from campus5g.portal.consortium.models import LogEntry
from campus5g.portal.projects.actions import remove_partner
from campus5g.portal.projects.models import Partner, Project
from tests.portal.factories.consortium import LogEntryFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor
from tests.portal.factories.projects import PartnerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


@pytest.fixture
def project() -> Project:
    made: Project = ProjectFactory()
    return made


@pytest.fixture
def partner(project: Project) -> Partner:
    made: Partner = PartnerFactory(project=project)
    grant(project, made.organisation_id, "consortium")
    return made


def test_the_lead_and_the_office_see_the_whole_log_and_a_partner_its_own_commitments(project: Project, partner: Partner) -> None:
    other = PartnerFactory(project=project)
    grant(project, other.organisation_id, "consortium")
    contact = LogEntryFactory(project=project, organisation=partner.organisation)
    mine = LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment")
    theirs = LogEntryFactory(project=project, organisation=other.organisation, kind="commitment")
    seen = {
        "lead": actor_for(project.organisation), "office": office_actor(), "partner": actor_for(partner.organisation),
        "stranger": actor_for(OrganisationFactory()),
    }  # fmt: skip
    whole = {contact.pk, mine.pk, theirs.pk}
    expected = {"lead": whole, "office": whole, "partner": {mine.pk}, "stranger": set()}
    for name, actor in seen.items():
        with acting(actor):
            assert set(LogEntry.objects.values_list("pk", flat=True)) == expected[name], name


def test_who_left_the_project_no_longer_sees_the_commitments_it_made(project: Project, partner: Partner) -> None:
    LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment")
    actor = actor_for(partner.organisation)
    with acting(actor_for(project.organisation)) as lead:
        remove_partner(lead, partner)
    with acting(actor):
        assert not LogEntry.objects.exists()
    assert LogEntry._base_manager.count() == 1


def test_a_partner_does_not_write_in_the_log_but_says_that_its_commitment_is_done(project: Project, partner: Partner) -> None:
    actor = actor_for(partner.organisation)
    entry = LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=date(2026, 12, 1))
    with acting(actor):
        with pytest.raises(Denied):
            write_entry(actor, project, Said("contact", today(), "Hello"))
        close_entry(actor, LogEntry.objects.get(pk=entry.pk))
        with pytest.raises(Conflict):
            close_entry(actor, LogEntry.objects.get(pk=entry.pk))
    assert LogEntry._base_manager.get(pk=entry.pk).done_on == today()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (Said("contact", date(2100, 1, 1), "Hello"), "day"),
        (Said("contact", date(2026, 11, 2), "  "), "text"),
        (Said("next_step", date(2026, 11, 2), "Send the quote"), "due"),
        (Said("commitment", date(2026, 11, 2), "Send it", due=date(2026, 11, 1), organisation_id=1), "due"),
        (Said("commitment", date(2026, 11, 2), "Send it", due=date(2026, 12, 1)), "partner"),
        (Said("contact", date(2026, 11, 2), "Hello", organisation_id=10**6), "partner"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence_and_nothing_is_kept(project: Project, said: Said, where: str) -> None:
    with acting(office_actor()) as actor, pytest.raises(BadInput) as refused:
        write_entry(actor, project, said)
    assert refused.value.where == where
    assert not LogEntry._base_manager.exists()


def test_a_meeting_may_be_written_before_it_takes_place(project: Project) -> None:
    with acting(office_actor()) as actor:
        assert write_entry(actor, project, Said("meeting", today() + timedelta(days=10), "Kick-off")).pk


def test_what_is_due_is_told_once_to_those_concerned(project: Project, partner: Partner) -> None:
    lead = MembershipFactory(organisation=project.organisation).user
    bound = MembershipFactory(organisation=partner.organisation).user
    LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=today(), day=date(2026, 11, 1))
    LogEntryFactory(project=project, kind="next_step", due=today() + timedelta(days=1))
    LogEntryFactory(project=project, kind="next_step", due=date(2026, 11, 3), done_on=date(2026, 11, 3))
    events = AuditEvent.objects.count()
    assert [remind(), remind()] == [1, 0]
    assert AuditEvent.objects.count() == events + 1
    assert {note.user for note in Notification.objects.filter(subject_id=0)} == {lead, bound}


def test_a_day_that_is_moved_is_told_again(project: Project) -> None:
    entry = LogEntryFactory(project=project, kind="next_step", due=date(2026, 11, 3))
    with acting(office_actor()) as actor:
        remind()
        entry = write_entry(actor, project, Said("next_step", entry.day, entry.text, due=today()), entry)
    assert entry.reminded_on is None
    assert remind() == 1


def test_nothing_is_told_of_an_archived_project(project: Project) -> None:
    LogEntryFactory(project=project, kind="next_step", due=date(2026, 11, 3))
    Project._base_manager.update(state=Project.State.ARCHIVED)
    assert remind() == 0


def test_what_is_due_waits_on_the_home_page_of_the_lead_and_of_who_promised_it(project: Project, partner: Partner) -> None:
    LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=date(2026, 11, 3), text="Quote")
    for actor in (actor_for(project.organisation), actor_for(partner.organisation)):
        with acting(actor):
            assert any("Quote" in str(item.message) and item.urgent for item in waiting_for(actor))
    with acting(actor_for(OrganisationFactory())) as stranger:
        assert not any("Quote" in str(item.message) for item in waiting_for(stranger))


def test_an_entry_that_is_removed_stays_in_the_trail(project: Project) -> None:
    entry = LogEntryFactory(project=project, text="A wrong word")
    with acting(office_actor()) as actor:
        remove_entry(actor, entry)
    assert "A wrong word" in AuditEvent.objects.get(verb="consortium.remove_entry").facts["text"]
    assert not LogEntry._base_manager.exists()


def test_a_new_entry_and_its_next_step_are_written_from_one_form(project: Project, partner: Partner, signed_in: SignedIn) -> None:
    browser = signed_in(organisation=project.organisation)
    sent = {
        "kind": "meeting", "organisation": partner.organisation_id, "day": "2026-11-10", "who": "Anna", "text": "They agree.",
        "then_text": "Send the minutes", "then_due": "2027-01-05",
    }  # fmt: skip
    answer = browser.post(reverse("consortium:new-entry", args=[project.pk]), sent)
    assert answer.status_code == 302
    kinds = LogEntry._base_manager.order_by("pk").values_list("kind", "organisation_id", "due")
    assert list(kinds) == [("meeting", partner.organisation_id, None), ("next_step", partner.organisation_id, date(2027, 1, 5))]


def test_a_refused_form_keeps_what_was_typed(project: Project, signed_in: SignedIn) -> None:
    browser = signed_in(organisation=project.organisation)
    sent = {"kind": "next_step", "day": "2026-11-10", "text": "Send the minutes"}
    answer = browser.post(reverse("consortium:new-entry", args=[project.pk]), sent)
    assert answer.status_code == 400
    assert "Send the minutes" in answer.content.decode()


def test_the_log_is_filtered_by_partner_kind_and_state(project: Project, partner: Partner, signed_in: SignedIn) -> None:
    LogEntryFactory(project=project, text="First words")
    LogEntryFactory(
        project=project, organisation=partner.organisation, kind="next_step", due=date(2026, 11, 3), text="Late quote"
    )
    browser = signed_in(organisation=project.organisation)
    place = reverse("consortium:log", args=[project.pk])
    for query in ({"kind": "next_step"}, {"organisation": partner.organisation_id}, {"state": "late"}, {"state": "open"}):
        page = browser.get(place, query).content.decode()
        assert "Late quote" in page, query
        assert "First words" not in page, query
    assert "First words" in browser.get(place, {"organisation": "nonsense"}).content.decode()


def test_the_agenda_and_the_export_hold_what_the_reader_may_see(project: Project, partner: Partner, signed_in: SignedIn) -> None:
    LogEntryFactory(project=project, kind="next_step", due=date(2027, 1, 5), text="Ours alone")
    LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=date(2027, 2, 1), text="Theirs")
    for organisation, seen in ((project.organisation, {"Ours alone", "Theirs"}), (partner.organisation, {"Theirs"})):
        browser = signed_in(organisation=organisation)
        for name in ("calendar", "export"):
            text = browser.get(reverse(f"consortium:{name}", args=[project.pk])).content.decode()
            assert {word for word in ("Ours alone", "Theirs") if word in text} == seen


def test_what_is_due_is_said_to_be_done_over_the_api_by_who_promised_it(
    project: Project, partner: Partner, signed_in: SignedIn
) -> None:
    ours = LogEntryFactory(project=project, kind="next_step", due=date(2027, 1, 5))
    theirs = LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=date(2027, 2, 1))
    browser = signed_in(organisation=partner.organisation)
    place = f"/api/v1/consortium/{project.pk}/log/"
    assert browser.post(f"{place}{theirs.pk}/done").json()["done_on"] == today().isoformat()
    assert [browser.post(f"{place}{entry.pk}/done").status_code for entry in (theirs, ours)] == [409, 404]


def test_a_page_of_the_log_takes_few_queries(
    project: Project, partner: Partner, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(12):
        LogEntryFactory(project=project, organisation=partner.organisation, kind="commitment", due=date(2027, 2, 1))
    browser = signed_in(organisation=project.organisation)
    place = reverse("consortium:log", args=[project.pk])
    with django_assert_max_num_queries(20):
        assert browser.get(place).status_code == 200
