"""Entering a call by hand, and correcting what a feed says of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from campus5g.core import calls as core
from campus5g.core.codec import to_plain
from campus5g.core.message import msg
from campus5g.funding.readers.merging import normalised
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.calls.actions.reading import new_edition
from campus5g.portal.calls.actions.settling import settle_catalogue
from campus5g.portal.calls.models import HAND, Call, CallVersion, Correction
from campus5g.portal.calls.permissions import can_write_calls
from campus5g.portal.calls.rows import FIELDS, columns_of, corrected

_LONGEST_KEY = 80


def write_call(actor: Actor, call: core.Call) -> Call:
    """Enter a call that no feed carries; its identifier is made from its title."""
    with deed(actor, "calls.write", right=can_write_calls(actor)) as done:
        now, edition = timezone.now(), new_edition()
        columns = columns_of(replace(call, id=_free_key(call.title), feed=HAND))
        row = Call(**columns, first_seen_at=now, imported_at=now, worded=edition)
        row.save()
        settle_catalogue(now, edition, actor.user_id)
        done.on(row, key=row.key, title=row.title)
    return row


def correct_call(actor: Actor, row: Call, changed: Mapping[str, Any]) -> None:
    """Change fields of a call (plain values by name). What its feed says is kept beside, and never wins over a correction."""
    with deed(actor, "calls.correct", right=can_write_calls(actor)) as done:
        edition, row = new_edition(), Call.objects.select_for_update().get(pk=row.pk)
        if unknown := set(changed) - set(FIELDS):
            raise KeyError(f"no field of a call: {sorted(unknown)}")
        now = timezone.now()
        if row.by_hand:
            _rewrite(actor, row, changed, now, edition)
        else:
            _correct(actor, row, changed, now)
        settle_catalogue(now, edition, actor.user_id)
        done.on(row, fields=sorted(changed))


def take_back(actor: Actor, row: Call, correction: Correction) -> None:
    """Show again what the feed says of a field."""
    with deed(actor, "calls.take_back", right=can_write_calls(actor)) as done:
        edition = new_edition()
        gone, _ = Correction.objects.filter(pk=correction.pk, call=row).delete()
        if not gone:
            raise Conflict(msg("This correction was already taken back."))
        settle_catalogue(timezone.now(), edition, actor.user_id)
        done.on(row, field=correction.field)


def _rewrite(actor: Actor, row: Call, changed: Mapping[str, Any], now: datetime, edition: int) -> None:
    """Write a call of ours again: nobody else says anything of it."""
    after = corrected(row.own, changed.items())
    if to_plain(after) == to_plain(row.own):
        return
    CallVersion(call=row, data=row.data, held_until=now, changed_by_id=actor.user_id).save()
    words = row.words
    for name, value in columns_of(after).items():
        setattr(row, name, value)
    row.worded = row.worded if row.words == words else edition
    row.said, row.imported_at = None, now
    row.save()


def _correct(actor: Actor, row: Call, changed: Mapping[str, Any], now: datetime) -> None:
    own = to_plain(row.own)
    for field, value in changed.items():
        if value == own[field]:
            Correction.objects.filter(call=row, field=field).delete()
        else:
            said = {"value": value, "by_id": actor.user_id, "at": now}
            Correction.objects.update_or_create(call=row, field=field, defaults=said)


def _free_key(title: str) -> str:
    """Return an identifier that no call of ours has yet."""
    name = "-".join(normalised(title).split())[:_LONGEST_KEY]
    taken = set(Call.objects.filter(feed=HAND, key__startswith=f"{HAND}:{name}").values_list("key", flat=True))
    numbered = (f"{HAND}:{name}{'' if n == 1 else f'-{n}'}" for n in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)
