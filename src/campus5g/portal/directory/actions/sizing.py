"""Judging again the size of all the organisations of a group, inside the deed that changed it."""

from __future__ import annotations

from campus5g.portal.base.clock import today
from campus5g.portal.directory.group import Group
from campus5g.portal.directory.size import judge


def judge_again(group: Group) -> None:
    """Let a group that changed decide the size of each of its organisations."""
    for organisation in group.organisations:
        before = organisation.size, organisation.size_computed
        judge(organisation, today())
        if (organisation.size, organisation.size_computed) != before:
            organisation.save(update_fields=["size", "size_computed"])
