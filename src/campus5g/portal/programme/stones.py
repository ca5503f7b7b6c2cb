"""The plan of a programme as the engine reads it, asked once for a page."""

from __future__ import annotations

from collections.abc import Sequence

from campus5g.portal.base.once import once_a_page
from campus5g.portal.programme.models import Action, Milestone, Programme
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
