"""What a connectivity changes for each use, in euros a year and otherwise."""

from __future__ import annotations

from campus5g.core.benefit import Benefit, NotAssessed, UseAssessment, Worth
from campus5g.core.figures import Interval
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from campus5g.documents.charts import net_gain_chart, tornado_chart
from campus5g.documents.content import StudyReport
from campus5g.documents.names import CONNECTIVITY, NOT_ASSESSED, ORIGIN, USE, WORTH
from campus5g.documents.voice import Voice


def gains_section(content: StudyReport, say: Voice) -> list[Block]:
    """One part a use; a use without an engine says « not yet assessed » and shows no figure."""
    blocks: list[Block] = [Heading(say(msg("What 5G changes, in euros")))]
    if not content.uses:
        blocks.append(Callout(say(NOT_ASSESSED), say(msg("This need names no industrial use.")), "unknown"))
    for use in content.uses:
        blocks.append(Heading(say(USE[use.use]), 2))
        blocks += _not_assessed(use, say) if isinstance(use, NotAssessed) else _assessed(use, say)
    return blocks


def answer(use: UseAssessment | NotAssessed, say: Voice) -> Callout:
    """The plain answer of one use, framed."""
    name = say(USE[use.use])
    if isinstance(use, NotAssessed):
        return Callout(say(msg("%(use)s: not yet assessed", use=name)), say(use.reason), "unknown")
    title = say(msg("%(use)s: %(verdict)s", use=name, verdict=_lower(say(WORTH[use.worth]))))
    return Callout(title, say(use.answer), "unknown" if use.worth == Worth.NOT_KNOWN_YET else "answer")


def _not_assessed(use: NotAssessed, say: Voice) -> list[Block]:
    return [Callout(say(NOT_ASSESSED), say(use.reason), "unknown")]


def _assessed(use: UseAssessment, say: Voice) -> list[Block]:
    blocks: list[Block] = [
        answer(use, say),
        Paragraph(say(msg("These figures rest on %(origin)s.", origin=ORIGIN[use.origin])), "note"),
    ]
    if use.benefits:
        chart = net_gain_chart(use, say.language)
        blocks += [chart.figure(say.language), chart.table]
    if use.reasons:
        blocks.append(Bullets(tuple(say(reason) for reason in use.reasons)))
    if use.benefits:
        blocks.append(beyond_money_table(use, say))
    if use.sensitivities:
        tornado = tornado_chart(use, say.language)
        blocks += [Heading(say(msg("What the answer depends on")), 3), tornado.figure(say.language), tornado.table]
    changing = (*use.would_change, *use.break_even)
    if changing:
        blocks += [Paragraph(say(msg("What would change the answer:"))), Bullets(tuple(say(m) for m in changing))]
    return blocks + data_blocks(use, say)


def data_blocks(use: UseAssessment, say: Voice) -> list[Block]:
    """What was done with the company's file: rows left out, gaps, clock changes. Nothing for a sample."""
    if not use.data_notes:
        return []
    return [Paragraph(say(msg("What was done with the company's file:"))), Bullets(tuple(say(note) for note in use.data_notes))]


def beyond_money_table(use: UseAssessment, say: Voice) -> Table:
    """Indicators down, connectivities across: medians, with P10 to P90 for private 5G."""
    shown = use.benefits
    columns = (
        Column(say(msg("Indicator, median")), width=1.7),
        *(Column(say(CONNECTIVITY[b.connectivity]), "right") for b in shown),
    )
    keys: dict[str, tuple[str, str]] = {}
    for benefit in shown:
        for kpi in benefit.kpis:
            keys.setdefault(kpi.key, (say(kpi.label), kpi.unit))
    rows = [(label, *(_kpi(b, key, say) for b in shown)) for key, (label, _) in keys.items()]
    rows.append((say(msg("CO₂ avoided (t a year)")), *(_median(b.co2_t, say) for b in shown)))
    rows.append((say(msg("Hours people spend in danger (a year; never priced)")), *(_median(b.exposure_h, say) for b in shown)))
    return Table(columns, tuple(rows), say(msg("Beyond money: what changes for the plant and its people")))


def _kpi(benefit: Benefit, key: str, say: Voice) -> str:
    kpi = next((k for k in benefit.kpis if k.key == key), None)
    return "–" if kpi is None else say.quantity(kpi.value.p50, kpi.unit)


def _median(value: Interval, say: Voice) -> str:
    return say.quantity(value.p50, "")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def best(use: UseAssessment) -> Benefit | None:
    """The connectivity with the highest median net gain."""
    return max(use.benefits, key=lambda b: b.net_eur.p50, default=None)


def five_g(use: UseAssessment) -> Benefit | None:
    return use.benefit(Connectivity.PRIVATE_5G)
