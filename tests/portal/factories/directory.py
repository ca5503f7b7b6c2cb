"""Organisations, memberships and invitations, and who acts for them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Assistance, Delegation, Invitation, Membership, Organisation, Stake
from campus5g.portal.directory.people import actor_of
from tests.portal.factories.accounts import UserFactory


def siret(n: int) -> str:
    """Return the n-th fictitious SIRET whose control digits (SIREN and SIRET) are right."""
    siren = _with_key(f"{990_000 + n:08d}")
    return _with_key(f"{siren}0001")


def _with_key(digits: str) -> str:
    for key in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(digits + key)):
            double = int(digit) * (2 if place % 2 else 1)
            total += double - 9 if double > 9 else double
        if total % 10 == 0:
            return digits + key
    raise AssertionError("one of ten keys always fits")


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A company of 40 people; traits make it another member of the campus."""

    class Meta:
        model = Organisation

    class Params:
        office = factory.Trait(kind=Role.OFFICE.value, nature="association")
        training = factory.Trait(kind=Role.TRAINING.value)
        startup = factory.Trait(kind=Role.STARTUP.value)
        funder = factory.Trait(kind=Role.FUNDER.value, nature="public_body")
        archived = factory.Trait(archived_at=factory.LazyFunction(timezone.now), archived_why="closed")
        bare = factory.Trait(siret="", staff_awu=None, turnover_cents=None, balance_cents=None, accounts_year=None, size="")

    name = factory.Sequence(lambda n: f"Workshop Number {n}")
    kind = Role.COMPANY.value
    siret = factory.Sequence(lambda n: siret(n % 1000))
    naf = "25.62B"
    city = "Dunkerque"
    insee_code = "59183"
    staff_awu = Decimal(40)
    turnover_cents = 620_000_000
    balance_cents = 410_000_000
    accounts_year = 2025
    size = "small"


class MembershipFactory(factory.django.DjangoModelFactory):
    """A person in an organisation."""

    class Meta:
        model = Membership

    class Params:
        manager = factory.Trait(manages=True)
        left = factory.Trait(active=False, left_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class InvitationFactory(factory.django.DjangoModelFactory):
    """A pending invitation; its token is not known (use the ``invite`` action to hold one)."""

    class Meta:
        model = Invitation

    token_digest = factory.Sequence(lambda n: f"{n:064x}")
    email = factory.Sequence(lambda n: f"guest{n}@test.example")
    organisation = factory.SubFactory(OrganisationFactory)
    language = "en"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class AssistanceFactory(factory.django.DjangoModelFactory):
    """Somebody of an office helps an organisation, for half an hour from now."""

    class Meta:
        model = Assistance

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    why = "The site could not be drawn"
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))


class DelegationFactory(factory.django.DjangoModelFactory):
    """A member of an organisation is away for a month."""

    class Meta:
        model = Delegation

    giver = factory.SubFactory(UserFactory)
    taker = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=30))


class StakeFactory(factory.django.DjangoModelFactory):
    """Half of an organisation, declared by it, which its holder has not confirmed."""

    class Meta:
        model = Stake

    declared_by = factory.SubFactory(OrganisationFactory)
    held = factory.SelfAttribute("declared_by")
    holder = factory.SubFactory(OrganisationFactory)
    capital = Decimal(50)
    votes = Decimal(50)


def actor_for(organisation: Organisation, *, manages: bool = True) -> Actor:
    """Return a new person of ``organisation``, as an actor."""
    return actor_of(MembershipFactory(organisation=organisation, manages=manages).user, organisation.pk)


def office_actor(*, manages: bool = True) -> Actor:
    """Return a person of a programme office, as an actor."""
    return actor_for(OrganisationFactory(office=True), manages=manages)
