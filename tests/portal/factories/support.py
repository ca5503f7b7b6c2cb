"""Ventures as a jury leaves them: admitted by a round, with a founder; and their cohort."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator.models import Application, FormVersion, Founder, Round, Venture
from campus5g.portal.support.actions import confirm_mentor, enter_mentor, open_cohort
from campus5g.portal.support.models import Cohort, Member, Mentor, Mentoring
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, office_actor

SAYS = {"why": "Nous préparons une levée de fonds et cherchons nos premiers clients."}


def make_round(office: Organisation | None = None, cohort: str = "Cohort 2026") -> Round:
    """A round that is over, held by the office."""
    at = timezone.now()
    made: Round = Round._base_manager.create(
        organisation=office or OrganisationFactory(office=True), title="Call of the year", cohort=cohort, opens_at=at - timedelta(days=60),
        closes_at=at - timedelta(days=30), state=Round.State.DECIDED,
    )  # fmt: skip
    FormVersion._base_manager.create(round=made)
    return made


def admit(
    round_: Round, name: str, organisation: Organisation | None = None, state: str = "admitted", founder: User | None = None
) -> Application:
    """A venture that the round admitted, with one founder."""
    on = today() - timedelta(days=20)
    number = Venture._base_manager.count() + 1
    venture = Venture._base_manager.create(
        reference=f"STU-{on.year}-{number:03d}", name=name, organisation=organisation, pitch="Sensors for cranes", since=on,
        state=Venture.State.ADMITTED,
    )  # fmt: skip
    founder = founder or (MembershipFactory(organisation=organisation).user if organisation else UserFactory())
    Founder._base_manager.create(
        venture=venture, user=founder, full_name=founder.full_name, email=founder.email, invited_at=timezone.now(),
        joined_at=timezone.now(),
    )  # fmt: skip
    form = round_.forms.model._base_manager.get(round=round_)
    made: Application = Application._base_manager.create(venture=venture, round=round_, form=form, answers=SAYS, state=state)
    return made


def cohort_of(*names: str, starts: date | None = None, office: Organisation | None = None, **kwargs: int) -> Cohort:
    """An open cohort of new start-ups."""
    held = make_round(office)
    for name in names:
        admit(held, name, OrganisationFactory(startup=True))
    actor = office_actor()
    starts = starts or today() - timedelta(days=10)
    with acting(actor):
        return open_cohort(actor, held, starts, starts + timedelta(days=360), **kwargs)


def member_named(cohort: Cohort, name: str) -> Member:
    found: Member = Member._base_manager.select_related("venture__organisation", "cohort").get(cohort=cohort, venture__name=name)
    return found


def founder_actor(member: Member) -> Actor:
    return actor_of(Founder._base_manager.get(venture=member.venture).user)


def mentor_of(topics: tuple[str, ...] = ("finance",), hours: int = 24) -> Mentor:
    actor = office_actor()
    with acting(actor):
        return enter_mentor(actor, MembershipFactory().user, "Twenty years of sales", topics, hours)


def accompanied(member: Member, mentor: Mentor | None = None) -> Mentoring:
    actor = office_actor()
    with acting(actor):
        return confirm_mentor(actor, member, mentor or mentor_of())
