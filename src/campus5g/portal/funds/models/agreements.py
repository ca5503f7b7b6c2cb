"""What a funder signed: an agreement, each partner's share of it, and the lines of its budget."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.project import Category
from campus5g.ledger import Trigger
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NUMBER_LENGTH, TEXT_LENGTH, UnderAgreement, advance_key

USER = settings.AUTH_USER_MODEL
ORGANISATION = "directory.Organisation"
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Agreement(Owned):
    """One funder's agreement on a programme. Seen by the funder, the partners that have a share of it, and the office.

    rate: share of the eligible cost that is paid. first: share of the grant paid at the signature. retention: share of each payment
    held back until the end. example: what is entered is not published, and says so wherever it is shown.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SIGNED = "signed", _("signed, under way")
        CLOSED = "closed", _("closed, all is settled")

    scope_owner = "funder"

    programme = models.ForeignKey("programme.Programme", models.PROTECT, related_name="agreements")
    funder = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("funder"))
    number = models.CharField(_("number of the agreement"), max_length=NUMBER_LENGTH)
    signed_on = models.DateField(_("day of the signature"))
    starts_on = models.DateField(_("costs taken from"))
    ends_on = models.DateField(_("costs taken until"))
    claims_until = models.DateField(_("last claim by"))
    rate_percent = models.DecimalField(
        _("share of the eligible cost that is paid, in %"), max_digits=5, decimal_places=2, default=50, validators=PERCENT
    )
    first_percent = models.DecimalField(
        _("share of the grant paid at the signature, in %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )
    retention_percent = models.DecimalField(
        _("retention on each payment, in %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )
    transfer_percent = models.DecimalField(
        _("overrun of a budget line that is accepted, in %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )
    direct = models.BooleanField(
        _("the funder pays the partners itself"), default=False,
        help_text=_("Otherwise it pays the programme office, which holds the money as a trusted third party and pays it on."),
    )  # fmt: skip
    conditions = models.TextField(_("conditions"), max_length=TEXT_LENGTH, blank=True)
    example = models.BooleanField(_("example: these figures are not published"), default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["funder", "number"], name="a_number_once_a_funder"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"), claims_until__gte=F("ends_on")), name="an_agreement_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("funds:agreement", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        shared = Share._base_manager.filter(organisation__in=actor.organisation_ids)
        return Q(pk__in=shared.values("agreement_id")) & ~Q(state=cls.State.DRAFT)

    @property
    def key(self) -> str:
        """What the books call it."""
        return f"agr:{self.pk}"


class Share(UnderAgreement):
    """What one partner gets of an agreement: grant, repayable advance with its terms, and whether it recovers VAT.

    minimum_cents: of the advance, owed even in case of failure. The terms are those of ``ledger.advances.Terms``.
    """

    class Triggers(models.TextChoices):
        SIGNATURE = Trigger.SIGNATURE.value, _("the signature")
        FIRST_REVENUE = Trigger.FIRST_REVENUE.value, _("the first revenue")
        END_OF_WORK = Trigger.END_OF_WORK.value, _("the end of the work")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("partner"))
    grant_cents = models.BigIntegerField(default=0)
    advance_cents = models.BigIntegerField(default=0)
    recovers_vat = models.BooleanField(_("recovers VAT: it is then no cost"), default=True)
    success = models.CharField(_("condition of success"), max_length=LABEL_LENGTH, blank=True)
    conditional = models.BooleanField(_("owed only once success is declared"), default=False)
    minimum_cents = models.BigIntegerField(default=0)
    trigger = models.CharField(_("the deferral counts from"), max_length=13, choices=Triggers.choices, default=Triggers.SIGNATURE)
    deferral_months = models.PositiveSmallIntegerField(
        _("months without repayment"), default=24, validators=[MaxValueValidator(120)]
    )
    instalments = models.PositiveSmallIntegerField(
        _("number of instalments"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    every_months = models.PositiveSmallIntegerField(
        _("months between two instalments"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    rate_percent = models.DecimalField(
        _("interest of the advance, in % a year"), max_digits=5, decimal_places=2, default=0,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )  # fmt: skip
    turnover_percent = models.DecimalField(
        _("repaid by this share of the turnover, in %"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        help_text=_("Empty: repaid by equal instalments."),
    )  # fmt: skip

    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["organisation__folded", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="one_share_a_partner"),
            models.CheckConstraint(condition=Q(grant_cents__gte=0, advance_cents__gte=0), name="a_share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.agreement}"

    def get_absolute_url(self) -> str:
        return reverse("funds:advance", args=[self.pk])

    @property
    def advance_key(self) -> str:
        """What the books call the advance of this share."""
        return advance_key(self.agreement_id, self.organisation_id)


class BudgetLine(UnderAgreement):
    """What one partner may claim in one category; ``strand`` is the part of the programme that it pays for."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", verbose_name=_("partner"))
    strand = models.ForeignKey(
        "programme.Strand", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("strand")
    )
    label = models.CharField(_("what is paid"), max_length=LABEL_LENGTH)
    category = models.CharField(_("category"), max_length=24, choices=[(one.value, one.value) for one in Category])
    cents = models.BigIntegerField()

    class Meta:
        ordering = ["organisation__folded", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="a_budget_is_not_negative"),
            models.UniqueConstraint(fields=["agreement", "organisation", "label"], name="a_budget_line_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """What the books call it."""
        return f"line:{self.pk}"
