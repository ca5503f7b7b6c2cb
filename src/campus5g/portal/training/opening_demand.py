"""Who is to learn what by when: each room that knows says so here, and the plan of sessions asks them all.

Needs are read by this room itself; projects, and later the territory's investments, register from above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.utils.timezone import localdate

from campus5g.core.benefit import Use
from campus5g.core.dated import DatedTable, load_table
from campus5g.core.message import Message, msg
from campus5g.matching.competences import field_competences
from campus5g.portal.base.clock import today
from campus5g.portal.needs.models import Need


@dataclass(frozen=True, slots=True)
class Demand:
    """People of one origin who are to acquire a competence of the field, from one month to another (``2026-11``).

    place: the town where they work, empty where it is not to be told. title, url: for those who may read the origin.
    competence may be a whole occupation (``occupation``), which a training gives that leads to it; label: how it is then called.
    """

    id: str
    competence: str
    people: int
    opens: str
    due: str
    place: str
    title: Message | str
    url: str
    label: Message | str = ""


def occupation(rome: str) -> str:
    """Return the competence that stands for an occupation of ROME."""
    return f"rome:{rome}"


Provider = Callable[[], Iterable[Demand]]
_providers: dict[str, Provider] = {}


def provider(name: str, give: Provider) -> None:
    """Register who knows of competences to acquire. ``give`` is asked inside the scope of the system."""
    _providers[name] = give


def demands() -> list[Demand]:
    """Return what all providers say, in their order."""
    return [demand for name in sorted(_providers) for demand in _providers[name]()]


@lru_cache(maxsize=1)
def working_values() -> DatedTable:
    return load_table(files("campus5g.portal.training") / "openings.yaml")


def value(key: str) -> int:
    """Return a working value of the plan as it holds today."""
    return int(working_values().need(key, today()).value)


def sought(uses: Iterable[Use], texts: Iterable[str]) -> list[str]:
    """Return the competences to learn for these uses and words: not those that a project finds in its partners."""
    found = working_values().need("partners", today()).value
    return [key for key in field_competences().needed_by(uses, texts) if key not in found]


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def months_after(day: date, months: int) -> str:
    """Return the month that many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return f"{day.year + years}-{month + 1:02d}"


def from_needs() -> Iterable[Demand]:
    """Each live need asks for the competences of its uses and of its own words; an anonymous one is told by nothing but them."""
    live = Need.objects.filter(state__in=("stated", "studied")).select_related("organisation").defer("site", "economics")
    now, months, people = months_after(today(), 1), value("months_after_need"), value("people_by_need")
    for need in live.order_by("pk"):
        stated = localdate(need.stated_at) if need.stated_at else today()
        due = months_after(stated, months)
        if due < now:
            continue
        told, address = "" if need.anonymous else need.organisation.city, need.get_absolute_url()
        for key in sought(need.known_uses, [need.words]):
            title = msg("a need") if need.anonymous else need.title
            yield Demand(f"need-{need.pk}-{key}", key, people, now, due, told, title, address)
