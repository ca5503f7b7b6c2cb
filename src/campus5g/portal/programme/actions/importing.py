"""A table of a running programme, taken into its plan: each good line by the verb that writes it, in one deed."""

from __future__ import annotations

from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import fold
from campus5g.portal.programme.actions.holding import locked
from campus5g.portal.programme.actions.plan import Aim, Part, reach_milestone, write_action, write_milestone, write_strand
from campus5g.portal.programme.actions.proof import write_indicator
from campus5g.portal.programme.importing import Line, Report
from campus5g.portal.programme.models import Action, Indicator, Programme, Strand
from campus5g.portal.programme.permissions import can_run


def import_plan(actor: Actor, programme: Programme, report: Report) -> int:
    """Write the lines that can be taken, all or none; return how many."""
    with deed(actor, "programme.import_plan", right=can_run(actor, programme)) as done:
        held = locked(programme)
        for line in report.lines:
            _write(actor, held, line)
        done.on(held, lines=len(report.lines), faults=len(report.faults))
    return len(report.lines)


def _write(actor: Actor, programme: Programme, line: Line) -> None:
    if line.kind == "strand":
        write_strand(actor, programme, _part(line))
    elif line.kind == "action":
        write_action(actor, _strand(programme, line.strand), _part(line))
    elif line.kind == "indicator":
        _indicator(actor, programme, line)
    else:
        action = _action(programme, line)
        milestone = write_milestone(actor, action, Aim(line.title, line.ends_on, line.kind, line.proof))
        if line.reached_on is not None:
            why = "—" if line.reached_on > line.ends_on else ""
            reach_milestone(actor, milestone, min(line.reached_on, today()), line.proof or line.title, why)


def _part(line: Line) -> Part:
    return Part(line.title, line.starts_on, line.ends_on, owner=line.owner)


def _indicator(actor: Actor, programme: Programme, line: Line) -> None:
    direction = Indicator.Direction.UP if line.target > line.baseline else Indicator.Direction.DOWN
    strand = _strand(programme, line.strand) if line.strand else None
    write_indicator(
        actor, programme, title=line.title, unit=line.unit, direction=direction, baseline=line.baseline, baseline_on=programme.starts_on,
        target=line.target, target_on=line.ends_on, owner=line.owner, strand=strand, definition=line.proof,
    )  # fmt: skip


def _strand(programme: Programme, title: str) -> Strand:
    return next(one for one in Strand.objects.filter(programme=programme).select_related("programme") if fold(one.title) == title)


def _action(programme: Programme, line: Line) -> Action:
    found = Action.objects.filter(programme=programme).select_related("programme", "strand")
    return next(one for one in found if (fold(one.strand.title), fold(one.title)) == (line.strand, line.action))
