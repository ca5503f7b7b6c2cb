"""Certifying what was followed, under a code that anybody can verify; revoking it, which the same page then says."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now as present
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.training.actions.registrations import lock
from campus5g.portal.training.models import Certificate, Competence, HalfDay, Presence, Registration, Session
from campus5g.portal.training.permissions import can_certify, can_edit_session


def certify(actor: Actor, session: Session, *, at: datetime | None = None) -> list[Certificate]:
    """Certify everybody who followed at least one half-day and holds no certificate yet: the hours are those signed."""
    at = at or present()
    with deed(actor, "training.certify", right=can_certify(actor, session)) as done:
        kept = lock(session.pk)
        halves = list(HalfDay.objects.filter(session=kept))
        followed = _followed(kept)
        held = Certificate.objects.filter(registration__session=kept, revoked_at=None).values("registration_id")
        rows = Registration.objects.filter(session=kept, pk__in=followed).exclude(pk__in=held).order_by("full_name", "pk")
        made = [_issue(actor, kept, halves, row, followed[row.pk], at) for row in rows]
        if not made:
            raise Conflict(msg("There is nobody to certify: nobody signed, or all have their certificate."))
        done.on(kept, certificates=[one.pk for one in made])
    return made


def revoke(actor: Actor, certificate: Certificate, why: str) -> Certificate:
    """Take a certificate back, with the reason; its public page says so from now on."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why it is taken back"))
    session = certificate.registration.session
    with deed(actor, "training.revoke", right=can_edit_session(actor, session)) as done:
        lock(session.pk)
        kept = Certificate.objects.select_related("registration").get(pk=certificate.pk)
        if not kept.holds:
            raise Conflict(msg("This certificate is taken back already."))
        kept.revoked_at, kept.revoked_why = present(), why.strip()[:300]
        kept.save(update_fields=["revoked_at", "revoked_why"])
        done.on(session, certificate=kept.pk, why=kept.revoked_why)
    return kept


def _followed(session: Session) -> dict[int, int]:
    """Return the minutes that each registration signed and the trainer did not refuse."""
    found: dict[int, int] = {}
    rows = Presence.objects.filter(half_day__session=session, present=True, refused_at=None).select_related("half_day")
    for presence in rows:
        found[presence.registration_id] = found.get(presence.registration_id, 0) + presence.half_day.minutes
    return found


def _issue(
    actor: Actor, session: Session, halves: list[HalfDay], registration: Registration, minutes: int, at: datetime
) -> Certificate:
    training = session.training
    certificate = Certificate(
        registration=registration, code=secrets.token_urlsafe(16), issued_at=at, issued_by_id=actor.user_id,
        said={
            "learner": registration.full_name,
            "title": training.title,
            "body": training.organisation.name,
            "session": session.reference,
            "first": session.starts_on.isoformat(),
            "last": session.ends_on.isoformat(),
            "hours": _hours(sum(half.minutes for half in halves)),
            "followed": _hours(minutes),
            "objectives": training.objectives,
            "certification": training.certification,
            "competences": [str(one) for one in Competence.objects.filter(training=training)],
        },
    )  # fmt: skip
    certificate.save()
    return certificate


def _hours(minutes: int) -> str:
    """Write hours exactly, without a float: « 10.5 »."""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.01')).normalize():f}"
