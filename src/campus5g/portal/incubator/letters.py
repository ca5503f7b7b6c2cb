"""The mails of the incubator, each in its reader's language. They leave once the deed holds.

The people of a demonstration are not written to unless its office asks for mails.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.timezone import localtime

from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.incubator.models import Application, Founder, Round

logger = logging.getLogger(__name__)
_NOWHERE = "@demo.example.org"
"""The people of a demonstration: their addresses are no one's."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A file of a mail, drawn in the language of its reader."""

    name: str
    kind: str
    data: dict[str, bytes]


def team_of(application: Application) -> list[Reader]:
    """Those of the team who take part; each in the language of their account, else in that of their invitation."""
    return [Reader(one.full_name, one.user.email, one.user.language) for one in Founder.joined(application.venture)]


def title_of(found: Round, language: str) -> str:
    return found.title_en if language == "en" and found.title_en else found.title


def closing_of(found: Round) -> dict[str, str | Day]:
    """The day and hour at which a call closes, as sentences take them."""
    closes = localtime(found.closes_at)
    return {"day": Day.of(closes.date()), "hour": f"{closes:%H:%M}"}


def reached(reader: Reader) -> bool:
    """Whether a mail would leave for this address."""
    return not reader.email.endswith(_NOWHERE) or SiteSettings.current().send_mails


def write(readers: Iterable[Reader], subject: Message, lines: Sequence[Message], joined: Joined | None = None) -> None:
    """Write to each reader once the transaction holds."""
    site = SiteSettings.current()
    for reader in readers:
        if not reached(reader):
            continue
        hello = msg("Hello %(name)s,", name=reader.name)
        body = "\n\n".join(line.say(reader.language) for line in [hello, *lines])
        title = " ".join(f"{site.name}: {subject.say(reader.language)}".split())[:150]
        letter = EmailMessage(title, f"{body}\n\n{site.name}\n", site.mail_sender or settings.DEFAULT_FROM_EMAIL, [reader.email])
        if joined is not None:
            letter.attach(joined.name, joined.data[reader.language], joined.kind)
        transaction.on_commit(partial(_send, letter))


def _send(letter: EmailMessage) -> None:
    """Send it; a campus whose mail server is out goes on, and the refusal stands in its log."""
    try:
        letter.send()
    except (SMTPException, OSError):
        logger.exception("a mail of the incubator could not be sent")
