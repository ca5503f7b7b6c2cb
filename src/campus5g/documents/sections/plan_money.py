"""What a plan costs: bill of materials, every connectivity beside it, cost against coverage."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Column, Heading, Paragraph, Table
from campus5g.documents.names import CONNECTIVITY
from campus5g.documents.plan_chart import coverage_cost_chart
from campus5g.documents.plan_content import LifeCost, PlanSheet
from campus5g.documents.sections.network import bill_table
from campus5g.documents.voice import Voice


def money_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    if not sheet.life:
        return []
    blocks: list[Block] = [Heading(say(msg("What it costs")))]
    own = next((life.cost for life in sheet.life if life.cost.connectivity is Connectivity.PRIVATE_5G), None)
    if own is not None and own.lines:
        blocks.append(bill_table(own, say))
    blocks += [
        _life_table(sheet, say),
        Paragraph(
            say(
                msg(
                    "Ranges: unit costs are taken as independent of one another, so their deviations add up as squares; nobody pays "
                    "the lowest or the highest price everywhere at once. Total: investment today and %(years)s yearly costs discounted "
                    "at %(rate)s %% a year; before tax, without replacement.",
                    years=sheet.years,
                    rate=round(100 * sheet.discount, 1),
                )
            ),
            "note",
        ),
    ]
    if len(sheet.steps) > 1:
        chart = coverage_cost_chart(
            tuple((step.cost_cents / 100, step.served, step.antennas, step.chosen) for step in sheet.steps), say.language
        )
        blocks += [Heading(say(msg("Cost against coverage")), 2), chart.figure(say.language), chart.table]
    return blocks


def _life_table(sheet: PlanSheet, say: Voice) -> Table:
    columns = (
        Column(say(msg("Connectivity")), width=1.5),
        Column(say(msg("Investment")), "right"),
        Column(say(msg("Range")), "right", 1.6),
        Column(say(msg("A year")), "right"),
        Column(say(msg("Total over %(years)s years", years=sheet.years)), "right"),
        Column(say(msg("Range")), "right", 1.6),
    )
    rows = tuple(_life_row(life, say) for life in sheet.life)
    return Table(columns, rows, say(msg("Every connectivity on this site, for the same devices")))


def _life_row(life: LifeCost, say: Voice) -> tuple[str, ...]:
    cost = life.cost

    def span(low: int, high: int) -> str:
        if low == high:
            return "–"
        return say(msg("%(low)s to %(high)s", low=say.estimate(low / 100), high=say.estimate(high / 100)))

    return (
        say(CONNECTIVITY[cost.connectivity]),
        say.estimate(cost.capex_cents / 100),
        span(cost.capex_low_cents, cost.capex_high_cents),
        say.estimate(cost.opex_cents_per_year / 100),
        say.estimate(life.cents / 100),
        span(life.low_cents, life.high_cents),
    )
