"""Mentors, whom they accompany, the hours they give and the notes they take."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.incubator.models import Venture
from campus5g.portal.support.models.cohorts import Member
from campus5g.portal.support.models.scoped import TEXT_LENGTH, WHY_LENGTH, OfVenture, accompanied_by, has_part

USER = settings.AUTH_USER_MODEL


class Mentor(Owned):
    """Who accompanies ventures: a person of a member organisation, who agreed to be shown to the ventures.

    topics: keys of competences; hours: what they give in a year; close_to: ventures that they are too close to.
    """

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="mentors")
    user = models.OneToOneField(USER, models.PROTECT, related_name="+", verbose_name=_("person"))
    text = models.TextField(_("what they bring"), max_length=TEXT_LENGTH, blank=True)
    topics = models.JSONField(_("topics"), default=list)
    hours = models.PositiveSmallIntegerField(
        _("hours given a year"), default=24, validators=[MinValueValidator(1), MaxValueValidator(800)]
    )
    close_to = models.ManyToManyField(Venture, related_name="+", blank=True, verbose_name=_("ventures they are too close to"))
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_why = models.CharField(max_length=WHY_LENGTH, blank=True, editable=False)

    class Meta:
        ordering = ["user__full_name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("support:mentors") + f"#mentor-{self.pk}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(user_id=actor.user_id)

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """Shown to the ventures and the other mentors, to nobody else."""
        return Q(archived_at=None) if has_part(actor) else Q(pk__in=())


class Wish(OfVenture):
    """A mentor whom a venture would like (rank 1 to 3), or would rather not work with (rank 0): not for the mentors to read."""

    member_path = ""

    member = models.ForeignKey(Member, models.PROTECT, related_name="wishes")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["member", "mentor"], name="one_wish_a_mentor")]

    def __str__(self) -> str:
        return f"{self.member} {self.rank} {self.mentor}"


class Mentoring(OfVenture):
    """A mentor accompanies a venture, confirmed by the office. covered, missing: keys of the topics asked, as they were then."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="mentorings")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="mentorings")
    hours = models.PositiveSmallIntegerField(_("hours agreed"))
    worth = models.PositiveSmallIntegerField(default=0)
    covered = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    since = models.DateField()
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "mentor"], condition=Q(ended_on=None), name="one_mentoring_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.member}"


class Hours(OfVenture):
    """Time that a mentor gave to a venture."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        READING = "reading", _("Reading of documents")
        INTRODUCTION = "introduction", _("Introduction to somebody")
        VISIT = "visit", _("Visit on site")

    scope_owner = "mentoring__member__venture__organisation"
    venture_path, member_path = "mentoring__member__venture", "mentoring__member"

    mentoring = models.ForeignKey(Mentoring, models.PROTECT, related_name="given")
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(720)])
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MEETING)
    text = models.CharField(_("what about"), max_length=WHY_LENGTH)
    logged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.minutes} min"


class MentorNote(OfVenture):
    """A note about a venture. Not ``shared``: for its mentors and the office alone, never for the venture."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="mentor_notes")
    text = models.TextField(_("note"), max_length=TEXT_LENGTH)
    shared = models.BooleanField(_("the venture reads it too"), default=False)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        return None if actor.sees_all else Q(shared=False) & ~Q(member__in=accompanied_by(actor))
