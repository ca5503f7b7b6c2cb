"""Planning sessions: what they book is booked once, and they never have fewer places than people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.registry import lacking_for
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.training import letters
from campus5g.portal.training.actions.promotion import promote
from campus5g.portal.training.models import Bench, Booking, HalfDay, Presence, Registration, Room, Session, Trainer, Training
from campus5g.portal.training.permissions import can_edit_session, can_plan_session
from campus5g.portal.training.plans import Half, Plan, check

PARTS = {HalfDay.Part.MORNING: msg("morning"), HalfDay.Part.AFTERNOON: msg("afternoon")}


def plan_session(actor: Actor, training: Training, plan: Plan, *, key: str = "") -> Session:
    """Keep a session and book what it needs. What another session holds is refused with that session's name."""
    check(plan)
    with deed(actor, "training.plan_session", right=can_plan_session(actor, training)) as done:
        _lock_calendar(training.organisation_id)
        session = Session(training=training, key=key, created_by_id=actor.user_id)
        _lay(session, plan)
        session.save()
        _hold(session, plan.halves)
        done.on(session, half_days=len(plan.halves), capacity=plan.capacity, starts=plan.starts_on.isoformat())
    return session


def change_session(actor: Actor, session: Session, plan: Plan) -> Session:
    """Change a session. Places never go under the people who have one; half-days that somebody signed stay.

    The people are told when the days, hours or place change, and those who wait when there is room for them.
    """
    check(plan)
    with deed(actor, "training.change_session", right=can_edit_session(actor, session)) as done:
        _lock_calendar(session.training.organisation_id)
        kept = Session.objects.select_for_update().select_related("training").get(pk=session.pk)
        _refuse_too_small(kept, plan.capacity)
        before = _calendar(kept)
        _lay(kept, plan)
        kept.save()
        _hold(kept, plan.halves)
        moved = before != _calendar(kept)
        done.on(kept, capacity=plan.capacity, starts=plan.starts_on.isoformat(), moved=moved)
        if moved:
            letters.tell_moved(kept)
        promote(kept)
    return kept


def cancel_session(actor: Actor, session: Session, why: str) -> Session:
    """Cancel a session with the reason, give back what it booked, and tell everybody who was registered or waiting."""
    if not why.strip():
        raise BadInput(str(msg("reason")), msg("nothing"), msg("a few words that the people registered will read"))
    with deed(actor, "training.cancel_session", right=can_edit_session(actor, session)) as done:
        _lock_calendar(session.training.organisation_id)
        kept = Session.objects.select_for_update().select_related("training__organisation").get(pk=session.pk)
        if kept.over(today()) or Presence.objects.filter(half_day__session=kept).exists():
            raise Conflict(msg("People have signed for this session: it is past, and cannot be cancelled."))
        kept.state, kept.cancelled_why = Session.State.CANCELLED, why.strip()[:300]
        kept.save(update_fields=["state", "cancelled_why"])
        Booking.objects.filter(half_day__session=kept).delete()
        done.on(kept, why=kept.cancelled_why)
        letters.tell_cancelled(kept)
        sentence = msg("The session %(ref)s “%(title)s” is cancelled", ref=kept.reference, title=kept.training.title)
        for employer_id in _employers(kept):
            done.tell(people_of(employer_id), sentence, kept.get_absolute_url())
    return kept


def _lock_calendar(organisation_id: int) -> None:
    """Let one session of a body be planned at a time: two who book one room at the same second come here one after the other."""
    Organisation.objects.select_for_update().get(pk=organisation_id)


def _lay(session: Session, plan: Plan) -> None:
    session.capacity, session.price_cents, session.place = plan.capacity, plan.price_cents, plan.place.strip()
    session.register_by, session.state = plan.register_by, plan.state
    session.starts_on, session.ends_on = plan.starts_on, plan.ends_on


def _refuse_too_small(session: Session, capacity: int) -> None:
    taken = Registration.objects.filter(session=session, state__in=Registration.TAKING).count()
    if capacity < taken:
        raise Conflict(
            msg(
                "%(taken)s people have a place in this session: it cannot have %(asked)s places. Cancel registrations first.",
                taken=taken, asked=capacity,
            )
        )  # fmt: skip


def _hold(session: Session, halves: Iterable[Half]) -> None:
    """Bring the half-days to what is asked, and book for each what it needs."""
    wanted = {half.key: half for half in halves}
    kept = {(half.day, half.part): half for half in HalfDay.objects.filter(session=session)}
    _drop([half for key, half in kept.items() if key not in wanted])
    Booking.objects.filter(half_day__session=session).delete()
    for key, half in sorted(wanted.items()):
        row = kept.get(key) or HalfDay(session=session, day=half.day, part=half.part)
        row.starts, row.ends = half.starts, half.ends
        row.save()
        _book(session, row, half)


def _drop(halves: list[HalfDay]) -> None:
    signed = Presence.objects.filter(half_day__in=halves).select_related("half_day").first()
    if signed is not None:
        raise Conflict(msg("People signed for %(day)s: this half-day stays.", day=Day.of(signed.half_day.day)))
    HalfDay.objects.filter(pk__in=[half.pk for half in halves]).delete()


def _book(session: Session, row: HalfDay, half: Half) -> None:
    asked = ((Room, "room", half.rooms), (Trainer, "trainer", half.trainers), (Bench, "bench", half.benches))
    for model, name, numbers in asked:
        for thing in _means(model, session, numbers):
            if isinstance(thing, Room) and thing.seats < session.capacity:
                raise Conflict(
                    msg("%(room)s has %(seats)s seats, and the session %(places)s places.",
                        room=thing.name, seats=thing.seats, places=session.capacity)
                )  # fmt: skip
            _refuse_taken(row, name, thing)
            booking = Booking(half_day=row, day=row.day, part=row.part, **{name: thing})
            for reason in lacking_for("training.book", booking):
                raise Conflict(reason)
            booking.save()


def _means(model: type[Room | Trainer | Bench], session: Session, numbers: tuple[int, ...]) -> list[Room | Trainer | Bench]:
    """Return the things of these numbers, of the session's own body and not put away."""
    own = model.objects.filter(organisation_id=session.training.organisation_id, archived_at=None)
    found = list(own.filter(pk__in=numbers))
    if len(found) != len(set(numbers)):
        raise BadInput(str(model._meta.verbose_name), msg("one that the training body does not have"), msg("one of its own"))
    return found


def _refuse_taken(row: HalfDay, name: str, thing: Room | Trainer | Bench) -> None:
    same = Q(day=row.day, part=row.part, **{name: thing})
    taken = Booking.objects.filter(same).select_related("half_day__session__training").first()
    if taken is not None:
        raise Conflict(_taken(taken.half_day, thing))


def _taken(half: HalfDay, thing: Room | Trainer | Bench) -> Message:
    return msg(
        "%(thing)s is taken on %(day)s (%(part)s) by the session %(session)s, “%(title)s”.",
        thing=thing.name, day=Day.of(half.day), part=PARTS[HalfDay.Part(half.part)], session=half.session.reference,
        title=half.session.training.title,
    )  # fmt: skip


def _calendar(session: Session) -> tuple[object, ...]:
    rows = HalfDay.objects.filter(session=session).values_list("day", "part", "starts", "ends")
    return (session.place, *rows)


def _employers(session: Session) -> list[int]:
    mine = Registration.objects.filter(session=session, employer__isnull=False).exclude(state=Registration.State.CANCELLED)
    return sorted(set(mine.values_list("employer_id", flat=True)))
