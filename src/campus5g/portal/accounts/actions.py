"""The verbs of an account."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from campus5g.core.message import msg
from campus5g.portal.accounts import first
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.accounts.permissions import can_change_profile, can_found
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.models import AuditHead, SiteSettings


@dataclass(frozen=True, slots=True)
class Founding:
    """What the first administrator types."""

    campus: str
    office: str
    full_name: str
    email: str
    password: str
    language: str = "fr"


def make_user(actor: Actor, email: str, password: str | None, full_name: str, language: str) -> User:
    """Make an account. The rooms above call it inside their own deed, which holds the right."""
    if User.objects.filter(email=tidy_email(email)).exists():
        raise Conflict(msg("An account with this address exists already: sign in with it."))
    with deed(actor, "accounts.create", right=ALLOWED) as done:
        user = User.objects.create_user(email, password, full_name=full_name.strip(), language=language)
        done.on(user)
    return user


def change_profile(actor: Actor, user: User, full_name: str, language: str) -> None:
    """Change one's own name and language; the audit trail keeps which, never the words."""
    with deed(actor, "accounts.change_profile", right=can_change_profile(actor, user)) as done:
        new = {"full_name": full_name.strip(), "language": language}
        changed = sorted(name for name, value in new.items() if getattr(user, name) != value)
        user.full_name, user.language = new["full_name"], language
        user.save(update_fields=["full_name", "language"])
        done.on(user, changed=changed)


def found_campus(said: Founding) -> User:
    """Make the first administrator, their programme office and the name of the campus, all or nothing, once."""
    with transaction.atomic():
        # Two first administrators at one instant: the second waits here, then finds an account.
        AuditHead.objects.select_for_update().get(pk=1)
        with deed(SYSTEM, "accounts.found", right=can_found()) as done:
            user = make_user(SYSTEM, said.email, said.password, said.full_name, said.language)
            site = SiteSettings.current()
            site.name = said.campus.strip()
            site.save()
            first.settle_all(user, said.office.strip())
            done.on(user)
    first.forget_token()
    return user


def keep_password_event(user: User, verb: str) -> None:
    """Keep in the audit trail that a person changed their password."""
    with deed(Actor(user.pk, None, frozenset(), None), verb, right=ALLOWED) as done:
        done.on(user)
