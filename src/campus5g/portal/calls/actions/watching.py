"""Following calls: saved searches, their mails, and the addresses that agendas read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.letters import Letter, letter_for, pending
from campus5g.portal.calls.models import Agenda, SavedSearch
from campus5g.portal.calls.news import found_now
from campus5g.portal.calls.permissions import can_follow, can_follow_for


def save_search(actor: Actor, name: str, words: str, wanted: Wanted, rhythm: str) -> SavedSearch:
    """Keep a search. What it finds at this moment is on the screen: the mails begin with what comes after."""
    with deed(actor, "calls.save_search", right=can_follow(actor)) as done:
        search = SavedSearch(user_id=actor.user_id, name=name.strip(), words=words, filters=wanted.as_plain(), rhythm=rhythm)
        search.told = [row.name_key for row in found_now(search)]
        search.save()
        done.on(search)
    return search


def change_search(actor: Actor, search: SavedSearch, name: str, rhythm: str) -> None:
    with deed(actor, "calls.change_search", right=can_follow_for(actor, search.user_id)) as done:
        search.name, search.rhythm = name.strip(), rhythm
        search.save(update_fields=["name", "rhythm"])
        done.on(search, rhythm=rhythm)


def mark_seen(actor: Actor, search: SavedSearch, at: datetime) -> None:
    """Note that a person has read the news of a search up to an instant, that of the page they read."""
    with deed(actor, "calls.see_search", right=can_follow_for(actor, search.user_id)) as done:
        search.looked_at = max(search.looked_at, min(at, timezone.now()))
        search.save(update_fields=["looked_at"])
        done.on(search)


def drop_search(actor: Actor, search: SavedSearch) -> None:
    """Forget a search: it is no longer shown, written about or read by an agenda."""
    with deed(actor, "calls.drop_search", right=can_follow_for(actor, search.user_id)) as done:
        search.archived_at = timezone.now()
        search.save(update_fields=["archived_at"])
        Agenda.objects.filter(subject_label=search._meta.label_lower, subject_id=search.pk, revoked_at=None).update(
            revoked_at=search.archived_at
        )
        done.on(search)


def stop_mails(search: SavedSearch) -> None:
    """Send no more mails of a search: whoever holds its mail may ask."""
    with deed(SYSTEM, "calls.stop_mails", right=ALLOWED) as done:
        search.rhythm = SavedSearch.Rhythm.NEVER
        search.save(update_fields=["rhythm"])
        done.on(search)


def open_agenda(actor: Actor, subject_label: str, subject_id: int) -> Agenda:
    """Make an address that agendas read without signing in; an earlier one for the same thing is dead from now on."""
    with deed(actor, "calls.open_agenda", right=can_follow(actor)) as done:
        _end(actor, subject_label, subject_id)
        agenda = Agenda(
            user_id=actor.user_id, subject_label=subject_label, subject_id=subject_id, nonce=secrets.token_urlsafe(18)
        )
        agenda.save()
        done.on(agenda, about=[subject_label, subject_id])
    return agenda


def close_agenda(actor: Actor, subject_label: str, subject_id: int) -> None:
    with deed(actor, "calls.close_agenda", right=can_follow(actor)) as done:
        done.facts.update(about=[subject_label, subject_id], ended=_end(actor, subject_label, subject_id))


def send_letters(now: datetime | None = None) -> int:
    """Write to each person whose searches have something to tell, one mail a person; return how many.

    What is told is noted before the mail leaves: a mail may be lost, but no call is told twice.
    """
    now, site, sent = now or timezone.now(), SiteSettings.current(), 0
    if not site.send_mails:
        return 0
    for searches in pending(now):
        with deed(SYSTEM, "calls.send_letter", right=ALLOWED) as done:
            locked = list(
                SavedSearch.objects.kept().select_for_update().filter(pk__in=[search.pk for search in searches], told_at__lt=now)
            )
            letter = letter_for(locked, now)
            _note(locked, letter, now)
            done.facts.update(searches=[search.pk for search in locked], told=sum(len(part.new) for part in letter.parts))
            if letter.parts:
                transaction.on_commit(_posting(site, letter))
                sent += 1
    return sent


def _note(searches: Sequence[SavedSearch], letter: Letter, now: datetime) -> None:
    told = {part.search.pk: [row.name_key for row in part.new] for part in letter.parts}
    for search in searches:
        search.told, search.told_at = [*search.told, *told.get(search.pk, [])], now
        search.save(update_fields=["told", "told_at"])


def _posting(site: SiteSettings, letter: Letter) -> Any:
    sender = site.mail_sender or settings.DEFAULT_FROM_EMAIL

    def post() -> None:
        headers = {"List-Unsubscribe": f"<{letter.settings_url}>"}
        EmailMessage(letter.subject(site.name), letter.body(), sender, [letter.user.email], headers=headers).send(
            fail_silently=True
        )

    return post


def _end(actor: Actor, subject_label: str, subject_id: int) -> int:
    mine: models.QuerySet[Agenda] = Agenda.objects.filter(
        user_id=actor.user_id, subject_label=subject_label, subject_id=subject_id, revoked_at=None
    )
    return mine.update(revoked_at=timezone.now())
