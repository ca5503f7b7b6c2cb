"""The same call in two feeds is one call; a generic card gives way to its local version."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from campus5g.core.calls import Call


@dataclass(frozen=True, slots=True)
class Merged:
    """Calls of several feeds as one list. ``same`` and ``hidden``: (call kept, call left out)."""

    calls: tuple[Call, ...]
    same: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]


def merge_feeds(feeds: Iterable[Sequence[Call]]) -> Merged:
    """Merge feeds, earlier feeds first.

    Two calls are the same when they have one identifier, or when, in two different feeds, they have one normalised title and
    one funder and the same places; what one does not say is taken from the other. With one title and funder but a place of its
    own, the local call hides the generic one (all France, or no place said), in whichever feed either stands.
    """
    kept: dict[str, Call] = {}
    by_title: dict[tuple[str, str], list[str]] = {}
    same: list[tuple[str, str]] = []
    for call in (call for feed in feeds for call in feed):
        twin = _twin(call, kept, by_title)
        if twin is None:
            kept[_key(call)] = call
            by_title.setdefault(_title(call), []).append(_key(call))
        else:
            kept[twin] = _filled(kept[twin], call)
            same.append((kept[twin].id, call.id))
    hidden = [(kept[local].id, kept[generic].id) for local, generic in _generic(kept, by_title)]
    gone = {name for _, name in hidden}
    return Merged(tuple(call for call in kept.values() if call.id not in gone), tuple(same), tuple(hidden))


def normalised(text: str) -> str:
    """Lower case, without accents, letters and digits only."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)).split())


def _key(call: Call) -> str:
    return call.id.casefold()


def _title(call: Call) -> tuple[str, str]:
    return normalised(call.title), normalised(call.funder)


def _twin(call: Call, kept: dict[str, Call], by_title: dict[tuple[str, str], list[str]]) -> str | None:
    if _key(call) in kept:
        return _key(call)
    others = by_title.get(_title(call), [])
    return next((k for k in others if kept[k].feed != call.feed and set(kept[k].territories) == set(call.territories)), None)


def _filled(first: Call, other: Call) -> Call:
    """Keep the first, and take from the other what the first does not say."""
    return replace(
        first,
        text=first.text or other.text,
        programme=first.programme or other.programme,
        opens=first.opens or other.opens,
        closes=first.closes or other.closes,
        beneficiaries=first.beneficiaries or other.beneficiaries,
        territories=first.territories or other.territories,
        budget_eur=first.budget_eur if first.budget_eur is not None else other.budget_eur,
        min_aid_eur=first.min_aid_eur if first.min_aid_eur is not None else other.min_aid_eur,
        max_aid_eur=first.max_aid_eur if first.max_aid_eur is not None else other.max_aid_eur,
        url=first.url or other.url,
        conditions=first.conditions or other.conditions,
        stated_closed=first.stated_closed or other.stated_closed,
        deadline_model=first.deadline_model or other.deadline_model,
    )


def _generic(kept: dict[str, Call], by_title: dict[tuple[str, str], list[str]]) -> Iterable[tuple[str, str]]:
    for keys in by_title.values():
        locals_ = [key for key in keys if _is_local(kept[key])]
        if locals_:
            yield from ((locals_[0], key) for key in keys if not _is_local(kept[key]))


def _is_local(call: Call) -> bool:
    return any(place.startswith(("REG-", "DEP-", "COM-", "EPCI-")) for place in call.territories)
