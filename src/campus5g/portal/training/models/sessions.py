"""When and where a training is given: sessions, their half-days, and what is booked for each."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.training.models.catalogue import BIGGEST_GROUP, Training, published_within
from campus5g.portal.training.models.means import Bench, Room, Trainer


class Session(Owned):
    """One time a training is given. ``starts_on`` and ``ends_on`` follow its half-days, for lists.

    A session never takes more people than ``capacity``; ``register_by`` is the last day on which one registers.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open to registrations")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    scope_owner = "training__organisation"

    training = models.ForeignKey(Training, models.PROTECT, related_name="sessions", verbose_name=_("training"))
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(BIGGEST_GROUP)])
    price_cents = models.PositiveIntegerField(_("price for one person, before tax"))
    place = models.CharField(_("place, or address of the virtual room"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), db_index=True)
    ends_on = models.DateField(_("until"), db_index=True)
    register_by = models.DateField(_("register until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_session_a_key")]

    def __str__(self) -> str:
        return f"{self.reference} · {self.training.title}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """Whoever reads the training, but for what is only planned; and those who have somebody in it."""
        people = cls._meta.apps.get_model("training", "Registration")._base_manager.filter(_mine(actor))
        public = published_within(actor, "training") & ~Q(state=cls.State.PLANNED)
        return public | Q(pk__in=people.values("session_id")) if actor.user_id else public

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number that people quote, such as « S-2026-0012 »."""
        return f"S-{self.starts_on.year}-{self.pk:04d}"

    @property
    def live(self) -> bool:
        return self.state != self.State.CANCELLED

    def over(self, on: date) -> bool:
        return self.ends_on < on

    def takes_registrations(self, on: date) -> bool:
        return self.state == self.State.OPEN and on <= self.register_by and on <= self.ends_on


def _mine(actor: Actor) -> Q:
    """Registrations of the actor's organisations as employers, or of the actor."""
    return Q(employer_id__in=actor.organisation_ids) | Q(user_id=actor.user_id)


class HalfDay(Owned):
    """A morning or an afternoon of a session, with its hours. What is booked for it cannot be booked twice."""

    class Part(models.TextChoices):
        MORNING = "am", _("morning")
        AFTERNOON = "pm", _("afternoon")

    scope_owner = "session__training__organisation"

    session = models.ForeignKey(Session, models.CASCADE, related_name="half_days")
    day = models.DateField(_("day"))
    part = models.CharField(_("half-day"), max_length=2, choices=Part.choices)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        ordering = ["day", "part", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "day", "part"], name="one_half_day")]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.get_part_display()}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(session__in=Session._base_manager.filter(Session.opened_to(actor)).values("pk"))

    @property
    def starts_at(self) -> datetime:
        return _moment(self.day, self.starts)

    @property
    def ends_at(self) -> datetime:
        return _moment(self.day, self.ends)

    @property
    def minutes(self) -> int:
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))


class Booking(Owned):
    """A room, a trainer or a bench for one half-day. ``day`` and ``part`` repeat the half-day's, so that the database itself
    refuses a second booking. Those of a cancelled session are given back."""

    scope_owner = "half_day__session__training__organisation"

    half_day = models.ForeignKey(HalfDay, models.CASCADE, related_name="bookings")
    day = models.DateField()
    part = models.CharField(max_length=2, choices=HalfDay.Part.choices)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="bookings")
    trainer = models.ForeignKey(Trainer, models.PROTECT, null=True, related_name="bookings")
    bench = models.ForeignKey(Bench, models.PROTECT, null=True, related_name="bookings")

    class Meta:
        ordering = ["day", "part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "day", "part"], name="room_booked_once"),
            models.UniqueConstraint(fields=["trainer", "day", "part"], name="trainer_booked_once"),
            models.UniqueConstraint(fields=["bench", "day", "part"], name="bench_booked_once"),
            models.CheckConstraint(
                condition=Q(room__isnull=False, trainer=None, bench=None)
                | Q(room=None, trainer__isnull=False, bench=None)
                | Q(room=None, trainer=None, bench__isnull=False),
                name="one_thing_a_booking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.day.isoformat()} {self.part}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(half_day__session__in=Session._base_manager.filter(Session.opened_to(actor)).values("pk"))

    @property
    def thing(self) -> Room | Trainer | Bench:
        found = self.room or self.trainer or self.bench
        if found is None:
            raise ValueError("a booking is of something")
        return found
