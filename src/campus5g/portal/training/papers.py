"""The papers of a training, filled with what the room knows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from campus5g.core.message import Message, msg
from campus5g.documents import training as drawn
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.actions.sessions import PARTS
from campus5g.portal.training.calendars import place_of
from campus5g.portal.training.models import (
    BodySheet,
    Booking,
    Certificate,
    Competence,
    HalfDay,
    Presence,
    Registration,
    Session,
    Training,
)
from campus5g.portal.training.personal import learner_token

_MODES = {
    Training.Mode.ONSITE: msg("On site"),
    Training.Mode.REMOTE: msg("At a distance"),
    Training.Mode.MIXED: msg("On site and at a distance"),
}
_SIGNED = {
    Presence.Method.CODE: msg("signed at %(hour)s, by code"),
    Presence.Method.LINK: msg("signed at %(hour)s, by personal link and code"),
    Presence.Method.PRINTED: msg("signed at %(hour)s, by printed code"),
    Presence.Method.PAPER: msg("signed on paper"),
}


def programme(training: Training, session: Session | None = None) -> drawn.Paper:
    """The programme; with the days of a session, if one is given."""
    return drawn.programme(
        _course(training), _body(training.organisation), today(), sitting=_sitting(session) if session else None,
        demonstration=_demonstration(),
    )  # fmt: skip


def agreement(session: Session, employer: Organisation | None, registrations: Sequence[Registration]) -> drawn.Paper:
    """The agreement of an employer for its people; without employer, the contract of the one who pays."""
    individual = employer is None
    party = _party(employer) if employer else drawn.Party(registrations[0].full_name)
    return drawn.agreement(
        _course(session.training), _body(session.training.organisation), party, _sitting(session),
        [_learner(one) for one in registrations], registrations[0].price_cents, today(), individual=individual,
        demonstration=_demonstration(),
    )  # fmt: skip


def summons(registration: Registration) -> drawn.Paper:
    session = registration.session
    url = f"{settings.PUBLIC_ADDRESS}{reverse('training:mine', args=[learner_token(registration)])}"
    return drawn.summons(
        _course(session.training), _body(session.training.organisation), _sitting(session), _learner(registration), url, today(),
        demonstration=_demonstration(),
    )  # fmt: skip


def attendance_sheet(session: Session) -> drawn.Paper:
    """The sheet of a session, with what was signed already."""
    halves = list(HalfDay.objects.filter(session=session))
    kept = {(one.registration_id, one.half_day_id): one for one in Presence.objects.filter(half_day__in=halves)}
    people = Registration.objects.filter(session=session, state=Registration.State.REGISTERED).select_related("employer")
    learners = [
        _learner(one, tuple(_cell(kept.get((one.pk, half.pk))) for half in halves)) for one in people.order_by("full_name", "pk")
    ]
    return drawn.attendance_sheet(
        _course(session.training), _body(session.training.organisation), _sitting(session), learners, today(),
        demonstration=_demonstration(),
    )  # fmt: skip


def certificate(held: Certificate) -> drawn.Paper:
    registration = held.registration
    session = registration.session
    url = f"{settings.PUBLIC_ADDRESS}{held.get_absolute_url()}"
    code = segno.make(url, error="m").svg_inline(border=3, scale=8)
    return drawn.certificate(
        _course(session.training), _body(session.training.organisation), _sitting(session), _learner(registration),
        Decimal(held.said["followed"]), number=held.number, qr_svg=code, url=url, day=localtime(held.issued_at).date(),
        demonstration=_demonstration(),
    )  # fmt: skip


def _cell(presence: Presence | None) -> Message | str:
    if presence is None:
        return ""
    if not presence.counts:
        return msg("absent")
    said = _SIGNED[Presence.Method(presence.method)]
    return type(said)(said.template, {"hour": f"{localtime(presence.signed_at):%H:%M}"})


def _course(training: Training) -> drawn.Course:
    return drawn.Course(
        title=training.title, reference=training.reference, hours=training.hours, mode=_MODES[Training.Mode(training.mode)],
        objectives=training.objectives, prerequisites=training.prerequisites, audience=training.audience,
        content=training.content, methods=training.methods, assessment=training.assessment, access=training.access,
        certification=training.certification, competences=tuple(map(str, Competence.objects.filter(training=training))),
    )  # fmt: skip


def _body(organisation: Organisation) -> drawn.Body:
    sheet = BodySheet._base_manager.filter(organisation=organisation).first() or BodySheet()
    return drawn.Body(
        organisation.name, organisation.siret, _address(organisation), sheet.activity_number,
        sheet.contact or SiteSettings.current().contact_email,
    )  # fmt: skip


def _party(organisation: Organisation) -> drawn.Party:
    return drawn.Party(organisation.name, organisation.siret, _address(organisation))


def _address(organisation: Organisation) -> str:
    return ", ".join(part for part in (organisation.address, organisation.city) if part)


def _sitting(session: Session) -> drawn.Sitting:
    halves = [
        drawn.HalfDay(
            half.day, PARTS[HalfDay.Part(half.part)], f"{half.starts:%H:%M}", f"{half.ends:%H:%M}", half.minutes
        )
        for half in HalfDay.objects.filter(session=session)
    ]  # fmt: skip
    taught = Booking.objects.filter(half_day__session=session, trainer__isnull=False).select_related("trainer")
    names = dict.fromkeys(booking.trainer.name for booking in taught)
    return drawn.Sitting(session.reference, tuple(halves), place_of(session), tuple(names))


def _learner(registration: Registration, signed: tuple[Message | str, ...] = ()) -> drawn.Learner:
    employer = registration.employer.name if registration.employer else ""
    return drawn.Learner(registration.full_name, registration.job, employer, signed)


def _demonstration() -> bool:
    return bool(SiteSettings.current().demonstration)
