"""The four pages: what is announced and by whom, jobs, trainings and suppliers, electricity; sources at the end."""

from __future__ import annotations

from collections.abc import Iterable

from babel.dates import format_date

from campus5g.core.figures import Interval
from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Block, Bullets, Callout, Card, Cards, Column, Heading, PageBreak, Paragraph, Table, to_plain
from campus5g.documents.report import dated_pdf
from campus5g.documents.territory.charts import billions, contrast_chart, day_chart, figure, years_chart
from campus5g.documents.territory.content import Brief, Curve, Power, Training
from campus5g.documents.voice import Voice

MOST_SAID, MOST_KEPT, MOST_OCCUPATIONS, MOST_TRAININGS, MOST_SUPPLIES, MOST_NOTES = 6, 5, 3, 4, 6, 3
"""Rows that a page can hold beside its charts (occupations and trainings: of each part); what is left out is counted."""


def brief_pdf(brief: Brief, language: str) -> bytes:
    """Draw the four pages in ``language`` as a tagged A4 PDF. Same content, same bytes."""
    say = Voice(language)
    facts: list[tuple[Message, str]] = [
        (msg("Investor"), brief.investor),
        (msg("Site"), brief.site),
        (msg("Scenario"), say(brief.scenario)),
        (msg("Drawn up on"), say.day(brief.day)),
    ]
    return dated_pdf(
        kicker=msg("A large investment and its territory"), title=brief.name, organisation=brief.territory, day=brief.day,
        demonstration=False, facts=facts, blocks=to_plain(brief_blocks(brief, say)), say=say, sheet=True,
    )  # fmt: skip


def brief_blocks(brief: Brief, say: Voice) -> list[Block]:
    """Every page in reading order."""
    pages = (_announced, _jobs, _trainings, _power)
    parts = [page(brief, say) for page in pages]
    blocks = [block for place, part in enumerate(parts) for block in ([PageBreak()] if place else []) + part]
    return [*blocks, *_sources(brief, say)]


def _announced(brief: Brief, say: Voice) -> list[Block]:
    kept = brief.kept[:MOST_KEPT]
    blocks: list[Block] = [Heading(say(msg("What is announced, and by whom")))]
    columns = (
        Column(say(msg("Figure")), width=1.0),
        Column(say(msg("What is counted, and where")), width=2.6),
        Column(say(msg("Who says it, and when")), width=1.4),
    )
    rows = tuple(
        (
            f"{_begun(say(one.what))}{_colon(say)}{figure(one, say)}",
            f"{one.counted} ({one.perimeter})" if one.perimeter else one.counted,
            say.listed([", ".join(filter(None, (one.source.author, one.source.date))) or say(msg("no source")), one.confidence]),
        )
        for one in brief.said[:MOST_SAID]
    )
    blocks.append(Table(columns, rows))
    blocks += [Callout(say(msg("To be said with every figure")), _sentences(kept, say), "warning")] if kept else []
    if brief.contrasts:
        blocks += [
            Heading(say(msg("Figures that contradict one another")), 2),
            Paragraph(
                say(
                    msg(
                        "They stand side by side and are never added: each counts something else, elsewhere, or for another year."
                    )
                )
            ),
            *(contrast_chart(contrast, say).figure(say.language) for contrast in brief.contrasts[:2]),
        ]
    return blocks


def _jobs(brief: Brief, say: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(say(msg("Jobs, year by year")))]
    if not brief.jobs:
        return [*blocks, *_absent(brief, say)]
    lasting = [curve for curve in brief.jobs if curve.lasting]
    building = [curve for curve in brief.jobs if not curve.lasting]
    blocks.append(Paragraph(say(_jobs_sentence(brief, lasting, say)), "lead"))
    title = msg("Jobs that stay (line: middle value; band: eight chances in ten)")
    blocks.append(years_chart(title, brief.years, lasting, msg("jobs"), say, 125).figure(say.language))
    if building:
        title = msg("Jobs of the building years, which end with them")
        blocks.append(years_chart(title, brief.years, building, msg("jobs"), say, 70).figure(say.language))
    blocks.append(_occupations(brief, say))
    blocks += [Bullets(tuple(say(note) for note in brief.jobs_notes[:MOST_NOTES]))] if brief.jobs_notes else []
    return blocks


