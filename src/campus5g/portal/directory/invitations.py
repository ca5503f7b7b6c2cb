"""The token of an invitation: known to the one who receives the mail, kept here as a digest only."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from campus5g.portal.accounts.models import User
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.directory.models import Invitation

logger = logging.getLogger(__name__)
VALID_FOR = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is kept of a token: it is long and random, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """Return the pending invitation of a token; ``None`` for one used, revoked, expired or never sent."""
    waiting = Invitation.objects.pending().select_related("organisation", "invited_by")
    return waiting.filter(token_digest=digest(token), organisation__archived_at=None).first()


def language_for(email: str, otherwise: str) -> str:
    """Write to a person in the language they chose, if they have an account."""
    known = User.objects.filter(email=email).first()
    return known.language if known else otherwise


def send(invitation: Invitation, url: str) -> None:
    """Send the mail. A campus without a mail server goes on: who invites can hand the address over."""
    site = SiteSettings.current()
    days = max(1, (invitation.expires_at - timezone.now()).days)
    with override(invitation.language):
        subject = _("%(campus)s: you are invited to join %(organisation)s") % {
            "campus": site.name, "organisation": invitation.organisation.name,
        }  # fmt: skip
        context = {"invitation": invitation, "site": site, "url": url, "days": days}
        body = render_to_string("directory/mail/invitation.txt", context)
    letter = EmailMessage(
        " ".join(subject.split())[:150], body, site.mail_sender or settings.DEFAULT_FROM_EMAIL, [invitation.email]
    )
    try:
        letter.send()
    except (SMTPException, OSError):
        logger.exception("the mail of invitation %s could not be sent", invitation.pk)
