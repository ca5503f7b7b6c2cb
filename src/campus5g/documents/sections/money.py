"""The financing plan: who pays what, under which limit, and when the money moves."""

from __future__ import annotations

from campus5g.core.message import Amount, Message, msg
from campus5g.core.project import FinancingPlan, Project
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from campus5g.documents.charts import cash_chart, financing_chart
from campus5g.documents.content import Financing, StudyReport
from campus5g.documents.names import CATEGORY, NOT_ASSESSED, SIZE, WAY
from campus5g.documents.voice import Voice


def financing_section(content: StudyReport, say: Voice) -> list[Block]:
    heading = Heading(say(msg("The financing plan")))
    if content.financing is None:
        return [heading, Callout(say(NOT_ASSESSED), say(msg("No financing plan has been computed for this project.")), "unknown")]
    titles = {ranked.call.id: ranked.call.title for ranked in content.calls} | content.financing.titles
    return [heading, *financing_blocks(content.financing, titles, say)]


def financing_blocks(financing: Financing, titles: dict[str, str], say: Voice) -> list[Block]:
    """Chart and table by partner, line by line, limits with their article, cash. ``titles``: names of calls by id."""
    project, plan = financing.project, financing.plan
    blocks: list[Block] = []
    if plan.refused:
        blocks += [Callout(say(msg("What the law or the calls refuse")), " ".join(say(m) for m in plan.refused), "warning")]
    if not plan.allocations:
        return [*blocks, *_reasons(plan.reasons, say)]
    blocks.append(Paragraph(say(_headline(project, plan)), "lead"))
    if plan.basis != "in_force":
        text = msg("The aid would be granted after the end of the rules used here: every figure of this plan is to be confirmed.")
        blocks.append(Callout(say(msg("Rules to be confirmed")), say(text), "warning"))
    chart = financing_chart(project, plan, say.language)
    blocks += [chart.figure(say.language), chart.table, *_reasons(plan.reasons, say)]
    blocks += [allocation_table(project, plan, titles, say), ceiling_table(plan, say)]
    if plan.ways:
        blocks += [Heading(say(msg("A grant after the end of the rules: three readings")), 2), way_table(plan, say)]
    if plan.conditions:
        heading = Heading(say(msg("What the law asks besides the amounts")), 2)
        said = tuple(say.confirm(f"{say(c.about)} ({c.article})", c.to_confirm) for c in plan.conditions)
        blocks += [heading, Bullets(said)]
    if plan.cash:
        cash = cash_chart(plan, say.language)
        blocks += [Heading(say(msg("When the money moves")), 2), cash.figure(say.language), cash.table]
    return blocks


def _headline(project: Project, plan: FinancingPlan) -> Message:
    cost = sum(line.cents for line in project.lines)
    lent, repayable = (sum(getattr(a, f"{part}_cents") for a in plan.allocations) for part in ("loan", "advance"))
    if lent:
        return msg(
            "Of a cost of %(cost)s, public money pays %(public)s: %(grant)s in grants, %(advance)s in repayable advances and %(loan)s "
            "in loans.",
            cost=Amount(cost), public=Amount(plan.public_cents), grant=Amount(plan.grant_cents), advance=Amount(repayable),
            loan=Amount(lent),
        )  # fmt: skip
    return msg(
        "Of a cost of %(cost)s, public money pays %(public)s: %(grant)s in grants and %(advance)s in repayable advances.",
        cost=Amount(cost),
        public=Amount(plan.public_cents),
        grant=Amount(plan.grant_cents),
        advance=Amount(repayable),
    )


def _reasons(reasons: tuple[Message, ...], say: Voice) -> list[Block]:
    return [Bullets(tuple(say(reason) for reason in reasons))] if reasons else []


def partner_table(project: Project, say: Voice) -> Table:
    columns = (
        Column(say(msg("Partner")), width=1.6),
        Column(say(msg("SIREN"))),
        Column(say(msg("Size")), width=1.5),
        Column(say(msg("Country")), width=0.6),
        Column(say(msg("Cost in the project")), "right"),
    )
    costs = {p.id: sum(line.cents for line in project.lines if line.partner_id == p.id) for p in project.partners}
    rows = tuple((p.name, p.siren or "–", say(SIZE[p.size]), p.country, say.money(costs[p.id])) for p in project.partners)
    return Table(columns, rows, say(msg("Partners of the project")))


