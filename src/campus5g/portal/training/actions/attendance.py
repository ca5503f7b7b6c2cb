"""Who was there: signed by the learner, once a half-day, then by the trainer. Method, time and both go to the audit chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now as present
from campus5g.portal.base.decisions import ALLOWED, Conflict, Decision
from campus5g.portal.training.actions.registrations import lock
from campus5g.portal.training.codes import LATE_AFTER, Hour, hour_of
from campus5g.portal.training.models import Countersignature, HalfDay, Presence, Registration, Trainer
from campus5g.portal.training.permissions import can_refuse_presence

Method, Doubt = Presence.Method, Presence.Doubt


def sign(
    half: HalfDay, registration: Registration, method: Presence.Method, *, device: str = "", at: datetime | None = None
) -> Presence:
    """Keep a learner's signature of a half-day. Refused, with the sentence, too early, too late, twice, or for another session.

    device: the print of the browser; a second learner who signs from it makes both signatures doubtful to the trainer.
    """
    at = at or present()
    with deed(SYSTEM, "training.sign", right=ALLOWED) as done:
        session = lock(half.session_id)
        refuse_hour(half, at)
        _refuse_stranger(half, registration)
        _refuse_second(half, registration)
        if Countersignature.objects.filter(half_day=half).exists():
            raise Conflict(msg("The trainer has closed this half-day: speak to them."))
        presence = Presence(half_day=half, registration=registration, method=method, signed_at=at, device=device)
        presence.doubts = _doubts(presence, at)
        presence.save()
        done.on(session, half_day=half.pk, registration=registration.pk, method=method.value, doubts=presence.doubts)
    return presence


def enter_sheet(
    actor: Actor, half: HalfDay, right: Decision, there: Mapping[int, bool], why: str, *, at: datetime | None = None
) -> list[Presence]:
    """Enter what a paper sheet says: the trainer's word, with the reason. Signatures already there are left as they are.

    there: by the number of the registration, whether the sheet bears a signature.
    """
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words: why on paper"))
    at = at or present()
    with deed(actor, "training.enter_sheet", right=right) as done:
        session = lock(half.session_id)
        if at < half.starts_at:
            raise Conflict(_too_early(half))
        known = set(Presence.objects.filter(half_day=half).values_list("registration_id", flat=True))
        made = []
        for registration in learners(half).filter(pk__in=[number for number in there if number not in known]):
            presence = Presence(
                half_day=half, registration=registration, method=Method.PAPER, signed_at=at, present=there[registration.pk],
                why=why.strip()[:300],
            )  # fmt: skip
            presence.save()
            made.append(presence)
        done.on(session, half_day=half.pk, entered=[[one.registration_id, one.present] for one in made], why=why.strip()[:300])
    return made


def refuse_presence(actor: Actor, presence: Presence, why: str, *, right: Decision | None = None) -> Presence:
    """The trainer does not stand by a signature: it stays in the record and counts no more."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words that the learner will read"))
    with deed(actor, "training.refuse_presence", right=right or can_refuse_presence(actor, presence)) as done:
        session = lock(presence.half_day.session_id)
        presence.refused_at, presence.refused_why = present(), why.strip()[:300]
        presence.save(update_fields=["refused_at", "refused_why"])
        done.on(session, half_day=presence.half_day_id, registration=presence.registration_id, why=presence.refused_why)
    return presence


def countersign(
    actor: Actor, half: HalfDay, trainer: Trainer, right: Decision, *, at: datetime | None = None
) -> Countersignature:
    """The trainer signs the half-day: who has not signed is noted absent, and no learner signs after that."""
    at = at or present()
    with deed(actor, "training.countersign", right=right) as done:
        session = lock(half.session_id)
        if at < half.starts_at:
            raise Conflict(_too_early(half))
        if not half.bookings.model.objects.filter(half_day=half, trainer=trainer).exists():
            raise Conflict(msg("%(name)s does not teach on this half-day.", name=trainer.name))
        if Countersignature.objects.filter(half_day=half, trainer=trainer).exists():
            raise Conflict(msg("%(name)s has signed this half-day already.", name=trainer.name))
        _note_absent(half, at)
        rows = Presence.objects.filter(half_day=half).order_by("pk")
        signed = [[one.registration_id, one.counts] for one in rows]
        countersignature = Countersignature(
            half_day=half, trainer=trainer, signed_by_id=actor.user_id, signed_at=at, presences=signed
        )
        countersignature.save()
        done.on(session, half_day=half.pk, trainer=trainer.pk, presences=signed)
    return countersignature


def learners(half: HalfDay) -> QuerySet[Registration]:
    """Return those who have a place in the session of a half-day, by name."""
    rows = Registration.objects.filter(session_id=half.session_id, state=Registration.State.REGISTERED)
    return rows.order_by("full_name", "pk")


def refuse_hour(half: HalfDay, at: datetime) -> None:
    """Say that it is too early or too late to sign."""
    match hour_of(half, at):
        case Hour.EARLY:
            raise Conflict(_too_early(half))
        case Hour.OVER:
            raise Conflict(
                msg("Too late: this half-day ended on %(day)s at %(hour)s. The trainer can still enter a paper sheet.",
                    day=Day.of(half.day), hour=f"{half.ends:%H:%M}")
            )  # fmt: skip


def _too_early(half: HalfDay) -> Message:
    return msg(
        "Too early: this half-day starts on %(day)s at %(hour)s. One signs from half an hour before.",
        day=Day.of(half.day), hour=f"{half.starts:%H:%M}",
    )  # fmt: skip


def _refuse_stranger(half: HalfDay, registration: Registration) -> None:
    if registration.session_id != half.session_id:
        raise Conflict(msg("This code is that of another session than yours."))
    if not registration.has_place:
        raise Conflict(msg("You have no place in this session: speak to the trainer."))


def _refuse_second(half: HalfDay, registration: Registration) -> None:
    known = Presence.objects.filter(half_day=half, registration=registration).first()
    if known is None:
        return
    if not known.present:
        raise Conflict(msg("The trainer noted you absent: speak to them."))
    raise Conflict(
        msg("Already signed, at %(hour)s: one signature a half-day is enough.", hour=f"{localtime(known.signed_at):%H:%M}")
    )


def _doubts(presence: Presence, at: datetime) -> list[str]:
    """What the trainer should look at; a device used twice marks the earlier signature too."""
    found = []
    if presence.device:
        same = Presence.objects.filter(half_day=presence.half_day, device=presence.device)
        for other in same:
            if Doubt.DEVICE not in other.doubts:
                other.doubts = [*other.doubts, Doubt.DEVICE.value]
                other.save(update_fields=["doubts"])
            found = [Doubt.DEVICE.value]
    if at > presence.half_day.starts_at + LATE_AFTER:
        found.append(Doubt.LATE.value)
    return [*found, Doubt.PRINTED.value] if presence.method == Method.PRINTED else found


def _note_absent(half: HalfDay, at: datetime) -> None:
    known = Presence.objects.filter(half_day=half).values("registration_id")
    Presence.objects.bulk_create(
        Presence(half_day=half, registration=one, present=False, method=Method.PAPER, signed_at=at)
        for one in learners(half).exclude(pk__in=known)
    )
