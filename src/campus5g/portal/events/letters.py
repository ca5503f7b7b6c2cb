"""The mails that participants get, in their language, with the event as a calendar. They need no account.

A mail leaves only once the deed holds. The people of a demonstration are not written to unless its office asks for mails.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.timezone import localtime

from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.events.calendars import event_calendar
from campus5g.portal.events.models import Event, Registration
from campus5g.portal.events.personal import address_of

logger = logging.getLogger(__name__)
_NOWHERE = "@demo.example.org"
"""The people of a demonstration: their addresses are no one's."""


def tell(registration: Registration) -> None:
    """Write what the registration has become: to be confirmed, registered, waiting, cancelled."""
    _LETTERS[Registration.State(registration.state)](registration)


def tell_again(registration: Registration) -> None:
    """Somebody asked for a place with an address that has one: its owner alone learns it."""
    title = registration.event.title
    opening = msg("You are registered for “%(title)s” already, or on its waiting list.", title=title)
    _write(registration, msg("Your registration: %(title)s", title=title), [opening, *_page(registration)])


def tell_promoted(registration: Registration) -> None:
    title = registration.event.title
    opening = msg("A place has come free: you now have one at “%(title)s”.", title=title)
    asked = msg("If you cannot come any more, please give it back on your page: somebody else is waiting.")
    _write(registration, msg("A place for you: %(title)s", title=title), [opening, asked, *_page(registration)], calendar=True)


def tell_changed(event: Event) -> None:
    """Tell everybody who comes or waits that the hours or the place are others."""
    for registration in _concerned(event):
        opening = msg("“%(title)s” has changed. Here are its hours and place now.", title=event.title)
        lines = [opening, *_when(event), *_page(registration)]
        _write(registration, msg("Changed: %(title)s", title=event.title), lines, calendar=True)


def tell_cancelled(event: Event) -> None:
    for registration in _concerned(event):
        opening = msg("“%(title)s” is cancelled: %(why)s", title=event.title, why=event.why)
        _write(registration, msg("Cancelled: %(title)s", title=event.title), [opening], calendar=True)


def ask_feedback(registration: Registration) -> None:
    title = registration.event.title
    opening = msg("Thank you for coming to “%(title)s”. What did it bring you? Two questions, one minute.", title=title)
    _write(registration, msg("In one minute: %(title)s", title=title), [opening, *_page(registration)])


def tell_timetable(registration: Registration, meetings: int) -> None:
    title = registration.event.title
    opening = (
        msg("Your one-to-one meetings at “%(title)s” are planned: %(n)s meetings.", title=title, n=meetings)
        if meetings
        else msg("The one-to-one meetings of “%(title)s” are planned; no meeting could be found for you.", title=title)
    )
    _write(registration, msg("Your meetings: %(title)s", title=title), [opening, *_page(registration)])


def _asked(registration: Registration) -> None:
    title = registration.event.title
    opening = msg("Somebody asked for a place at “%(title)s” with this address.", title=title)
    if_you = msg("If it was you, confirm within two days: %(url)s", url=address_of(registration))
    else_ = msg("If it was not you, do nothing: what was typed is erased after two days.")
    _write(registration, msg("Please confirm: %(title)s", title=title), [opening, if_you, else_])


def _registered(registration: Registration) -> None:
    event = registration.event
    opening = msg("You have a place at “%(title)s”.", title=event.title)
    lines = [opening, *_when(event), *_page(registration), _kept(event)]
    _write(registration, msg("Registered: %(title)s", title=event.title), lines, calendar=True)


def _waiting(registration: Registration) -> None:
    event = registration.event
    opening = msg("“%(title)s” is full: you are on its waiting list. We write as soon as a place comes free.", title=event.title)
    lines = [opening, *_page(registration), _kept(event)]
    _write(registration, msg("Waiting list: %(title)s", title=event.title), lines)


def _cancelled(registration: Registration) -> None:
    title = registration.event.title
    opening = msg("Your registration for “%(title)s” is cancelled.", title=title)
    _write(registration, msg("Registration cancelled: %(title)s", title=title), [opening])


_LETTERS: dict[Registration.State, Callable[[Registration], None]] = {
    Registration.State.ASKED: _asked,
    Registration.State.REGISTERED: _registered,
    Registration.State.WAITING: _waiting,
    Registration.State.CANCELLED: _cancelled,
}


def _concerned(event: Event) -> list[Registration]:
    live = (Registration.State.REGISTERED, Registration.State.WAITING)
    return list(Registration.objects.filter(event=event, state__in=live).select_related("event"))


def _when(event: Event) -> list[Message]:
    starts, ends = localtime(event.starts_at), localtime(event.ends_at)
    hours = msg("%(day)s, %(starts)s to %(ends)s", day=Day.of(starts.date()), starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")
    return [hours, msg("Place: %(place)s", place=event.where)]


def _page(registration: Registration) -> list[Message]:
    """The own page of the participant: badge, meetings, what they think of it, and how to give the place back."""
    return [msg("Your own page, for you alone: %(url)s", url=address_of(registration))]


def _kept(event: Event) -> Message:
    return msg("%(host)s keeps your name and address to hold this event and report on it.", host=event.organisation.name)


def _write(registration: Registration, subject: Message, lines: list[Message], *, calendar: bool = False) -> None:
    site = SiteSettings.current()
    if registration.email.endswith(_NOWHERE) and not site.send_mails:
        return
    language = registration.language
    hello = msg("Hello %(name)s,", name=registration.full_name)
    body = "\n\n".join(line.say(language) for line in [hello, *lines])
    title = " ".join(f"{site.name}: {subject.say(language)}".split())[:150]
    sender = site.mail_sender or settings.DEFAULT_FROM_EMAIL
    letter = EmailMessage(title, f"{body}\n\n{site.name}\n", sender, [registration.email])
    if calendar:
        letter.attach("event.ics", event_calendar(registration.event, language).decode(), "text/calendar")
    transaction.on_commit(partial(_send, letter, registration.pk))


def _send(letter: EmailMessage, number: int) -> None:
    """Send it; a campus whose mail server is out goes on, and the refusal stands in its log."""
    try:
        letter.send()
    except (SMTPException, OSError):
        logger.exception("the mail of registration %s could not be sent", number)
