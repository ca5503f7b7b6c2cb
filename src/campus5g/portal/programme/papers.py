"""Papers of a programme: the minutes of its committee, and the print of the audit trail, to be kept and signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Block, Callout, Column, Heading, Paragraph, Table, to_plain
from campus5g.documents.prose import text_blocks
from campus5g.documents.report import dated_pdf
from campus5g.documents.voice import Voice
from campus5g.portal.base.clock import today
from campus5g.portal.programme.anchors import Anchor
from campus5g.portal.programme.models import Meeting, Programme, Resolution

OUTCOMES: dict[str, Message] = {
    Resolution.State.ASKED: msg("asked, not decided yet"),
    Resolution.State.TAKEN: msg("decided"),
    Resolution.State.REJECTED: msg("not decided"),
    Resolution.State.DONE: msg("decided and done"),
}
COMMAND = "campus5g verify-audit audit.jsonl"


def minutes_pdf(meeting: Meeting, resolutions: Sequence[Resolution], language: str) -> bytes:
    """The minutes: who was there, the agenda, what was said, what was decided, and room to sign."""
    say, programme = Voice(language), meeting.programme
    found: list[Block] = []
    for title, text in (
        (msg("Who was there"), meeting.present),
        (msg("Agenda"), meeting.agenda),
        (msg("What was said"), meeting.minutes),
    ):
        if text:
            found += [Heading(say(title)), *text_blocks(text)]
    found += [Heading(say(msg("What was decided"))), *_decisions(resolutions, say)]
    found += [Heading(say(msg("Signatures"))), _signatures(say)]
    return dated_pdf(
        kicker=msg("Minutes of the steering committee"), title=programme.title, organisation=programme.organisation.name,
        facts=[(msg("Met on"), say.day(timezone.localdate(meeting.at))), (msg("Place"), meeting.place),
               (msg("Programme"), programme.reference)],
        day=today(), demonstration=meeting.example, blocks=to_plain(found), say=say, sheet=True,
    )  # fmt: skip


def _decisions(resolutions: Sequence[Resolution], say: Voice) -> list[Block]:
    if not resolutions:
        return [Paragraph(say(msg("No decision was asked of this meeting.")))]
    heads = (msg("Decision number"), msg("Decision"), msg("Outcome"), msg("Who does it"), msg("By"))
    rows = tuple(
        (
            one.code, "\n".join(part for part in (one.title, one.text) if part), say(OUTCOMES[one.state]),
            one.owner.organisation.name if one.owner else "—", say.short_day(one.due) if one.due else "—",
        )
        for one in resolutions
    )  # fmt: skip
    columns = tuple(Column(say(head), width=(0.5, 3, 1.2, 1.4, 0.9)[place]) for place, head in enumerate(heads))
    return [Table(columns, rows, say(msg("Decisions of the meeting")))]


def _signatures(say: Voice) -> Table:
    heads = (msg("Name and role"), msg("Day"), msg("Signature"))
    return Table(tuple(Column(say(head)) for head in heads), tuple(("\n", "", "") for _ in range(3)))


def anchor_pdf(programme: Programme, anchor: Anchor, language: str) -> bytes:
    """The print of the trail with how many deeds it stands for, and how anybody verifies it later."""
    say = Voice(language)
    why = msg("Whoever keeps this print can prove later that no deed before it was changed, removed or put in another order.")
    how = msg(
        "To verify: ask the office for an export of the trail and run, on any machine, the command below. The print stands in the"
        " export as the digest of the deed of that number."
    )
    found: list[Block] = [
        Paragraph(say(why), "lead"),
        Callout(say(msg("Print (SHA-256)")), anchor.grouped),
        Paragraph(say(msg("It stands for %(n)s deeds, the last one included.", n=anchor.events))),
        Heading(say(msg("How to verify it"))),
        Paragraph(say(how)),
        Paragraph(COMMAND, "note"),
    ]
    return dated_pdf(
        kicker=msg("Print of the audit trail"), title=programme.title, organisation=programme.organisation.name,
        facts=[(msg("Taken on"), say.day(anchor.at.date())), (msg("At"), f"{anchor.at:%H:%M}"), (msg("Deeds"), str(anchor.events))],
        day=today(), demonstration=programme.example, blocks=to_plain(found), say=say, sheet=True,
    )  # fmt: skip
