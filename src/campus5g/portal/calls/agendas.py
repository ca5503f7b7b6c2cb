"""The addresses that agendas read: who holds one sees the deadlines that its person sees at that moment, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from campus5g.core.message import Message, msg
from campus5g.documents.calendar_ics import Deadline, call_deadlines, deadline_ics
from campus5g.portal.accounts.models import User
from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import Owned, acting
from campus5g.portal.calls.models import Agenda, Call, KeptCall, SavedSearch
from campus5g.portal.calls.news import found_now
from campus5g.portal.directory.people import actor_of
from campus5g.portal.projects.models import Project

ALL_CALLS = ("calls.call", 0)
"""What names the agenda of all the calls that can be answered."""
_FAR = timedelta(days=730)
_ADDRESSES = Signer(salt="calls.agenda")
Days = tuple[Sequence[Deadline], Message]
_others: dict[str, tuple[type[Owned], Callable[[int], Days | None]]] = {}


def other_agenda(about: str, model: type[Owned], days_of: Callable[[int], Days | None]) -> None:
    """Let a higher room give agendas too, under the name ``about``.

    ``days_of`` gives the days of one thing of ``model`` and what they are called, as the actor of the scope sees them.
    """
    _others[about] = (model, days_of)


def other_model(about: str) -> type[Owned] | None:
    """Return the kind of thing whose agenda a higher room gives under this name."""
    return _others[about][0] if about in _others else None


def address_of(number: int, nonce: str, host: str) -> str:
    """Return the whole address at which an agenda is read, to be typed into one."""
    path = reverse("calls:agenda", args=[_ADDRESSES.sign(f"{number}.{nonce}")])
    return f"{settings.PUBLIC_ADDRESS or host}{path}"


def with_agenda(things: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Ask for things with the person's live agenda of each: ``agenda_pk`` and ``agenda_nonce``."""
    about = {"subject_label": things.model._meta.label_lower, "subject_id": OuterRef("pk")}
    mine = Agenda.objects.filter(user=user, revoked_at=None, **about)
    return things.annotate(agenda_pk=Subquery(mine.values("pk")[:1]), agenda_nonce=Subquery(mine.values("nonce")[:1]))


def agenda_at(token: str) -> Agenda | None:
    """Return the agenda that a token opens; none for a token we never wrote, one replaced, or a person who left."""
    try:
        number, _, nonce = _ADDRESSES.unsign(token).partition(".")
    except BadSignature:
        return None
    found = Agenda.objects.select_related("user").filter(pk=number, nonce=nonce, revoked_at=None)
    return found.filter(user__is_active=True).first()


def agenda_of(user: User, about: tuple[str, int]) -> Agenda | None:
    """Return a person's live address for a thing, if they asked for one."""
    return Agenda.objects.filter(user=user, subject_label=about[0], subject_id=about[1], revoked_at=None).first()


def calendar(agenda: Agenda) -> bytes | None:
    """Return the deadlines as a calendar, seen with the eyes of its person; ``None`` for what they no longer see."""
    with acting(actor_of(agenda.user)):
        days_of = next((find for model, find in _others.values() if model._meta.label_lower == agenda.subject_label), None)
        if days_of is not None:
            days = days_of(agenda.subject_id)
            return None if days is None else deadline_ics(days[0], agenda.user.language, today(), days[1])
        about = _about(agenda)
    if about is None:
        return None
    rows, name = about
    near = today() + _FAR
    deadlines = (found for found in call_deadlines((row.core for row in rows), today()) if found.day <= near)
    return deadline_ics(deadlines, agenda.user.language, today(), name)


def _about(agenda: Agenda) -> tuple[Iterable[Call], Message] | None:
    about = (agenda.subject_label, agenda.subject_id)
    if about == ALL_CALLS:
        return Call.objects.live().takes_applications().exclude(last_close=None), msg("Calls of the campus")
    if agenda.subject_label == SavedSearch._meta.label_lower:
        search = SavedSearch.objects.kept().filter(pk=agenda.subject_id, user=agenda.user).first()
        return None if search is None else (found_now(search), msg("Calls: %(name)s", name=search.name))
    project = Project.objects.filter(pk=agenda.subject_id).first()
    if project is None:
        return None
    kept = list(Call.objects.filter(pk__in=KeptCall.objects.filter(project=project).exclude(call=None).values("call")))
    return kept, msg("Calls: %(name)s", name=project.title)
