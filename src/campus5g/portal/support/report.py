"""The report of a cohort to those who fund it: what its ventures reached, each figure with its day, its evidence and its interval."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Amount, Day, Message, msg
from campus5g.documents.blocks import Block, Callout, Card, Cards, Column, Heading, Paragraph, Table, to_plain
from campus5g.documents.report import dated_pdf
from campus5g.documents.voice import Voice
from campus5g.portal.support.models import Figure
from campus5g.portal.support.summing import Summary, Trail
from campus5g.territory.cohorts import Estimate, Kind, Total

KINDS: dict[Kind, Message] = {
    Kind.JOBS: msg("Jobs, full-time equivalents"),
    Kind.TURNOVER: msg("Turnover"),
    Kind.PUBLIC: msg("Public funds obtained"),
    Kind.PRIVATE: msg("Private funds raised"),
    Kind.LOCAL: msg("Revenue with local industry"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of figure of a cohort, beside another cohort's where there is one."""

    name: Message
    value: Message
    said: Message
    evidenced: Message
    until: Message | None
    beside: Message | None


def amount(kind: Kind, value: float) -> Message:
    """A sum as it is read: euros, or a number of full-time equivalents."""
    return Message("%(n)s", {"n": round(value, 2) if kind == Kind.JOBS else Amount(round(value))})


def lines(summary: Summary, beside: Summary | None = None) -> list[Line]:
    others = {total.kind: total for total in beside.totals} if beside else {}
    return [_line(total, others.get(total.kind)) for total in summary.totals]


def _line(total: Total, other: Total | None) -> Line:
    return Line(
        KINDS[total.kind], amount(total.kind, total.value) if total.said else msg("not said"),
        msg("%(said)s of %(asked)s", said=total.said, asked=total.asked), amount(total.kind, total.evidenced),
        Message("%(day)s", {"day": Day.of(total.last)}) if total.last else None,
        (amount(other.kind, other.value) if other.said else msg("not said")) if other else None,
    )  # fmt: skip


def pdf(summary: Summary, language: str, *, demonstration: bool | None = None) -> bytes:
    """The report as a tagged A4 PDF."""
    say = Voice(language)
    cohort = summary.cohort
    fictitious = any(one.venture.organisation is not None and one.venture.organisation.fictitious for one in summary.members)
    return dated_pdf(
        kicker=msg("Report on a cohort of the incubator"), title=cohort.name, organisation=cohort.organisation.name,
        facts=[
            (msg("From"), say.day(cohort.starts_on)), (msg("To"), say.day(cohort.ends_on)),
            (msg("Ventures"), str(len(summary.members))), (msg("Figures until"), say.day(summary.on)),
        ],
        day=summary.on, demonstration=fictitious if demonstration is None else demonstration,
        blocks=to_plain(_blocks(summary, say)), say=say, sheet=True,
    )  # fmt: skip


def _blocks(summary: Summary, say: Voice) -> list[Block]:
    found: list[Block] = [Cards(tuple(_cards(summary, say))), Heading(say(msg("What the ventures said"))), _totals(summary, say)]
    silent = max((total.asked - total.said for total in summary.totals), default=0)
    if silent:
        text = msg("Nobody's silence is filled in: a sum holds what was said, by the number of ventures written beside it.")
        found.append(Callout(say(msg("Some ventures said nothing")), say(text), "unknown"))
    found += [Heading(say(msg("The ventures"))), _ventures(summary, say)]
    found += [Heading(say(msg("The trail of each figure"))), Paragraph(say(_KEPT), "note"), *_trails(summary, say)]
    return [*found, Heading(say(msg("How this was computed"))), *(Paragraph(say(text)) for text in _METHOD)]


_KEPT = msg(
    "Every figure is kept with its day, who said it and what shows it; a file is named with the beginning of its SHA-256."
)
_METHOD = (
    msg("Jobs are the last figure of each venture; amounts are added up over the time, each figure once."),
    msg(
        "Shares have Wilson's interval at 95 %%, medians the exact interval of order statistics, survival that of Kaplan and Meier."
    ),
    msg("With so few ventures these intervals are wide. Two cohorts whose intervals overlap cannot be ranked."),
)


