"""Verbs of the house itself."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.forms import ModelForm
from django.utils import timezone

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.permissions import can_set_site


def change_site(actor: Actor, form: ModelForm) -> None:
    """Save the settings of the campus; the audit trail keeps which ones changed."""
    with deed(actor, "site.change", right=can_set_site(actor)) as done:
        site = form.save(commit=False)
        site.pk = 1
        site.save()
        done.on(site, changed=sorted(form.changed_data))


def mark_all_read(user: AbstractBaseUser) -> None:
    """Mark a person's notifications as read. One's own reading is not an event of the audit trail."""
    user.notifications.filter(read_at=None).update(read_at=timezone.now())


def keep_language(user: AbstractBaseUser, language: str) -> None:
    """Remember the language a person reads."""
    user.language = language
    user.save(update_fields=["language"])
