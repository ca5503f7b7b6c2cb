"""Writing to the audit trail, and reading it back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db import models
from django.db.models import Subquery
from django.utils import timezone

from campus5g.core.audit import ChainCheck, canonical, link, seal, verify
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import AuditEvent, AuditHead
from campus5g.portal.base.scope import Owned


def record(actor: Actor, verb: str, subject: models.Model | None, facts: dict[str, Any]) -> AuditEvent:
    """Append one event to the chain. Call it inside the transaction of the deed. Free words stand beside it, sealed in it.

    Where the subject is anonymous its people are not named, by number neither: their seal, a digest that only who holds the
    subject's salt can compute, stands in their place (see ``Owned.seal_for``).
    """
    head = AuditHead.objects.select_for_update().get(pk=1)
    now = timezone.now()
    label = subject._meta.label_lower if subject else ""
    mark = subject.seal_for(actor) if isinstance(subject, Owned) else ""
    user_id, organisation_id = (None, None) if mark else (actor.user_id, actor.organisation_id)
    stands = {"assistance": actor.assistance, "instead_of": None if mark else actor.instead_of}
    facts = facts | {name: number for name, number in stands.items() if number is not None}
    sealed, words = seal(facts, lambda: secrets.token_hex(16))
    payload = {
        "at": now.isoformat(),
        "verb": verb,
        "actor": user_id,
        "organisation": organisation_id,
        "subject": [label, subject.pk] if subject else None,
        "facts": sealed,
    } | ({"seal": mark} if mark else {})
    digest = link(head.digest, payload)
    event = AuditEvent.objects.create(
        at=now, verb=verb, actor_id=user_id, organisation_id=organisation_id, subject_label=label,
        subject_id=subject.pk if subject else None, payload=canonical(payload).decode(), prev=head.digest, digest=digest, words=words,
    )  # fmt: skip
    AuditHead.objects.filter(pk=1).update(digest=digest)
    return event


def forget_words(event: AuditEvent, marks: Iterable[str]) -> None:
    """Take away words that name somebody who is to be forgotten: the one change that the trail allows, and that no digest holds."""
    left = {mark: said for mark, said in event.words.items() if mark not in set(marks)}
    models.QuerySet(AuditEvent).filter(pk=event.pk).update(words=left)


def history(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """Return the events of one thing, oldest first."""
    return AuditEvent.objects.filter(subject_label=subject._meta.label_lower, subject_id=subject.pk)


def check_chain() -> ChainCheck:
    """Verify the whole chain against its head."""
    head, events = _snapshot()
    return verify((event.as_link() for event in events), head)


def export() -> Iterator[dict[str, Any]]:
    """Give each event as a link, then the head: what ``campus5g verify-audit`` reads."""
    head, events = _snapshot()
    for event in events:
        yield event.as_link()
    yield {"head": head}


def _snapshot() -> tuple[str, Iterator[AuditEvent]]:
    """Return the head and the events as one query sees them: read apart, an event written in between would look like a fault."""
    recorded = AuditHead.objects.filter(pk=1).values("digest")
    events = AuditEvent.objects.annotate(head=Subquery(recorded)).iterator()
    first = next(events, None)
    if first is None:
        return AuditHead.objects.get(pk=1).digest, iter(())
    return first.head or "", chain([first], events)
