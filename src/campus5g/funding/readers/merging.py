"""The same call in two feeds is one call; a generic card gives way to its local version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from campus5g.core.calls import Call

_NEITHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Merged:
    """Calls of several feeds as one list. ``same`` and ``hidden``: (call kept, call left out)."""

    calls: tuple[Call, ...]
    same: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]


def merge_feeds(feeds: Iterable[Sequence[Call]]) -> Merged:
    """Merge feeds, earlier feeds first; see ``settle``."""
    told = [call for feed in feeds for call in feed]
    settled = settle(told)
    left = [(told[place.by].id, call.id, place.why) for call, place in zip(told, settled, strict=True) if place.by is not None]
    return Merged(
        tuple(place.call for place in settled if place.by is None),
        tuple((kept, out) for kept, out, why in left if why is Why.SAME),
        tuple((kept, out) for kept, out, why in left if why is Why.GENERIC),
    )


class Why(StrEnum):
    """Why another call stands for one."""

    SAME = "same"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Settled:
    """A call filled by its twins; ``by``: the place of the call that stands for it, ``None`` when it stands itself."""

    call: Call
    by: int | None = None
    why: Why | None = None


def settle(told: Sequence[Call]) -> list[Settled]:
    """Tell, for each call of a list, which call stands for it; the earlier ones first.

    Two calls are the same when they have one identifier, or when, in two different feeds, they have one normalised title and
    one funder and the same places; what one does not say is taken from the other. With one title and funder but a place of its
    own, the local call hides the generic one (all France, or no place said), in whichever feed either stands.
    """
    merged = list(told)
    by_name: dict[str, int] = {}
    by_title: dict[tuple[str, str], list[int]] = {}
    standing: dict[int, tuple[int, Why]] = {}
    for place, call in enumerate(told):
        twin = _twin(call, merged, by_name, by_title)
        if twin is None:
            by_name[_key(call)] = place
            by_title.setdefault(_title(call), []).append(place)
        else:
            merged[twin] = filled(merged[twin], call)
            standing[place] = (twin, Why.SAME)
    for local, generic in _generic(merged, by_title):
        standing[generic] = (local, Why.GENERIC)
    return [Settled(call, *standing.get(place, (None, None))) for place, call in enumerate(merged)]


def normalised(text: str) -> str:
    """Lower case, without accents, letters and digits only."""
    if text.isascii():  # most of what is read by the hundred thousand
        return " ".join(_NEITHER.sub(" ", text.lower()).split())
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)).split())


def _key(call: Call) -> str:
    return call.id.casefold()


def _title(call: Call) -> tuple[str, str]:
    return normalised(call.title), normalised(call.funder)


def _twin(call: Call, merged: list[Call], by_name: dict[str, int], by_title: dict[tuple[str, str], list[int]]) -> int | None:
    if _key(call) in by_name:
        return by_name[_key(call)]
    others = ((place, merged[place]) for place in by_title.get(_title(call), []))
    return next((p for p, o in others if o.feed != call.feed and set(o.territories) == set(call.territories)), None)


def filled(first: Call, other: Call) -> Call:
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
        sizes=first.sizes or other.sizes,
        sectors=first.sectors or other.sectors,
        trl=first.trl or other.trl,
    )


def _generic(merged: list[Call], by_title: dict[tuple[str, str], list[int]]) -> Iterable[tuple[int, int]]:
    for places in by_title.values():
        locals_ = [place for place in places if _is_local(merged[place])]
        if locals_:
            yield from ((locals_[0], place) for place in places if not _is_local(merged[place]))


def _is_local(call: Call) -> bool:
    return any(place.startswith(("REG-", "DEP-", "COM-", "EPCI-")) for place in call.territories)
