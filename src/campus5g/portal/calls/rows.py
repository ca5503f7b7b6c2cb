"""From a call to its row in the catalogue, and from what is said of a call to what is shown of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from hashlib import blake2b
from typing import Any

from campus5g.core import calls as core
from campus5g.core.codec import load, to_plain
from campus5g.funding.readers.merging import normalised
from campus5g.funding.stated import read_stated
from campus5g.portal.calls.facets import facets_of

FIELDS = tuple(field.name for field in fields(core.Call) if field.name not in ("id", "feed", "source"))
"""What a person may correct of a call: all that it says, save where it comes from."""


def columns_of(call: core.Call, plain: Mapping[str, Any] | None = None, text: str | None = None) -> dict[str, Any]:
    """Return the columns of a call as one feed tells it; ``plain``, ``text``: the call as JSON, where that is known already."""
    plain = to_plain(call) if plain is None else plain
    return {
        "key": call.id[:200], "feed": call.feed, "imprint": imprint(canonical(plain) if text is None else text),
        "name_key": name_key(call.id), "title_key": _short(f"{normalised(call.title)}|{normalised(call.funder)}"),
        **shown_columns(call, plain),
    }  # fmt: skip


def shown_columns(call: core.Call, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that follow what is shown of a call: its words, and what it is found and filtered by."""
    stated = read_stated(call)
    return {
        "title": call.title[:600], "funder": call.funder[:300], "programme": call.programme[:300], "kind": call.kind.value,
        "first_close": min(call.closes, default=None), "last_close": call.last_application, "stated_closed": call.stated_closed,
        "trl_low": stated.trl[0] if stated.trl else None, "trl_high": stated.trl[1] if stated.trl else None,
        "facets": facets_of(call, stated), "words": words_imprint(call), "data": plain,
    }  # fmt: skip


def canonical(plain: Mapping[str, Any]) -> str:
    """Return a call as JSON, the same text for the same call."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def imprint(text: str) -> str:
    """Return what tells one saying of a call, as ``canonical`` writes it, from another."""
    return _short(text)


def words_imprint(call: core.Call) -> str:
    """Return what tells the words of a call, as the search reads them, from others."""
    return _short("\n".join((call.id, call.language, call.title, call.programme, call.text, call.conditions)))


def name_key(identifier: str) -> str:
    """Return what two spellings of one identifier have in common."""
    return _short(identifier.casefold())


def corrected(call: core.Call, corrections: Iterable[tuple[str, Any]]) -> core.Call:
    """Return a call with some fields as people corrected them (field, plain value)."""
    changed = dict(corrections)
    return load(core.Call, to_plain(call) | changed) if changed else call


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
