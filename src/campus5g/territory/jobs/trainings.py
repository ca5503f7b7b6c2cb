"""Which trainings to open for the occupations of an investment: when, how many places, who pays, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from campus5g.core.message import Message, msg
from campus5g.territory.jobs import model
from campus5g.territory.jobs.case import Case
from campus5g.territory.jobs.model import Floats
from campus5g.territory.jobs.occupations import occupation, payers
from campus5g.territory.jobs.outcome import Feeder, OccupationNeed, Outcome, Part, Payer, TrainingNeed
from campus5g.territory.openings import Offered, Wanted
from campus5g.territory.paths import named

SCARCE = 4
"""Level of tension from which few people are ready without training."""
HOURS_A_MONTH = 140
FEEDERS = 5


def trainings(
    needs: Sequence[OccupationNeed],
    case: Case,
    held: Mapping[tuple[Part, str], Floats],
    offered: Sequence[Offered],
) -> tuple[TrainingNeed, ...]:
    """Return a training for each occupation of which at least one place may be missing, the scarcest first.

    Posts that 5G asks for are among the direct jobs: they are left out where the operation asks for the same occupation.
    """
    running = {one.rome for one in needs if one.part is Part.OPERATION}
    left = {one.id: one.seats for one in offered}
    found = []
    order = sorted(needs, key=lambda one: (list(Part).index(one.part), -_level(one), -one.peak.p50, one.rome))
    for need in order:
        if need.part is Part.NETWORK and need.rome in running:
            continue
        made = _training(need, case, held[need.part, need.rome], offered, left)
        if made is not None:
            found.append(made)
    return tuple(found)


def _level(need: OccupationNeed) -> int:
    return need.tension.level if need.tension else 0


def _training(
    need: OccupationNeed, case: Case, held: Floats, offered: Sequence[Offered], left: dict[str, int]
) -> TrainingNeed | None:
    drawn, known = case.drawn, occupation(need.rome)
    scarce = _level(need) >= SCARCE
    to_train = "to_train_scarce" if scarce else "to_train_other"
    share = drawn["local_hires"] * drawn[to_train]
    rates = 0.0 if need.part is Part.BUILDING else (drawn["retirement_rate"] + drawn["turnover_rate"])[:, None]
    new = model.growth(held)
    people, yearly = new.sum(1) * share, (new + model.before(held) * rates) * (share / drawn["completion"])[:, None]
    places = people / drawn["completion"]
    if model.interval(places).p90 < 1:
        return None
    opens, due, year = _months(case.years, new, known.hours)
    fits = tuple(_taken(need.rome, opens, due, offered, left, ceil(model.interval(places).p90)))
    missing = np.maximum(places - sum(one.seats for one in fits), 0.0)
    return TrainingNeed(
        part=need.part,
        rome=need.rome,
        name=need.name,
        year=year,
        opens=opens,
        due=due,
        hours=known.hours,
        diploma=known.diploma,
        people=model.interval(people),
        places=model.interval(places),
        yearly=model.intervals(yearly),
        offered=fits,
        missing=model.interval(missing),
        payers=_payers(known.hours),
        feeders=_feeders(need.rome, case),
        skills=need.skills,
        why=_why(need, scarce),
        basis=(*need.basis, "local_hires", to_train, "completion"),
    )


def _months(years: Floats, new: Floats, hours: int) -> tuple[str, str, int]:
    """Return when the first must begin, when the last must be ready, and the first year of hires (by the median of each year).

    People are ready in July of the year in which their post is new: its middle.
    """
    middle = np.median(new, axis=0)
    hiring = np.flatnonzero(middle > 0.05 * max(float(middle.max()), 1e-9))
    first, last = int(years[hiring[0]]), int(years[hiring[-1]])
    months = first * 12 + 6 - ceil(hours / HOURS_A_MONTH)
    return f"{months // 12}-{months % 12 + 1:02d}", f"{last}-07", first


def _taken(code: str, opens: str, due: str, offered: Sequence[Offered], left: dict[str, int], most: int) -> list[Offered]:
    """Take seats of the catalogue that fit, up to ``most``; a seat serves one occupation."""
    found = []
    for one in sorted(offered, key=lambda one: (one.month, one.id)):
        seats = min(left[one.id], most)
        if code in one.competences and opens <= one.month <= due and seats > 0:
            left[one.id] -= seats
            most -= seats
            found.append(replace(one, seats=seats))
    return found


def _payers(hours: int) -> tuple[Payer, ...]:
    return tuple(payer for payer, least, most in payers() if least <= hours <= most)


def _feeders(code: str, case: Case) -> tuple[Feeder, ...]:
    paths = case.evidence.paths
    if paths is None or code not in paths.occupations.asked:
        return ()
    return tuple(
        Feeder(one.code, one.title, round(one.score, 3), named(one.shared), named(one.missing))
        for one in paths.leading_to(code, FEEDERS)
    )


def _why(need: OccupationNeed, scarce: bool) -> Message:
    if need.tension is None:
        return msg("scarcity is not known: the share to be trained is that of an occupation that is not scarce")
    if scarce:
        return msg(
            "scarce (level %(level)s of 5, %(area)s, %(year)s): most of those hired must be trained first",
            level=need.tension.level, area=need.tension.area, year=str(need.tension.year),
        )  # fmt: skip
    return msg(
        "not scarce (level %(level)s of 5, %(area)s, %(year)s): a part of those hired must be trained first",
        level=need.tension.level, area=need.tension.area, year=str(need.tension.year),
    )  # fmt: skip


def wanted(outcome: Outcome, worth_cents: int) -> tuple[Wanted, ...]:
    """Return what to ask of a plan of openings: people still without a place, by ROME code; worth_cents: of one trained in time."""
    return tuple(
        Wanted(
            id=f"{one.part}.{one.rome}",
            competence=one.rome,
            people=ceil(one.missing.p50),
            opens=one.opens,
            due=one.due,
            worth_cents=worth_cents,
            place=outcome.zone,
            title=one.name.fr,
        )
        for one in outcome.trainings
        if ceil(one.missing.p50) > 0
    )
