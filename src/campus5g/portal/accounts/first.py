"""The first administrator of an empty campus: a one-time address, known to whoever started it.

The token is a file beside the database, readable by its owner alone. The address works while no account exists; the first
account ends it. What else must be made with that account (its organisation) is registered by the rooms above.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from campus5g.portal.accounts.models import User

_settlers: list[Callable[[User, str], None]] = []


def settler(settle: Callable[[User, str], None]) -> None:
    """Register what is made with the first account: called with it and the name of the programme office."""
    _settlers.append(settle)


def settle_all(user: User, office_name: str) -> None:
    for settle in _settlers:
        settle(user, office_name)


def token_path() -> Path:
    return Path(settings.DATA) / "first-administrator-token"


def first_administrator_path() -> str | None:
    """Return the address (path) of the form that makes the first administrator, or ``None`` once there is an account."""
    if User.objects.exists():
        forget_token()
        return None
    return reverse("accounts:first", args=[_token()])


def token_holds(token: str) -> bool:
    """Whether ``token`` opens the form: it is the one of the file, and no account exists yet."""
    path = token_path()
    if not path.is_file():
        return False
    return secrets.compare_digest(path.read_text().strip(), token) and not User.objects.exists()


def forget_token() -> None:
    token_path().unlink(missing_ok=True)


def _token() -> str:
    path = token_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()
