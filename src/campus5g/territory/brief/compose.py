"""What is published, jobs, trainings, suppliers and electricity, put into the plain content that the pages draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.documents.territory import Brief, Contrast, DayCurve, Power, Said, Worth
from campus5g.territory.brief.people import people
from campus5g.territory.investments import Investment, Quantity, Statement, contrasts
from campus5g.territory.investments.names import CONFIDENCE, QUANTITY
from campus5g.territory.jobs import Outcome
from campus5g.territory.power import PowerOutcome

_SHOWN = (Quantity.AREA_JOBS, Quantity.AREA_POWER)
"""Contradictions of the area that the pages may show, the first that there is."""


def brief(
    investment: Investment,
    *,
    area: Investment | None,
    wider: Investment | None,
    territory: str,
    day: date,
    power: PowerOutcome | Message | None = None,
    jobs: Outcome | Message | None = None,
    companies: Mapping[str, Sequence[str]] | None = None,
    language: str = "en",
    fictitious: bool = False,
) -> Brief:
    """Return the content of the four pages. A part that could not be computed stands as the sentence that says why.

    companies: names by competence of the directory, ``fictitious`` in a demonstration.
    language: of the names that the data hold in several.
    """
    missing = tuple(one for one in (power, jobs) if isinstance(one, Message))
    held = power if isinstance(power, PowerOutcome) else None
    work = jobs if isinstance(jobs, Outcome) else None
    statements = (*investment.statements, *(wider.of(Quantity.POWER) if wider and not investment.of(Quantity.POWER) else ()))
    content = Brief(
        name=investment.name,
        investor=investment.investor,
        site=investment.site,
        territory=territory,
        day=day,
        said=tuple(_said(one) for one in statements),
        contrasts=_contrasts((investment, area) if area else (investment,)),
        kept=_kept(investment, held, work),
        power=_power(held) if held else None,
        missing=missing,
        sources=_sources(held, work),
        fictitious=fictitious,
    )
    return replace(content, **people(work, companies or {}, language)) if work else content


def _said(one: Statement) -> Said:
    figure = one.figure
    return Said(
        QUANTITY[one.quantity], figure.low, figure.high, figure.unit, figure.counted, figure.perimeter, figure.horizon,
        figure.source, CONFIDENCE[one.confidence], one.mark,
    )  # fmt: skip


def _contrasts(investments: Sequence[Investment]) -> tuple[Contrast, ...]:
    found = sorted((one for one in contrasts(investments) if one.quantity in _SHOWN), key=lambda one: _SHOWN.index(one.quantity))
    return tuple(Contrast(QUANTITY[c.quantity], tuple(_said(s) for s in c.statements), c.why) for c in found)


def _kept(investment: Investment, *outcomes: PowerOutcome | Outcome | None) -> tuple[Message, ...]:
    """Return what must always be said, each sentence once whoever says it."""
    own = [msg("%(warning)s", warning=investment.warning)] if investment.warning else []
    every = own + [warning for outcome in outcomes if outcome is not None for warning in outcome.warnings]
    return tuple({str(one): one for one in reversed(every)}.values())[::-1]


def _power(outcome: PowerOutcome) -> Power:
    years = outcome.years
    day = outcome.day
    curves = (
        (msg("as it comes"), day.plain_mw), (msg("at the least cost"), day.cheapest_mw), (msg("sparing the peak"), day.sparing_mw),
    ) if day else ()  # fmt: skip
    return Power(
        years=tuple(one.year for one in years),
        connection=tuple(one.connection_mw for one in years),
        site_twh=tuple(one.site_twh for one in years),
        balance_twh=tuple(one.balance_twh for one in years if one.balance_twh is not None),
        worths=tuple(Worth(one.label, one.eur_a_year, one.freed_mw) for one in outcome.worths),
        day=tuple(DayCurve(label, mw) for label, mw in curves),
        notes=outcome.reasons,
    )


def _sources(*outcomes: PowerOutcome | Outcome | None) -> tuple[Source, ...]:
    held: Iterable[Source] = (a.source for one in outcomes if one is not None for a in one.assumptions)
    return tuple(dict.fromkeys(held))
