"""Registering and giving places back. The last place is given once: what counts is counted under the event's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.accounts.models import User, tidy_email
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import ALLOWED, Conflict, Decision
from campus5g.portal.base.scope import acting
from campus5g.portal.events import letters
from campus5g.portal.events.models import Event, Meeting, Registration
from campus5g.portal.events.permissions import can_cancel, can_register

State = Registration.State
AT_ONCE = 50
"""People that one registration may name."""
UNCONFIRMED_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to register; no account is needed."""

    full_name: str
    email: str
    company: str = ""
    language: str = "fr"
    meets: bool = False

    def tidy(self) -> Person:
        """Return the same as it is kept; refuse a name or an address that cannot be used."""
        name, email = " ".join(self.full_name.split())[:120], tidy_email(self.email)
        if not name:
            raise BadInput("full_name", msg("no name"), msg("the name on the badge"))
        try:
            validate_email(email)
        except ValidationError:
            raise BadInput("email", msg("“%(email)s”", email=email), msg("an e-mail address")) from None
        language = self.language if self.language in ("fr", "en") else "fr"
        return Person(name, email, " ".join(self.company.split())[:160], language, self.meets)


def ask_place(event: Event, person: Person) -> None:
    """A visitor asks for a place: a mail lets them confirm it. The same is answered whether the address is known or not."""
    person = person.tidy()
    with deed(SYSTEM, "events.ask", right=can_register(SYSTEM, event)) as done:
        kept = lock(event.pk)
        if not kept.public:
            raise Conflict(msg("This event is for members of the campus."))
        known = _live(kept, person.email)
        if known is not None and known.state != State.ASKED:
            letters.tell_again(known)
        else:
            asked = known or Registration(event=kept, asked_at=now(), state=State.ASKED, email=person.email)
            asked.full_name, asked.company, asked.language, asked.meets = (
                person.full_name, person.company, person.language, person.meets,
            )  # fmt: skip
            asked.save()
            letters.tell(asked)
        done.on(kept)


def confirm_place(registration: Registration) -> Registration:
    """Whoever holds the link of the mail takes the place, or the next one of the waiting list. Asked twice, done once."""
    with deed(SYSTEM, "events.confirm", right=can_register(SYSTEM, registration.event)) as done:
        event = lock(registration.event_id)
        kept: Registration = Registration.objects.select_related("event__organisation").get(pk=registration.pk)
        if kept.state == State.CANCELLED:
            raise Conflict(msg("This registration is cancelled."))
        if kept.state == State.ASKED:
            _settle(event, kept)
        done.on(event, registration=kept.pk, state=kept.state)
    return kept


def register_people(
    actor: Actor, event: Event, people: Sequence[Person], *, user: User | None = None, quietly: bool = False
) -> list[Registration]:
    """Register people, all or none: those for whom no place is left go to the waiting list.

    user: the account of the only person, where they register themselves. quietly: without mails, when a demonstration is loaded.
    Raises ``BadInput`` for a name or address that cannot be used, or somebody who is registered already.
    """
    tidy = [person.tidy() for person in people]
    if not 1 <= len(tidy) <= AT_ONCE:
        raise BadInput("people", msg("%(n)s people", n=len(tidy)), msg("from 1 to %(most)s people at once", most=AT_ONCE))
    with deed(actor, "events.register", right=can_register(actor, event)) as done:
        kept = lock(event.pk)
        made = []
        for person in tidy:
            known = _live(kept, person.email)
            if known is not None and known.state != State.ASKED:
                raise BadInput("people", msg("%(name)s is registered already", name=person.full_name), msg("each person once"))
            registration = known or Registration(event=kept, asked_at=now(), email=person.email)
            registration.full_name, registration.language, registration.meets = person.full_name, person.language, person.meets
            registration.company, registration.organisation_id = person.company, actor.organisation_id
            registration.user, registration.registered_by_id = user, actor.user_id
            _settle(kept, registration, quietly=quietly)
            made.append(registration)
        done.on(kept, registered=[[one.pk, one.state] for one in made])
    return made


def cancel_registration(actor: Actor, registration: Registration, why: str = "") -> Registration:
    """Give a place back, or leave the waiting list; whoever waits first takes it."""
    return _cancel(actor, registration, can_cancel(actor, registration), why)


def leave_by_link(registration: Registration) -> Registration:
    """The participant gives their place back from their own page."""
    return _cancel(SYSTEM, registration, ALLOWED, "")


def promote(event: Event) -> list[Registration]:
    """Give the free places of a locked event to those who wait, the first first; return who got one."""
    if not event.published or event.over(now()):
        return []
    waiting = Registration.objects.filter(event=event, state=State.WAITING).order_by("settled_at", "pk")
    promoted = list(waiting.select_related("event__organisation")[: max(0, _free(event))])
    for registration in promoted:
        registration.state = State.REGISTERED
        registration.save(update_fields=["state"])
        letters.tell_promoted(registration)
    return promoted


def forget_unconfirmed() -> int:
    """Erase what visitors typed and never confirmed; return how many there were."""
    with acting(SYSTEM):
        due = Registration.objects.filter(state=State.ASKED, asked_at__lt=now() - UNCONFIRMED_FOR)
        if not due.exists():
            return 0
    with deed(SYSTEM, "events.forget", right=ALLOWED) as done:
        number, _kinds = due.delete()
        done.facts["erased"] = number
    return number


def lock(event_id: int) -> Event:
    """Return an event that no other process changes until the deed is over."""
    rows = Event._base_manager.select_for_update(of=("self",)).select_related("organisation")
    event: Event = rows.get(pk=event_id)
    return event


def _cancel(actor: Actor, registration: Registration, right: Decision, why: str) -> Registration:
    with deed(actor, "events.leave", right=right) as done:
        event = lock(registration.event_id)
        kept: Registration = Registration._base_manager.select_related("event__organisation").get(pk=registration.pk)
        if kept.state == State.CANCELLED:
            raise Conflict(msg("This registration is cancelled already."))
        kept.state, kept.cancelled_at, kept.cancelled_why = State.CANCELLED, now(), why.strip()[:300]
        kept.save(update_fields=["state", "cancelled_at", "cancelled_why"])
        for side in ("first", "second"):
            Meeting._base_manager.filter(**{side: kept}).delete()
        letters.tell(kept)
        promoted = promote(event)
        done.on(event, left=kept.pk, promoted=[one.pk for one in promoted])
    return kept


def _settle(event: Event, registration: Registration, *, quietly: bool = False) -> None:
    """Give a place, or the next one of the waiting list; whoever waits already comes first."""
    waits = Registration._base_manager.filter(event=event, state=State.WAITING).exists()
    registration.state = State.WAITING if waits or _free(event) < 1 else State.REGISTERED
    registration.settled_at = now()
    registration.save()
    if not quietly:
        letters.tell(registration)


def _free(event: Event) -> int:
    return int(event.capacity - Registration._base_manager.filter(event=event, state=State.REGISTERED).count())


def _live(event: Event, email: str) -> Registration | None:
    rows = Registration._base_manager.filter(event=event, email=email).exclude(state=State.CANCELLED)
    found: Registration | None = rows.select_related("event__organisation").first()
    return found
