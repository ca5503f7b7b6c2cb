"""A programme, who takes part in it, and its plan: strands, actions, milestones, and every move of their days."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.programme.models.scoped import (
    ENDS_AFTER_IT_STARTS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    WHY_LENGTH,
    Planned,
    ProgrammePart,
)
from campus5g.portal.projects.models import Project

ORGANISATION = "directory.Organisation"
USER = settings.AUTH_USER_MODEL


class Programme(Planned):
    """What was agreed with the funders, under the office that is its trusted third party.

    followed_until: the last day on which something is still due, repayments included. source: where what is published of it is said.
    project: of the chain, when the programme comes from one.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("being prepared")
        RUNNING = "running", _("running")
        FOLLOWED = "followed", _("actions over, money still followed")
        CLOSED = "closed", _("closed")

    scope_owner = "organisation"
    scope_grants = ()

    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="programmes_held")
    project = models.OneToOneField(Project, models.PROTECT, null=True, blank=True, related_name="programme")
    key = models.SlugField(max_length=40, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PREPARED)
    followed_until = models.DateField(_("followed until"))
    source = models.CharField(_("where it is published"), max_length=WHY_LENGTH, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="a_programme_ends_after_it_starts")]

    def get_absolute_url(self) -> str:
        return reverse("programme:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"PRG-{self.pk:04d}"

    @property
    def live(self) -> bool:
        return self.state != self.State.CLOSED


class Participant(ProgrammePart):
    """An organisation in a programme. approves: its agreement asks that it approves amendments too (funders)."""

    class Role(models.TextChoices):
        OFFICE = "office", _("programme office")
        CARRIER = "carrier", _("carrier")
        PARTNER = "partner", _("partner")
        FUNDER = "funder", _("funder")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="programme_roles", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    approves = models.BooleanField(_("approves amendments"), default=False)
    text = models.CharField(_("what it does in the programme"), max_length=WHY_LENGTH, blank=True)
    example = models.BooleanField(default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], condition=Q(until=None), name="one_role_at_once"
            )
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def works(self) -> bool:
        """Whether it answers for actions: funders read."""
        return self.until is None and self.role != self.Role.FUNDER


class Strand(Planned):
    """A part of a programme. number: its place, which exports and letters name it by."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="strands")
    number = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    person = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    partners = models.ManyToManyField(Participant, related_name="+", blank=True, verbose_name=_("partners"))

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_strand_a_number"),
            models.CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="a_strand_ends_after_it_starts"),
        ]

    @property
    def code(self) -> str:
        return str(self.number)


class Action(Planned):
    """What is done in a strand."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        GIVEN_UP = "given_up", _("given up")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="actions")
    strand = models.ForeignKey(Strand, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    progress = models.PositiveSmallIntegerField(_("done, in %"), default=0)
    said = models.CharField(_("how it stands"), max_length=WHY_LENGTH, blank=True)
    said_on = models.DateField(null=True)
    owner = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    person = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    partners = models.ManyToManyField(Participant, related_name="+", blank=True, verbose_name=_("partners"))

    class Meta:
        ordering = ["strand__number", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["strand", "number"], name="one_action_a_number"),
            models.CheckConstraint(condition=ENDS_AFTER_IT_STARTS, name="an_action_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="an_action_is_done_to_100_at_most"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme:action", args=[self.pk])

    @property
    def code(self) -> str:
        return f"{self.strand.number}.{self.number}"

    @property
    def open(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.RUNNING)


class Milestone(ProgrammePart):
    """What an action is to reach by a day, or to hand over (a deliverable). after: what must be reached before it.

    One that is reached late says why; what proves it is in words and files.
    """

    class Kind(models.TextChoices):
        MILESTONE = "milestone", _("milestone")
        DELIVERABLE = "deliverable", _("deliverable")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="milestones")
    action = models.ForeignKey(Action, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.MILESTONE)
    title = models.CharField(_("what is to be reached or handed over"), max_length=TITLE_LENGTH)
    proof = models.CharField(_("what will prove it"), max_length=WHY_LENGTH, blank=True)
    due = models.DateField(_("due on"), db_index=True)
    base_due = models.DateField(editable=False)
    after = models.ManyToManyField(
        "self", symmetrical=False, related_name="before", blank=True, verbose_name=_("what must come before")
    )
    person = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    late_why = models.CharField(_("why it is late"), max_length=WHY_LENGTH, blank=True)
    reached_on = models.DateField(_("reached on"), null=True)
    evidence = models.TextField(_("what proves it"), max_length=TEXT_LENGTH, blank=True)
    reached_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=WHY_LENGTH, blank=True)
    reminded_on = models.DateField(null=True, editable=False)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["action__strand__number", "action__number", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "number"], name="one_milestone_a_number")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:milestone", args=[self.pk])

    @property
    def code(self) -> str:
        return f"{self.action.code}.{self.number}"

    @property
    def open(self) -> bool:
        return self.reached_on is None and self.dropped_at is None

    def late(self, on: date) -> int:
        """The days by which an open one is late on its due day of now."""
        return max(0, (on - self.due).days) if self.open else 0


class Move(ProgrammePart):
    """The days of a thing moved: from when to when, who did it and why, by which amendment if one was needed."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="moves")
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="moves")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="moves")
    amendment = models.ForeignKey("programme.Amendment", models.PROTECT, null=True, related_name="moves")
    old_starts_on = models.DateField(null=True)
    new_starts_on = models.DateField(null=True)
    old_ends_on = models.DateField()
    new_ends_on = models.DateField()
    why = models.CharField(max_length=WHY_LENGTH)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_ends_on} → {self.new_ends_on}"
