"""Investments through the years: what had been published by a year, and what was announced for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from campus5g.territory.investments.statements import Investment, Quantity, Statement, Status

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Stage(StrEnum):
    """Where an investment stands in a year, as far as its sources say."""

    UNSAID = "unsaid"
    SAID = "said"
    DUE = "due"
    RUNNING = "running"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Standing:
    """An investment in one year: its stage, and the statements published by then."""

    investment: Investment
    year: int
    stage: Stage
    statements: tuple[Statement, ...]


def published_in(statement: Statement) -> int | None:
    """Return the year of the statement's source; ``None`` where its date is not known."""
    return _first_year(statement.figure.source.date)


def holds_in(statement: Statement) -> int | None:
    """Return the year for which a statement is made: its own, else the first one of its horizon; ``None`` where none is said."""
    return statement.year if statement.year is not None else _first_year(statement.figure.horizon)


def years_of(investments: Iterable[Investment], today: int) -> range:
    """Return every year from the first source to the last horizon, that of ``today`` included."""
    told = [year for one in investments for s in one.statements for year in (published_in(s), holds_in(s)) if year is not None]
    return range(min((*told, today)), max((*told, today)) + 1)


def standing(investment: Investment, year: int, today: int) -> Standing:
    """Return where an investment stands in ``year``.

    What is operating or abandoned is so from ``today`` on: the file does not say since when. A first production that was announced
    is due from the earliest year that a source published by then gives.
    """
    known = tuple(s for s in investment.statements if (said := published_in(s)) is not None and said <= year)
    first = min((s.figure.low for s in known if s.quantity is Quantity.FIRST_PRODUCTION), default=None)
    if year >= today and investment.status is Status.ABANDONED:
        stage = Stage.GIVEN_UP
    elif year >= today and investment.status is Status.OPERATING:
        stage = Stage.RUNNING
    elif not known:
        stage = Stage.UNSAID
    else:
        stage = Stage.DUE if first is not None and first <= year else Stage.SAID
    return Standing(investment, year, stage, known)


def _first_year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found.group()) if found else None
