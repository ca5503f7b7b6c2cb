"""Is it worth its money over the years: what each connectivity costs, brings and leaves."""

from __future__ import annotations

from math import ceil

from campus5g.core.business import BusinessCase, CaseRow, CentsRange
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from campus5g.documents.content import StudyReport
from campus5g.documents.names import CONNECTIVITY, NOT_ASSESSED, USE
from campus5g.documents.voice import Voice


def business_section(content: StudyReport, say: Voice) -> list[Block]:
    """The case of every connectivity side by side; a gain that is not assessed leaves dashes, never zeros."""
    case = content.business
    if case is None or not case.rows:
        return []
    blocks: list[Block] = [Heading(say(msg("Is it worth its money?")))]
    if not case.counted:
        text = say.listed(case.reasons) or say(msg("No gain is known yet."))
        return [*blocks, Callout(say(NOT_ASSESSED), text, "unknown"), case_table(case, say)]
    own = case.row(Connectivity.PRIVATE_5G)
    if own is not None and own.npv is not None and case.owed_cents is not None:
        blocks.append(Paragraph(say(_headline(case, own.npv, case.owed_cents, say)), "lead"))
    uses = ", ".join(say(USE[use]) for use in case.counted)
    blocks += [Paragraph(say(msg("Gains counted: %(uses)s.", uses=uses)), "note"), case_table(case, say)]
    if case.reasons:
        blocks.append(Bullets(tuple(say(reason) for reason in case.reasons)))
    return blocks


def _headline(case: BusinessCase, npv: CentsRange, owed_cents: int, say: Voice) -> Message:
    """What 5G leaves, and the part of it that no other connectivity would have left: only that one is owed to it."""
    facts = {assumption.key: assumption.value for assumption in case.assumptions}
    years, rate = int(facts.get("business.years", 0)), facts.get("business.discount_rate", 0.0)
    worth, owed = say.estimate(npv.p50_cents / 100), say.estimate(owed_cents / 100)
    if case.rival is None:
        return msg(
            "Over %(years)s years, discounted at %(rate)s %%, private 5G leaves %(worth)s; no other connectivity leaves anything.",
            years=years,
            rate=rate,
            worth=worth,
        )
    rival = CONNECTIVITY[case.rival]
    if owed_cents < 0:
        return msg(
            "Over %(years)s years, discounted at %(rate)s %%, private 5G leaves %(worth)s. Another connectivity (%(rival)s) leaves "
            "%(more)s more: nothing is owed to 5G.",
            years=years,
            rate=rate,
            worth=worth,
            rival=rival,
            more=say.estimate(-owed_cents / 100),
        )
    return msg(
        "Over %(years)s years, discounted at %(rate)s %%, private 5G leaves %(worth)s, of which %(owed)s beyond the best of the "
        "others (%(rival)s): only this part is owed to 5G.",
        years=years,
        rate=rate,
        worth=worth,
        rival=rival,
        owed=owed,
    )


def case_table(case: BusinessCase, say: Voice) -> Table:
    columns = (
        Column(say(msg("Connectivity")), width=1.3),
        Column(say(msg("Investment")), "right"),
        Column(say(msg("Running cost a year")), "right"),
        Column(say(msg("Sensors and upkeep a year")), "right"),
        Column(say(msg("Gain a year, P50")), "right"),
        Column(say(msg("Net present value, P50")), "right", 1.1),
        Column(say(msg("P10 to P90")), "right", 1.5),
        Column(say(msg("Payback of the network")), "right", 0.9),
    )
    rows = tuple(_cells(row, say) for row in case.rows)
    return Table(columns, rows, say(msg("What each connectivity costs, brings and leaves, before tax and public money")))


def _cells(row: CaseRow, say: Voice) -> tuple[str, ...]:
    costs = (
        say(CONNECTIVITY[row.connectivity]),
        say.estimate(row.capex_cents / 100),
        say.estimate(row.opex_cents_per_year / 100),
    )
    if row.gain is None or row.npv is None or row.equipment_cents_per_year is None:
        return (*costs, "–", "–", "–", "–", "–")
    low, high = (say.estimate(cents / 100) for cents in (row.npv.p10_cents, row.npv.p90_cents))
    payback = "–" if row.payback_years is None else say.quantity(ceil(12 * row.payback_years), "months")
    return (
        *costs,
        say.estimate(row.equipment_cents_per_year / 100),
        say.estimate(row.gain.p50_cents / 100),
        say.estimate(row.npv.p50_cents / 100),
        say(msg("%(low)s to %(high)s", low=low, high=high)),
        payback,
    )
