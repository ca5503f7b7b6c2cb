"""The calls kept for a project, with their money rules."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.core.project import CallTerms
from campus5g.portal.calls.models.catalogue import Call
from campus5g.portal.projects.models import Project, ProjectPart


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
