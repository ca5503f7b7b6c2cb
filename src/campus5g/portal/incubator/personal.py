"""Links that come by mail: to begin an application without an account, and to join the team of a venture.

The first holds what was typed, signed: nothing is kept of a person who does not confirm.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from campus5g.portal.incubator.models import Founder

_ASKED = TimestampSigner(salt="incubator.ask")
_JOIN = Signer(salt="incubator.founder")
HOLDS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor typed to begin an application."""

    round_id: int
    full_name: str
    email: str
    venture: str
    language: str


def asked_address(asked: Asked) -> str:
    token = _ASKED.sign_object(asdict(asked), compress=True)
    return f"{settings.PUBLIC_ADDRESS}{reverse('incubator:confirm', args=[token])}"


def asked_at(token: str) -> Asked | None:
    """Return what a link holds; ``None`` for one we never wrote, or wrote more than three days ago."""
    try:
        return Asked(**_ASKED.unsign_object(token, max_age=HOLDS))
    except BadSignature:
        return None


def founder_address(founder: Founder) -> str:
    token = _JOIN.sign(f"{founder.pk}.{founder.nonce}")
    return f"{settings.PUBLIC_ADDRESS}{reverse('incubator:join', args=[token])}"


def founder_at(token: str) -> Founder | None:
    """Return the founder whom a link invites; ``None`` once they joined or left."""
    try:
        number, _, nonce = _JOIN.unsign(token).partition(".")
    except BadSignature:
        return None
    rows = Founder._base_manager.select_related("venture")
    found: Founder | None = rows.filter(pk=number, nonce=nonce, joined_at=None, left_at=None).first()
    return found
