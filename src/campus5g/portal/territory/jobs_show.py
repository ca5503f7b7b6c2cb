"""What the page of scenarios writes: occupations, trainings, suppliers, assumptions, each with where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Column, Table
from campus5g.documents.voice import Voice
from campus5g.matching.competences import field_competences
from campus5g.portal.territory.charts import spread
from campus5g.portal.territory.scenarios import Asked
from campus5g.territory.jobs import Bounded, OccupationNeed, Outcome, Part, TrainingNeed

PARTS: Mapping[Part, Message] = {
    Part.OPERATION: msg("Operation"),
    Part.BUILDING: msg("Building (temporary)"),
    Part.NETWORK: msg("What 5G itself needs"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """An occupation as the page shows it; ``peaks``: posts in the fullest year, one for each scenario."""

    part: str
    code: str
    name: str
    esco: str
    peaks: tuple[str, ...]
    removed: str
    level: str
    where: str
    levers: tuple[str, ...]
    skills: tuple[str, ...]
    hiring: str


def works(outcomes: Sequence[Outcome], voice: Voice) -> list[Work]:
    """Return the occupations of the first scenario, with the posts of the others beside."""
    peaks = [{one.key: spread(one.peak, voice) for one in outcome.occupations} for outcome in outcomes]
    return [
        Work(
            voice(PARTS[one.part]), _code(one.rome), one.name.say(voice.language), one.esco,
            tuple(peak.get(one.key, "–") for peak in peaks),
            spread(one.removed[-1], voice), f"{one.tension.level}/5" if one.tension else "–",
            f"{one.tension.area}, {one.tension.year}" if one.tension else "",
            tuple(voice(lever) for lever in (one.tension.levers if one.tension else ())),
            tuple(skill.name.say(voice.language) for skill in one.skills), voice(_hiring(one)) if one.hiring else "",
        )
        for one in outcomes[0].occupations
    ]  # fmt: skip


def _hiring(need: OccupationNeed) -> Message | str:
    said = need.hiring
    return "" if said is None else msg(
        "%(projects)s hiring projects in %(year)s, %(difficult)s difficult (%(source)s)",
        projects=said.projects, year=str(said.year), difficult=said.difficult, source=said.source.title,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """A training to open as the page shows it; ``missing``: places that nobody offers, one for each scenario."""

    key: str
    code: str
    name: str
    diploma: str
    hours: str
    opens: str
    due: str
    places: str
    offered: int
    missing: tuple[str, ...]
    short: bool
    payers: tuple[tuple[str, str], ...]
    feeders: tuple[str, ...]
    why: str


def _code(rome: str) -> str:
    return f"ROME {rome}"


def key_of(training: TrainingNeed) -> str:
    return f"{training.part}.{training.rome}"


def courses(outcomes: Sequence[Outcome], voice: Voice) -> list[Course]:
    missing = [{key_of(one): spread(one.missing, voice) for one in outcome.trainings} for outcome in outcomes]
    language = voice.language
    return [
        Course(
            key_of(one), _code(one.rome), one.name.say(language), one.diploma.say(language), voice.quantity(one.hours, "h"),
            one.opens, one.due,
            spread(one.places, voice), one.seats, tuple(found.get(key_of(one), "–") for found in missing), one.missing.p50 >= 0.5,
            tuple((payer.name.say(language), payer.condition.say(language)) for payer in one.payers),
            tuple(feeder.title for feeder in one.feeders), voice(one.why),
        )
        for one in outcomes[0].trainings
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bought:
    """What is bought nearby; ``competences``: key and name of those by which the directory finds companies."""

    name: str
    part: str
    value: str
    competences: tuple[tuple[str, Message], ...]


def bought(outcome: Outcome, voice: Voice) -> list[Bought]:
    names = {one.key: one.label for one in field_competences().all}
    return [
        Bought(
            voice(one.label), voice(PARTS[one.part]), f"{voice.estimate(one.eur.p50)} ({voice.money_span(one.eur)})",
            tuple((key, names[key]) for key in one.competences if key in names),
        )
        for one in outcome.supplies
    ]  # fmt: skip


def lines_table(outcome: Outcome, voice: Voice) -> Table:
    """Return every curve of one scenario by year."""
    columns = (Column(voice(msg("Calendar year"))), *(Column(voice(curve.label), "right") for curve in outcome.curves))
    rows = tuple(
        (str(year), *(spread(curve.values[place], voice) for curve in outcome.curves)) for place, year in enumerate(outcome.years)
    )
    return Table(columns, rows, voice(msg("%(scenario)s: P50 (P10 to P90)", scenario=outcome.scenario.name)))


def assumption_rows(bounds: Mapping[str, Bounded], asked: Asked, voice: Voice) -> list[dict[str, Any]]:
    """Return each assumption with its default, range, bounds and source, and what the reader set."""
    return [
        {
            "key": key, "label": voice(one.assumption.label), "default": voice.quantity(one.assumption.value, one.assumption.unit, 4),
            "span": voice(msg("%(low)s to %(high)s", low=voice.number(one.assumption.low), high=voice.number(one.assumption.high))),
            "least": repr(one.least), "most": repr(one.most), "set": repr(asked.values[key]) if key in asked.values else "",
            "source": one.assumption.source, "to_confirm": one.assumption.source.to_confirm,
        }
        for key, one in bounds.items()
    ]  # fmt: skip
