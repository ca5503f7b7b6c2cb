"""The papers of a round: the letter of a decision and the minutes of the jury, filled with what the room knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campus5g.core.message import Day, Message, msg
from campus5g.documents.blocks import Block, Bullets, Callout, Column, Heading, Paragraph, Table
from campus5g.documents.prose import text_blocks
from campus5g.documents.training import Paper
from campus5g.documents.voice import Voice
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.incubator.models import Application, Round

State = Application.State
OUTCOMES = {
    State.ADMITTED: msg("Admitted"),
    State.WAITING: msg("On the waiting list"),
    State.REFUSED: msg("Not chosen"),
    State.INELIGIBLE: msg("Not eligible"),
}
_OPENINGS = {
    State.ADMITTED: msg("We are glad to tell you that the jury admits “%(name)s” into the cohort “%(cohort)s”."),
    State.WAITING: msg(
        "The jury puts “%(name)s” on the waiting list of the cohort “%(cohort)s”: we write if a place comes free."
    ),
    State.REFUSED: msg("The jury has not chosen “%(name)s” for the cohort “%(cohort)s”."),
}


def opening(application: Application, outcome: str) -> Message:
    """Return the sentence that says the decision."""
    said = _OPENINGS[State(outcome)].template
    return Message(said, {"name": application.venture.name, "cohort": application.round.cohort})


def letter(application: Application) -> Paper:
    """The letter of a decision, to the team."""
    venture, found = application.venture, application.round

    def blocks(say: Voice) -> list[Block]:
        parts: list[Block] = [Paragraph(say(opening(application, application.state)), "lead")]
        if application.reason:
            parts += [Heading(say(msg("What the jury says of it")), 1), *text_blocks(application.reason)]
        if application.state == State.ADMITTED:
            parts.append(Paragraph(say(msg("The programme office writes to you to prepare your arrival."))))
        else:
            asked = msg("You may ask, on the page of your application, that this decision be looked at again, and say why.")
            parts.append(Paragraph(say(asked)))
        return parts

    facts = (
        (msg("Reference"), venture.reference),
        (msg("Call"), found.title),
        (msg("Decided on"), Day.of((application.decided_at or found.decided_at).date())),
    )
    return Paper(
        msg("Decision of the jury"), venture.name, SiteSettings.current().name,
        tuple((label, value if isinstance(value, str) else msg("%(day)s", day=value)) for label, value in facts),
        blocks, today(), SiteSettings.current().demonstration,
    )  # fmt: skip


def minutes(found: Round) -> Paper:
    """The minutes of the jury, from what was kept when the round was decided: later changes do not rewrite them.

    Where a round was decided again after an appeal, the earlier sittings follow, the latest first.
    """
    kept = found.minutes

    def blocks(say: Voice) -> list[Block]:
        parts = _sitting(kept | {"said": found.said}, say)
        for earlier in reversed(kept.get("before", [])):
            decided = Day(earlier["decided_at"][:10])
            parts += [
                Callout(say(msg("Decided on %(day)s, before an appeal", day=decided)), say(msg("These minutes stand as they were."))),
                *_sitting(earlier, say),
            ]  # fmt: skip
        return parts

    facts = ((msg("Cohort"), found.cohort), (msg("Places"), str(found.places)), (msg("Files read"), str(len(kept["files"]))))
    return Paper(
        msg("Minutes of the jury"), found.title, SiteSettings.current().name, facts, blocks, today(),
        SiteSettings.current().demonstration,
    )  # fmt: skip


def _sitting(kept: Mapping[str, Any], say: Voice) -> list[Block]:
    said = [Heading(say(msg("What the jury said")), 1), *text_blocks(kept["said"])] if kept["said"] else []
    sat = [Heading(say(msg("Who sat")), 1), Bullets(tuple(kept["jurors"]))]
    return [*said, *sat, *_recused(kept, say), *_order(kept, say), *_scales(kept, say)]


def _recused(kept: Mapping[str, Any], say: Voice) -> list[Block]:
    if not kept["recused"]:
        return [Callout(say(msg("Conflicts of interest")), say(msg("Nobody declared a tie to a file.")))]
    rows = tuple((one["juror"], one["file"]) for one in kept["recused"])
    columns = (Column(say(msg("Juror"))), Column(say(msg("File number"))))
    told = say(msg("Each of them neither read nor marked the file, nor took part in its discussion."))
    return [Heading(say(msg("Conflicts of interest")), 1), Paragraph(told), Table(columns, rows)]


def _order(kept: Mapping[str, Any], say: Voice) -> list[Block]:
    columns = (
        Column(say(msg("Rank")), "right", 0), Column(say(msg("File number")), width=2), Column(say(msg("Marks")), "right", 0),
        Column(say(msg("As given")), "right", 0), Column(say(msg("On one scale")), "right", 0), Column(say(msg("Decision"))),
    )  # fmt: skip
    rows = tuple(
        (
            say.number(one["rank"]) if one["rank"] else say(msg("below the quorum")), one["file"], say.number(one["marks"]),
            say.number(one["raw"], 2), say.number(one["value"], 2), say(OUTCOMES[State(one["outcome"])]),
        )
        for one in kept["files"]
    )  # fmt: skip
    return [Heading(say(msg("Order and decisions")), 1), Table(columns, rows)]


def _scales(kept: Mapping[str, Any], say: Voice) -> list[Block]:
    columns = (
        Column(say(msg("Juror"))),
        Column(say(msg("Files read")), "right", 0),
        Column(say(msg("Severity taken off")), "right", 0),
    )
    rows = tuple((one["juror"], say.number(one["marks"]), say.number(one["severity"], 2)) for one in kept["scales"])
    told = msg(
        "Marks are put on one scale: what a juror gives more or less than the others, on the files read together, is taken off."
    )
    return [Heading(say(msg("One scale for all jurors")), 1), Paragraph(say(told), "note"), Table(columns, rows)]
