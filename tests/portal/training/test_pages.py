"""The pages of trainings, clicked: what is typed stays, strangers see nothing, lists take few questions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campus5g.portal.training.models import Registration, Room, Session, Training
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.training import RoomFactory, TrainingFactory, half, learner, registered, session

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
SAID = {
    "title": "Radio for technicians", "hours": "14", "price_cents": "1 200,50", "capacity": "8", "smallest_group": "3",
    "mode": "onsite", "language": "fr", "given": "Commission a radio link (M1804)\nMeasure a field", "fields_of_5g": ["radio"],
}  # fmt: skip
TEXTS = dict.fromkeys(
    ("objectives", "prerequisites", "audience", "content", "methods", "assessment", "access"), "In a few words."
)


def people(*numbers: int, **more: str) -> dict[str, Any]:
    typed: dict[str, Any] = {"people-TOTAL_FORMS": len(numbers), "people-INITIAL_FORMS": 0, "kind": "employee", "payer": "opco"}
    for place, n in enumerate(numbers):
        one = learner(n)
        typed |= {
            f"people-{place}-full_name": one.full_name,
            f"people-{place}-email": one.email,
            f"people-{place}-language": "en",
        }
    return typed | more


def test_a_body_writes_a_training_publishes_it_and_everybody_reads_it(signed_in: Browser, client: Client) -> None:
    body = OrganisationFactory(training=True)
    mine = signed_in(organisation=body)
    assert mine.post(reverse("training:new"), {**SAID, "given": "A link (nonsense)"}).status_code == 400
    assert mine.post(reverse("training:new"), SAID).status_code == 302
    training = Training._base_manager.get()
    assert (training.price_cents, training.state) == (120_050, "draft")
    assert {(one.scheme, one.code, one.field) for one in training.competences.model._base_manager.all()} == {
        ("rome", "M1804", ""), ("own", "", ""), ("own", "", "radio"),
    }  # fmt: skip
    assert client.get(training.get_absolute_url()).status_code == 404
    assert mine.post(reverse("training:publish", args=[training.pk]), follow=True).redirect_chain[-1][0].endswith("/edit")
    mine.post(reverse("training:edit", args=[training.pk]), {**SAID, **TEXTS})
    mine.post(reverse("training:publish", args=[training.pk]))
    assert "Radio for technicians" in client.get(reverse("training:list")).content.decode()
    assert signed_in(organisation=OrganisationFactory()).get(reverse("training:edit", args=[training.pk])).status_code == 404


def halves(day: str, part: str = "day") -> dict[str, Any]:
    rows = {"halves-TOTAL_FORMS": 2, "halves-INITIAL_FORMS": 0, "halves-0-day": day, "halves-0-part": part}
    return rows | {
        "halves-1-day": "",
        "halves-1-part": "day",
        "capacity": 6,
        "price_cents": "900",
        "register_by": day,
        "state": "open",
    }


def test_a_session_that_another_holds_the_room_of_is_refused_with_what_was_typed(signed_in: Browser) -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation, name="Blue room")
    taken = half(part="pm", rooms=(room.pk,))
    first = session(taken, training=training)
    mine = signed_in(organisation=training.organisation)
    asked = {**halves(taken.day.isoformat()), "rooms": room.pk}
    refused = mine.post(reverse("training:new-session", args=[training.pk]), asked)
    assert refused.status_code == 400
    assert first.reference in refused.content.decode()
    assert f'value="{taken.day.isoformat()}"' in refused.content.decode()
    assert mine.post(reverse("training:new-session", args=[training.pk]), {**asked, "halves-0-part": "am"}).status_code == 302
    assert Session._base_manager.count() == 2
    more = mine.post(reverse("training:new-session", args=[training.pk]), {**asked, "do": "more"})
    assert (more.status_code, 'name="halves-5-day"' in more.content.decode()) == (200, True)


def test_an_employer_registers_three_people_and_reads_who_waits(signed_in: Browser) -> None:
    held, company = session(capacity=2), OrganisationFactory()
    mine, url = signed_in(organisation=company), reverse("training:register", args=[held.pk])
    untold = mine.post(url, people(1, 2, 3, employer=str(company.pk)))
    assert (untold.status_code, "ada2@test.example" in untold.content.decode()) == (400, True)
    done = mine.post(url, people(1, 2, 3, employer=str(company.pk), told="on"), follow=True)
    assert done.status_code == 200
    assert Registration._base_manager.filter(employer=company).count() == 3
    assert "Ada Learner3" in done.content.decode()
    twice = mine.post(url, people(1, employer=str(company.pk), told="on"))
    assert (twice.status_code, "ada1@test.example" in twice.content.decode()) == (400, True)
    other = signed_in(organisation=OrganisationFactory())
    assert "Ada Learner" not in other.get(held.get_absolute_url()).content.decode()
    mate = Registration._base_manager.first()
    assert mate
    assert other.post(reverse("training:cancel", args=[mate.pk])).status_code == 404
    assert other.get(reverse("training:link", args=[mate.pk])).status_code == 404


def test_a_list_leaves_as_a_workbook_whose_cells_compute_nothing(signed_in: Browser) -> None:
    held, company = session(), OrganisationFactory()
    registered(held, 1, employer=company)
    Registration._base_manager.update(full_name="=HYPERLINK(1)")
    mine = signed_in(organisation=company)
    book = openpyxl.load_workbook(io.BytesIO(mine.get(reverse("training:export-registrations", args=["xlsx"])).content))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert "'=HYPERLINK" in mine.get(reverse("training:export-registrations", args=["csv"])).content.decode("utf-8-sig")
    assert mine.get(reverse("training:export-registrations", args=["exe"])).status_code == 404
    stranger = signed_in(organisation=OrganisationFactory())
    assert "HYPERLINK" not in stranger.get(reverse("training:export-registrations", args=["csv"])).content.decode("utf-8-sig")


def test_a_full_year_is_listed_with_few_questions(signed_in: Browser) -> None:
    training = TrainingFactory()
    room = RoomFactory(organisation=training.organisation)
    held = session(half(rooms=(room.pk,)), half(part="pm"), training=training, capacity=12)
    registered(held, *range(12))
    for _ in range(8):
        session(training=TrainingFactory(organisation=training.organisation))
    browsers = {"body": signed_in(organisation=training.organisation), "nobody": Client()}
    pages = [
        ("list", []),
        ("sessions", []),
        ("session", [held.pk]),
        ("detail", [training.pk]),
        ("means", []),
        ("registrations", []),
    ]
    for who, browser in browsers.items():
        for name, args in pages if who == "body" else pages[:4]:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert browser.get(reverse(f"training:{name}", args=args)).status_code == 200
            assert len(asked) < 20, (who, name, len(asked))


def test_a_body_enters_its_rooms_each_once_and_no_one_elses(signed_in: Browser) -> None:
    body = OrganisationFactory(training=True)
    mine, url = signed_in(organisation=body), reverse("training:new-means", args=["room"])
    typed = {"name": "Blue room", "seats": 12}
    assert mine.post(url, typed).status_code == 302
    assert mine.post(url, typed).status_code == 400
    room = Room._base_manager.get()
    stranger = signed_in(organisation=OrganisationFactory(training=True))
    assert stranger.get(reverse("training:edit-means", args=["room", room.pk])).status_code == 404
    assert signed_in(organisation=OrganisationFactory()).get(reverse("training:means")).status_code == 403
    assert mine.post(reverse("training:archive-means", args=["room", room.pk]), {"why": "sold"}).status_code == 302


def test_an_agenda_reads_the_sessions_of_its_person_alone_until_the_password_changes(signed_in: Browser, client: Client) -> None:
    (mine,), (other,) = registered(session(), 1), registered(session(), 2)
    person = MembershipFactory(user__email=mine.email).user
    page = signed_in(person).get(reverse("training:registrations")).content.decode()
    address = re.search(r'id="feed" value="[^"]*?(/training/registrations/agenda/[^"]+)"', page)
    assert address
    read = client.get(address[1])
    assert read["Content-Type"].startswith("text/calendar")
    assert mine.session.reference in read.content.decode()
    assert other.session.reference not in read.content.decode()
    assert client.get(address[1].replace(".ics", "x.ics")).status_code == 404
    person.set_password("another-long-phrase-of-words")
    person.save()
    assert client.get(address[1]).status_code == 404
