"""What several verbs need: a text that must say something, a row held until the deed ends, the people to tell."""

from __future__ import annotations

from django.db import models

from campus5g.portal.accounts.models import User
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.funds.models import Claim
from campus5g.portal.programme.actions.holding import locked, refuse_empty

__all__ = ["both_sides", "locked", "locked_claim", "refuse_empty"]


def locked_claim(claim: Claim) -> Claim:
    return locked(claim, "agreement__programme", "agreement__funder", "organisation")


def both_sides(organisation_id: int | None) -> models.QuerySet[User]:
    """Return the people of a partner and of the office."""
    people = office_people()
    return (people | people_of(organisation_id)).distinct() if organisation_id else people
