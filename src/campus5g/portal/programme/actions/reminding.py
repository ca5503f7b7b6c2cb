"""Reminders: one a week to who answers for what is due soon or late, and none once it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet

from campus5g.core.message import Day, Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.programme.models import Milestone, Programme, Resolution
from campus5g.portal.programme.people import answering

AGAIN = timedelta(days=7)
BEFORE = timedelta(days=14)


def remind(actor: Actor = SYSTEM) -> int:
    """Tell who answers for them of the things that are due within two weeks or late; return of how many."""
    with acting(actor):
        if not any(rows.exists() for rows in _due()):
            return 0
    with deed(actor, "programme.remind", right=ALLOWED) as done:
        told = 0
        for rows in _due():
            for thing in rows:
                if rows.filter(pk=thing.pk).update(reminded_on=today()):  # once, whoever else does the same work
                    done.tell(_people(thing), reminder(thing), thing.get_absolute_url())
                    told += 1
        done.facts["told"] = told
    return told


def _due() -> tuple[QuerySet[Milestone], QuerySet[Resolution]]:
    due = Q(due__lte=today() + BEFORE) & (Q(reminded_on=None) | Q(reminded_on__lte=today() - AGAIN))
    live = Q(programme__state__in=(Programme.State.RUNNING, Programme.State.FOLLOWED))
    milestones = Milestone.objects.filter(due & live, reached_on=None, dropped_at=None)
    resolutions = Resolution.objects.filter(due & live, state=Resolution.State.TAKEN)
    return (
        milestones.select_related("action__owner", "action__person", "person").order_by("due", "pk"),
        resolutions.select_related("owner", "meeting").order_by("due", "pk"),
    )


def reminder(thing: Milestone | Resolution) -> Message:
    """Say what is due, or since when it is late."""
    due = Day.of(thing.due) if thing.due else ""
    if thing.due is not None and thing.due < today():
        return msg("Late since %(day)s: %(title)s", day=due, title=thing.title)
    return msg("Due on %(day)s: %(title)s", day=due, title=thing.title)


def _people(thing: Milestone | Resolution) -> Iterable[User]:
    if isinstance(thing, Milestone):
        return [thing.person] if thing.person is not None else answering(thing.action)
    return people_of(thing.owner.organisation_id) if thing.owner else office_people()
