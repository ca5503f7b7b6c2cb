"""Entries of the log of a partnership, and signed projects."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.actions import Hand, sign
from campus5g.portal.consortium.models import LogEntry, Signature
from campus5g.portal.consortium.state import present_state
from campus5g.portal.projects.models import Partner
from tests.portal.factories.directory import actor_for
from tests.portal.factories.projects import ProjectFactory


class LogEntryFactory(factory.django.DjangoModelFactory):
    """A contact with the whole consortium; give a partner's organisation, a kind and a due day for more."""

    class Meta:
        model = LogEntry

    project = factory.SubFactory(ProjectFactory)
    kind = "contact"
    day = date(2026, 11, 2)
    text = factory.Sequence(lambda n: f"We spoke of point {n}")

    @classmethod
    def _create(cls, model_class: type[LogEntry], *args: Any, **kwargs: Any) -> LogEntry:
        entry: LogEntry = model_class._base_manager.create(*args, **kwargs)
        return entry


def signed(partner: Partner) -> Signature:
    """Let a new manager of a partner sign the project as it stands."""
    actor = actor_for(partner.organisation)
    with acting(actor):
        return sign(actor, partner, present_state(partner.project).fingerprint, Hand("chairman"))
