"""What several verbs need: a text that must say something, a row held until the deed ends, the people of a venture."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.directory.people import people_of
from campus5g.portal.incubator.models import Founder, Venture
from campus5g.portal.support.models import Member

Row = TypeVar("Row", bound=models.Model)


def refuse_empty(where: str, text: str, expected: Message) -> str:
    """Return the text without spaces around it; one that says nothing is refused."""
    if not text.strip():
        raise BadInput(where, msg("nothing"), expected)
    return text.strip()


def locked(row: Row, *related: str) -> Row:
    """Return the row as it now is, held until the deed ends."""
    found: Row = type(row)._base_manager.select_for_update(of=("self",)).select_related(*related).get(pk=row.pk)
    return found


def locked_member(member: Member) -> Member:
    return locked(member, "venture", "cohort")


def venture_people(venture: Venture) -> models.QuerySet[User]:
    """Return who is told what concerns a venture: its founders, and the people of its organisation."""
    founders = Founder._base_manager.filter(venture=venture, left_at=None).exclude(user=None)
    people = User.objects.filter(is_active=True, pk__in=founders.values("user_id"))
    return (people | people_of(venture.organisation_id)).distinct() if venture.organisation_id else people
