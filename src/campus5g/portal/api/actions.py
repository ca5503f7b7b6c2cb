"""The verbs of tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.api.models import ApiToken
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused

LIFE = timedelta(days=180)
PREFIX = "c5g_"


def digest_of(token: str) -> str:
    """Return what is kept of a token; it is random and long, so that one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(actor: Actor, name: str) -> tuple[ApiToken, str]:
    """Make a token for the organisation acted for; return it with the text that is shown once."""
    right = ALLOWED if actor.organisation_id else refused(msg("You act for no organisation."))
    with deed(actor, "api.create_token", right=right) as done:
        text = PREFIX + secrets.token_urlsafe(32)
        token = ApiToken(
            user_id=actor.user_id, organisation_id=actor.organisation_id, name=name.strip()[:80], digest=digest_of(text),
            expires_at=timezone.now() + LIFE,
        )  # fmt: skip
        token.save()
        done.on(token)
    return token, text


def revoke_token(actor: Actor, token: ApiToken) -> None:
    with deed(actor, "api.revoke_token", right=_own(actor, token)) as done:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        done.on(token)


def note_use(token: ApiToken) -> None:
    """Keep when a token was last used, to the hour; not an event of the trail."""
    if token.last_used_at is None or timezone.now() - token.last_used_at > timedelta(hours=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())


def _own(actor: Actor, token: ApiToken) -> Decision:
    return ALLOWED if token.user_id == actor.user_id else refused(msg("This token is another person's."))
