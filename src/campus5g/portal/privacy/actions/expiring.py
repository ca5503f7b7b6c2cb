"""Letting go what is older than the register allows."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.privacy.register import Expiry, Record, register


def let_expire() -> dict[str, int]:
    """Delete the rows whose time is over; one event in the audit trail says how many of which table, and none if there are none."""
    over = {record.model._meta.label_lower: rows for record, rows in _overdue(timezone.now()) if rows.exists()}
    if not over:
        return {}
    with deed(SYSTEM, "privacy.expire", right=ALLOWED) as done:
        gone = {label: rows.delete()[0] for label, rows in over.items()}
        done.facts.update(gone)
    return gone


def _overdue(moment: datetime) -> list[tuple[Record, QuerySet[Any]]]:
    return [(record, _older(record, record.expires, moment)) for record in register().records if record.expires is not None]


def _older(record: Record, expires: Expiry, moment: datetime) -> QuerySet[Any]:
    return record.model._base_manager.filter(**{f"{expires.since}__lt": months_before(moment, expires.months)})


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day some months earlier, or the last one of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
