"""Applications: what a venture answers to a round, who stands for it, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.incubator.models.rounds import FormVersion, Round
from campus5g.portal.incubator.models.ventures import WHY_LENGTH, Founder, Venture

USER = settings.AUTH_USER_MODEL


class Application(Owned):
    """One application of a venture to a round.

    Seen by its founders, the people of its organisation, the office, and the jurors it was given to once they declared that
    nothing ties them to it (of one read without names, they see the reading page alone); by nobody who is recused from its venture,
    whatever else would open it.
    number: by which it is read without names. version: counts the changes, so that two who write at once are told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        INELIGIBLE = "ineligible", _("Not eligible")
        ELIGIBLE = "eligible", _("Before the jury")
        ADMITTED = "admitted", _("Admitted")
        WAITING = "waiting", _("On the waiting list")
        REFUSED = "refused", _("Not chosen")
        TRANSFERRED = "transferred", _("Moved to another call")

    READ = (State.ELIGIBLE, State.ADMITTED, State.WAITING, State.REFUSED)
    """What a jury reads."""
    DECIDED = (State.ADMITTED, State.WAITING, State.REFUSED)
    LIVE = (State.DRAFT, State.SUBMITTED, *READ)

    scope_owner = "venture__organisation"

    venture = models.ForeignKey(Venture, models.PROTECT, related_name="applications")
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField(null=True, editable=False)
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0, editable=False)
    touched = models.JSONField(default=dict, editable=False)
    """By question, the version in which its answer last changed."""
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, db_index=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH * 4, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    form_told = models.PositiveSmallIntegerField(default=0, editable=False)
    """The number of the form that the team was last told of."""
    submitted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="moved_to")
    screened_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    screened_at = models.DateTimeField(null=True)
    proposed = models.CharField(_("decision proposed"), max_length=12, blank=True, default="")
    reason = models.TextField(_("what the letter says of it"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    away = models.JSONField(default=list)
    """The hours of hearings (ISO 8601) at which the team cannot come."""
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-round__opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venture", "round"], condition=~Q(state__in=("withdrawn", "transferred")), name="one_live_application"
            ),
            models.UniqueConstraint(fields=["round", "number"], name="one_number_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.venture.reference} · {self.round.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("incubator:application", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        from campus5g.portal.incubator.models.jury import Assignment

        if actor.user_id is None:
            return Q(pk__in=())
        founded = Q(venture__in=Founder.of(actor).values("venture_id"))
        given = Assignment.open_to(actor).filter(application__round__anonymised=False)
        return founded | Q(pk__in=given.values("application_id"), state__in=cls.READ)

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        from campus5g.portal.incubator.models.jury import Recusal

        closing = Recusal.closing(actor)
        return None if closing is None else Q(venture__in=closing.values("venture_id"))

    @property
    def outcome_proposed(self) -> str:
        """What the jury would decide, in words; empty while nothing is proposed."""
        return str(self.State(self.proposed).label) if self.proposed else ""

    @property
    def file_name(self) -> str:
        """How a file is called where it is read without names."""
        return f"{self.number or 0:03d}"


class SignOff(Owned):
    """A founder agrees with the application as it stands; a change after it asks for their word again."""

    scope_owner = "application__venture__organisation"

    application = models.ForeignKey(Application, models.PROTECT, related_name="signoffs")
    founder = models.ForeignKey(Founder, models.PROTECT, related_name="signoffs")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "founder", "version"], name="one_signoff")]

    def __str__(self) -> str:
        return f"{self.founder} {self.version}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(application__venture__in=Founder.of(actor).values("venture_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        closed = Application.closed_to(actor)
        return None if closed is None else Q(application__in=Application._base_manager.filter(closed).values("pk"))
