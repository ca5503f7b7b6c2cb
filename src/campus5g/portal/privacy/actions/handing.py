"""Handing a person what is kept about them (articles 15 and 20 of the GDPR)."""

from __future__ import annotations

from typing import Any

from django.db import models

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.privacy.permissions import can_read_person
from campus5g.portal.privacy.persons import Person, about, mentions_of, rows_of
from campus5g.portal.privacy.register import Record


def hand_over(actor: Actor, person: Person) -> dict[str, Any]:
    """Return all that is kept about a person as JSON values, by activity; that it was handed over stands in the audit trail.

    Secrets (digests of passwords and tokens) are left out. Words of others that name the person are told by place alone:
    they belong to the organisations that wrote them.
    """
    with deed(actor, "privacy.hand_over", right=can_read_person(actor, person)) as done:
        kept = [{**_told(record), "rows": _rows(record, person, rows)} for record, rows in rows_of(person) if rows.exists()]
        named = [
            {"what": found.record.title, "number": found.row.pk, "columns": list(found.columns)} for found in mentions_of(person)
        ]
        deeds = AuditEvent.objects.filter(actor_id=person.user.pk).order_by("pk") if person.user else ()
        if person.user is not None:
            done.on(person.user, tables=len(kept))
        return {
            "on": today().isoformat(),
            "address": person.address,
            "kept": kept,
            "named_in": named,
            "deeds": [{"at": event.at.isoformat(), "verb": event.verb} for event in deeds],
        }


def _told(record: Record) -> dict[str, Any]:
    activity = record.activity
    if activity is None:
        raise TypeError("persons' data have their activity: the register refuses others")
    return {
        "what": record.title, "purpose": str(activity.purpose), "basis": activity.basis.value,
        "kept_months": activity.months, "since": str(activity.since),
    }  # fmt: skip


def _rows(record: Record, person: Person, rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """What is about others stays out of the rows that the person only wrote, added or asked."""
    theirs = set(record.model._base_manager.filter(about(record, person)).values_list("pk", flat=True))
    return [_row(row, record.secret if row.pk in theirs else (*record.secret, *record.own)) for row in rows]


def _row(row: models.Model, left_out: tuple[str, ...]) -> dict[str, Any]:
    hidden = {*left_out, *(f.name for f in row._meta.local_fields if isinstance(f, models.BinaryField))}
    fields = [field for field in row._meta.local_fields if field.name not in hidden]
    return {field.name: _plain(field.value_from_object(row)) for field in fields}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
