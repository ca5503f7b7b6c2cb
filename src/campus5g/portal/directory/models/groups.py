"""Who holds whom: the enterprises of a group that are not in the directory, the stakes, and the accounts of other years."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.core.project import Accounts
from campus5g.portal.directory.models.organisations import Organisation


class Affiliate(models.Model):
    """An enterprise or a person of a group that is not in the directory, as the organisation that declares it says."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliates")
    name = models.CharField(_("name"), max_length=160)
    country = models.CharField(_("country"), max_length=2, default="FR")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="an_affiliate_once")]

    def __str__(self) -> str:
        return self.name


class ClosedAccounts(models.Model):
    """The accounts of one closed year, of an affiliate or of an organisation (whose last year stands on its own card)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="closed_accounts")
    affiliate = models.ForeignKey(Affiliate, models.PROTECT, null=True, related_name="closed_accounts")
    year = models.PositiveSmallIntegerField(_("year"))
    staff_awu = models.DecimalField(_("staff, in annual work units"), max_digits=10, decimal_places=2)
    turnover_cents = models.BigIntegerField(_("turnover"))
    balance_cents = models.BigIntegerField(_("balance sheet total"))

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(affiliate=None), name="accounts_of_one_enterprise"
            ),
            models.UniqueConstraint(fields=["organisation", "year"], name="one_year_an_organisation"),
            models.UniqueConstraint(fields=["affiliate", "year"], name="one_year_an_affiliate"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation or self.affiliate} {self.year}"

    @property
    def core(self) -> Accounts:
        return Accounts(self.year, self.staff_awu, self.turnover_cents, self.balance_cents)


class StakeQuerySet(models.QuerySet["Stake"]):
    def live(self) -> StakeQuerySet:
        return self.filter(ended_at=None)

    def confirmed(self) -> StakeQuerySet:
        """Those that count: both sides, where both are in the directory, said so."""
        return self.live().exclude(confirmed_at=None)

    def of(self, organisations: set[int], affiliates: set[int]) -> StakeQuerySet:
        """Those with an end among these enterprises."""
        return self.filter(
            Q(holder__in=organisations) | Q(held__in=organisations)
            | Q(holder_affiliate__in=affiliates) | Q(held_affiliate__in=affiliates)
        )  # fmt: skip


class Stake(models.Model):
    """A holder has a part of an enterprise. Each end is an organisation of the directory or an affiliate.

    A stake between two organisations counts, and shows one the figures of the other, only once the other confirmed it.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", _("an enterprise")
        PERSON = "person", _("a natural person, active on the same market or a neighbouring one")
        PUBLIC_BODY = "public_body", _("a public body")
        UNIVERSITY = "university", _("a university or research centre, not for profit")
        VENTURE_CAPITAL = "venture_capital", _("a venture capital company")
        BUSINESS_ANGEL = "business_angel", _("a business angel, within the limit of the law")
        INSTITUTIONAL_INVESTOR = "institutional_investor", _("an institutional investor or a regional fund")
        SMALL_LOCAL_AUTHORITY = "small_local_authority", _("a small local authority")

    declared_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="stakes_held")
    holder_affiliate = models.ForeignKey(Affiliate, models.PROTECT, null=True, related_name="stakes_held")
    held = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="stakes_in_it")
    held_affiliate = models.ForeignKey(Affiliate, models.PROTECT, null=True, related_name="stakes_in_it")
    capital = models.DecimalField(_("part of the capital, in %"), max_digits=5, decimal_places=2)
    votes = models.DecimalField(_("part of the votes, in %"), max_digits=5, decimal_places=2, default=Decimal(0))
    kind = models.CharField(_("the holder is"), max_length=24, choices=Kind.choices, default=Kind.COMPANY)
    control = models.BooleanField(_("control by other means"), default=False)
    together = models.CharField(_("persons acting together"), max_length=80, default="", blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = StakeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(holder=None) ^ Q(holder_affiliate=None)) & (Q(held=None) ^ Q(held_affiliate=None)),
                name="a_stake_has_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder or self.holder_affiliate} → {self.held or self.held_affiliate}"

    @property
    def ends(self) -> tuple[Organisation | Affiliate, Organisation | Affiliate]:
        return self.holder or self.holder_affiliate, self.held or self.held_affiliate
