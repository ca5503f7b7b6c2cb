"""The one-to-one meetings of an event: its slots and tables, who wishes to meet whom, and the timetable."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.events.models.events import Event
from campus5g.portal.events.models.registrations import Registration


class MeetingDay(Owned):
    """The frame of an event's meetings. pauses: numbers of slots, from 0, in which nobody meets.

    unmet: the wishes that the last timetable could not meet, as [asker, wished, reason]; served, value, bound: see the engine.
    """

    scope_owner = "event__organisation"

    event = models.OneToOneField(Event, models.PROTECT, related_name="meeting_day")
    starts_at = models.DateTimeField(_("first meeting"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes of a meeting"), validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    slots = models.PositiveSmallIntegerField(_("meetings in a row"), validators=[MinValueValidator(1), MaxValueValidator(40)])
    tables = models.PositiveSmallIntegerField(_("tables"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    most = models.PositiveSmallIntegerField(
        _("most meetings for one person"), default=8, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    pauses = models.JSONField(default=list)
    job = models.ForeignKey("base.Job", models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    served = models.PositiveSmallIntegerField(default=0)
    served_bound = models.PositiveSmallIntegerField(default=0)
    value = models.PositiveIntegerField(default=0)
    bound = models.PositiveIntegerField(default=0)
    unmet = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.event)

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """Who reads the event reads when its meetings are."""
        return Q(event__in=Event._base_manager.filter(Event.shown_to(actor)).values("pk"))

    def begins(self, slot: int) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes) * slot

    def ends(self, slot: int) -> datetime:
        return self.begins(slot + 1)

    @property
    def hours(self) -> list[tuple[int, datetime]]:
        """The slots in which people meet, with the hour of each."""
        return [(slot, self.begins(slot)) for slot in range(self.slots) if slot not in self.pauses]


class Wish(Owned):
    """Somebody would like to meet somebody else; weight 1 to 3, the most wished first."""

    class Weight(models.IntegerChoices):
        GLAD = 1, _("I would be glad to")
        KEEN = 2, _("I would very much like to")
        MUST = 3, _("it is why I come")

    scope_owner = "asker__event__organisation"

    asker = models.ForeignKey(Registration, models.PROTECT, related_name="wishes")
    wished = models.ForeignKey(Registration, models.PROTECT, related_name="wished_by")
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.GLAD)

    class Meta:
        ordering = ["asker", "-weight", "pk"]
        constraints = [models.UniqueConstraint(fields=["asker", "wished"], name="one_wish")]

    def __str__(self) -> str:
        return f"{self.asker} → {self.wished}"


class Meeting(Owned):
    """Two participants at a table; ``held``: put there by hand, which planning again leaves where it is."""

    scope_owner = "day__event__organisation"

    day = models.ForeignKey(MeetingDay, models.PROTECT, related_name="meetings")
    first = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    second = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()
    held = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["slot", "table"]
        constraints = [
            models.UniqueConstraint(fields=["day", "slot", "table"], name="one_meeting_a_table"),
            models.UniqueConstraint(fields=["day", "first", "second"], name="one_meeting_a_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"

    @property
    def begins(self) -> datetime:
        return self.day.begins(self.slot)
