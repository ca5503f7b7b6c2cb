"""What concerns one person, wherever it stands: the rows that lead to their account or address, and where their name is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.privacy.register import Record, register


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known by an account, by an address alone, or by both."""

    user: User | None
    address: str

    @property
    def words(self) -> tuple[str, ...]:
        """What names this person in free text. A full name borne by two accounts names nobody surely, and is left out."""
        if self.user is None:
            return (self.address,)
        namesakes = User.objects.filter(full_name__iexact=self.user.full_name).exclude(pk=self.user.pk)
        name = () if len(self.user.full_name) < 5 or namesakes.exists() else (self.user.full_name,)
        return (self.address, *name)


def person_of(address: str) -> Person | None:
    """Return who bears an address, or ``None`` where nothing is kept about it."""
    tidy = tidy_email(address)
    person = Person(User.objects.filter(email=tidy).first(), tidy)
    return person if person.user or any(rows.exists() for _, rows in rows_of(person)) else None


def rows_of(person: Person) -> Iterator[tuple[Record, models.QuerySet[Any]]]:
    """Give each table that can lead to the person, with the rows about them or by them, whoever may see these."""
    for record in register().records:
        if record.personal:
            rows = record.model._base_manager.filter(about(record, person) | _columns(record.account, person))
            yield record, rows.order_by("pk")


def about(record: Record, person: Person) -> Q:
    """Return the filter for the rows that are about the person, and not only by them."""
    asked = _columns(record.person, person)
    for name in record.address:
        asked |= Q(**{f"{name}__iexact": person.address})
    return asked | Q(pk=person.user.pk) if record.model is User and person.user is not None else asked


def _columns(names: tuple[str, ...], person: Person) -> Q:
    asked = Q(pk__in=())
    for name in names if person.user is not None else ():
        asked |= Q(**{name: person.user.pk})
    return asked


@dataclass(frozen=True, slots=True)
class Mention:
    """A row whose free words name the person, with the columns where they do."""

    record: Record
    row: models.Model
    columns: tuple[str, ...]


def mentions_of(person: Person) -> Iterator[Mention]:
    """Give each row whose free words name the person."""
    pattern = naming(person.words)
    for record in register().records:
        if not record.free:
            continue
        asked = Q(pk__in=())
        for name in record.free:
            for word in person.words:
                for form in _written(word):
                    asked |= Q(**{f"{name}__icontains": form})
        for row in record.model._base_manager.filter(asked).order_by("pk").iterator(chunk_size=200):
            columns = tuple(name for name in record.free if pattern.search(_text(getattr(row, name))))
            if columns:
                yield Mention(record, row, columns)


def naming(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the words, whole, whatever their capitals."""
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


def _written(word: str) -> set[str]:
    """The ways a word may stand in a column: SQLite ignores the case of plain letters alone, and JSON may escape accents."""
    forms = {word, word.upper(), word.title()}
    return forms | {json.dumps(form)[1:-1] for form in forms}


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value or "")