def _cards(summary: Summary, say: Voice) -> list[Card]:
    cards = [Card(say(msg("Ventures that have not stopped")), *_share(summary.alive, say))] if summary.alive else []
    for months, estimate in summary.survivals:
        cards.append(Card(say(msg("Alive after %(n)s months", n=months)), *_share(estimate, say)))
    jobs = summary.median_jobs
    if jobs is not None:
        cards.append(Card(say(msg("Jobs of the middle venture")), say.number(jobs.value), _span(jobs, say)))
    return cards


def _share(estimate: Estimate, say: Voice) -> tuple[str, str]:
    if estimate.low is None or estimate.high is None:
        return f"{say.number(100 * estimate.value, 3)}\u00a0%", say(msg("of %(n)s ventures", n=estimate.n))
    span = msg(
        "%(low)s %% to %(high)s %%, of %(n)s ventures",
        low=round(100 * estimate.low),
        high=round(100 * estimate.high),
        n=estimate.n,
    )
    return f"{say.number(100 * estimate.value, 3)}\u00a0%", say(span)


def _span(estimate: Estimate, say: Voice) -> str:
    if estimate.low is None or estimate.high is None:
        return say(msg("of %(n)s ventures: too few for an interval", n=estimate.n))
    return say(msg("%(low)s to %(high)s, of %(n)s ventures", low=estimate.low, high=estimate.high, n=estimate.n))


def _totals(summary: Summary, say: Voice) -> Table:
    heads = (msg("What"), msg("Sum"), msg("With evidence"), msg("Ventures that said it"), msg("Until"))
    rows = tuple(
        (say(line.name), say(line.value), say(line.evidenced), say(line.said), say(line.until) if line.until else "—")
        for line in lines(summary)
    )
    columns = tuple(
        Column(say(head), "right" if place in (1, 2) else "left", 2 if place == 0 else 1) for place, head in enumerate(heads)
    )
    return Table(columns, rows, say(msg("Sums of the cohort")))


def _ventures(summary: Summary, say: Voice) -> Table:
    rows = tuple(
        (
            member.venture.reference, member.venture.name, say.short_day(member.joined_on),
            member.get_how_display() if member.how else say(msg("in the cohort")), member.venture.get_state_display(),
        )
        for member in summary.members
    )  # fmt: skip
    heads = (msg("Reference"), msg("Venture"), msg("Joined on"), msg("Programme"), msg("Today"))
    return Table(tuple(Column(say(head), width=1.6 if place in (1, 3) else 1) for place, head in enumerate(heads)), rows,
                 say(msg("Ventures of the cohort")))  # fmt: skip


def _trails(summary: Summary, say: Voice) -> list[Block]:
    if not summary.trails:
        return [Paragraph(say(msg("No figure was said yet.")))]
    heads = (msg("Reference"), msg("What"), msg("Day"), msg("Value"), msg("With or from whom"), msg("What shows it"))
    rows = tuple(_trail(trail, say) for trail in summary.trails)
    columns = tuple(
        Column(say(head), "right" if place == 3 else "left", (1, 1.5, 1, 1, 1.4, 2.2)[place]) for place, head in enumerate(heads)
    )
    return [Table(columns, rows, say(msg("Every figure, oldest first")))]


def _trail(trail: Trail, say: Voice) -> tuple[str, ...]:
    figure: Figure = trail.figure
    kind = Kind(figure.kind)
    shows = [figure.evidence, *(f"{file.name} ({file.sha256[:12]})" for file in trail.files)]
    return (
        figure.venture.reference, say(KINDS[kind]), say.short_day(figure.on), say(amount(kind, figure.amount)), figure.other or "—",
        "; ".join(part for part in shows if part) or say(msg("no evidence yet")),
    )  # fmt: skip
