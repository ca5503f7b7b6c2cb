"""Several needs brought together: which, how, and what each owner says of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.scope import Owned
from campus5g.portal.needs.models.need import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need


class OfCollective(Owned):
    """A part of a collective need is seen by those who take part in it."""

    scope_owner = "collective__organisation"
    scope_grants = (("needs.need", "collective_id"),)

    class Meta:
        abstract = True


class NeedLink(OfCollective):
    """A need in a collective one. The need stays what it is; ``wording`` is the version that its owner answered to."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("merged into it")
        SUPPORTS = "supports", _("supports it")
        SPECIALISES = "specialises", _("is a special case of it")

    class State(models.TextChoices):
        ASKED = "asked", _("answer awaited")
        CONSENTED = "consented", _("agrees")
        OBJECTED = "objected", _("objects to the wording")
        REFUSED = "refused", _("does not take part")
        LEFT = "left", _("left")

    LIVE = (State.ASKED, State.CONSENTED, State.OBJECTED)

    collective = models.ForeignKey(Need, models.PROTECT, related_name="links")
    need = models.ForeignKey(Need, models.PROTECT, related_name="memberships")
    kind = models.CharField(_("link"), max_length=12, choices=Kind.choices, default=Kind.MERGED)
    state = models.CharField(_("answer"), max_length=10, choices=State.choices, default=State.ASKED)
    wording = models.PositiveIntegerField(default=0)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collective", "need"],
                condition=models.Q(state__in=("asked", "consented", "objected")),
                name="a_need_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} → {self.collective}"

    @property
    def live(self) -> bool:
        return self.state in self.LIVE

    @property
    def agrees(self) -> bool:
        """Whether the owner agreed to the wording as it stands now."""
        return self.state == self.State.CONSENTED and self.wording == self.collective.wording


class Wording(OfCollective):
    """One version of what a collective need says; none is ever changed."""

    collective = models.ForeignKey(Need, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(max_length=TEXT_LENGTH)
    rest = models.JSONField(default=dict)
    why = models.CharField(max_length=SHORT_LENGTH, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["collective", "number"], name="one_wording_a_number")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
