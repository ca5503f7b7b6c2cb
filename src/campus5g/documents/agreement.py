"""Drafts for lawyers: the consortium agreement of a project, and the letter by which a partner mandates the lead.

What is known stands in its place; what a person must decide or fill in stands in square brackets. Nothing here is advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.core.consortium import Commitments, Party
from campus5g.core.message import Amount, Day, Message, msg
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, PageBreak, Paragraph, Table
from campus5g.documents.clauses import CLAUSES, MANDATE
from campus5g.documents.names import DEMONSTRATION, DEMONSTRATION_SHORT
from campus5g.documents.voice import Voice


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft is made of: the state of the project, the calls it answers, the day, and whether it is a demonstration."""

    state: Commitments
    calls: tuple[str, ...]
    day: date
    version: int | None = None
    demonstration: bool = False

    @property
    def lead(self) -> Party:
        return next(party for party in self.state.parties if party.lead)


def agreement_docx(draft: Draft, language: str) -> bytes:
    """The draft consortium agreement in ``language``. Same draft, same bytes."""
    say = Voice(language)
    return _docx(draft, say, say(msg("Consortium agreement (draft)")), draft.state.title, agreement_blocks(draft, say))


def mandate_docx(draft: Draft, partner_id: str, language: str) -> bytes:
    """The mandate that one partner gives to the lead, in ``language``. An unknown partner is a fault of the caller."""
    say = Voice(language)
    party = next(party for party in draft.state.parties if party.id == partner_id)
    return _docx(draft, say, say(msg("Mandate given to the lead (draft)")), party.name, mandate_blocks(draft, party, say))


def agreement_blocks(draft: Draft, say: Voice) -> list[Block]:
    state = draft.state
    blocks: list[Block] = [_warning(say), Heading(say(msg("Between")))]
    blocks += [_parties(state, say), *_preamble(draft, say)]
    for number, clause in enumerate(CLAUSES, start=1):
        blocks.append(Heading(say(msg("Article %(n)s – %(title)s", n=number, title=clause.title)), 2))
        blocks += [Paragraph(say(text)) for text in clause.texts]
        if clause.key == "work":
            blocks.append(_tasks(state, say))
        if clause.key == "money":
            blocks.append(_money(state, say))
    return [*blocks, *_signatures(state.parties, say), PageBreak(), *_annexes(draft, say)]


def mandate_blocks(draft: Draft, party: Party, say: Voice) -> list[Block]:
    state, lead = draft.state, draft.lead
    paid = state.paid_to(party.id)
    who = msg(
        "I, [first name, surname], [capacity], with the power to commit %(name)s, SIREN %(siren)s, %(address)s,",
        name=party.name, siren=party.siren or "[…]", address=party.address or "[…]",
    )  # fmt: skip
    facts = [
        msg("what it does: %(task)s", task=party.task or "[…]"),
        msg("its eligible costs: %(sum)s", sum=Amount(state.cost_of(party.id))),
    ]
    if paid is not None:
        facts.append(msg("its own money: %(sum)s", sum=Amount(paid.own_cents)))
    mandate = msg(
        "mandate %(lead)s, SIREN %(siren)s, lead of the project “%(title)s”, to:", lead=lead.name, siren=lead.siren or "[…]",
        title=state.title,
    )  # fmt: skip
    return [
        _warning(say),
        Paragraph(say(who)),
        Paragraph(say(mandate)),
        Bullets(tuple(say(text) for text in MANDATE.powers)),
        Paragraph(say(msg("The calls concerned: %(calls)s.", calls=", ".join(draft.calls) or "[…]"))),
        Heading(say(msg("What %(name)s commits itself to", name=party.name)), 2),
        Bullets(tuple(say(text) for text in facts)),
        Heading(say(msg("What %(name)s declares", name=party.name)), 2),
        Bullets(tuple(say(text) for text in MANDATE.declarations)),
        *(Paragraph(say(text)) for text in MANDATE.closing),
        *_signatures((party,), say),
    ]


def _docx(draft: Draft, say: Voice, title: str, subtitle: str, blocks: Sequence[Block]) -> bytes:
    from campus5g.documents.word import Sheet, docx_bytes  # an office library: loaded when a document is made

    header = say(DEMONSTRATION_SHORT) if draft.demonstration else draft.state.title
    banner = say(DEMONSTRATION) if draft.demonstration else ""
    return docx_bytes(Sheet(title, subtitle, header, banner, say.language, draft.day), blocks)


def _warning(say: Voice) -> Callout:
    text = msg(
        "Made from the data of the project, as a starting point. It is not legal advice: have it read by a lawyer before anybody "
        "signs it. What stands in square brackets is to be decided or filled in."
    )
    return Callout(say(msg("Draft")), say(text), "warning")


