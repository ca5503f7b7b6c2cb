"""Forgetting a person (article 17 of the GDPR): in tables, in free words, in the search; the audit trail keeps a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base import search
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.audit import forget_words
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.actions import end_membership
from campus5g.portal.directory.models import Membership
from campus5g.portal.privacy.models import ErasureRequest
from campus5g.portal.privacy.permissions import can_erase
from campus5g.portal.privacy.persons import Person, about, mentions_of, naming, rows_of
from campus5g.portal.privacy.register import Record

NOWHERE = "erased.invalid"
"""RFC 2606 keeps ``.invalid`` for addresses that lead to nobody."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: rows taken away, rows whose person was replaced, rows where a name was, and what stays, why."""

    deleted: int
    replaced: int
    unnamed: int
    kept: tuple[tuple[str, int, str], ...]


def erase_person(actor: Actor, person: Person, why: str) -> Erased:
    """Forget a person. All or nothing; doing it again finds nobody.

    Sessions end, memberships end by their own verb, rows that only concern the person go, others keep a pseudonym without a
    key. What the law asks to keep stays until its time and is named in the answer.
    """
    with deed(actor, "privacy.erase", right=can_erase(actor, person)) as done:
        mark = person.user.pk if person.user else 0
        with override(person.user.language if person.user else None):
            pseudonym = _("Erased person %(n)s") % {"n": mark} if mark else _("Erased person")
        unnamed = _unname(person, pseudonym)
        if person.user is not None:
            _leave(actor, person.user)
        deleted = replaced = 0
        kept = []
        for record, rows in list(rows_of(person)):
            theirs = record.model._base_manager.filter(about(record, person))
            if record.retained is not None:
                if count := rows.count():
                    kept.append((record.title, count, str(record.retained)))
            elif record.erase:
                deleted += theirs.delete()[0]
            elif record.own:
                replaced += _replace(record, theirs, pseudonym, mark)
        if person.user is not None:
            User.objects.filter(pk=person.user.pk).update(is_active=False)
            ErasureRequest.objects.filter(user=person.user, ended_at=None).update(ended_at=timezone.now())
            done.on(person.user, why=_safe(why, person, pseudonym), deleted=deleted, replaced=replaced, unnamed=unnamed)
        else:
            done.facts.update(deleted=deleted, replaced=replaced, unnamed=unnamed)
        return Erased(deleted, replaced, unnamed, tuple(kept))


def _leave(actor: Actor, user: User) -> None:
    for membership in Membership.objects.acting().filter(user=user).select_related("organisation"):
        end_membership(actor, membership)


def _replace(record: Record, rows: models.QuerySet[Any], pseudonym: str, mark: int) -> int:
    """Put a pseudonym, or nothing, where the person stood. A column that must be unique takes the row's number."""
    count = 0
    for row in rows:
        values = {
            name: _stand_in(record.model._meta.get_field(name), row, pseudonym, mark) for name in (*record.own, *record.secret)
        }
        record.model._base_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        search.index(row)
        count += 1
    return count


def _stand_in(field: models.Field[Any, Any], row: models.Model, pseudonym: str, mark: int) -> Any:
    if isinstance(field, models.EmailField):
        return f"{mark or row.pk}@{NOWHERE}"
    if field.unique:
        return f"erased-{row.pk}"
    if isinstance(field, models.JSONField):
        return field.get_default()
    if field.name in ("full_name", "name") or field.name.endswith("_name"):
        return pseudonym
    return None if field.null else ""


def _unname(person: Person, pseudonym: str) -> int:
    """Replace the person's name and address wherever free words hold them, and let the search forget them."""
    pattern, count = naming(person.words), 0
    for found in mentions_of(person):
        count += 1
        if isinstance(found.row, AuditEvent):
            forget_words(found.row, [mark for mark, said in found.row.words.items() if pattern.search(said["text"])])
            continue
        values = {name: _without(getattr(found.row, name), pattern, pseudonym) for name in found.columns}
        found.record.model._base_manager.filter(pk=found.row.pk).update(**values)
        found.row.refresh_from_db()
        search.index(found.row)
    return count


def _without(value: Any, pattern: re.Pattern[str], pseudonym: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(pseudonym, value)
    if isinstance(value, dict):
        return {pattern.sub(pseudonym, key): _without(inner, pattern, pseudonym) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, pattern, pseudonym) for inner in value]
    return value


def _safe(why: str, person: Person, pseudonym: str) -> str:
    return str(_without(why.strip()[:300], naming(person.words), pseudonym))


def sentences(erased: Erased) -> list[Message]:
    """Say what was done, for the person who asked and for the shell."""
    said = [
        msg(
            "%(deleted)s rows deleted, %(replaced)s without the person, the name taken out of %(unnamed)s texts.",
            deleted=erased.deleted, replaced=erased.replaced, unnamed=erased.unnamed,
        )
    ]  # fmt: skip
    said += [msg("Kept: %(what)s (%(n)s): %(why)s", what=what, n=n, why=why) for what, n, why in erased.kept]
    return said
