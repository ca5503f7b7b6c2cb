"""How much power an investment takes at its connection, year by year: what is published, and what had to be assumed.

    c_y = announced x share x built x servers_to_grid x r_y       r_y = clip((y - first + 1) / (full - first + 1), 0, 1)

first: the year of the first production, full: the year of the announced power, both later by ``slip_years``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from campus5g.core.errors import BadInput
from campus5g.core.figures import SourcedFigure
from campus5g.core.message import Message, msg
from campus5g.territory.investments import Investment, Quantity, Statement
from campus5g.uses.parameters import Draws, Floats

RAMP_YEARS = 3
"""Years from the first production to full power where no source says either."""


@dataclass(frozen=True, slots=True)
class Announced:
    """The power published of an investment (MW, low to high). shared: it is that of several sites together; at_grid: it is that of
    the grid connection, where else the source does not say.

    first, full: years of the first production and of the full power. notes: what was assumed.
    """

    low_mw: float
    high_mw: float
    shared: bool
    at_grid: bool
    first: int
    full: int
    figures: tuple[SourcedFigure, ...]
    notes: tuple[Message, ...]


def announced(investment: Investment, wider: Investment | None) -> Announced | Message:
    """Return what is published of an investment's power; else of the wider one that it is a part of; else the reason why not."""
    told = ((one, quantity) for one in (investment, wider) if one for quantity in (Quantity.CONNECTION, Quantity.POWER))
    teller, of = next(((one, quantity) for one, quantity in told if _counted(one, quantity)), (None, None))
    if teller is None or of is None:
        return msg("no source states the power of “%(name)s”: nothing is computed from it", name=investment.name)
    own, notes = _counted(teller, of), list[Message]()
    low, high = min(s.figure.low for s in own), max(s.figure.high for s in own)
    if len(own) > 1:
        notes.append(
            msg("%(count)s figures of power are published: their range is taken, from %(low)s to %(high)s MW, and nothing is added",
                count=len(own), low=round(low), high=round(high))
        )  # fmt: skip
    starts = _counted(investment, Quantity.FIRST_PRODUCTION)
    full = max((s.year for s in own if s.year is not None), default=None)
    first = round(starts[0].figure.low) if starts else None
    if full is None or first is None:
        full = full if full is not None else (first or 0) + RAMP_YEARS
        first = first if first is not None else full - RAMP_YEARS
        if full <= RAMP_YEARS:
            return msg("no source states in which year “%(name)s” takes power", name=investment.name)
        notes.append(
            msg("the years of the first production and of full power are not both published: %(first)s and %(full)s are assumed",
                first=str(first), full=str(full))
        )  # fmt: skip
    figures = tuple(s.figure for s in (*own, *starts))
    return Announced(low, high, teller is wider, of is Quantity.CONNECTION, min(first, full), full, figures, tuple(notes))


def _counted(investment: Investment, quantity: Quantity) -> tuple[Statement, ...]:
    """Return the statements that have a source and a date: others are shown, never counted."""
    return tuple(s for s in investment.of(quantity) if not s.lacking)


def connection(said: Announced, years: tuple[int, ...], a: Draws, ramp: Mapping[int, float]) -> Floats:
    """Return (years, draws) MW at the connection. ramp: MW of some years that somebody states; those between are in a line."""
    draws = len(a["slip_years"])
    level = said.low_mw + np.linspace(0, 1, draws) * (said.high_mw - said.low_mw)
    whole = level * (a["site_share"] if said.shared else 1.0) * a["built_share"] * a.get("servers_to_grid", 1.0)
    if ramp:
        stated = np.interp(years, sorted(ramp), [ramp[year] for year in sorted(ramp)], left=0.0)
        return np.repeat(stated[:, None], draws, axis=1)
    begin, length = said.first + a["slip_years"], said.full - said.first + 1
    return np.asarray([whole * np.clip((year - begin + 1) / length, 0.0, 1.0) for year in years])


def checked_ramp(said: Announced, ramp: Mapping[int, float], highest: Mapping[str, float]) -> dict[int, float]:
    """Return a stated ramp-up; one above what is announced, or that falls, is refused with its year."""
    most = said.high_mw * (highest["site_share"] if said.shared else 1.0) * highest.get("servers_to_grid", 1.0)
    held = 0.0
    for year in sorted(ramp):
        mw = ramp[year]
        if not held <= mw <= most:
            raise BadInput(
                f"ramp {year}",
                msg("%(mw)s MW", mw=round(float(mw), 1)),
                msg("no less than the year before, and at most the %(most)s MW of the range announced", most=round(most)),
            )
        held = mw
    return dict(ramp)
