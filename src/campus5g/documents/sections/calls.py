"""The ranked calls: why each fits, whether the project may apply, until when."""

from __future__ import annotations

from campus5g.core.calls import CallStatus, Passage, Verdict
from campus5g.core.message import msg
from campus5g.documents.blocks import Block, Callout, Column, Heading, Paragraph, Quote, Table
from campus5g.documents.content import RankedCall, StudyReport
from campus5g.documents.names import ANSWER, KIND, STATUS, VERDICT
from campus5g.documents.voice import Voice

_DETAILED = 5
_LONGEST = 320
_MOST_WORDS = 12


def calls_section(content: StudyReport, say: Voice) -> list[Block]:
    """All calls in a table, then the first ones with the passages that matched and the criteria judged."""
    blocks: list[Block] = [Heading(say(msg("Calls and schemes")))]
    if not content.calls:
        return [*blocks, Callout(say(msg("No call")), say(msg("No call of the catalogue answers this need.")), "unknown")]
    blocks.append(calls_table(content, say))
    for ranked in content.calls[:_DETAILED]:
        blocks += _detail(ranked, content, say)
    return blocks


def calls_table(content: StudyReport, say: Voice) -> Table:
    columns = (
        Column("", "right", 0.3),
        Column(say(msg("Call")), width=3),
        Column(say(msg("Funder")), width=1.3),
        Column(say(msg("Status")), width=0.9),
        Column(say(msg("Deadline")), width=1),
        Column(say(msg("Eligibility")), width=1.1),
    )
    rows = tuple(
        (
            say.number(r.match.rank),
            r.call.title,
            r.call.funder,
            say(STATUS[r.call.status(content.day)]),
            _deadline(r, content, say),
            say(ANSWER[r.eligibility.verdict]),
        )
        for r in content.calls
    )
    return Table(columns, rows, say(msg("Calls ranked by how well they match the need, on %(day)s", day=say.day(content.day))))


def _deadline(ranked: RankedCall, content: StudyReport, say: Voice) -> str:
    status = ranked.call.status(content.day)
    day = ranked.call.next_deadline(content.day)
    if status == CallStatus.PERMANENT:
        return say(msg("none"))
    return say.short_day(day) if day is not None else "–"


def _detail(ranked: RankedCall, content: StudyReport, say: Voice) -> list[Block]:
    call, eligibility = ranked.call, ranked.eligibility
    facts = [say(KIND[call.kind]), call.funder, say(STATUS[call.status(content.day)]).lower(), call.url]
    if call.budget_eur is not None:
        facts.insert(2, say(msg("budget %(amount)s", amount=say.estimate(call.budget_eur))))
    blocks: list[Block] = [
        Heading(f"{ranked.match.rank}. {call.title}", 2),
        Paragraph(say.confirm(" · ".join(f for f in facts if f), call.source.to_confirm), "note"),
    ]
    blocks += [Quote(runs(p)) for p in ranked.match.passages[:2]]
    if ranked.match.terms:
        blocks.append(
            Paragraph(say(msg("Words in common: %(words)s.", words=", ".join(ranked.match.terms[:_MOST_WORDS]))), "note")
        )
    columns = (Column(say(VERDICT[eligibility.verdict]), width=4), Column(say(msg("Met")), width=0.8))
    rows = tuple((say(c.reason), say(ANSWER[c.verdict])) for c in eligibility.criteria)
    if rows:
        blocks.append(Table(columns, rows))
    if eligibility.near_miss is not None and eligibility.verdict == Verdict.NO:
        blocks.append(Paragraph(say(msg("What would make it eligible: %(change)s", change=eligibility.near_miss))))
    return blocks


def runs(passage: Passage) -> tuple[tuple[str, bool], ...]:
    """Cut a passage into runs of (text, matched); overlapping and foreign places are put right."""
    text, out, at = passage.text, [], 0
    for start, end in sorted(passage.terms):
        begin, finish = max(start, at), min(end, len(text))
        if begin >= finish:
            continue
        out += [(text[at:begin], False), (text[begin:finish], True)]
        at = finish
    out.append((text[at:], False))
    return _shortened(tuple((part, strong) for part, strong in out if part))


def _shortened(parts: tuple[tuple[str, bool], ...]) -> tuple[tuple[str, bool], ...]:
    kept: list[tuple[str, bool]] = []
    room = _LONGEST
    for text, strong in parts:
        if len(text) > room:
            kept.append((text[:room].rsplit(" ", 1)[0] + " …", strong))
            break
        kept.append((text, strong))
        room -= len(text)
    return tuple(kept)
