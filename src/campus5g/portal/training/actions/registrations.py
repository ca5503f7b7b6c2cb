"""Registering people, and giving places back. The last place is given once: what counts is counted under the session's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now as present
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict, Decision
from campus5g.portal.directory.people import people_of
from campus5g.portal.training import letters
from campus5g.portal.training.actions.promotion import promote
from campus5g.portal.training.models import Presence, Registration, Session
from campus5g.portal.training.permissions import can_cancel_registration, can_confirm_place, can_leave, can_register

AT_ONCE = 500
"""People that one registration may name."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A person to register: no account is needed. ``adaptation``: what they say would help, read by the training body alone."""

    full_name: str
    email: str
    language: str = "fr"
    job: str = ""
    kind: str = "employee"
    payer: str = "employer"
    adaptation: str = ""


def register_people(
    actor: Actor, session: Session, people: Sequence[Learner], *, employer_id: int | None = None, at: datetime | None = None
) -> list[Registration]:
    """Register people, all or none, in the order given: those for whom no place is left go to the waiting list.

    Whoever waits already comes first: while somebody does, no free place is given to a newcomer.
    Raises ``BadInput`` for a name or address that cannot be used, or somebody who is registered already.
    """
    people, at = [_tidy(person) for person in people], at or present()
    _refuse_unusable(people)
    with deed(actor, "training.register", right=can_register(actor, session, employer_id)) as done:
        kept = lock(session.pk)
        if not kept.live:
            raise Conflict(msg("This session is cancelled."))
        _refuse_known(kept, people)
        free = _free(kept)
        made = [_made(kept, person, actor, employer_id, at, has_place=place < free) for place, person in enumerate(people)]
        done.on(kept, registered=[[one.pk, one.state] for one in made], employer=employer_id)
        _tell_body(done, kept, made)
    return made


def cancel_registration(actor: Actor, registration: Registration, why: str = "") -> Registration:
    """Give a place back, or leave the waiting list; the place is offered to whoever waits."""
    return _cancel(actor, registration, can_cancel_registration(actor, registration), why)


def leave_by_link(registration: Registration) -> Registration:
    """The learner gives their place back from their personal page."""
    return _cancel(SYSTEM, registration, can_leave(registration), "")


def confirm_place(actor: Actor, registration: Registration, at: datetime | None = None) -> Registration:
    """Say yes to the place that came free, before its deadline."""
    return _confirm(actor, registration, can_confirm_place(actor, registration), at or present())


def confirm_by_link(registration: Registration) -> Registration:
    """The learner says yes from their personal page."""
    return _confirm(SYSTEM, registration, ALLOWED, present())


def lock(session_id: int) -> Session:
    """Return a session that no other process changes until the deed is over."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("training__organisation")
    session: Session = rows.get(pk=session_id)
    return session


def _cancel(actor: Actor, registration: Registration, right: Decision, why: str) -> Registration:
    with deed(actor, "training.cancel", right=right) as done:
        session = lock(registration.session_id)
        kept = Registration._base_manager.select_related("session__training__organisation").get(pk=registration.pk)
        if not kept.live:
            raise Conflict(msg("This registration is cancelled already."))
        if Presence.objects.filter(registration=kept, present=True).exists():
            raise Conflict(msg("They have signed half-days of this session: the registration stays in the record."))
        before, kept.state = kept.state, Registration.State.CANCELLED
        kept.cancelled_at, kept.cancelled_why = present(), why.strip()[:300]
        kept.save(update_fields=["state", "cancelled_at", "cancelled_why"])
        letters.tell(kept)
        offered = promote(session)
        done.on(session, cancelled=kept.pk, was=before, offered=[one.pk for one in offered])
    return kept


def _confirm(actor: Actor, registration: Registration, right: Decision, at: datetime) -> Registration:
    with deed(actor, "training.confirm", right=right) as done:
        session = lock(registration.session_id)
        kept = Registration._base_manager.select_related("session__training__organisation").get(pk=registration.pk)
        done.on(session, confirmed=kept.pk)
        if kept.state == Registration.State.REGISTERED:
            return kept
        if kept.state != Registration.State.OFFERED or kept.confirm_by is None or kept.confirm_by < at:
            raise Conflict(msg("This place is no longer offered: it went to the next person."))
        kept.state, kept.settled_at = Registration.State.REGISTERED, at
        kept.save(update_fields=["state", "settled_at"])
        letters.tell(kept)
    return kept


def _free(session: Session) -> int:
    """How many places a newcomer may have: none while somebody waits."""
    rows = Registration._base_manager.filter(session=session)
    if rows.filter(state=Registration.State.WAITING).exists():
        return 0
    return max(0, session.capacity - rows.filter(state__in=Registration.TAKING).count())


def _made(
    session: Session, person: Learner, actor: Actor, employer_id: int | None, at: datetime, *, has_place: bool
) -> Registration:
    registration = Registration(
        session=session, employer_id=employer_id, user=User.objects.filter(email=person.email, is_active=True).first(),
        full_name=person.full_name, email=person.email, language=person.language, job=person.job, kind=person.kind,
        payer=person.payer, adaptation=person.adaptation, price_cents=session.price_cents, registered_by_id=actor.user_id,
        asked_at=at, state=Registration.State.REGISTERED if has_place else Registration.State.WAITING,
        settled_at=at if has_place else None, queued_at=None if has_place else at,
    )  # fmt: skip
    registration.save()
    letters.tell(registration)
    return registration


def _tell_body(done: Deed, session: Session, made: Sequence[Registration]) -> None:
    if session.over(today()):  # entered afterwards: no news
        return
    waiting = sum(one.state == Registration.State.WAITING for one in made)
    sentence = msg(
        "%(n)s registered for “%(title)s”, %(waiting)s of them on the waiting list",
        n=len(made), title=session.training.title, waiting=waiting,
    )  # fmt: skip
    done.tell(people_of(session.training.organisation_id), sentence, session.get_absolute_url())


def _tidy(person: Learner) -> Learner:
    name = " ".join(person.full_name.split())
    return Learner(
        name, tidy_email(person.email), person.language, person.job.strip(), person.kind, person.payer, person.adaptation.strip()
    )


def _refuse_unusable(people: Sequence[Learner]) -> None:
    if not people:
        raise BadInput(str(msg("people")), msg("nobody"), msg("at least one person"))
    if len(people) > AT_ONCE:
        raise BadInput(str(msg("people")), msg("%(n)s of them", n=len(people)), msg("at most %(n)s at once", n=AT_ONCE))
    seen: set[str] = set()
    for person in people:
        where = person.full_name or person.email
        if not person.full_name:
            raise BadInput(where, msg("no name"), msg("a first name and a surname"))
        try:
            validate_email(person.email)
        except ValidationError:
            raise BadInput(
                where, msg("“%(email)s”", email=person.email), msg("an e-mail address such as name@example.org")
            ) from None
        if person.email in seen:
            raise BadInput(where, msg("“%(email)s” twice", email=person.email), msg("one address for each person"))
        seen.add(person.email)


def _refuse_known(session: Session, people: Sequence[Learner]) -> None:
    rows = Registration._base_manager.filter(session=session, email__in=[person.email for person in people])
    known = rows.exclude(state=Registration.State.CANCELLED).first()
    if known is not None:
        raise BadInput(
            known.email, msg("an address that is registered for this session already"), msg("each person once a session")
        )