def _jobs_sentence(brief: Brief, lasting: list[Curve], say: Voice) -> Message:
    first, last = lasting[0].values[-1], str(brief.years[-1])
    told = msg("In %(year)s: %(jobs)s direct jobs (%(low)s to %(high)s).", year=last, jobs=say.number(first.p50, 3),
               low=say.number(first.p10, 3), high=say.number(first.p90, 3))  # fmt: skip
    if brief.eur_per_job is None:
        return told
    return msg(
        "%(told)s That is about %(amount)s of investment for each: most of the effect lies in building, supply, grid and modules, "
        "not in operation.",
        told=told,
        amount=billions(brief.eur_per_job.p50, say),
    )


def _occupations(brief: Brief, say: Voice) -> Table:
    columns = (
        Column(say(msg("Occupation")), width=2.0),
        Column("ROME", width=0.6),
        Column(say(msg("Posts at the most")), "right", 1.2),
        Column(say(msg("Scarce?")), width=0.7),
        Column(say(msg("What helps")), width=2.0),
    )
    kept = [
        one
        for part in dict.fromkeys(say(one.part) for one in brief.occupations)
        for one in sorted((o for o in brief.occupations if say(o.part) == part), key=lambda o: -o.posts.p50)[:MOST_OCCUPATIONS]
    ]
    rows = tuple(
        (
            f"{one.name} ({say(one.part)})" if say(one.part) else one.name,
            one.code,
            _interval(one.posts, say),
            say(msg("%(level)s of 5", level=one.tension)) if one.tension is not None else say(msg("to be confirmed")),
            say(one.lever),
        )
        for one in kept
    )
    return Table(columns, rows, say(msg("Occupations asked for most: %(n)s of %(all)s", n=len(kept), all=len(brief.occupations))))


def _trainings(brief: Brief, say: Voice) -> list[Block]:
    blocks = [*_places(brief, say), *_supplies(brief, say)] or _absent(brief, say)
    return [Heading(say(msg("Trainings to open, and companies that could supply"))), *blocks]


def _places(brief: Brief, say: Voice) -> list[Block]:
    if not brief.trainings:
        return []
    kept = [
        one
        for part in dict.fromkeys(say(one.part) for one in brief.trainings)
        for one in sorted((t for t in brief.trainings if say(t.part) == part), key=lambda t: -t.missing.p50)[:MOST_TRAININGS]
    ]
    lead = msg(
        "%(places)s places are missing in %(n)s trainings if everything goes as assumed.",
        places=say.number(sum(one.missing.p50 for one in brief.trainings), 2),
        n=len(brief.trainings),
    )
    columns = (
        Column(say(msg("Training for")), width=2.0),
        Column(say(msg("Opens by")), width=1.1),
        Column(say(msg("Places needed")), "right", 1.2),
        Column(say(msg("Planned")), "right", 0.7),
        Column(say(msg("Missing")), "right", 1.2),
    )
    rows = tuple(
        (
            f"{one.name} ({say(one.part)})",
            _opens(one, brief, say),
            _interval(one.places, say),
            str(one.offered),
            _interval(one.missing, say),
        )
        for one in kept
    )
    payers = dict.fromkeys(payer for one in brief.trainings for payer in one.payers)
    told = say(msg("Who may pay: %(payers)s.", payers=say.listed(payers))) if payers else ""
    shown = say(msg("Shown: %(n)s of %(all)s trainings, the most missing places first.", n=len(kept), all=len(brief.trainings)))
    return [Paragraph(say(lead), "lead"), Table(columns, rows), Paragraph(f"{shown} {told}".strip(), "note")]


def _opens(training: Training, brief: Brief, say: Voice) -> str:
    """The month by which a training begins; one that should have begun begins at once."""
    if training.opens <= brief.day:
        return say(msg("at once"))
    return format_date(training.opens, "MMM yyyy", locale=say.language)


def _supplies(brief: Brief, say: Voice) -> list[Block]:
    if not brief.supplies:
        return []
    columns = (
        Column(say(msg("What is bought nearby")), width=1.6),
        Column(say(msg("Amount")), "right", 1.3),
        Column(say(msg("Companies of the directory that say they can")), width=2.4),
    )
    rows = tuple(
        (
            f"{say(one.what)} ({say(one.when)})",
            _euros(one.eur, say),
            ", ".join(one.companies[:4]) or say(msg("none yet: a gap to fill")),
        )
        for one in brief.supplies[:MOST_SUPPLIES]
    )
    note = [Paragraph(say(msg("The companies named here are those of the demonstration: they are fictitious.")), "note")]
    return [Heading(say(msg("Who could supply")), 2), Table(columns, rows), *(note if brief.fictitious else [])]


