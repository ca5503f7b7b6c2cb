"""Money expected and money moved: payments, lines of the bank, which of them settle which, and changes asked of an advance."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.base.scope import Owned
from campus5g.portal.funds.models.agreements import ORGANISATION, Agreement, Share
from campus5g.portal.funds.models.book import Book
from campus5g.portal.funds.models.claims import Claim
from campus5g.portal.funds.models.scoped import LABEL_LENGTH, NAME_LENGTH, WHY_LENGTH, UnderAgreement

USER = settings.AUTH_USER_MODEL


class Payment(UnderAgreement):
    """A payment that is expected on a day, and the day it was made. ``organisation``: the partner it concerns.

    cancelled_at: its order was taken back, or it came back on ``back_on``. follows: the payment that it passes on.
    """

    class Kind(models.TextChoices):
        FUNDING = "funding", _("from the funder to the trusted third party")
        FIRST = "first", _("first payment of the grant")
        INTERIM = "interim", _("payment of a claim")
        BALANCE = "balance", _("balance")
        RETENTION = "retention", _("retention released")
        DRAWING = "drawing", _("drawing of the repayable advance")
        REPAYMENT = "repayment", _("repayment of the advance")
        RECOVERY = "recovery", _("recovery of what was paid too much")
        RETURN = "return", _("passed back to the funder")

    INWARD = (Kind.FUNDING, Kind.REPAYMENT, Kind.RECOVERY)
    """Those that come to the trusted third party; it makes the others."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="payments")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("partner"))
    kind = models.CharField(_("what is paid"), max_length=10, choices=Kind.choices)
    cents = models.BigIntegerField()
    due_on = models.DateField(_("expected on"))
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="payments")
    paid_on = models.DateField(_("paid on"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    back_on = models.DateField(_("came back on"), null=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="a_payment_is_positive")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"PAY-{self.pk:05d}"

    @property
    def inward(self) -> bool:
        return self.kind in self.INWARD

    @property
    def signed_cents(self) -> int:
        """As the bank of the trusted third party shows it: positive in, negative out."""
        return self.cents if self.inward else -self.cents

    @property
    def expected(self) -> bool:
        return self.paid_on is None and self.cancelled_at is None

    def get_absolute_url(self) -> str:
        return self.agreement.get_absolute_url()

    def late(self, on: date) -> int:
        """The days by which an expected payment is late."""
        return max(0, (on - self.due_on).days) if self.expected else 0


class Statement(Owned):
    """A bank statement that the office read in; of the account, its last four signs alone are shown."""

    scope_owner = "book__organisation"

    book = models.ForeignKey(Book, models.PROTECT, related_name="statements")
    name = models.CharField(max_length=LABEL_LENGTH)
    account = models.CharField(max_length=34, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class BankLayout(Owned):
    """Which column holds what in the tables of one bank, said once. ``mark``: stands for the words of their header."""

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "mark"], name="a_bank_layout_once")]

    def __str__(self) -> str:
        return ", ".join(self.columns.values())


class BankLine(Owned):
    """One movement of the account: positive in, negative out. ``identity`` keeps the same file from adding it twice."""

    scope_owner = "statement__book__organisation"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    book = models.ForeignKey(Book, models.PROTECT, related_name="bank_lines")
    identity = models.CharField(max_length=80)
    on = models.DateField()
    cents = models.BigIntegerField()
    party = models.CharField(max_length=NAME_LENGTH, blank=True)
    party_iban = models.CharField(max_length=34, blank=True)
    text = models.CharField(max_length=WHY_LENGTH, blank=True)
    aside_why = models.CharField(_("why it settles nothing"), max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["book", "identity"], name="a_bank_line_once")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.text[:40]}"


class Settlement(Owned):
    """A line of the bank that settles a payment, or a part of it, confirmed by a person. ``reasons``: why it was proposed.

    returns: the line brings the payment back instead.
    """

    scope_owner = "line__book__organisation"

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="settlements")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="settlements")
    returns = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["line", "payment"], name="a_line_settles_a_payment_once")]

    def __str__(self) -> str:
        return f"{self.line} → {self.payment}"


class Change(UnderAgreement):
    """What is asked of a repayable advance besides its schedule, with its effect told before anybody approves it.

    cents, months, percent, due_on: what its kind needs. effect: sentences as JSON, said when it was asked for.
    """

    class Kind(models.TextChoices):
        TRIGGER = "trigger", _("the event that starts the repayments happened")
        TURNOVER = "turnover", _("declare a turnover")
        OUTCOME = "outcome", _("declare success or failure")
        DEFER = "defer", _("put the instalments off")
        EARLY = "early", _("repay earlier")
        WRITE_OFF = "write_off", _("write off what cannot be repaid")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    scope_owner = "share__organisation"
    funder_path = "share__agreement__funder"

    share = models.ForeignKey(Share, models.PROTECT, related_name="changes")
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("with effect on"))
    cents = models.BigIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    due_on = models.DateField(null=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH)
    effect = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=WHY_LENGTH, blank=True)
    reminded_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return self.share.get_absolute_url()

    @property
    def sentences(self) -> list[Message]:
        return [load(Message, one) for one in self.effect]
