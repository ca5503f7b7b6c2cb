"""After the event: what participants say of it, and what was promised."""

from __future__ import annotations

from datetime import date, timedelta

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import people_of
from campus5g.portal.events import letters
from campus5g.portal.events.actions.registering import lock
from campus5g.portal.events.models import Event, Feedback, FollowUp, Registration
from campus5g.portal.events.models.registrations import badge_code, nonce
from campus5g.portal.events.permissions import can_run

ASKED_WITHIN = timedelta(days=14)
"""After that, nobody remembers: an event loaded late asks nothing."""
KEPT_FOR = timedelta(days=365)
FORGOTTEN = "–"
"""What stands in place of the name of somebody who came long ago."""


def give_feedback(
    registration: Registration, useful: int, well_run: int, text: str = "", wants: str = "", what: str = ""
) -> None:
    """A participant says what they think, once, after the beginning; what they would like next goes to the follow-up list."""
    for name, mark in (("useful", useful), ("well_run", well_run)):
        if not 1 <= mark <= 5:
            raise BadInput(name, msg("%(n)s", n=mark), msg("a mark from 1 to 5"))
    if wants and wants not in FollowUp.Kind.values:
        raise BadInput("wants", msg("“%(what)s”", what=wants), msg("a choice of the list"))
    with deed(SYSTEM, "events.feedback", right=ALLOWED) as done:
        event = lock(registration.event_id)
        if now() < event.starts_at:
            raise Conflict(msg("Too early: the event has not begun."))
        if Feedback.objects.filter(registration=registration).exists():
            raise Conflict(msg("You have given your opinion already. Thank you!"))
        Feedback(
            registration=registration, useful=useful, well_run=well_run, text=text.strip()[:4000], given_at=now()
        ).save()  # fmt: skip
        if wants:
            said = what.strip()[:500] or str(FollowUp.Kind(wants).label)
            FollowUp(event=event, registration=registration, kind=wants, text=said, written_at=now()).save()
        done.on(event, registration=registration.pk, wants=wants)
        if wants:
            sentence = msg("A participant of “%(title)s” would like something to follow", title=event.title)
            done.tell(people_of(event.organisation_id), sentence, f"{event.get_absolute_url()}/follow-up")


def ask_feedback() -> int:
    """Ask those who came, once, when the event is over; return how many events were looked at."""
    with acting(SYSTEM):
        at = now()
        due = Event.objects.filter(state=Event.State.PUBLISHED, feedback_asked_at=None, ends_at__lte=at)
        numbers = list(due.filter(ends_at__gt=at - ASKED_WITHIN).values_list("pk", flat=True))
    for number in numbers:
        with deed(SYSTEM, "events.ask_feedback", right=ALLOWED) as done:
            event = lock(number)
            if event.feedback_asked_at is not None:
                continue
            event.feedback_asked_at = now()
            event.save(update_fields=["feedback_asked_at"])
            came = Registration.objects.filter(event=event, arrivals__taken_back_at=None, arrivals__isnull=False, feedback=None)
            asked = list(came.select_related("event__organisation").distinct())
            for registration in asked:
                letters.ask_feedback(registration)
            done.on(event, asked=len(asked))
    return len(numbers)


def let_go() -> int:
    """Forget who came to what ended a year ago: how many, what they thought and what was promised stay; return how many people."""
    with acting(SYSTEM):
        old = Registration.objects.filter(event__ends_at__lt=now() - KEPT_FOR).exclude(full_name=FORGOTTEN)
        numbers = list(old.values_list("pk", flat=True))
    if not numbers:
        return 0
    with deed(SYSTEM, "events.let_go", right=ALLOWED) as done:
        for row in Registration.objects.filter(pk__in=numbers):
            row.full_name, row.company, row.email, row.user, row.breaks = FORGOTTEN, "", f"{row.pk}@erased.invalid", None, []
            row.nonce, row.badge = nonce(), badge_code()
            row.save()
        done.facts["people"] = len(numbers)
    return len(numbers)


def write_follow_up(
    actor: Actor, event: Event, kind: str, text: str, due: date | None = None, registration: Registration | None = None
) -> FollowUp:
    """Write down what was promised to a participant."""
    if not text.strip() or kind not in FollowUp.Kind.values:
        raise BadInput("text", msg("nothing is said"), msg("what was promised"))
    with deed(actor, "events.promise", right=can_run(actor, event)) as done:
        written = FollowUp(
            event=event, registration=registration, kind=kind, text=text.strip()[:500], due=due,
            written_by_id=actor.user_id, written_at=now(),
        )  # fmt: skip
        written.save()
        done.on(event, follow_up=written.pk, kind=kind)
    return written


def close_follow_up(actor: Actor, follow_up: FollowUp, outcome: str) -> None:
    """Say what became of a promise."""
    with deed(actor, "events.keep_promise", right=can_run(actor, follow_up.event)) as done:
        if follow_up.done_at is not None:
            raise Conflict(msg("This was already said to be done."))
        follow_up.done_at, follow_up.outcome = now(), outcome.strip()[:300]
        follow_up.save(update_fields=["done_at", "outcome"])
        done.on(follow_up.event, follow_up=follow_up.pk)
