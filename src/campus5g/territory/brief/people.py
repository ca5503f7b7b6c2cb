"""Jobs, occupations, trainings and suppliers of a scenario, as the pages draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.documents.territory import Curve, Occupation, Supply, Training
from campus5g.territory.jobs import Line, OccupationNeed, Outcome, Part, SupplyNeed, TrainingNeed

_LASTING = (Line.DIRECT, Line.INDIRECT, Line.INDUCED, Line.REMOVED)
_PARTS: dict[Part, Message] = {
    Part.OPERATION: msg("operation"),
    Part.BUILDING: msg("building work"),
    Part.NETWORK: msg("5G network"),
}
_WHEN: dict[Part, Message] = {
    Part.OPERATION: msg("a year, in operation"),
    Part.BUILDING: msg("while building, in all"),
    Part.NETWORK: msg("5G network"),
}


class People(TypedDict):
    """The fields of ``documents.territory.Brief`` that a scenario of jobs fills."""

    scenario: Message | str
    years: tuple[int, ...]
    jobs: tuple[Curve, ...]
    jobs_notes: tuple[Message, ...]
    eur_per_job: Interval | None
    occupations: tuple[Occupation, ...]
    trainings: tuple[Training, ...]
    supplies: tuple[Supply, ...]


def people(outcome: Outcome, companies: Mapping[str, Sequence[str]], language: str) -> People:
    """Return the fields of the pages; ``companies``: names by competence of the directory."""
    lines = [curve for curve in outcome.curves if curve.line in (*_LASTING, Line.CONSTRUCTION)]
    shown = [curve for curve in lines if any(value.p90 > 0 for value in curve.values)]
    return People(
        scenario=outcome.scenario.name,
        years=outcome.years,
        jobs=tuple(Curve(curve.label, curve.values, curve.line is not Line.CONSTRUCTION) for curve in shown),
        jobs_notes=outcome.reasons,
        eur_per_job=outcome.eur_per_job,
        occupations=tuple(_occupation(one, language) for one in outcome.occupations),
        trainings=tuple(_training(one, language) for one in outcome.trainings),
        supplies=tuple(_supply(one, companies) for one in outcome.supplies),
    )


def _occupation(one: OccupationNeed, language: str) -> Occupation:
    tension = one.tension
    lever: Message | str = tension.levers[0] if tension is not None and tension.levers else ""
    level = None if tension is None else tension.level
    return Occupation(one.name.say(language), one.rome, _PARTS[one.part], one.peak, level, lever)


def _training(one: TrainingNeed, language: str) -> Training:
    payers = tuple(payer.name.say(language) for payer in one.payers)
    return Training(
        one.name.say(language),
        _PARTS[one.part],
        date.fromisoformat(f"{one.opens}-01"),
        one.places,
        one.seats,
        one.missing,
        payers,
    )


def _supply(one: SupplyNeed, companies: Mapping[str, Sequence[str]]) -> Supply:
    names = dict.fromkeys(name for competence in one.competences for name in companies.get(competence, ()))
    return Supply(one.label, _WHEN[one.part], one.eur, tuple(names))
