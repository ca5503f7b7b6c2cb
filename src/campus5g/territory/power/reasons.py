"""The sentences that go with the electricity of an investment: what was assumed, what it does not say, what it means."""

from __future__ import annotations

from dataclasses import replace

from campus5g.core.message import Message, msg
from campus5g.territory.investments import Investment
from campus5g.territory.power.announced import Announced
from campus5g.territory.power.area import Area
from campus5g.territory.power.outcome import Means, PowerOutcome


def reasons(outcome: PowerOutcome, investment: Investment, said: Announced, area: Area | None) -> PowerOutcome:
    """Return the outcome with what a reader must know first, and how its figures are made."""
    return replace(
        outcome,
        warnings=tuple(_warnings(investment, said)),
        reasons=(*said.notes, *_balance(outcome, investment, area), *_moved(outcome)),
    )


def _warnings(investment: Investment, said: Announced) -> list[Message]:
    found = []
    if said.shared:
        found.append(
            msg(
                "the power announced, %(mw)s MW, is that of several sites: the part of this one is not published; it is assumed, and to "
                "be confirmed",
                mw=round(said.high_mw),
            )
        )
    if not said.at_grid:
        found.append(msg("the source does not say whether this power is that of the servers or that of the grid connection"))
    if investment.warning:
        found.append(msg("%(warning)s", warning=investment.warning))
    return found


def _balance(outcome: PowerOutcome, investment: Investment, area: Area | None) -> list[Message]:
    full = outcome.full
    if investment.outside:
        return [msg("it does not stand in the area, or not all of it: it enters no balance of the area")]
    if area is None or full.balance_twh is None or full.short is None:
        return [msg("nothing is known of what the area makes and takes: its balance is not computed")]
    told = _beside_largest(outcome, area)
    told.append(
        msg(
            "the area would still make %(twh)s TWh a year more than it takes (%(low)s to %(high)s)",
            twh=round(full.balance_twh.p50, 1), low=round(full.balance_twh.p10, 1), high=round(full.balance_twh.p90, 1),
        )
        if full.balance_twh.p50 >= 0
        else msg(
            "the area would take %(twh)s TWh a year more than it makes (%(low)s to %(high)s)",
            twh=round(-full.balance_twh.p50, 1), low=round(-full.balance_twh.p90, 1), high=round(-full.balance_twh.p10, 1),
        )
    )  # fmt: skip
    told.append(
        msg(
            "in %(share)s %% of the draws the highest power taken is above what the transmission network can bring; the grid "
            "operator's connection study decides, not this figure",
            share=round(100 * full.short),
        )
    )
    told.append(msg("plants stand at what they make in a year: an hour of outage or without wind is not in this balance"))
    return told


def _beside_largest(outcome: PowerOutcome, area: Area) -> list[Message]:
    """Return what the site takes as a share of what the largest plant of the area makes."""
    largest = max(area.plants, key=lambda plant: plant.energy.value, default=None)
    if largest is None or largest.energy.value <= 0:
        return []
    taken = outcome.full.site_twh.p50
    return [
        msg(
            "in %(year)s the site would take %(twh)s TWh a year, %(share)s %% of what %(plant)s makes",
            year=str(outcome.full.year),
            twh=round(taken, 1),
            share=round(100 * taken / largest.energy.value),
            plant=largest.name,
        )
    ]


def _moved(outcome: PowerOutcome) -> list[Message]:
    whole = outcome.worth(Means.ALL)
    if whole is None:
        return []
    return [
        msg(
            "what can be moved is dispatched by the energy engine over four weeks, of January, April, July and October, by the hour"
        ),
        msg(
            "the worths of the three means are not added: each takes part of the same hours; what batteries cost is not deducted"
        ),
        msg(
            "moving computing and cooling a day ahead is a gain of software: any network will do, and inside the halls all is fibre"
        ),
    ]
