"""How a verb is done: right → transaction → deed → audit event → notification.

def state_need(actor, organisation, **fields):
    with deed(actor, "needs.state", right=can_state_need(actor, organisation)) as done:
        need = Need(organisation=organisation, **fields)
        need.save()
        done.on(need, title=need.title)
        done.tell(office_people(), msg("%(name)s stated a need", name=organisation.name), need.get_absolute_url())
    return need
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from campus5g.core.message import Message
from campus5g.portal.base import audit, notifications, search
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Decision, require
from campus5g.portal.base.models import Grant
from campus5g.portal.base.scope import acting


class Deed:
    """What was done, gathered while it is done."""

    def __init__(self) -> None:
        self.subject: models.Model | None = None
        self.facts: dict[str, Any] = {}
        self.told: list[tuple[Iterable[models.Model], Message, str]] = []

    def on(self, subject: models.Model, **facts: Any) -> None:
        """Name the thing and the facts that go to the audit trail (JSON values; persons by number only)."""
        self.subject = subject
        self.facts.update(facts)

    def tell(self, people: Iterable[models.Model], message: Message, url: str) -> None:
        """Notify ``people`` once the deed is committed."""
        self.told.append((people, message, url))


@contextmanager
def deed(actor: Actor, verb: str, *, right: Decision) -> Iterator[Deed]:
    """Run a verb: refuse it with its reason, or do it whole with its audit event and its notifications."""
    require(right)
    with transaction.atomic(), acting(actor):
        done = Deed()
        yield done
        audit.record(actor, verb, done.subject, done.facts)
        if done.subject is not None:
            search.index(done.subject)
        for people, message, url in done.told:
            notifications.notify(people, message, url, done.subject, but=actor.user_id)


def grant(subject: models.Model, organisation_id: int, why: str) -> Grant:
    """Let an organisation see a thing that is not its own. Call it inside a deed."""
    given, _ = Grant.objects.get_or_create(
        subject_label=subject._meta.label_lower, subject_id=subject.pk, organisation_id=organisation_id, why=why, ended_at=None
    )
    return given