def _parties(state: Commitments, say: Voice) -> Table:
    columns = (
        Column(say(msg("Party")), width=2),
        Column("SIREN"),
        Column(say(msg("Address")), width=2),
        Column(say(msg("Represented by")), width=2),
    )
    lead = say(msg("lead"))
    rows = tuple(
        (f"{p.name} ({lead})" if p.lead else p.name, p.siren or "[…]", p.address or "[…]", say(msg("[name, capacity]")))
        for p in state.parties
    )
    return Table(columns, rows)


def _preamble(draft: Draft, say: Voice) -> list[Block]:
    state = draft.state
    texts = [
        msg("The parties prepare together the project “%(title)s”, described in annex 1, and answer: %(calls)s.",
            title=state.title, calls=", ".join(draft.calls) or "[…]"),
        msg("The work is to start on %(day)s and to last %(months)s months. The application comes before any order or "
            "commitment (incentive effect, Regulation (EU) 651/2014, Article 6).", day=Day.of(state.starts), months=state.months),
    ]  # fmt: skip
    summary: list[Block] = [Paragraph(state.summary)] if state.summary else []
    return [Heading(say(msg("Preamble"))), *summary, *(Paragraph(say(text)) for text in texts)]


def _tasks(state: Commitments, say: Voice) -> Table:
    rows = tuple((party.name, party.task or "[…]") for party in state.parties)
    return Table((Column(say(msg("Party")), width=1), Column(say(msg("What it does")), width=2)), rows)


def _money(state: Commitments, say: Voice) -> Table:
    """Costs and how they are paid, one party a line; the last line adds up."""
    titles = (msg("Cost"), msg("Grant"), msg("Advance"), msg("Loan"), msg("Own money"))
    columns = (Column(say(msg("Party")), width=2), *(Column(say(title), "right") for title in titles))
    amounts = [_amounts(state, party.id) for party in state.parties]
    total = tuple(sum(column) for column in zip(*amounts, strict=True))
    named = [*((party.name, row) for party, row in zip(state.parties, amounts, strict=True)), (say(msg("Total")), total)]
    planned = bool(state.paid)
    rows = tuple((name, say.money(row[0]), *(say.money(cents) if planned else "[…]" for cents in row[1:])) for name, row in named)
    caption = msg("Eligible costs and planned financing") if planned else msg("Eligible costs; the financing is not known yet")
    return Table(columns, rows, say(caption), total=True)


def _amounts(state: Commitments, partner_id: str) -> tuple[int, int, int, int, int]:
    paid = state.paid_to(partner_id)
    parts = (paid.grant_cents, paid.advance_cents, paid.loan_cents, paid.own_cents) if paid else (0, 0, 0, 0)
    return (state.cost_of(partner_id), *parts)


def _signatures(parties: Sequence[Party], say: Voice) -> list[Block]:
    columns = (
        Column(say(msg("Party")), width=2),
        Column(say(msg("Name and capacity")), width=2),
        Column(say(msg("Date")), width=1),
        Column(say(msg("Signature")), width=2),
    )
    rows = tuple((party.name, "[…]", "[…]", "\n\n") for party in parties)
    return [Heading(say(msg("Signatures")), 2), Paragraph(say(msg("Done at [place], on [date]."))), Table(columns, rows)]


def _annexes(draft: Draft, say: Voice) -> list[Block]:
    state = draft.state
    names = {party.id: party.name for party in state.parties}
    blocks: list[Block] = [Heading(say(msg("Annex 1 – Work packages")))]
    if state.work:
        columns = (Column(say(msg("Work package")), width=3), Column(say(msg("Parties")), width=2), Column(say(msg("Months"))))
        rows = tuple(
            (w.title, ", ".join(names[key] for key in w.partner_ids if key in names), f"{w.first_month}–{w.first_month + w.months - 1}")
            for w in state.work
        )  # fmt: skip
        blocks.append(Table(columns, rows))
    else:
        blocks.append(Paragraph(say(msg("[The work packages, who does them, and from which month to which.]"))))
    columns = (Column(say(msg("Party")), width=2), Column(say(msg("Cost")), width=3), Column(say(msg("Eligible cost")), "right"))
    lines = tuple((names[line.partner_id], line.label, say.money(line.cents)) for line in state.lines)
    blocks += [
        Heading(say(msg("Annex 2 – Budget"))),
        Table(columns, (*lines, (say(msg("Total")), "", say.money(state.cents))), total=True),
    ]
    return [*blocks, Heading(say(msg("Annex 3 – State of the project"))), Paragraph(say(_origin(draft)))]


def _origin(draft: Draft) -> Message:
    if draft.version is None:
        return msg(
            "Made on %(day)s from the project as it stood, not yet put to signature. Fingerprint (SHA-256): %(print)s",
            day=Day.of(draft.day), print=draft.state.fingerprint,
        )  # fmt: skip
    return msg(
        "Made on %(day)s from version %(n)s of the project. Fingerprint (SHA-256): %(print)s",
        day=Day.of(draft.day), n=draft.version, print=draft.state.fingerprint,
    )  # fmt: skip
