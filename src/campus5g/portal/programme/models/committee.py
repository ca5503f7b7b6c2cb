"""The steering committee: its meetings, what it is asked to decide, what it decided, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.programme.models.amendments import Amendment
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH, ProgrammePart
from campus5g.portal.programme.models.structure import Participant, Programme

USER = settings.AUTH_USER_MODEL


class Meeting(ProgrammePart):
    """A meeting of the committee. It is held once somebody says who was there; its minutes are written here, or a file, or both."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="meetings")
    at = models.DateTimeField(_("day and time"), db_index=True)
    place = models.CharField(_("place"), max_length=TITLE_LENGTH, blank=True)
    agenda = models.TextField(_("agenda"), max_length=TEXT_LENGTH, blank=True)
    present = models.TextField(_("who was there"), max_length=TEXT_LENGTH, blank=True)
    minutes = models.TextField(_("minutes"), max_length=TEXT_LENGTH, blank=True)
    held_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=WHY_LENGTH, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.place or str(_("steering committee"))

    def get_absolute_url(self) -> str:
        return reverse("programme:meeting", args=[self.pk])

    @property
    def to_come(self) -> bool:
        return self.held_at is None and not self.cancelled_why


class Resolution(ProgrammePart):
    """A decision asked of the committee, then taken or not, then followed until it is done."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        TAKEN = "taken", _("decided")
        REJECTED = "rejected", _("not decided")
        DONE = "done", _("done")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="resolutions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("decision"), max_length=TITLE_LENGTH)
    text = models.TextField(_("what it rests on, or its words"), max_length=TEXT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name=_("amendment")
    )
    owner = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who does it"))
    due = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True)
    done_how = models.CharField(max_length=WHY_LENGTH, blank=True)
    reminded_on = models.DateField(null=True, editable=False)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_resolution_a_number"),
            models.CheckConstraint(condition=Q(done_on=None) | Q(state="done"), name="a_resolution_done_says_so"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        return f"D{self.number}"

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()
