"""Who sees the money: a partner its own lines, a funder what its agreements pay, the office everything."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Q

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned

NUMBER_LENGTH, NAME_LENGTH, LABEL_LENGTH, WHY_LENGTH, TEXT_LENGTH = 60, 120, 160, 300, 4000
MOST_CENTS = 100_000_000_000_00
"""A hundred billion euros: what is larger was typed wrong."""


class UnderAgreement(Owned):
    """Something of one partner under an agreement: seen by this partner, by the funder of the agreement, by the office."""

    funder_path: ClassVar[str] = "agreement__funder"

    class Meta:
        abstract = True

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(**{f"{cls.funder_path}__in": actor.organisation_ids})


def party(organisation_id: int | None) -> str:
    """Return what the books call an organisation."""
    return f"org:{organisation_id}"


def advance_key(agreement_id: int, organisation_id: int | None) -> str:
    """Return what the books call the advance of a partner under an agreement."""
    return f"adv:{agreement_id}:{organisation_id}"
