"""The plan of a programme as the engine reads it, asked once for a page."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.portal.base.once import once_a_page
from campus5g.portal.programme.models import Action, Indicator, Meeting, Milestone, Programme, Resolution
from campus5g.territory.programmes import Stone


@once_a_page
def actions_of(programme: Programme) -> list[Action]:
    """Every action of a programme, in the order of its strands."""
    return list(Action.objects.filter(programme=programme).select_related("strand", "owner__organisation", "person"))


@once_a_page
def milestones_of(programme: Programme) -> list[Milestone]:
    """Every milestone of a programme that was not given up, with its action and what it waits for."""
    found = Milestone.objects.filter(programme=programme, dropped_at=None)
    return list(found.select_related("action__strand", "action__owner__organisation", "person").prefetch_related("after"))


@once_a_page
def indicators_of(programme: Programme) -> list[Indicator]:
    """Every indicator of a programme that is still measured."""
    found = Indicator.objects.filter(programme=programme, ended_why="")
    return list(found.select_related("strand", "owner__organisation"))


@once_a_page
def meetings_of(programme: Programme) -> list[Meeting]:
    """Every meeting of the committee that was not cancelled, the last first."""
    return list(Meeting.objects.filter(programme=programme, cancelled_why=""))


@once_a_page
def resolutions_of(programme: Programme) -> list[Resolution]:
    """Every decision that the committee was asked for, with its meeting and who carries it out."""
    found = Resolution.objects.filter(programme=programme)
    return list(found.select_related("meeting", "amendment__programme", "owner__organisation"))


def stones_of(programme: Programme, found: Sequence[Milestone] | None = None) -> list[Stone]:
    found = milestones_of(programme) if found is None else found
    codes = {one.pk: one.code for one in found}
    return [
        Stone(
            one.code,
            one.title,
            one.due,
            one.reached_on,
            tuple(codes[before.pk] for before in one.after.all() if before.pk in codes),
        )
        for one in found
    ]