def _power(brief: Brief, say: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(say(msg("Electricity")))]
    power = brief.power
    if power is None:
        return [*blocks, *_absent(brief, say)]
    blocks.append(Cards(_power_cards(power, say)))
    curve = (Curve(msg("power at the connection"), power.connection),)
    blocks.append(
        years_chart(msg("Power at the grid connection, by year"), power.years, curve, msg("MW"), say, 85).figure(say.language)
    )
    if power.day:
        title = msg("The site over a weekday of January: as it comes, at the least cost, and sparing the area's peak")
        blocks.append(day_chart(title, power.day, say, 85).figure(say.language))
    if power.worths:
        columns = (
            Column(say(msg("What can be moved")), width=1.6),
            Column(say(msg("Worth a year, before its own cost")), "right", 1.6),
            Column(say(msg("MW freed at the peak")), "right", 1.2),
        )
        rows = tuple((say(one.label), _euros(one.eur, say), _interval(one.freed_mw, say)) for one in power.worths)
        blocks.append(Table(columns, rows))
    return [*blocks, Bullets(tuple(say(note) for note in power.notes[:MOST_NOTES]))]


def _power_cards(power: Power, say: Voice) -> tuple[Card, ...]:
    year = str(power.years[-1])
    cards = [
        Card(say(msg("At the connection in %(year)s", year=year)), say.quantity(power.connection[-1].p50, "MW"),
             say.span(power.connection[-1], "MW")),
        Card(say(msg("Taken in a year")), say.quantity(power.site_twh[-1].p50, "TWh"), say.span(power.site_twh[-1], "TWh")),
    ]  # fmt: skip
    if power.balance_twh:
        left = power.balance_twh[-1]
        cards.append(Card(say(msg("Made less taken, whole area")), say.quantity(left.p50, "TWh"), say.span(left, "TWh")))
    return tuple(cards)


def _sources(brief: Brief, say: Voice) -> list[Block]:
    """Every source once: those of the published figures by title, those of the assumptions by author and date."""
    told = [one.source for one in (*brief.said, *(one for contrast in brief.contrasts for one in contrast.said))]
    titles = dict.fromkeys(_named(source.author, source.title, source.date) for source in told)
    authors = dict.fromkeys(_named(source.author, source.date) for source in brief.sources if source not in told)
    notes = [(msg("Published figures: %(sources)s.", sources=_joined(titles, say)), titles)]
    notes.append(
        (
            msg("Assumptions, each with its range on the page of the investment: %(sources)s.", sources=_joined(authors, say)),
            authors,
        )
    )
    return [Heading(say(msg("Sources")), 2), *(Paragraph(say(note), "note") for note, held in notes if held)]


def _named(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _joined(names: Iterable[str], say: Voice) -> str:
    return say.listed(name for name in names if name)


def _absent(brief: Brief, say: Voice) -> list[Block]:
    why = _sentences(brief.missing, say) or say(msg("Nothing was computed for this part."))
    return [Callout(say(msg("Not computed")), why, "unknown")]


def _begun(text: str) -> str:
    """A name that begins a line."""
    return f"{text[:1].upper()}{text[1:]}"


def _sentences(messages: Iterable[Message], say: Voice) -> str:
    return " ".join(f"{_begun(text).rstrip('.')}." for text in (say(one) for one in messages))


def _interval(value: Interval, say: Voice) -> str:
    low, middle, high = (_people(one, say) for one in (value.p10, value.p50, value.p90))
    return f"{middle} ({say(msg('%(low)s to %(high)s', low=low, high=high))})"


def _people(value: float, say: Voice) -> str:
    """A number of people, places or MW: whole from ten on, as nobody trains a third of a person."""
    return say.number(round(value), 3) if value >= 10 else say.number(value, 2)


def _euros(value: Interval, say: Voice) -> str:
    return say(msg("%(low)s to %(high)s", low=billions(value.p10, say), high=billions(value.p90, say)))


def _colon(say: Voice) -> str:
    return "\u00a0: " if say.language == "fr" else ": "
