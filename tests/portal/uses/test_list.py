"""The list of uses: what each asks and answers, and where each stands for the needs that the reader takes part in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campus5g.core.benefit import Use
from campus5g.core.message import msg
from campus5g.documents.names import USE
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.catalogue import TELLS
from campus5g.uses.interface import ENGINES, NotBuilt
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.uses import finished_assessment, queued_assessment

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
MOST_QUERIES = 20


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True, uses=["maintenance", "energy"])


def read(client: Client) -> str:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/uses/")
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked)
    return re.sub(r"&#x27;|&rsquo;", "'", answer.content.decode())


def test_every_use_is_told_with_what_it_asks_and_every_question_of_its_engine(signed_in: Browser, need: Need) -> None:
    page = read(signed_in(organisation=need.organisation))
    assert set(TELLS) == set(Use)
    for use, engine in ENGINES.items():
        told = page[page.index(f">{USE[use].say('en')}</h3>") :]
        assert TELLS[use].say("en") in told
        for question in engine.questions():
            assert question.label.say("en") in told


def test_a_use_without_engine_says_why(signed_in: Browser, need: Need, monkeypatch: pytest.MonkeyPatch) -> None:
    engines = {**ENGINES, Use.ROBOTS: NotBuilt(Use.ROBOTS, msg("this engine is still to come"))}
    monkeypatch.setattr("campus5g.portal.uses.catalogue.ENGINES", engines)
    assert "this engine is still to come" in read(signed_in(organisation=need.organisation))


def test_each_use_of_a_need_shows_its_last_answer_or_that_there_is_none(signed_in: Browser, need: Need) -> None:
    client = signed_in(organisation=need.organisation)
    assert "Nothing is assessed yet." in read(client)
    finished_assessment(need)
    last = finished_assessment(need, {"assets": 80.0})
    page = read(client)
    assert last.answer is not None
    assert "Nothing is assessed yet." not in page
    assert page.count("not assessed yet") == 1  # energy
    assert last.answer.say("en")[:30] in page
    assert re.findall(r'href="(/uses/\d+/)"', page) == [last.get_absolute_url()]


def test_what_runs_is_shown_beside_the_last_answer(signed_in: Browser, need: Need) -> None:
    finished_assessment(need)
    running = queued_assessment(need)
    assert f'href="{running.get_absolute_url()}"' in read(signed_in(organisation=need.organisation))


def test_only_needs_that_one_takes_part_in_and_that_live_and_name_a_use_are_listed(signed_in: Browser, need: Need) -> None:
    NeedFactory(stated=True, organisation=need.organisation, uses=[], title="No use named")
    archived = NeedFactory(stated=True, organisation=need.organisation, uses=["energy"], title="Long gone")
    Need._base_manager.filter(pk=archived.pk).update(state=Need.State.ARCHIVED)
    Need._base_manager.filter(pk=need.pk).update(visibility="members")
    own = read(signed_in(organisation=need.organisation))
    assert need.title in own
    assert "No use named" not in own
    assert "Long gone" not in own
    assert need.title not in read(signed_in(organisation=OrganisationFactory()))


def test_who_has_no_need_is_told_what_to_do_first(signed_in: Browser, need: Need) -> None:
    page = read(signed_in(organisation=OrganisationFactory()))
    assert "No need names a use yet" in page
    assert 'href="/needs/new"' in page


def test_a_full_page_of_needs_asks_no_more_of_the_database(signed_in: Browser, need: Need) -> None:
    client = signed_in(organisation=need.organisation)
    with CaptureQueriesContext(connection) as few:
        client.get("/uses/")
    for number in range(30):
        NeedFactory(stated=True, organisation=need.organisation, uses=["maintenance", "robots"], title=f"Need {number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/uses/").content.decode()
    assert len(many) <= len(few) + 1
    assert page.count("/maintenance/") == 25
    assert "?page=2" in page


def test_needs_last_assessed_come_first(signed_in: Browser, need: Need) -> None:
    newer = NeedFactory(stated=True, organisation=need.organisation, uses=["energy"], title="A newer need")
    client = signed_in(organisation=need.organisation)
    before = read(client)
    assert before.index(newer.title) < before.index(need.title)
    queued_assessment(need)
    after = read(client)
    assert after.index(need.title) < after.index(newer.title)


def test_the_menu_and_the_page_of_a_need_lead_to_the_list(signed_in: Browser, need: Need) -> None:
    page = signed_in(organisation=need.organisation).get(f"/needs/{need.pk}/").content.decode()
    assert page.count('href="/uses/"') >= 2
