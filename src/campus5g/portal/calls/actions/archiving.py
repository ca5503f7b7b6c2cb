"""Archiving the calls that their feed no longer tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.calls.actions.reading import new_edition
from campus5g.portal.calls.actions.settling import settle_catalogue
from campus5g.portal.calls.models import HAND, Absence, Call, CallImport
from campus5g.portal.calls.permissions import can_import_calls

MANY = 0.3
"""Share of a feed above which it is likelier that its file was cut than that so many calls ended: asked for twice."""
_BATCH = 5_000


def archive_gone(actor: Actor, added: CallImport, *, even_many: bool = False) -> int:
    """Archive the calls that a complete file no longer tells; return how many. One that came back since is left, and every plan
    or dossier that points at an archived call keeps it."""
    with deed(actor, "calls.archive_gone", right=can_import_calls(actor)) as done:
        added = CallImport._base_manager.select_for_update().get(pk=added.pk)
        if not added.finished_at or not added.gone or added.archived is not None:
            raise Conflict(msg("This import leaves no call to archive."))
        if is_many(added) and not even_many:
            raise Conflict(msg("More than %(n)s %% of the feed would be archived: say that you mean it.", n=round(100 * MANY)))
        now, edition = timezone.now(), new_edition()
        added.archived = sum(_archive(actor, added, batch, now) for batch in _batches(added.gone))
        added.save(update_fields=["archived"])
        settle_catalogue(now, edition)
        done.on(added, archived=added.archived)
    return added.archived


def is_many(added: CallImport) -> bool:
    """Return whether a file leaves out so much of its feed that it was perhaps cut."""
    feeds = Call.objects.filter(pk__in=added.gone[:_BATCH]).values("feed")
    return len(added.gone) > MANY * Call.objects.filter(feed__in=feeds, archived_at=None).count()


def gone_from(seen: set[tuple[str, str]]) -> list[int]:
    """Return the numbers of the calls of the feeds that were read, which are not among (feed, key) ``seen``; none entered by
    hand, none archived already."""
    feeds = {feed for feed, _ in seen} - {HAND}
    held = Call.objects.filter(feed__in=feeds, archived_at=None).order_by("pk").values_list("pk", "feed", "key")
    return [pk for pk, feed, key in held.iterator(_BATCH) if (feed, key) not in seen]


def told_again(seen: set[tuple[str, str]]) -> None:
    """Take the calls (feed, key) that a file tells out of what earlier files left out."""
    for added in CallImport._base_manager.filter(archived=None).exclude(gone=[]):
        rows = (
            row for batch in _batches(added.gone) for row in Call.objects.filter(pk__in=batch).values_list("pk", "feed", "key")
        )
        added.gone = [pk for pk, feed, key in rows if (feed, key) not in seen]
        added.save(update_fields=["gone"])


def _archive(actor: Actor, added: CallImport, numbers: list[int], now: datetime) -> int:
    gone = list(Call.objects.select_for_update().filter(pk__in=numbers, archived_at=None).values_list("pk", flat=True))
    Call.objects.filter(pk__in=gone).update(archived_at=now)
    Absence.objects.bulk_create([Absence(call_id=pk, added=added, by_id=actor.user_id, since=now) for pk in gone])
    return len(gone)


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    return (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
