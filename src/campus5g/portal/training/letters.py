"""The mails that learners get, in their language, with the days of the session as a calendar. They need no account.

A mail leaves only once the deed holds. A demonstration writes to nobody unless its office asks for mails: its addresses are no
one's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.training.calendars import place_of, session_calendar
from campus5g.portal.training.models import HalfDay, Registration, Session
from campus5g.portal.training.personal import learner_token

logger = logging.getLogger(__name__)


def tell(registration: Registration) -> None:
    """Write what the registration has become: registered, waiting, offered a place, cancelled."""
    _LETTERS[Registration.State(registration.state)](registration)


def tell_moved(session: Session) -> None:
    """Tell everybody who comes, or waits, that the days or the place are others."""
    for registration in _concerned(session):
        title = session.training.title
        opening = msg("The session “%(title)s” has changed. Here are its days and place now.", title=title)
        _write(registration, msg("Changed: %(title)s", title=title), [opening, *_when(session)])


def tell_cancelled(session: Session) -> None:
    for registration in _concerned(session):
        title = session.training.title
        opening = msg("The session “%(title)s” is cancelled: %(why)s", title=title, why=session.cancelled_why)
        _write(registration, msg("Cancelled: %(title)s", title=title), [opening], calendar=True)


def tell_lapsed(registration: Registration) -> None:
    """The place was not confirmed in time: it went to the next person."""
    title = registration.session.training.title
    opening = msg("You did not confirm your place in “%(title)s” in time: it was offered to the next person.", title=title)
    _write(registration, msg("Place given to another person: %(title)s", title=title), [opening], calendar=False)


def _registered(registration: Registration) -> None:
    session, title = registration.session, registration.session.training.title
    opening = msg("You have a place in the session “%(title)s”.", title=title)
    _write(registration, msg("Registered: %(title)s", title=title), [opening, *_when(session), *_personal(registration)])


def _waiting(registration: Registration) -> None:
    title = registration.session.training.title
    opening = msg("The session “%(title)s” is full: you are on its waiting list. We write when a place comes free.", title=title)
    _write(registration, msg("Waiting list: %(title)s", title=title), [opening, *_personal(registration)], calendar=False)


def _offered(registration: Registration) -> None:
    session, title = registration.session, registration.session.training.title
    opening = msg("A place has come free in the session “%(title)s”.", title=title)
    asked = msg("Confirm it before %(moment)s: after that it goes to the next person.", moment=_deadline(registration))
    lines = [opening, asked, *_personal(registration), *_when(session)]
    _write(registration, msg("A place for you: %(title)s", title=title), lines)


def _cancelled(registration: Registration) -> None:
    title = registration.session.training.title
    opening = msg("Your registration for the session “%(title)s” is cancelled.", title=title)
    _write(registration, msg("Registration cancelled: %(title)s", title=title), [opening], calendar=False)


_LETTERS: dict[Registration.State, Callable[[Registration], None]] = {
    Registration.State.REGISTERED: _registered,
    Registration.State.WAITING: _waiting,
    Registration.State.OFFERED: _offered,
    Registration.State.CANCELLED: _cancelled,
}


def _concerned(session: Session) -> list[Registration]:
    live = Registration.objects.filter(session=session).exclude(state=Registration.State.CANCELLED)
    return list(live.select_related("session__training__organisation"))


def _when(session: Session) -> list[Message]:
    lines = [
        msg("- %(day)s, %(starts)s to %(ends)s", day=Day.of(half.day), starts=f"{half.starts:%H:%M}", ends=f"{half.ends:%H:%M}")
        for half in HalfDay.objects.filter(session=session)
    ]
    place = place_of(session)
    return [*lines, msg("Place: %(place)s", place=place)] if place else lines


def _personal(registration: Registration) -> list[Message]:
    url = f"{settings.PUBLIC_ADDRESS}{reverse('training:mine', args=[learner_token(registration)])}"
    return [
        msg("Your own page, for you alone: the programme, your signature of each half-day, your certificate: %(url)s", url=url),
        msg(
            "%(body)s keeps your name and address to hold this training and prove it, as the law asks of training bodies.",
            body=registration.session.training.organisation.name,
        ),
    ]


def _deadline(registration: Registration) -> Message:
    at = registration.confirm_by
    if at is None:
        raise ValueError("an offered place has its deadline")
    local = localtime(at)
    return msg("%(day)s, %(hour)s", day=Day.of(local.date()), hour=f"{local:%H:%M}")


def write_about(registration: Registration, subject: Message, lines: list[Message]) -> None:
    """Write to a learner about something else than their place."""
    _write(registration, subject, lines, calendar=False)


def _write(registration: Registration, subject: Message, lines: list[Message], *, calendar: bool = True) -> None:
    site = SiteSettings.current()
    if site.demonstration and not site.send_mails:
        return
    language = registration.language
    hello = msg("Hello %(name)s,", name=registration.full_name)
    body = "\n\n".join(line.say(language) for line in [hello, *lines])
    body = body.replace("\n\n- ", "\n- ")
    title = " ".join(f"{site.name}: {subject.say(language)}".split())[:150]
    letter = EmailMessage(
        title, f"{body}\n\n{site.name}\n", site.mail_sender or settings.DEFAULT_FROM_EMAIL, [registration.email]
    )
    if calendar:
        letter.attach("session.ics", session_calendar(registration.session, language).decode(), "text/calendar")
    transaction.on_commit(partial(_send, letter, registration.pk))


def _send(letter: EmailMessage, number: int) -> None:
    """Send it; a campus whose mail server is out goes on, since the personal link can be handed over."""
    try:
        letter.send()
    except (SMTPException, OSError):
        logger.exception("the mail of registration %s could not be sent", number)
