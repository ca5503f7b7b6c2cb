"""Lists as files: each row stands on its own, with the identifiers of its programme, strand and action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campus5g.portal.base import attachments
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.programme.amending import title_of
from campus5g.portal.programme.models import Action, Amendment, Measure, Milestone, Move, Programme, Resolution, Risk


@dataclass(frozen=True, slots=True)
class List:
    """A list as a file: what it is called, its header, its rows."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def _yes(value: bool) -> str:
    return _("example") if value else ""


def plan(programme: Programme) -> List:
    """Every milestone and deliverable, with the days of its first plan beside those of now."""
    header = [
        _("Programme"), _("Programme title"), _("Strand"), _("Strand title"), _("Action"), _("Action title"), _("Who answers for it"),
        _("State of the action"), _("Done, in %"), _("First day"), _("Last day"), _("Last day at first"), _("Milestone"), _("Kind"),
        _("Milestone title"),
        _("Due on"), _("Due at first"), _("Reached on"), _("Why it is late"), _("What proves it"), _("Published or example"),
    ]  # fmt: skip
    stones: dict[int, list[Milestone]] = {}
    for one in Milestone.objects.filter(programme=programme, dropped_at=None).select_related("action__strand"):
        stones.setdefault(one.action_id, []).append(one)
    rows: list[list[Any]] = []
    for action in Action.objects.filter(programme=programme).select_related("strand", "owner__organisation"):
        first = [*_action(programme, action), str(action.owner or ""), action.get_state_display(), action.progress, action.starts_on,
                 action.ends_on, action.base_ends_on]  # fmt: skip
        for one in stones.get(action.pk, []):
            rows.append([*first, one.code, one.get_kind_display(), one.title, one.due, one.base_due, one.reached_on or "", one.late_why,
                         one.evidence, _yes(one.example)])  # fmt: skip
        if action.pk not in stones:
            rows.append([*first, *[""] * 8, _yes(action.example)])
    return List(_("Plan"), header, rows)


def _action(programme: Programme, action: Action) -> list[Any]:
    return [programme.reference, programme.title, action.strand.code, action.strand.title, action.code, action.title]


def indicators(programme: Programme) -> List:
    """Every value that was said, those taken back included, with its indicator and what shows it."""
    header = [
        _("Programme"), _("Programme title"), _("Indicator"), _("Name"), _("What is counted, and how"), _("Unit"), _("Value at the start"),
        _("On"), _("Target"), _("To be reached on"), _("Day"), _("Value"), _("What shows it"), _("Files"), _("SHA-256 of the files"),
        _("Why it is worse than at the start"), _("Said by"), _("Said on"), _("Taken back"), _("Published or example"),
    ]  # fmt: skip
    said = list(
        Measure.objects.filter(programme=programme)
        .select_related("indicator", "said_by")
        .order_by("indicator__number", "on", "pk")
    )
    files = attachments.files_of(said)
    rows = []
    for one in said:
        about = one.indicator
        rows.append([
            programme.reference, programme.title, about.code, about.title, about.definition, about.unit, about.baseline, about.baseline_on,
            about.target, about.target_on, one.on, one.value, one.evidence, ", ".join(file.name for file in files[one.pk]),
            ", ".join(file.sha256 for file in files[one.pk]), one.why, str(one.said_by or ""), timezone.localdate(one.said_at),
            one.withdrawn_why, _yes(about.example),
        ])  # fmt: skip
    return List(_("Indicators"), header, rows)


def risks(programme: Programme) -> List:
    header = [
        _("Programme"), _("Programme title"), _("Strand"), _("Action"), _("Risk"), _("What may go wrong"), _("Likelihood"), _("Effect"),
        _("Weight"), _("State"), _("Who watches it"), _("What is done about it"), _("Published or example"),
    ]  # fmt: skip
    found = Risk.objects.filter(programme=programme).select_related("action__strand", "owner__organisation")
    rows = [
        [programme.reference, programme.title, one.action.strand.code if one.action else "", one.action.code if one.action else "",
         one.code, one.title, one.likelihood, one.effect, one.weight, one.get_state_display(), str(one.owner or ""), one.mitigation,
         _yes(one.example)]
        for one in found
    ]  # fmt: skip
    return List(_("Risks"), header, rows)


def decisions(programme: Programme) -> List:
    header = [
        _("Programme"), _("Programme title"), _("Meeting"), _("Decision"), _("Title"), _("Words"), _("State"), _("Who does it"),
        _("To be done by"), _("Done on"), _("What was done"), _("Published or example"),
    ]  # fmt: skip
    found = Resolution.objects.filter(programme=programme).select_related("meeting", "owner__organisation")
    rows = [
        [programme.reference, programme.title, timezone.localdate(one.meeting.at), one.code, one.title, one.text, one.get_state_display(),
         str(one.owner or ""), one.due or "", one.done_on or "", one.done_how, _yes(one.example)]
        for one in found
    ]  # fmt: skip
    return List(_("Decisions"), header, rows)


def amendments(programme: Programme) -> List:
    """Every amendment and every move of days, with who and why."""
    header = [
        _("Programme"), _("Programme title"), _("Amendment"), _("What changes"), _("State"), _("Reason"), _("Asked by"), _("Strand"),
        _("Action"), _("Milestone"), _("Last day before"), _("Last day after"), _("On"),
    ]  # fmt: skip
    moves: dict[int | None, list[Move]] = {}
    found = Move.objects.filter(programme=programme).select_related("action__strand", "milestone__action__strand", "by")
    for move in found:
        moves.setdefault(move.amendment_id, []).append(move)
    rows: list[list[Any]] = []
    asked = Amendment.objects.filter(programme=programme).select_related("programme", "organisation").order_by("number")
    for one in asked:
        first = [
            programme.reference,
            programme.title,
            str(one),
            say(title_of(one)),
            one.get_state_display(),
            one.why,
            str(one.organisation or ""),
        ]
        rows += [[*first, *_moved(move)] for move in moves.get(one.pk, [])] or [[*first, *[""] * 6]]
    for move in moves.get(None, []):
        rows.append(
            [
                programme.reference,
                programme.title,
                "",
                _("moved inside its action"),
                "",
                move.why,
                str(move.by or ""),
                *_moved(move),
            ]
        )
    return List(_("Amendments"), header, rows)


def _moved(move: Move) -> list[Any]:
    action = move.action or (move.milestone.action if move.milestone else None)
    return [
        action.strand.code if action else "", action.code if action else "", move.milestone.code if move.milestone else "",
        move.old_ends_on, move.new_ends_on, timezone.localdate(move.at),
    ]  # fmt: skip


LISTS: dict[str, Callable[[Programme], List]] = {
    "plan": plan,
    "indicators": indicators,
    "risks": risks,
    "decisions": decisions,
    "amendments": amendments,
}
