"""What the calls of the catalogue are filtered by, as words that any database finds in a text.

``place:REG-32`` open there; ``within:DEP-59`` open in a part of it; ``place:-DEP-59`` closed there; ``size:small``; ``naf:C``;
``naf:-F`` excluded. ``size:*`` and the like: the call says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from campus5g.core.calls import Call
from campus5g.funding.places import department_of, region_of, section_of
from campus5g.funding.stated import Stated


def facets_of(call: Call, stated: Stated) -> str:
    """Return the words of a call, each between spaces."""
    words = sorted({*_places(call.territories), *_sizes(stated), *_sections(stated), *_kinds(call)})
    return f" {' '.join(words)} "


def open_in(place: str, *, strict: bool) -> Q:
    """Return the filter for calls open in a place (``EU``, ``FR``, ``REG-32``, ``DEP-59``) or in a part of it."""
    wider = {place, *_around(place)}
    found = _any(*(f"place:{known}" for known in sorted(wider)), f"within:{place}", *(() if strict else ("place:*",)))
    for known in wider:
        found &= ~_any(f"place:-{known}")
    return found


def stating(kind: str, value: str, *, strict: bool) -> Q:
    """Return the filter for calls that admit ``size:small`` and the like, or that say nothing of it."""
    return _any(f"{kind}:{value}", *(() if strict else (f"{kind}:*",))) & ~_any(f"{kind}:-{value}")


def _any(*words: str) -> Q:
    found = Q()
    for word in words:
        found |= Q(facets__contains=f" {word} ")
    return found


def _around(place: str) -> Iterator[str]:
    """Yield the places that hold a place."""
    kind, _, code = place.partition("-")
    if kind == "DEP" and (region := region_of(code)):
        yield f"REG-{region}"
    if kind in ("DEP", "REG"):
        yield "FR"
    if kind in ("DEP", "REG", "FR"):
        yield "EU"


def _places(territories: tuple[str, ...]) -> Iterator[str]:
    if not territories:
        yield "place:*"
    for place in territories:
        yield f"place:{place}"
        kind, _, code = place.partition("-")
        department = department_of(code) if kind == "COM" else code if kind == "DEP" else ""
        if kind == "COM":
            yield f"within:DEP-{department}"
        if department and (region := region_of(department)):
            yield f"within:REG-{region}"
        if kind in ("COM", "DEP", "REG", "EPCI"):
            yield "within:FR"


def _sizes(stated: Stated) -> Iterator[str]:
    yield from (f"size:{size.value}" for size in stated.sizes) if stated.sizes else iter(("size:*",))


def _sections(stated: Stated) -> Iterator[str]:
    sections = {section_of(code) or code for code in stated.sectors}
    yield from (f"naf:{section}" for section in sections) if sections else iter(("naf:*",))
    yield from (f"naf:-{code}" for code in stated.excluded if len(code) == 1)


def _kinds(call: Call) -> Iterator[str]:
    yield from (f"for:{kind}" for kind in call.beneficiaries) if call.beneficiaries else iter(("for:*",))
