"""Who sees what belongs to a venture in support: its founders, its organisation, the office, and the mentors who accompany it."""

from __future__ import annotations

from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.incubator.models import Founder

NAME_LENGTH, TITLE_LENGTH, WHY_LENGTH, TEXT_LENGTH = 120, 160, 300, 2000


class OfVenture(Owned):
    """Something of a venture. venture_path: the way to it; member_path: the way to its membership, for its mentors (empty: not theirs)."""

    scope_owner = "member__venture__organisation"
    venture_path: ClassVar[str] = "member__venture"
    member_path: ClassVar[str] = "member"

    class Meta:
        abstract = True

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        if actor.user_id is None:
            return Q(pk__in=())
        opened = Q(**{f"{cls.venture_path}__in": Founder.of(actor).values("venture_id")})
        return opened | Q(**{f"{cls.member_path}__in": accompanied_by(actor)}) if cls.member_path else opened


def accompanied_by(actor: Actor) -> models.QuerySet:
    """Return the numbers of the memberships that the actor accompanies as a mentor, whatever the scope."""
    rows = apps.get_model("support", "Mentoring")._base_manager
    return rows.filter(mentor__user_id=actor.user_id, ended_on=None).values("member_id")


def has_part(actor: Actor) -> bool:
    """Whether the actor is of a venture in support, or a mentor: those to whom the house of the ventures is open."""
    if actor.sees_all:
        return True
    if actor.user_id is None:
        return False
    members = apps.get_model("support", "Member")._base_manager
    mentors = apps.get_model("support", "Mentor")._base_manager
    own = Q(venture__organisation__in=actor.organisation_ids) | Q(venture__in=Founder.of(actor).values("venture_id"))
    return members.filter(own).exists() or mentors.filter(user_id=actor.user_id, archived_at=None).exists()
