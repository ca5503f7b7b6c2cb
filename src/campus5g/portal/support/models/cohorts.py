"""Cohorts, the ventures in them, and what each is to reach."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.incubator.models import Founder, Round, Venture
from campus5g.portal.support.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH, OfVenture, accompanied_by

USER = settings.AUTH_USER_MODEL


class Cohort(Owned):
    """The ventures that a round admitted, accompanied together. proposal: the mentors last proposed, with the reasons, as JSON.

    hours: of mentoring for each venture. Seen by the office, and by the ventures and mentors in it.
    """

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="cohorts")
    round = models.OneToOneField(Round, models.PROTECT, related_name="cohort_of")
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    hours = models.PositiveSmallIntegerField(
        _("hours of mentoring for each venture"), default=12, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    proposal = models.JSONField(default=dict, editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_cohort_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support:cohort", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        if actor.user_id is None:
            return Q(pk__in=())
        own = Q(venture__organisation__in=actor.organisation_ids) | Q(venture__in=Founder.of(actor).values("venture_id"))
        mine = Member._base_manager.filter(own | Q(pk__in=accompanied_by(actor)))
        return Q(pk__in=mine.values("cohort_id"))


class Member(OfVenture):
    """A venture in a cohort. topics: what it wants help with, {key of a topic: 1 to 3}. The day it left and how, once it did."""

    class Exit(models.TextChoices):
        GRADUATED = "graduated", _("Finished the programme")
        STOPPED = "stopped", _("Stopped its activity")
        MERGED = "merged", _("Merged into another venture")
        LEFT = "left", _("Left the programme")

    scope_owner = "venture__organisation"
    venture_path, member_path = "venture", "pk"

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    venture = models.ForeignKey(Venture, models.PROTECT, related_name="memberships")
    joined_on = models.DateField(_("joined on"))
    hours = models.PositiveSmallIntegerField(
        _("hours of mentoring wanted"), default=12, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    topics = models.JSONField(default=dict)
    left_on = models.DateField(_("left on"), null=True)
    how = models.CharField(_("how it left"), max_length=10, choices=Exit.choices, blank=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    looked_on = models.DateField(null=True, editable=False)
    """The day on which needs and calls were last looked for on its behalf."""

    class Meta:
        ordering = ["venture__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "venture"], name="one_membership_a_cohort"),
            models.CheckConstraint(
                condition=Q(left_on=None, how="") | (Q(left_on__isnull=False) & ~Q(how="")), name="who_left_says_how"
            ),
        ]

    def __str__(self) -> str:
        return str(self.venture)

    def get_absolute_url(self) -> str:
        return reverse("support:venture", args=[self.pk])

    @property
    def live(self) -> bool:
        return self.left_on is None

    @property
    def owner_id(self) -> int:
        """The organisation that files are kept for: the venture's own, the office's while it has none."""
        return self.venture.organisation_id or self.cohort.organisation_id


class Milestone(OfVenture):
    """What a venture is to reach, by when, who answers for it, and what proves that it did."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="milestones")
    title = models.CharField(_("what is to be reached"), max_length=TITLE_LENGTH)
    proof = models.CharField(_("what will prove it"), max_length=WHY_LENGTH, blank=True)
    due = models.DateField(_("by"))
    owner = models.ForeignKey(
        Founder, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    reached_on = models.DateField(_("reached on"), null=True)
    evidence = models.TextField(_("what proves it"), max_length=TEXT_LENGTH, blank=True)
    reached_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=WHY_LENGTH, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("support:milestone", args=[self.pk])

    @property
    def open(self) -> bool:
        return self.reached_on is None and self.dropped_at is None

    def late(self, on: date) -> int:
        """The days by which an open milestone is late."""
        return max(0, (on - self.due).days) if self.open else 0
