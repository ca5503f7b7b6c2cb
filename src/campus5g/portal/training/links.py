"""What this room shows in the others: its menu entry, what the search finds, what waits, its regular work."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse

from campus5g.core.message import Day, msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Waiting, menu, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.training import qualiopi_links
from campus5g.portal.training.loading import load_trainings
from campus5g.portal.training.models import HalfDay, Registration, Training
from campus5g.portal.training.tasks import end_late_offers

DEEDS = {
    "training.write": msg("the training was written"),
    "training.change": msg("the training was changed"),
    "training.publish": msg("the training was published"),
    "training.archive": msg("the training was archived"),
    "training.enter_means": msg("a room, a bench or a trainer was entered"),
    "training.change_means": msg("a room, a bench or a trainer was changed"),
    "training.archive_means": msg("a room, a bench or a trainer was put away"),
    "training.plan_session": msg("the session was planned"),
    "training.change_session": msg("the session was changed"),
    "training.cancel_session": msg("the session was cancelled"),
    "training.register": msg("people were registered"),
    "training.cancel": msg("a registration was cancelled"),
    "training.confirm": msg("a place was confirmed"),
    "training.lapse": msg("places not confirmed in time were offered on"),
    "training.sign": msg("a learner signed a half-day"),
    "training.enter_sheet": msg("a paper sheet of signatures was entered"),
    "training.refuse_presence": msg("a signature was refused"),
    "training.countersign": msg("a trainer signed a half-day"),
    "training.certify": msg("certificates were issued"),
    "training.revoke": msg("a certificate was taken back"),
}
BEHIND = 20
"""Half-days without the trainer's signature that are looked for."""


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Trainings"), "training:list", 55))
    searchable("training.training", describe)
    waits(places_to_confirm)
    waits(half_days_to_sign)
    loader(70, load_trainings)
    regularly("training.offers", end_late_offers)
    qualiopi_links.register()


def describe(training: Training) -> Entry | None:
    """A published training is found by everybody, a draft by its body; an archived one no more."""
    if training.state == Training.State.ARCHIVED:
        return None
    text = " ".join((training.summary, training.objectives, training.audience, training.content, training.reference))
    owner = None if training.is_published else training.organisation_id
    return Entry(training.title, text, "training", training.get_absolute_url(), owner)


def places_to_confirm(actor: Actor) -> list[Waiting]:
    """For an employer or a learner: places that came free and go on to the next person if nobody says yes."""
    if actor.user_id is None or actor.sees_all:
        return []
    mine = Q(employer_id__in=actor.organisation_ids) | Q(user_id=actor.user_id)
    offered = Registration.objects.filter(mine, state=Registration.State.OFFERED).select_related("session__training")
    return [
        Waiting(
            msg("A place came free for %(name)s in “%(title)s”: confirm it", name=one.full_name, title=one.session.training.title),
            one.get_absolute_url(), one.offered_at, urgent=True,
        )
        for one in offered[:BEHIND]
    ]  # fmt: skip


def half_days_to_sign(actor: Actor) -> list[Waiting]:
    """For a training body: half-days that are over and that no trainer signed."""
    if actor.role != Role.TRAINING or actor.organisation_id is None:
        return []
    past = HalfDay.objects.filter(
        session__training__organisation_id=actor.organisation_id, day__lt=today(), countersignatures=None
    )
    held = past.annotate(n=Count("session__registrations", filter=Q(session__registrations__state="registered"))).filter(n__gt=0)
    return [
        Waiting(
            msg("Sign the half-day of %(day)s: “%(title)s”", day=Day.of(half.day), title=half.session.training.title),
            reverse("training:attendance", args=["me", half.pk]), half.ends_at,
        )
        for half in held.select_related("session__training").order_by("day")[:BEHIND]
    ]  # fmt: skip
