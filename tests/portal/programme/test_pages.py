"""The pages of a programme: who reads which, with few questions to the database; forms keep what was typed; files stand alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campus5g.portal.base.clock import now, today
from campus5g.portal.base.models import AuditHead, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.programme import actions
from campus5g.portal.programme.models import Amendment, Indicator, Meeting, Milestone, Participant, Programme, Resolution, Risk
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, office_actor
from tests.portal.factories.programme import ParticipantFactory, make_action, make_milestone, make_strand

pytestmark = pytest.mark.django_db
MOST, MOST_PRINTED = 19, 20
"""Questions to the database of a page; of the one that gathers all of them, amendments with their effects."""
DAY = timedelta(days=1)


@pytest.fixture
def carrier() -> Participant:
    """A carrier in a programme with one of each thing; what is its own is late."""
    mine, office = ParticipantFactory(), office_actor()
    programme = mine.programme
    ParticipantFactory(programme=programme, role=Participant.Role.FUNDER)
    for place in range(2):
        action = make_action(make_strand(programme, f"Strand {place}"), owner=mine, ends_on=today() + 90 * DAY)
        late = make_milestone(action, today() - 10 * DAY, f"Hall {place} ready")
        make_milestone(action, today() + 20 * DAY, "Network on air", (late,))
    with acting(office):
        indicator = actions.write_indicator(
            office, programme, title="People trained", unit="people", baseline=Decimal(10), baseline_on=programme.starts_on,
            target=Decimal(200), target_on=programme.ends_on, owner=mine,
        )  # fmt: skip
        actions.say_value(office, indicator, today(), Decimal(60), "Register")
        actions.write_risk(office, programme, title="No trainer", likelihood=3, effect=4, owner=mine)
        actions.propose_amendment(
            office,
            programme,
            "move",
            {"target": f"milestone:{late.pk}", "starts_on": None, "ends_on": (today() + DAY).isoformat()},
            "Late",
        )
        meeting = actions.call_meeting(office, programme, now() - DAY, "Town hall", "Advance")
        actions.ask_resolution(office, meeting, "Move the hall")
    return mine


def opened(client: Client, name: str, *numbers: object) -> str:
    """Open a page twice, count what the second time asks of the database, and return what it says."""
    url = reverse(f"programme:{name}", args=numbers)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    assert answer.status_code == 200, (name, answer.status_code)
    assert len(asked) <= (MOST_PRINTED if name == "printed" else MOST), name
    return answer.content.decode()


def pages(programme: Programme) -> list[tuple[str, int]]:
    whole = ["detail", "proof", "amendments", "committee", "printed", "anchor"]
    things = [("milestone", Milestone), ("amendment", Amendment), ("indicator", Indicator), ("risk", Risk), ("meeting", Meeting)]
    first = Milestone._base_manager.order_by("pk").first()
    return [
        *((name, programme.pk) for name in whole),
        *((name, model._base_manager.order_by("pk").values_list("pk", flat=True)[0]) for name, model in things),
        ("action", first.action_id if first else 0),
    ]


def test_the_office_and_the_funder_read_the_same_pages_and_a_stranger_none(
    carrier: Participant, signed_in: Callable[..., Client]
) -> None:
    programme = carrier.programme
    office = signed_in(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)
    funder = Participant._base_manager.get(programme=programme, role=Participant.Role.FUNDER)
    reader, stranger = signed_in(MembershipFactory(organisation=funder.organisation).user), signed_in(MembershipFactory().user)
    for name, pk in pages(programme):
        opened(office, name, pk)
        opened(reader, name, pk)
        assert stranger.get(reverse(f"programme:{name}", args=[pk])).status_code == 404, name
    detail = reader.get(reverse("programme:detail", args=[programme.pk]))
    assert [held.key for held in detail.context["plan"].delays[0].late.holds] == ["1.1.2"]
    assert "Move the hall" in opened(reader, "printed", programme.pk)
    opened(office, "list")


def test_a_carrier_says_why_then_reaches_and_what_was_typed_is_kept(
    carrier: Participant, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(MembershipFactory(organisation=carrier.organisation).user)
    late = Milestone._base_manager.get(title="Hall 0 ready")
    url = late.get_absolute_url()
    answer = client.post(url, {"do": "reach", "on": today().isoformat(), "evidence": "Report of handover"})
    assert answer.status_code == 400
    assert "Report of handover" in answer.content.decode()
    assert "late_why" in answer.context["forms"]["reach"].errors
    assert client.post(url, {"do": "late", "late_why": "The supplier was late"}).status_code == 302
    proof = SimpleUploadedFile("report.pdf", b"%PDF-1.7 report")
    assert client.post(url, {"do": "reach", "on": today().isoformat(), "evidence": "Report", "file": proof}).status_code == 302
    late.refresh_from_db()
    assert (late.reached_on, late.late_why) == (today(), "The supplier was late")
    assert "report.pdf" in opened(client, "milestone", late.pk)


def test_a_decision_is_asked_taken_and_followed(carrier: Participant, signed_in: Callable[..., Client]) -> None:
    office = signed_in(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)
    meeting, asked = Meeting._base_manager.get(), Resolution._base_manager.get()
    url, decided = meeting.get_absolute_url(), {"do": "decide", "resolution": asked.pk, "taken": "1", "owner": carrier.pk}
    assert office.post(url, decided).status_code == 400
    assert office.post(url, {"do": "hold", "present": "All carriers"}).status_code == 302
    assert office.post(url, {**decided, "due": (today() + DAY).isoformat()}).status_code == 302
    client = signed_in(MembershipFactory(organisation=carrier.organisation).user)
    assert "Move the hall" in client.get(reverse("home:home")).content.decode()
    assert (
        client.post(reverse("programme:finish", args=[asked.pk]), {"on": today().isoformat(), "how": "Done"}).status_code == 302
    )
    asked.refresh_from_db()
    assert asked.state == Resolution.State.DONE


def test_exports_name_the_programme_the_strand_and_the_action_on_each_row(
    carrier: Participant, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(MembershipFactory(organisation=carrier.organisation).user)
    programme = carrier.programme
    for what in ("plan", "indicators", "risks", "decisions", "amendments"):
        answer = client.get(reverse("programme:export", args=[programme.pk, what, "csv"]))
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1:], what
        assert all(row[0] == programme.reference and row[1] == programme.title for row in rows[1:])
        assert len({len(row) for row in rows}) == 1, what
    assert client.get(reverse("programme:export", args=[programme.pk, "plan", "xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("programme:export", args=[programme.pk, "salaries", "csv"])).status_code == 404


PLAN = """type;volet;action;titre;début;fin;porteur;unité;cible
volet;Volet neuf;;Volet neuf;;;;;
action;Volet neuf;Former;Former;;;;;
jalon;Volet neuf;Former;Premier groupe;;01/01/1999;;;
jalon;Volet neuf;Former;Second groupe;;{due};;;
jalon;Volet neuf;Inconnue;Rien;;{due};;;
indicateur;;;Stagiaires;;;Personne;personnes;40
indicateur;;;Stagiaires;;;;personnes;40
chose;;;;;;;;
"""


def test_a_table_is_read_line_by_line_and_the_same_table_twice_adds_nothing(
    carrier: Participant, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)
    programme = carrier.programme
    url, text = reverse("programme:import", args=[programme.pk]), PLAN.format(due=(today() + 30 * DAY).strftime("%d/%m/%Y"))
    first = client.post(url, {"file": SimpleUploadedFile("plan.csv", text.encode())})
    report = first.context["report"]
    assert [line.title for line in report.lines] == ["Volet neuf", "Former", "Second groupe", "Stagiaires"]
    assert [line for line, _ in report.faults] == [4, 6, 7, 9]
    said = first.context["said"]
    typed = {"sheet": said.data["sheet"], "do": "import", **{f"column_{name}": place for name, place in said.columns.items()}}
    assert client.post(url, typed).status_code == 302
    assert Milestone._base_manager.get(title="Second groupe").due == today() + 30 * DAY
    again = client.post(url, {"file": SimpleUploadedFile("plan.csv", text.encode())}).context["report"]
    assert (again.lines, again.already) == ([], 5)


def test_a_value_worse_than_at_the_start_is_taken_with_its_reason_only(
    carrier: Participant, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(MembershipFactory(organisation=carrier.organisation).user)
    indicator = Indicator._base_manager.get()
    said = {"on": today().isoformat(), "value": "4"}
    refused = client.post(indicator.get_absolute_url(), said)
    assert refused.status_code == 400
    assert "why" in refused.context["form"].errors
    assert client.post(indicator.get_absolute_url(), {**said, "why": "Two sessions were cancelled"}).status_code == 302
    assert "Two sessions were cancelled" in opened(client, "proof", carrier.programme_id)
    last = indicator.measures.model._base_manager.order_by("-pk")[0]
    client.post(indicator.get_absolute_url(), {"do": "withdraw", "measure": last.pk, "why": "Typed wrong"})
    assert "Two sessions" not in opened(client, "proof", carrier.programme_id)


def test_the_print_of_the_trail_is_sent_to_all_and_kept(carrier: Participant, signed_in: Callable[..., Client]) -> None:
    office = signed_in(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)
    person = MembershipFactory(organisation=carrier.organisation).user
    url, head = reverse("programme:anchor", args=[carrier.programme_id]), AuditHead.objects.get().digest
    assert office.post(url).status_code == 302
    told = Notification.objects.filter(user=person).first()
    assert told is not None
    assert head in str(told)
    assert head in office.get(url).content.decode()
    client = signed_in(person)
    assert client.post(url).status_code == 403


def test_an_agenda_holds_every_day_that_is_due(carrier: Participant, signed_in: Callable[..., Client]) -> None:
    person = MembershipFactory(organisation=carrier.organisation).user
    client = signed_in(person)
    client.post(reverse("calls:open-agenda", args=["programme", carrier.programme_id]))
    page = opened(client, "committee", carrier.programme_id)
    address = page.split('readonly value="')[1].split('"')[0]
    feed = Client().get(address[address.index("/", 8) :]).content.decode()
    assert feed.count("BEGIN:VEVENT") == 4 + 2 + 1 + 1 + 1  # milestones, actions, the meeting, the target, the end
    Participant._base_manager.filter(pk=carrier.pk).update(until=today())
    assert actor_of(person).user_id == person.pk
