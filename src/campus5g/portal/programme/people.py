"""Who is told what happens in a programme."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.db.models import QuerySet

from campus5g.portal.accounts.models import User
from campus5g.portal.directory.models import Membership
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.programme.models import Action, Participant, Programme


def people_in(programme: Programme, *roles: str) -> QuerySet[User]:
    """Return the active people of those who take part, with one of ``roles`` where some are named."""
    there = Participant._base_manager.filter(programme=programme, until=None)
    if roles:
        there = there.filter(role__in=roles)
    mine = Membership.objects.acting().filter(organisation__in=there.values("organisation"))
    return User.objects.filter(is_active=True, pk__in=mine.values("user_id"))


def everybody(programme: Programme) -> Iterable[User]:
    return chain(office_people(), people_in(programme))


def answering(action: Action) -> Iterable[User]:
    """Return who answers for an action: its person, else the people of its organisation, else the office."""
    if action.person is not None:
        return [action.person]
    return people_of(action.owner.organisation_id) if action.owner is not None else office_people()
