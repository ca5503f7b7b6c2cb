"""One search box over everything: words folded (accents, case), as they are and stemmed (French), the same on both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import Stemmer
from django.db import models
from django.db.models import Q

from campus5g.portal.base.models import SearchEntry
from campus5g.portal.base.models.subject import carries

_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_FRENCH = Stemmer.Stemmer("french")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the search knows of a thing. ``organisation_id`` ``None``: everybody signed in finds it."""

    title: str
    text: str
    kind: str
    url: str
    organisation_id: int | None


_describe: dict[str, Callable[[models.Model], Entry | None]] = {}


def searchable(label: str, describe: Callable[[models.Model], Entry | None]) -> None:
    """Register how a kind of thing is found; ``describe`` returns ``None`` for what must not be found."""
    _describe[label] = describe
    carries(label)


def fold(text: str) -> list[str]:
    """Return the words of ``text``, lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def stems(text: str) -> list[str]:
    """Return the stems of the words of ``text``."""
    return list(_FRENCH.stemWords(fold(text)))


def index(subject: models.Model) -> None:
    """Write, renew or remove the entry of ``subject``; called by every deed."""
    label = subject._meta.label_lower
    if label not in _describe:
        return
    entry = _describe[label](subject)
    key = {"subject_label": label, "subject_id": subject.pk}
    rows = SearchEntry._base_manager
    if entry is None:
        rows.filter(**key).delete()
        return
    whole = f"{entry.title} {entry.text}"
    words = f" {' '.join(sorted({*fold(whole), *stems(whole)}))} "
    values = {"title": entry.title[:300], "kind": entry.kind, "url": entry.url, "words": words}
    rows.update_or_create(**key, defaults={**values, "organisation_id": entry.organisation_id})


def find(text: str, limit: int = 30) -> list[SearchEntry]:
    """Return what the actor of the present scope may see and that holds every word of ``text``: its stem, or its beginning."""
    asked = dict.fromkeys(zip(fold(text), stems(text), strict=True))
    if not asked:
        return []
    found = SearchEntry.objects.all()
    for word, stem in asked:
        found = found.filter(Q(words__contains=f" {word}") | Q(words__contains=f" {stem}"))
    return list(found[:limit])
