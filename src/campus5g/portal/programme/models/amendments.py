"""Amendments: what is asked to change in what was agreed, its effect, who approved it, and that it was applied once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.programme.models.scoped import WHY_LENGTH, ProgrammePart
from campus5g.portal.programme.models.structure import ORGANISATION, Programme

USER = settings.AUTH_USER_MODEL


class Amendment(ProgrammePart):
    """kind: a name of ``joints.amendment_kind``. what: its content, which the kind reads. effect: its sentences when it was applied."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPLIED = "applied", _("approved and applied")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    what = models.JSONField(default=dict)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    effect = models.JSONField(default=list)
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_amendment_a_number")]

    def __str__(self) -> str:
        return f"{self.programme.reference}-A{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("programme:amendment", args=[self.pk])

    @property
    def pending(self) -> bool:
        return self.state == self.State.PROPOSED


class Approval(ProgrammePart):
    """One side's answer to an amendment: the office's, or that of a funder whose agreement asks for it."""

    scope_owner = "amendment__programme__organisation"
    scope_grants = (("programme.programme", "amendment__programme_id"),)

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="approvals")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "organisation"], name="one_approval_a_side"),
            models.UniqueConstraint(fields=["amendment"], condition=Q(organisation=None), name="one_approval_of_the_office"),
        ]

    def __str__(self) -> str:
        return str(self.organisation or _("programme office"))
