"""Scenarios of an investment as an address tells them, and what the engine makes of them: the address is the permalink."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from django.core.cache import cache
from django.http import QueryDict

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import acting
from campus5g.portal.territory.models import reader_language
from campus5g.portal.territory.reading import jobs_area, known_tables, tables_stamp
from campus5g.portal.training.models import Competence, Training
from campus5g.portal.training.opening_question import free_places
from campus5g.territory.investments import Investment
from campus5g.territory.jobs import (
    AS_ANNOUNCED,
    PRESETS,
    Bounded,
    Change,
    Outcome,
    Scenario,
    assumptions_for,
    compare,
    preset,
)
from campus5g.territory.openings import Offered

MOST = 3
OWN, SET = "own", "set-"
MOST_KEPT_S = 24 * 3600
_MOST_SET = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scenarios stand side by side, and the assumptions that the reader sets in one of their own."""

    names: tuple[str, ...]
    values: Mapping[str, float]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        own = Scenario(OWN, msg("Your assumptions"), {key: Change(value) for key, value in self.values.items()})
        return tuple(own if name == OWN else preset(name) for name in self.names)


def asked_in(query: QueryDict) -> Asked:
    """Read what an address asks for: ``with=NAME`` up to three times, ``set-KEY=VALUE`` for one's own scenario."""
    values = {}
    for name in list(query)[:_MOST_SET]:
        text = str(query.get(name)).strip().replace("\u202f", "").replace(",", ".")
        if name.startswith(SET) and text:
            values[name.removeprefix(SET)] = _number(text, name.removeprefix(SET))
    known = [*(one.key for one in PRESETS), OWN]
    names = [name for name in known if name in query.getlist("with")]
    strange = [name for name in query.getlist("with") if name not in known]
    if strange:
        raise BadInput("with", msg("“%(name)s”", name=strange[0]), msg("one of: %(names)s", names=", ".join(known)))
    if values and OWN not in names:
        names.append(OWN)
    if len(names) > MOST:
        raise BadInput("with", msg("%(count)s scenarios", count=len(names)), msg("at most %(most)s side by side", most=MOST))
    return Asked(tuple(names) or (AS_ANNOUNCED.key,), values)


def _number(text: str, key: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise BadInput(key, msg("“%(text)s”", text=text[:40]), msg("a number"))
    return value


def outcomes_of(investment: Investment, scenarios: Sequence[Scenario]) -> tuple[Outcome, ...] | Message:
    """Run the engine, or take what it found for the same question: same question, same answer.

    ``Message``: why nothing can be said. ``BadInput``: an assumption that is none, or out of its range.
    """
    area, offered, language = jobs_area(), offered_places(), reader_language()
    tables = known_tables(area)
    question = repr((investment, scenarios, area, offered, language, tables_stamp()))
    name = f"jobs:{hashlib.sha256(question.encode()).hexdigest()}"
    found: tuple[Outcome, ...] | Message | None = cache.get(name)
    if found is None:
        found = compare(
            investment, scenarios, area=area, offered=(*tables.places, *offered), evidence=tables.evidence, language=language
        )
        cache.set(name, found, MOST_KEPT_S)
    return found


def bounds_of(investment: Investment) -> dict[str, Bounded]:
    """Return every assumption that may be set, with its range; also those that no source says, and that must be set to run.

    Empty where nothing says which kind of plant it is.
    """
    found = assumptions_for(investment)
    for unsaid in (_unsaid("start_year"), _unsaid("start_year", "direct_jobs")):
        if isinstance(found, Message):
            found = assumptions_for(investment, unsaid)
    return {} if isinstance(found, Message) else found


def _unsaid(*keys: str) -> Scenario:
    """A scenario that says, at any value, what no source says: it gives the range within which a reader may set it."""
    values = {"start_year": float(today().year + 2), "direct_jobs": 100.0}
    return Scenario(OWN, OWN, {key: Change(values[key]) for key in keys})


def offered_places() -> tuple[Offered, ...]:
    """Return the free places of sessions whose training leads to an occupation of ROME: everybody's, told as counts alone."""
    with acting(SYSTEM):
        codes: dict[int, set[str]] = defaultdict(set)
        rows = Competence.objects.filter(training__state=Training.State.PUBLISHED, scheme=Competence.Scheme.ROME).exclude(code="")
        for training_id, code in rows.values_list("training_id", "code"):
            codes[training_id].add(code)
        return tuple(free_places({number: frozenset(keys) for number, keys in codes.items()}))
