"""Who acts in a colleague's place while they are away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.clock import today
from campus5g.portal.base.scope import Owned
from campus5g.portal.directory.models.organisations import Organisation

USER = settings.AUTH_USER_MODEL
WHY_LENGTH = 300


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def live(self, *, by_managers: bool = False) -> DelegationQuerySet:
        """Those of today whose giver still acts for the organisation, and still manages it where that is asked."""
        held = Q(giver__is_active=True, giver__memberships__active=True, giver__memberships__organisation=F("organisation"))
        managing = Q(giver__memberships__manages=True) if by_managers else Q()
        return self.filter(held & managing, ended_at=None, starts_on__lte=today(), ends_on__gte=today())


class Delegation(Owned):
    """From one day to another, a colleague has the rights of ``giver`` in the organisation, and is told what they are told of it.

    It ends by itself. Each deed that needs the giver's rights bears their number besides that of who did it.
    """

    giver = models.ForeignKey(USER, models.PROTECT, related_name="given_delegations")
    taker = models.ForeignKey(USER, models.PROTECT, related_name="taken_delegations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_lasts"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @classmethod
    def unscoped(cls) -> DelegationQuerySet:
        """Return all of them: what gives a right is asked before anybody acts."""
        return DelegationQuerySet(cls)

    @property
    def coming_or_live(self) -> bool:
        return self.ended_at is None and self.ends_on >= today()
