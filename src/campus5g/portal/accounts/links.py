"""What this room listens to: passwords changed through the accounts library go to the audit trail like any deed."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset

from campus5g.core.message import msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.deeds import name_deeds

DEEDS = {
    "accounts.create": msg("an account was made"),
    "accounts.change_profile": msg("a profile was changed"),
    "accounts.found": msg("the campus was founded"),
    "accounts.change_password": msg("a password was changed"),
    "accounts.reset_password": msg("a forgotten password was replaced"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    password_changed.connect(_changed, dispatch_uid="accounts.password_changed")
    password_reset.connect(_reset, dispatch_uid="accounts.password_reset")


def _changed(user: User, **_: Any) -> None:
    from campus5g.portal.accounts.actions import keep_password_event

    keep_password_event(user, "accounts.change_password")


def _reset(user: User, **_: Any) -> None:
    from campus5g.portal.accounts.actions import keep_password_event

    keep_password_event(user, "accounts.reset_password")
