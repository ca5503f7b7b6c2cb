"""The indicators of the national quality standard (RNQ) and what proves them: the work itself, told by the audit trail.

Nothing is filed twice: a session that was planned, signed and evaluated has its proofs because these deeds stand in the trail.
What the room cannot know (watch of the law, training of the staff) is filed by hand as a ``Proof``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.db.models import Q

from campus5g.core.dated import load_table
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.training.models import BodySheet, Booking, Complaint, Evaluation, Proof, Registration, Session, Trainer

CRITERIA = {
    1: msg("What the public is told"), 2: msg("Objectives and fitting"), 3: msg("Reception and follow-up"),
    4: msg("Means"), 5: msg("People who teach"), 6: msg("The world around"), 7: msg("What is said, and improving"),
}  # fmt: skip
CASES = {
    "certifying": msg("only for a training that leads to a registered certification"),
    "apprentices": msg("only for apprentices"),
    "subcontracting": msg("only where trainers of another organisation teach"),
}
_FILED = "training.file_proof"
SHOWN = 6
"""Deeds that a page lists for one indicator; an export lists all."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``when``: the only case in which it applies; ``hand``: the body files proofs of its own."""

    number: int
    label: Message
    criterion: int
    when: str
    verbs: frozenset[str]
    papers: tuple[str, ...]
    hand: bool
    source: Source

    @property
    def case(self) -> Message | None:
        return CASES.get(self.when)


@dataclass(slots=True)
class Standing:
    """Where a session stands on one indicator. ``applies``: false where its case is not that of the session."""

    indicator: Indicator
    applies: bool
    events: list[AuditEvent] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        return bool(self.events or self.proofs)

    @property
    def missing(self) -> bool:
        return self.applies and not self.proven

    @property
    def latest(self) -> date | None:
        """The day of the newest proof."""
        days = [event.at.date() for event in self.events] + [proof.day for proof in self.proofs]
        return max(days, default=None)

    @property
    def shown(self) -> list[AuditEvent]:
        return self.events[-SHOWN:]


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """Return the indicators in their order."""
    table = load_table(files("campus5g.portal.training") / "qualiopi.yaml")
    return tuple(
        Indicator(
            int(entry.key), Message(entry.label), entry.value["criterion"], entry.value.get("when", ""),
            frozenset(entry.value.get("verbs", ())), tuple(entry.value.get("papers", ())), bool(entry.value.get("hand")),
            entry.source,
        )
        for entry in table.entries
        if entry.holds(today())
    )  # fmt: skip


def standings(session: Session) -> list[Standing]:
    """Return where a session stands on each indicator, with every deed and filed proof that speaks for it."""
    proofs = list(Proof.objects.filter(organisation_id=session.training.organisation_id, archived_at=None))
    verbs = {_FILED, *(verb for indicator in indicators() for verb in indicator.verbs)}
    events = list(AuditEvent.objects.filter(_about(session), verb__in=verbs).order_by("pk"))
    cases = _cases(session)
    return [_standing(indicator, cases, events, proofs) for indicator in indicators()]


def _standing(indicator: Indicator, cases: set[str], events: list[AuditEvent], proofs: list[Proof]) -> Standing:
    mine = [proof for proof in proofs if indicator.number in proof.indicators]
    filed = {proof.pk for proof in mine}
    told = [e for e in events if e.verb in indicator.verbs or (e.verb == _FILED and e.subject_id in filed)]
    return Standing(indicator, not indicator.when or indicator.when in cases, told, mine)


def _about(session: Session) -> Q:
    """The deeds on the session, its training, its trainers, what was said and complained of it, and the sheet of its body."""
    body = session.training.organisation_id
    return (
        _deeds(Session, [session.pk])
        | _deeds(type(session.training), [session.training_id])
        | _deeds(Trainer, _taught_by(session))
        | _deeds(Evaluation, Evaluation._base_manager.filter(session=session).values("pk"))
        | _deeds(Complaint, Complaint._base_manager.filter(organisation_id=body).values("pk"))
        | _deeds(Proof, Proof._base_manager.filter(organisation_id=body).values("pk"))
        | _deeds(BodySheet, BodySheet._base_manager.filter(organisation_id=body).values("pk"))
    )


def _taught_by(session: Session) -> Iterable[object]:
    return Booking._base_manager.filter(half_day__session=session, trainer__isnull=False).values("trainer_id")


def _deeds(model: type, numbers: Iterable[object]) -> Q:
    return Q(subject_label=model._meta.label_lower, subject_id__in=numbers)


def _cases(session: Session) -> set[str]:
    """Which of the conditional indicators concern a session."""
    found = set()
    if session.training.certification:
        found.add("certifying")
    if Registration.objects.filter(session=session, kind=Registration.Kind.APPRENTICE).exists():
        found.add("apprentices")
    if Trainer.objects.filter(pk__in=_taught_by(session), external=True).exists():
        found.add("subcontracting")
    return found
