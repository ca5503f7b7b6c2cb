"""Who belongs where: the actor of a person, and the people to tell."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import NOBODY, Actor, Role
from campus5g.portal.directory.models import Delegation, Membership, Organisation, Portrait


def actor_of(user: User | None, organisation_id: int | None = None) -> Actor:
    """Return ``user`` acting for ``organisation_id`` if they may, else for the first organisation they belong to.

    Who left, whose organisation is archived, or who may no longer sign in acts for nobody.
    """
    return stand_for(user, organisation_id)[0]


def stand_for(user: User | None, organisation_id: int | None = None) -> tuple[Actor, Organisation | None]:
    """Return the actor as ``actor_of`` does, with the organisation acted for."""
    if user is None or user.pk is None or not user.is_active:
        return NOBODY, None
    mine = list(Membership.objects.acting().filter(user=user).select_related("organisation").annotate(instead_of=_away()))
    if not mine:
        return Actor(user.pk, None, frozenset(), None), None
    chosen = next((m for m in mine if m.organisation_id == organisation_id), mine[0])
    actor = Actor(
        user_id=user.pk,
        organisation_id=chosen.organisation_id,
        organisation_ids=frozenset(m.organisation_id for m in mine),
        role=Role(chosen.organisation.kind),
        manages=chosen.manages or chosen.instead_of is not None,
        instead_of=None if chosen.manages else chosen.instead_of,
    )
    return actor, chosen.organisation


def _away() -> Subquery:
    """The manager in whose place a member acts today, if any: their rights are what a delegation adds."""
    live = Delegation.unscoped().live(by_managers=True)
    return Subquery(live.filter(taker=OuterRef("user"), organisation=OuterRef("organisation")).values("giver")[:1])


def people_of(organisation_id: int) -> QuerySet[User]:
    """Return the active people of an organisation (for notifications)."""
    mine = Membership.objects.acting().filter(organisation_id=organisation_id)
    return User.objects.filter(is_active=True, pk__in=mine.values("user_id"))


def managers_of(organisation_id: int) -> QuerySet[User]:
    """Return the active managers of an organisation."""
    mine = Membership.objects.acting().filter(organisation_id=organisation_id, manages=True)
    return User.objects.filter(is_active=True, pk__in=mine.values("user_id"))


def people_shown(organisation: Organisation) -> QuerySet[Portrait]:
    """Return the portraits of an organisation's people who chose to be shown, and to say where they work."""
    mine = Membership.objects.acting().filter(organisation=organisation)
    return Portrait.shown().filter(tells_organisation=True, user__in=mine.values("user_id")).select_related("user")


def office_people() -> QuerySet[User]:
    """Return the active people of the programme office."""
    offices = Membership.objects.acting().filter(organisation__kind=Role.OFFICE)
    return User.objects.filter(is_active=True, pk__in=offices.values("user_id"))