def budget_table(project: Project, say: Voice) -> Table:
    columns = (
        Column(say(msg("Partner")), width=1.3),
        Column(say(msg("Cost line")), width=2),
        Column(say(msg("Category")), width=1.4),
        Column(say(msg("Amount")), "right"),
    )
    names = {p.id: p.name for p in project.partners}
    rows = [
        (names.get(line.partner_id, line.partner_id), line.label, say(CATEGORY[line.category]), say.money(line.cents))
        for line in project.lines
    ]
    rows.append((say(msg("Total")), "", "", say.money(sum(line.cents for line in project.lines))))
    return Table(columns, tuple(rows), say(msg("Budget by partner and cost line")), total=True)


_PARTS = (("grant", msg("Grant")), ("advance", msg("Repayable advance")), ("loan", msg("Loan")), ("own", msg("Own money")))


def parts_of(plan: FinancingPlan) -> tuple[tuple[str, Message], ...]:
    """Return the ways in which the plan pays, by the field of an allocation; loans only where there are any."""
    return tuple(part for part in _PARTS if part[0] != "loan" or any(a.loan_cents for a in plan.allocations))


def allocation_table(project: Project, plan: FinancingPlan, titles: dict[str, str], say: Voice) -> Table:
    parts = parts_of(plan)
    columns = (
        Column(say(msg("Cost line")), width=1.7),
        Column(say(msg("Partner")), width=1.2),
        Column(say(msg("Call")), width=1.5),
        Column(say(msg("Rate of aid")), "right", 0.7),
        *(Column(say(title), "right") for _, title in parts),
    )
    names = {p.id: p.name for p in project.partners}
    labels = {line.id: line.label for line in project.lines}
    rows = [
        (
            labels.get(a.line_id, a.line_id),
            names.get(a.partner_id, a.partner_id),
            titles.get(a.call_id, a.call_id) or "–",
            say.percent(a.intensity),
            *(say.money(getattr(a, f"{part}_cents")) for part, _ in parts),
        )
        for a in plan.allocations
    ]
    sums = (sum(getattr(a, f"{part}_cents") for a in plan.allocations) for part, _ in parts)
    rows.append((say(msg("Total")), "", "", "", *(say.money(cents) for cents in sums)))
    return Table(columns, tuple(rows), say(msg("How each cost line is paid")), total=True)


def way_table(plan: FinancingPlan, say: Voice) -> Table:
    """The readings of a grant after the end of the rules; each is to confirm."""
    columns = (
        Column(say(msg("Reading")), width=1.6),
        Column(say(msg("Until"))),
        Column(say(msg("Public money")), "right"),
        Column(say(msg("What it means")), width=2.6),
    )
    rows = tuple(
        (
            say(WAY[way.way]),
            say.day(way.until) if way.until else "–",
            "–" if way.public_cents is None else say.money(way.public_cents),
            say.confirm(f"{say(way.reason)} ({way.article})" if way.article else say(way.reason), way.to_confirm),
        )
        for way in plan.ways
    )
    return Table(columns, rows, say(msg("Three readings of the law on the day of the grant")))


def ceiling_table(plan: FinancingPlan, say: Voice) -> Table:
    columns = (
        Column(say(msg("Limit")), width=2.4),
        Column(say(msg("Article")), width=1.3),
        Column(say(msg("Allowed")), "right"),
        Column(say(msg("Used")), "right"),
        Column(say(msg("Left")), "right"),
        Column(say(msg("Respected")), width=0.7),
    )
    rows = tuple(
        (
            say(c.about),
            say.confirm(c.article, c.to_confirm),
            say.money(c.limit_cents),
            say.money(c.used_cents),
            say.money(c.slack_cents),
            say(msg("yes")) if c.respected else say(msg("no")),
        )
        for c in plan.ceilings
    )
    return Table(columns, rows, say(msg("Limits tested, with their article")))
