"""What a partner claims: a period, its lines with their invoices, what was decided of each, and every version sent."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.funds.models.agreements import ORGANISATION, Agreement, BudgetLine
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NAME_LENGTH, NUMBER_LENGTH, WHY_LENGTH, UnderAgreement

USER = settings.AUTH_USER_MODEL


class Claim(UnderAgreement):
    """The costs of one partner in one period. Its funder sees it from the day it is sent; a draft is its partner's and the office's.

    version: how many times it was sent. checked_by: of the office; approved_by: another person, of the office or of the funder.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("sent, to be checked")
        ASKED = "asked", _("sent back with questions")
        CHECKED = "checked", _("checked, to be approved")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.DRAFT, State.ASKED)
    WAITING = (State.SUBMITTED, State.CHECKED)

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("partner"))
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(_("costs from"))
    ends_on = models.DateField(_("costs until"))
    last = models.BooleanField(_("last claim: the balance is asked for"), default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_on = models.DateField(null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    moved_on = models.DateField(null=True)
    """The day of its last step: its age in the queue counts from there."""
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation", "number"], name="a_claim_number_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_claim_runs_forward"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("checked_by")), name="checked_and_approved_by_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("funds:claim", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return super().opened_to(actor) & ~Q(state=cls.State.DRAFT)

    @property
    def reference(self) -> str:
        return f"{self.agreement}-{self.organisation_id}-{self.number}"

    @property
    def key(self) -> str:
        """What the books call it."""
        return f"claim:{self.pk}"

    @property
    def open(self) -> bool:
        """Whether its partner may still change it."""
        return self.state in self.OPEN

    @property
    def live(self) -> bool:
        """Whether it is still written, looked at or talked about."""
        return self.state not in (self.State.APPROVED, self.State.WITHDRAWN)

    def age(self, on: date) -> int:
        """The days since its last step."""
        return (on - self.moved_on).days if self.moved_on else 0


class ClaimLine(UnderAgreement):
    """One invoice, or one pay slip, charged to a line of the budget. ``asked_cents`` of it are claimed, ``accepted_cents`` were taken."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("to be looked at")
        ACCEPTED = "accepted", _("accepted")
        CUT = "cut", _("cut")
        QUESTIONED = "questioned", _("questioned")

    scope_owner = "claim__organisation"
    funder_path = "claim__agreement__funder"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    budget = models.ForeignKey(BudgetLine, models.PROTECT, related_name="claimed", verbose_name=_("budget line"))
    supplier = models.CharField(_("supplier"), max_length=NAME_LENGTH)
    invoice = models.CharField(_("invoice number"), max_length=NUMBER_LENGTH)
    on = models.DateField(_("day of the invoice"))
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField(default=0)
    asked_cents = models.BigIntegerField()
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    text = models.CharField(_("what for"), max_length=LABEL_LENGTH, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    accepted_cents = models.BigIntegerField(null=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["on", "net_cents"])]
        constraints = [
            models.CheckConstraint(condition=Q(net_cents__gt=0, vat_cents__gte=0, asked_cents__gt=0), name="a_claimed_cost_is_positive"),
            models.CheckConstraint(
                condition=Q(accepted_cents=None) | Q(accepted_cents__gte=0, accepted_cents__lte=F("asked_cents")),
                name="never_more_accepted_than_asked",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.supplier} {self.invoice}"

    def get_absolute_url(self) -> str:
        return reverse("funds:line", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return super().opened_to(actor) & ~Q(claim__state=Claim.State.DRAFT)

    @property
    def key(self) -> str:
        """What the books call it."""
        return f"cost:{self.pk}"


class ClaimVersion(UnderAgreement):
    """A claim as it was sent, kept whole when it is corrected and sent again."""

    scope_owner = "claim__organisation"
    funder_path = "claim__agreement__funder"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    data = models.JSONField()
    sent_on = models.DateField()
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="a_version_once")]

    def __str__(self) -> str:
        return f"{self.claim} v{self.number}"
