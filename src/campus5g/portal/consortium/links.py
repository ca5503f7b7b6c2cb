"""What the consortium room shows elsewhere: the page of a project, the home page, what keeps a project from being complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import Panel, Waiting, condition, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.consortium.actions import remind, tell_of_void_signatures
from campus5g.portal.consortium.actions.log import due_entries, reminder
from campus5g.portal.consortium.models import LogEntry, State
from campus5g.portal.consortium.permissions import can_keep_log
from campus5g.portal.consortium.state import not_signed
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Partner, Project

DEEDS = {
    "consortium.log": msg("the log of the partnership was written"),
    "consortium.close": msg("a thing that was due was done"),
    "consortium.remove_entry": msg("an entry of the log was removed"),
    "consortium.remind": msg("those concerned were reminded of what is due"),
    "consortium.ask_signatures": msg("the partners were asked to sign"),
    "consortium.sign": msg("a partner signed the project as it stands"),
    "consortium.withdraw": msg("a signature was withdrawn"),
    "consortium.void": msg("those who had signed were told that the project changed since"),
    "consortium.import_past": msg("past projects were imported"),
}
SHOWN = 10


def register() -> None:
    name_deeds(DEEDS)
    panel("projects.project", 5, _project_panel)
    waits(_due)
    waits(_to_sign)
    condition("projects.ready", not_signed)
    loader(72, _load)
    regularly("consortium.remind", remind)
    regularly("consortium.void", tell_of_void_signatures)


def _load(directory: Path, actor: Actor) -> None:
    from campus5g.portal.consortium.loading import load_partnership  # the rooms it drives load their engines

    load_partnership(directory, actor)


def _project_panel(actor: Actor, project: Project) -> Panel:
    """How many have signed the newest version, and what is due next."""
    state = State.objects.filter(project=project).annotate(n=Count("signatures", Q(signatures__withdrawn_at=None))).first()
    partners = len(live_partners(project))
    due = LogEntry.objects.filter(project=project, done_on=None, due__isnull=False).order_by("due").first()
    context = {"project": project, "state": state, "partners": partners, "due": due, "may_keep": bool(can_keep_log(actor, project)),
               "day": today()}  # fmt: skip
    return Panel("consortium/parts/project_panel.html", context)


def _due(_actor: Actor) -> Iterator[Waiting]:
    for entry in due_entries().select_related("project", "organisation")[:SHOWN]:
        since = timezone.make_aware(datetime.combine(entry.due, time()))
        yield Waiting(reminder(entry), entry.get_absolute_url(), since, urgent=entry.due < today())


def _to_sign(actor: Actor) -> Iterator[Waiting]:
    """The newest version of each project, where the actor manages a partner that has not signed it."""
    if not actor.manages:
        return
    newer = State.objects.filter(project=models.OuterRef("project"), number__gt=models.OuterRef("number"))
    signed = Q(signatures__organisation_id=actor.organisation_id, signatures__withdrawn_at=None)
    asked = State.objects.filter(~models.Exists(newer), project__state=Project.State.BUILDING).exclude(signed)
    mine = Partner.objects.filter(organisation_id=actor.organisation_id, state=Partner.State.ACCEPTED)
    places = dict(mine.values_list("project_id", "pk"))
    for state in asked.filter(project__in=list(places)).select_related("project")[:SHOWN]:
        sentence = msg("Sign version %(n)s of “%(title)s”", n=state.number, title=state.project.title)
        yield Waiting(sentence, reverse("consortium:sign", args=[state.project_id, places[state.project_id]]), state.asked_at)
