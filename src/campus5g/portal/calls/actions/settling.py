"""What is shown of each call: the feed's words, filled by the other cards of the same call, mended by corrections."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from campus5g.core.codec import to_plain
from campus5g.funding.readers.merging import Settled, settle
from campus5g.portal.calls.models import SHOWN_COLUMNS, Call, CallVersion, Correction
from campus5g.portal.calls.rows import corrected, shown_columns

_BATCH = 200


def settle_catalogue(now: datetime, edition: int, by: int | None = None) -> None:
    """Work out again what is shown of the calls that are told twice or corrected; call it inside a deed.

    now, edition: of the deed: a call that it wrote itself needs no second version. by: the person whose deed it is.
    """
    rows = list(_concerned().order_by("pk").prefetch_related("corrections"))
    settled = settle([row.own for row in rows])
    versions, moved = [], []
    for row, place in zip(rows, settled, strict=True):
        before, words = row.data, row.words
        if _show(row, place, rows, settled):
            if row.data != before and row.imported_at != now:
                versions.append(CallVersion(call=row, data=before, held_until=now, changed_by_id=by))
                row.imported_at = now
            if row.words != words:
                row.worded = edition
            moved.append(row)
    CallVersion.objects.bulk_create(versions, batch_size=_BATCH)
    Call.objects.bulk_update(
        moved, [*SHOWN_COLUMNS, "said", "hidden_by", "hidden_why", "imported_at", "worded"], batch_size=_BATCH
    )


def _concerned() -> QuerySet[Call]:
    """Return the calls that another may stand for, or that people corrected: few, however large the catalogue."""
    held = Call.objects.filter(archived_at=None)
    twins = {
        f"{column}__in": held.exclude(**{column: ""})
        .order_by()
        .values(column)
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .values(column)
        for column in ("name_key", "title_key")
    }
    known = Q(hidden_by__isnull=False) | Q(said__isnull=False) | Q(pk__in=Correction.objects.values("call"))
    return held.filter(Q(name_key__in=twins["name_key__in"]) | Q(title_key__in=twins["title_key__in"]) | known)


def _show(row: Call, place: Settled, rows: list[Call], settled: list[Settled]) -> bool:
    """Set what is shown of a row; return whether that changed it."""
    own = row.data if row.said is None else row.said
    shown = corrected(place.call, [(found.field, found.value) for found in row.corrections.all()])
    plain, stands = to_plain(shown), _standing(place, settled)
    wanted = {
        **shown_columns(shown, plain), "said": None if plain == own else own,
        "hidden_by_id": None if stands is None else rows[stands].pk, "hidden_why": place.why or "",
    }  # fmt: skip
    changed = any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return changed


def _standing(place: Settled, settled: list[Settled]) -> int | None:
    """Return the place of the call that stands for another in the end: a stand-in may have one itself."""
    last = place.by
    while last is not None and settled[last].by is not None:
        last = settled[last].by
    return last
