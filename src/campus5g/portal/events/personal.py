"""Personal links: what a participant without an account holds. Signed by this installation; the nonce lets one be replaced."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from campus5g.portal.base.scope import without_scope
from campus5g.portal.events.models import Registration

_LINKS = Signer(salt="events.registration")


def token_of(registration: Registration) -> str:
    return _LINKS.sign(f"{registration.pk}.{registration.nonce}")


def registration_at(token: str) -> Registration | None:
    """Return the registration that a link opens; none for a link we never wrote."""
    try:
        number, _, nonce = _LINKS.unsign(token).partition(".")
    except BadSignature:
        return None
    with without_scope():
        rows = Registration._base_manager.select_related("event__organisation", "feedback")
        return rows.filter(pk=number, nonce=nonce).first()


def address_of(registration: Registration) -> str:
    """Return the whole address of a participant's own page."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('events:mine', args=[token_of(registration)])}"


def badge_address(registration: Registration) -> str:
    """Return what the code of a badge says: the door of its event, told whose badge it is."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('events:door', args=[registration.event_id])}?badge={registration.badge}"
