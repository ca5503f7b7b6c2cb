"""Telling those who signed that the project has changed since: what they signed is no longer what stands."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.models import Signature
from campus5g.portal.consortium.state import Standing, present_state, standings
from campus5g.portal.directory.people import managers_of
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Project


def tell_of_void_signatures(actor: Actor = SYSTEM) -> int:
    """Tell each signatory once that its signature no longer holds, with what changed; return how many were told.

    Any room may change what was signed (a cost, an address, the terms of a call): signatures are therefore compared with the
    project as it stands, whatever was done. One that holds again, the project being what it was, may be told of anew.
    """
    told = 0
    with acting(actor):
        signed = _live(Signature.objects.all()).values("project_id")
        projects = list(Project.objects.filter(pk__in=signed).select_related("organisation", "need"))
    for project in projects:
        with acting(actor):
            partners = live_partners(project)
            found = standings(project, present_state(project, partners), partners)
        if any(_to_tell(standing) or _holds_again(standing) for standing in found):
            told += _tell_project(actor, project, found)
    return told


def _tell_project(actor: Actor, project: Project, found: list[Standing]) -> int:
    told = []
    with deed(actor, "consortium.void", right=ALLOWED) as done:
        for standing in found:
            mine = Signature.objects.filter(pk=standing.signature.pk if standing.signature else None)
            if _holds_again(standing):
                mine.update(void_told_at=None)
            elif _to_tell(standing) and mine.filter(void_told_at=None).update(void_told_at=timezone.now()):
                _tell(done, project, standing)
                told.append(standing.partner.organisation_id)
        done.on(project, told=told)
    return len(told)


def _tell(done: Deed, project: Project, standing: Standing) -> None:
    if standing.signature is None:
        raise RuntimeError("nobody is told of a signature that was never given")
    number = standing.signature.state.number
    sentence: Message = msg("“%(title)s” changed: your signature of version %(n)s no longer holds", title=project.title, n=number)
    if standing.since:
        sentence = msg("%(sentence)s (%(change)s)", sentence=sentence, change=standing.since[0])
    people = managers_of(standing.partner.organisation_id)
    done.tell(people, sentence, reverse("consortium:sign", args=[project.pk, standing.partner.pk]))


def _to_tell(standing: Standing) -> bool:
    return standing.signature is not None and not standing.holds and standing.signature.void_told_at is None


def _holds_again(standing: Standing) -> bool:
    return standing.signature is not None and standing.holds and standing.signature.void_told_at is not None


def _live(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    """Those of projects that live and that were not taken back."""
    return signatures.filter(withdrawn_at=None).exclude(project__state=Project.State.ARCHIVED)
