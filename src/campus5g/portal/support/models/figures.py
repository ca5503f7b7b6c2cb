"""What ventures say of themselves during and after, what they were asked, and what was brought to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.calls.models import Call
from campus5g.portal.incubator.models import Venture
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.models import Introduction, Solution
from campus5g.portal.support.models.cohorts import Member
from campus5g.portal.support.models.scoped import TITLE_LENGTH, WHY_LENGTH, OfVenture
from campus5g.territory.cohorts import Kind, Stated

USER = settings.AUTH_USER_MODEL
MOST = 10**13


class Figure(OfVenture):
    """One figure of a venture. hundredths: cents, or hundredths of a full-time job. on: its day, or the last day of its time.

    Never changed: a wrong one is taken back with the reason, and said again. evidence: what shows it; files prove it.
    """

    class Kinds(models.TextChoices):
        JOBS = Kind.JOBS.value, _("Jobs, full-time equivalents")
        TURNOVER = Kind.TURNOVER.value, _("Turnover")
        PUBLIC = Kind.PUBLIC.value, _("Public funds obtained")
        PRIVATE = Kind.PRIVATE.value, _("Private funds raised")
        LOCAL = Kind.LOCAL.value, _("Revenue with local industry")

    scope_owner = "venture__organisation"
    venture_path, member_path = "venture", ""

    venture = models.ForeignKey(Venture, models.PROTECT, related_name="figures")
    kind = models.CharField(_("what"), max_length=8, choices=Kinds.choices)
    on = models.DateField(_("day, or end of the period"))
    hundredths = models.BigIntegerField()
    other = models.CharField(_("with or from whom"), max_length=TITLE_LENGTH, blank=True)
    evidence = models.CharField(_("what shows it"), max_length=WHY_LENGTH, blank=True)
    said_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hundredths__gte=0, hundredths__lte=MOST), name="a_figure_within_bounds")
        ]

    def __str__(self) -> str:
        return f"{self.venture.reference} {self.kind} {self.on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("support:figure", args=[self.pk])

    @property
    def is_jobs(self) -> bool:
        return self.kind == Kind.JOBS

    @property
    def amount(self) -> float:
        """Full-time equivalents, or cents."""
        return self.hundredths / 100 if self.is_jobs else float(self.hundredths)

    def stated(self, *, evidenced: bool) -> Stated:
        """The figure as the engine reads it."""
        return Stated(str(self.venture_id), Kind(self.kind), self.on, self.amount, evidenced)


class Question(OfVenture):
    """Figures asked of a venture, by a day; answered once something of it is said."""

    member_path = ""

    member = models.ForeignKey(Member, models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField()
    until = models.DateField(_("figures until"))
    due = models.DateField(_("to be said by"))
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member"], condition=Q(answered_at=None), name="one_open_question")]

    def __str__(self) -> str:
        return f"{self.member} {self.until.isoformat()}"


class Lead(OfVenture):
    """A need or a call brought to a venture, with the reasons; what the venture answered; the introduction that came of it."""

    class Answer(models.TextChoices):
        NONE = "", _("not answered yet")
        YES = "yes", _("interested")
        NO = "no", _("not for us")

    member = models.ForeignKey(Member, models.PROTECT, related_name="leads")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    solution = models.ForeignKey(Solution, models.PROTECT, null=True, related_name="+")
    score = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True)
    introduction = models.ForeignKey(Introduction, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "need"], condition=~Q(need=None), name="one_lead_a_need"),
            models.UniqueConstraint(fields=["member", "call"], condition=~Q(call=None), name="one_lead_a_call"),
            models.CheckConstraint(
                condition=Q(need=None, call__isnull=False) | Q(need__isnull=False, call=None), name="a_lead_is_a_need_or_a_call"
            ),
        ]

    def __str__(self) -> str:
        return str(self.need or self.call)

    @property
    def sentences(self) -> list[tuple[bool, Message]]:
        """Each reason: whether it speaks for the match, and its sentence."""
        return [(bool(one["for"]), load(Message, one["sentence"])) for one in self.reasons]
