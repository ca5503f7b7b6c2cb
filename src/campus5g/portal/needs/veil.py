"""Whose need it is, as far as the reader may know: what stands in place of a name, and how lists ask for all their rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from campus5g.core.message import Message, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import Grant
from campus5g.portal.base.scope import current_actor
from campus5g.portal.base.templatetags.campus import say

REVEAL = "reveal"
"""Why an organisation was granted an anonymous need: its owner told it who it is."""
UNNAMED = msg("Anonymous company")
TOGETHER = msg("Several companies together")
UNNAMED_SITE = msg("Site of an anonymous company")
_LABEL = "needs.need"


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation as it is shown: ``pk`` and ``url`` are empty where the reader may not know which it is."""

    pk: int | None
    name: Message | str
    url: str

    def __str__(self) -> str:
        return say(self.name)


def known_q(actor: Actor, path: str = "") -> Q:
    """Return the filter for the needs whose owner ``actor`` may know; ``path`` leads to the need (``need__``)."""
    if actor.system:
        return Q()
    named = Q(**{f"{path}anonymous": False}) | Q(**{f"{path}organisation_id__in": actor.organisation_ids})
    return named | Q(**{f"{path}pk__in": _told(actor).values("subject_id")})


def with_told(needs: QuerySet) -> QuerySet:
    """Ask with the needs themselves whether the actor of the scope was told whose they are: one question for a whole list."""
    return needs.annotate(told=Exists(_told(current_actor()).filter(subject_id=OuterRef("pk"))))


def with_place(needs: QuerySet) -> QuerySet:
    """Ask with the needs themselves where their sites lie, and leave their plans and figures in the database."""
    return needs.annotate(place=F("site__origin")).defer("site", "economics")


def _told(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(subject_label=_LABEL, why=REVEAL, ended_at=None, organisation_id__in=actor.organisation_ids)
