"""The training plan over the catalogue: needs and projects on one side, rooms, trainers and places on the other."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from campus5g.core.project import Size
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from campus5g.portal.training.models import Competence, Session, Training
from campus5g.portal.training.opening_demand import demands, months_after, value
from campus5g.portal.training.opening_question import asked_by
from campus5g.territory.openings import plan_openings
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.training import RoomFactory, TrainerFactory, TrainingFactory, half, session

pytestmark = pytest.mark.django_db


def campus() -> tuple[Organisation, Need]:
    """A body that teaches radio planning with a room and a trainer, and a stated need that asks for it."""
    body = OrganisationFactory(training=True)
    training = TrainingFactory(organisation=body, smallest_group=1)
    Competence._base_manager.create(training=training, label="Radio", field="radio")
    room, trainer = RoomFactory(organisation=body), TrainerFactory(organisation=body)
    session(half(rooms=(room.pk,), trainers=(trainer.pk,)), training=training, capacity=1)
    return body, NeedFactory(stated=True)


def test_needs_ask_for_the_competences_of_their_uses_and_the_plan_opens_a_session() -> None:
    body, _need = campus()
    training = Training._base_manager.get(organisation=body)
    asked = asked_by(SYSTEM)
    wanted = {one.competence: one for one in asked.question.wanted}
    assert {"radio", "private_network", "condition_monitoring"} <= wanted.keys()
    assert wanted["radio"].people == value("people_by_need")
    plan = plan_openings(asked_by(SYSTEM, worth_cents=300_000).question)
    by_competence = {served.wanted.competence: served for served in plan.served}
    radio = by_competence["radio"]
    assert (radio.offered + radio.opened, radio.left) == (2, 0)
    assert [opening.title for opening in plan.openings] == [str(training)]
    assert str(by_competence["private_network"].why) == "no course gives this competence"


def test_a_body_plans_with_its_own_rooms_and_trainers_alone() -> None:
    body, _need = campus()
    assert len(asked_by(actor_for(body)).question.rooms) == 1
    other = asked_by(actor_for(OrganisationFactory(training=True))).question
    assert (other.rooms, other.trainers, other.courses) == ((), (), ())


def test_an_anonymous_need_is_told_by_no_name_and_no_place() -> None:
    NeedFactory(stated=True, anonymous=True, title="Secret of the yard")
    found = asked_by(SYSTEM).origins.values()
    assert {(demand.place, str(demand.title)) for demand in found} == {("", "a need")}


@pytest.mark.parametrize(("months", "said"), [(0, "2026-11"), (1, "2026-12"), (2, "2027-01"), (14, "2028-01")])
def test_months_follow_one_another_over_the_years(months: int, said: str) -> None:
    assert months_after(date(2026, 11, 22), months) == said


def test_demand_ends_with_its_last_month() -> None:
    need = NeedFactory(stated=True)
    type(need)._base_manager.filter(pk=need.pk).update(stated_at="2020-01-01T00:00:00Z")
    with acting(SYSTEM):
        assert demands() == []


def test_the_page_is_for_the_office_and_training_bodies_and_tells_a_body_no_origin(client: Client) -> None:
    body, need = campus()
    pages = {}
    for name, organisation in (("office", OrganisationFactory(office=True)), ("body", body), ("company", OrganisationFactory())):
        client.force_login(MembershipFactory(organisation=organisation).user)
        pages[name] = client.get("/training/plan/")
    assert [pages[name].status_code for name in ("office", "body", "company")] == [200, 200, 404]
    assert need.title in pages["office"].content.decode()
    assert need.title not in pages["body"].content.decode()


def test_what_could_be_paid_is_computed_for_the_company_that_reads(client: Client) -> None:
    body, _need = campus()
    held = Session._base_manager.get(training__organisation=body)
    client.force_login(MembershipFactory(organisation__size=Size.MEDIUM.value).user)
    answer = client.get(f"/training/sessions/{held.pk}/funding", {"size": "medium", "people": "2"})
    assert answer.context["money"].limit.max_cents == 2 * 120_000 * 60 // 100
