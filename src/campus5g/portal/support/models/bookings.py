"""Desks, halls and test slots that ventures book, the quotas of their cohort, and the office hours of mentors."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.support.models.cohorts import Cohort, Member
from campus5g.portal.support.models.mentoring import Mentor
from campus5g.portal.support.models.scoped import NAME_LENGTH, WHY_LENGTH, OfVenture, has_part
from campus5g.portal.training.models import Bench

USER = settings.AUTH_USER_MODEL


class Resource(Owned):
    """What ventures book. seats: how many at once. bench: the training bench that it is, so that sessions and ventures share it."""

    class Kind(models.TextChoices):
        DESK = "desk", _("Desk")
        HALL = "hall", _("Hall or meeting room")
        TEST = "test", _("Test slot on the private 5G network")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="support_resources")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, db_index=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    text = models.CharField(_("what is there"), max_length=WHY_LENGTH, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("places that can be booked at once"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    opens = models.TimeField(_("opens at"), default=time(8))
    closes = models.TimeField(_("closes at"), default=time(19))
    bench = models.ForeignKey(
        Bench,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support_resources",
        verbose_name=_("training bench that it is"),
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_why = models.CharField(max_length=WHY_LENGTH, blank=True, editable=False)

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_resource_a_name"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="a_resource_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        return Q(archived_at=None) if has_part(actor) else Q(pk__in=())


class Quota(Owned):
    """Hours of a kind that each venture of a cohort may book in a calendar month; without a row there is no limit."""

    scope_owner = "cohort__organisation"

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="quotas")
    kind = models.CharField(max_length=6, choices=Resource.Kind.choices)
    hours = models.PositiveSmallIntegerField(validators=[MaxValueValidator(744)])

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["cohort", "kind"], name="one_quota_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.hours}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(cohort__in=Cohort._base_manager.filter(Cohort.opened_to(actor)).values("pk"))


class Reservation(OfVenture):
    """A resource booked by a venture, from one instant to another of one day. version: grows each time it changes, for agendas."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="reservations")
    member = models.ForeignKey(Member, models.PROTECT, related_name="reservations")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    text = models.CharField(_("what for"), max_length=WHY_LENGTH, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_reservation_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.resource} {self.starts_at.isoformat()}"

    @property
    def hours(self) -> float:
        return (self.ends_at - self.starts_at) / timedelta(hours=1)


class OfficeHour(Owned):
    """A time at which a mentor receives one venture of the incubator; ``member`` once it is taken."""

    scope_owner = "mentor__organisation"

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="office_hours")
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=45, validators=[MinValueValidator(10), MaxValueValidator(240)])
    place = models.CharField(_("where, or the address of the call"), max_length=WHY_LENGTH, blank=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="office_hours")
    subject = models.CharField(_("what about"), max_length=WHY_LENGTH, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "starts_at"], condition=Q(cancelled_at=None), name="one_office_hour")
        ]

    def __str__(self) -> str:
        return f"{self.mentor} {self.starts_at.isoformat()}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """Free ones are shown to whoever has part in the incubator; a taken one to its venture and its mentor."""
        if not has_part(actor):
            return Q(pk__in=())
        mine = Member._base_manager.filter(Q(venture__organisation__in=actor.organisation_ids) | Member.opened_to(actor))
        return Q(member=None) | Q(member__in=mine.values("pk")) | Q(mentor__user_id=actor.user_id)
