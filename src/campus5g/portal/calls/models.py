"""The catalogue of calls, the same for everybody, and the calls kept for a project with their money rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core import calls as core
from campus5g.core.call_changes import changes
from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.core.project import CallTerms
from campus5g.portal.base.clock import today
from campus5g.portal.projects.models import Project, ProjectPart


class CallQuerySet(models.QuerySet["Call"]):
    def live(self) -> CallQuerySet:
        """Leave out what the catalogue no longer holds."""
        return self.filter(archived_at=None)

    def takes_applications(self) -> CallQuerySet:
        """Those that can be answered today: not said to be closed, last deadline today or later, or none."""
        return self.filter(stated_closed=False).filter(Q(last_close=None) | Q(last_close__gte=today()))


class Call(models.Model):
    """A call as its feed describes it: ``data`` is the engines' ``Call``; the columns beside it are for finding it."""

    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=600)
    funder = models.CharField(_("funder"), max_length=300, blank=True)
    programme = models.CharField(_("programme"), max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    feed = models.CharField(max_length=40, db_index=True)
    last_close = models.DateField(null=True, db_index=True)
    stated_closed = models.BooleanField(default=False)
    data = models.JSONField()
    imported_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["last_close", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.pk])

    @property
    def core(self) -> core.Call:
        return load(core.Call, self.data)

    def history(self) -> list[tuple[datetime, tuple[Message, ...]]]:
        """Return the changes of the call, the last first: when, and what, as sentences."""
        told, after = [], self.core
        for version in self.versions.all():
            told.append((version.held_until, changes(version.core, after)))
            after = version.core
        return told

    @property
    def status(self) -> core.CallStatus:
        return self.core.status(today())


class CallVersion(models.Model):
    """What a call said until its feed said something else: kept, so that a difference can be read."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="versions")
    data = models.JSONField()
    held_until = models.DateTimeField()

    class Meta:
        ordering = ["-held_until", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} – {self.held_until:%Y-%m-%d}"

    @property
    def core(self) -> core.Call:
        return load(core.Call, self.data)


class KeptCall(ProjectPart):
    """A call kept for a project, with its money rules as the office read them in its text.

    The split between grant, loan and repayable advance is a parameter of the call, never of the law. Percentages are stored as the
    text gives them (60 for 60 %); without instalments of its own, a call is paid as the working values of the plan say.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="kept_calls")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=600)
    grant_percent = models.DecimalField(_("share paid as grant (%)"), max_digits=5, decimal_places=2, default=Decimal(100))
    rate_cap = models.DecimalField(_("highest rate of the call (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    min_aid_cents = models.BigIntegerField(default=0)
    max_aid_cents = models.BigIntegerField(null=True)
    min_cost_cents = models.BigIntegerField(default=0)
    advance_years = models.PositiveSmallIntegerField(_("years of repayment of the advance"), default=5)
    advance_grace_years = models.PositiveSmallIntegerField(_("years before the first repayment"), default=2)
    free_split = models.BooleanField(_("grant or advance, as the plan chooses"), default=False)
    advance_interest = models.BooleanField(_("success repays the advance with interest"), default=False)
    loan_percent = models.DecimalField(_("share paid as a loan (%)"), max_digits=5, decimal_places=2, default=Decimal(0))
    loan_rate = models.DecimalField(_("yearly rate of the loan (%)"), max_digits=5, decimal_places=3, default=Decimal(0))
    loan_years = models.PositiveSmallIntegerField(_("years of repayment of the loan"), default=5)
    loan_grace_years = models.PositiveSmallIntegerField(_("years before the loan is first repaid"), default=2)
    first_percent = models.DecimalField(_("paid at the signature (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    balance_percent = models.DecimalField(
        _("paid after the last claim (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    to_confirm = models.BooleanField(_("to be confirmed with the funder"), default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "call"], condition=~Q(call=None), name="a_call_kept_once")]

    def __str__(self) -> str:
        return self.title

    def terms(self) -> CallTerms:
        """Return the money rules as the financing plan takes them: shares of money as fractions, rates and instalments in %."""
        plain = {name: getattr(self, name) for name in PLAIN_TERMS}
        return CallTerms(
            call_id=str(self.pk),
            grant_share=self.grant_percent / 100,
            loan_share=self.loan_percent / 100,
            first_share=self.first_percent,
            balance_share=self.balance_percent,
            **plain,
        )

    def take(self, terms: CallTerms) -> None:
        """Take over money rules, the inverse of ``terms``; the call stays what it is and nothing is saved."""
        for name in PLAIN_TERMS:
            setattr(self, name, getattr(terms, name))
        self.grant_percent, self.loan_percent = terms.grant_share * 100, terms.loan_share * 100
        self.first_percent, self.balance_percent = terms.first_share, terms.balance_share


PLAIN_TERMS = (
    "title", "rate_cap", "min_aid_cents", "max_aid_cents", "min_cost_cents", "advance_years", "advance_grace_years", "free_split",
    "advance_interest", "loan_rate", "loan_years", "loan_grace_years", "to_confirm",
)  # fmt: skip
"""The money rules that a kept call and the engines write alike."""
