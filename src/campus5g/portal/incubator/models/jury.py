"""The jury of a round: who reads which file, who must not, the marks, the discussion, the hearings and the appeals."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.incubator.models.applications import Application
from campus5g.portal.incubator.models.rounds import Round
from campus5g.portal.incubator.models.ventures import WHY_LENGTH, Founder, Venture

USER = settings.AUTH_USER_MODEL


class Juror(Owned):
    """Somebody who reads for a round. competences: keys of the house's list; most: files they take at the most."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        RESIGNED = "resigned", _("Resigned")

    scope_owner = "round__organisation"

    round = models.ForeignKey(Round, models.PROTECT, related_name="jurors")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    competences = models.JSONField(_("competences"), default=list)
    most = models.PositiveSmallIntegerField(
        _("files at the most"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    away = models.JSONField(default=list)
    """Starts of the hearings at which they cannot be, as ISO 8601 instants."""
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.INVITED, db_index=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["user__full_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="one_juror_a_round")]

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(user_id=actor.user_id)


class Recusal(Owned):
    """Somebody must not read a venture's file: it is their own, they declared a tie, or one was found later.

    own: a founder, or one of the people of its organisation: the file stays theirs to read, what the jury makes of it does not.
    """

    class Kind(models.TextChoices):
        OWN = "own", _("their own file or organisation")
        DECLARED = "declared", _("declared")
        FOUND = "found", _("found after reading began")

    scope_owner = "round__organisation"

    round = models.ForeignKey(Round, models.PROTECT, related_name="recusals")
    venture = models.ForeignKey(Venture, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    why = models.CharField(_("what ties them"), max_length=WHY_LENGTH, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["venture", "user"], condition=Q(lifted_at=None), name="one_live_recusal")]

    def __str__(self) -> str:
        return f"{self.user_id} ↛ {self.venture_id}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(user_id=actor.user_id)

    @classmethod
    def of(cls, actor: Actor) -> models.QuerySet[Recusal]:
        """Return what keeps the actor from a jury's work, whatever the scope."""
        return cls._base_manager.filter(user_id=actor.user_id, lifted_at=None).exclude(user_id=None)

    @classmethod
    def closing(cls, actor: Actor) -> models.QuerySet[Recusal] | None:
        """Return what closes a file to the actor altogether; nothing ever does to the system."""
        return None if actor.user_id is None else cls.of(actor).exclude(kind=cls.Kind.OWN)


class OfFile(Owned):
    """Something the jury made of a file: seen by the office and by the jurors it was given to; by no applicant, by nobody recused."""

    scope_owner = "application__round__organisation"

    class Meta:
        abstract = True

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """Other jurors' marks are not for a juror; each kind says what is."""
        return Q(pk__in=())

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        return None if actor.user_id is None else Q(application__venture__in=Recusal.of(actor).values("venture_id"))


class Assignment(OfFile):
    """A file given to a juror. It opens once they declared that nothing ties them to it.

    Set aside: it counts no more, and keeps what was given, with the reason.
    """

    class Declared(models.TextChoices):
        NOTHING = "", _("Not declared yet")
        FREE = "free", _("No tie")
        TIED = "tied", _("A tie")

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="assignments")
    declared = models.CharField(max_length=5, choices=Declared.choices, blank=True, default="")
    declared_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.CharField(max_length=WHY_LENGTH, blank=True)
    assigned_at = models.DateTimeField()

    class Meta:
        ordering = ["application__number", "juror", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "juror"], name="one_assignment")]

    def __str__(self) -> str:
        return f"{self.application_id} → {self.juror_id}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(juror__user_id=actor.user_id)

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        """Whoever is recused still sees that they are, on their own line; not what others made of the file."""
        closed = super().closed_to(actor)
        return None if closed is None else closed & ~Q(juror__user_id=actor.user_id)

    @classmethod
    def open_to(cls, actor: Actor) -> models.QuerySet[Assignment]:
        """Return the files that the actor may read as a juror, whatever the scope."""
        return cls._base_manager.filter(
            juror__user_id=actor.user_id,
            juror__state=Juror.State.ACCEPTED,
            declared=cls.Declared.FREE,
            set_aside_at=None,
            application__round__state__in=(Round.State.PUBLISHED, Round.State.DECIDED),
        ).exclude(application__venture__in=Recusal.of(actor).values("venture_id"))

    @property
    def counts(self) -> bool:
        return self.set_aside_at is None


class Score(OfFile):
    """One saving of a juror's marks. The last revision counts; the ones before it stay. marks: by criterion, 0 to ``round.top``.

    sent: given by the juror's own device, so that sending it again writes nothing more.
    """

    scope_owner = "assignment__application__round__organisation"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="scores")
    revision = models.PositiveIntegerField()
    marks = models.JSONField(default=dict)
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    sent = models.UUIDField(unique=True)
    seen_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["assignment", "-revision"]
        constraints = [models.UniqueConstraint(fields=["assignment", "revision"], name="one_score_a_revision")]

    def __str__(self) -> str:
        return f"{self.assignment_id} r{self.revision}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """A juror reads their own marks, while the file is open to them."""
        return Q(pk__in=()) if actor.user_id is None else Q(assignment__in=Assignment.open_to(actor).values("pk"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        if actor.user_id is None:
            return None
        return Q(assignment__application__venture__in=Recusal.of(actor).values("venture_id"))


class Remark(OfFile):
    """A word of the jury's discussion of a file."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="remarks")
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("what was said"), max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """The jurors of a file read what is said of it."""
        if actor.user_id is None:
            return Q(pk__in=())
        return Q(application__in=Assignment.open_to(actor).values("application_id"))


class Hearing(OfFile):
    """When a team is heard, where, and by which of the jurors of its file."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="hearings")
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(240)])
    room = models.CharField(_("room"), max_length=120)
    jurors = models.ManyToManyField(Juror, related_name="hearings")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["starts_at", "room", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], name="one_hearing_a_file"),
            models.UniqueConstraint(fields=["starts_at", "room"], name="one_hearing_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """The team that is heard, and the jurors of its file."""
        if actor.user_id is None:
            return Q(pk__in=())
        mine = Q(application__venture__in=Founder.of(actor).values("venture_id"))
        return mine | Q(application__in=Assignment.open_to(actor).values("application_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        """A team sees its own hearing, though its people are recused as jurors."""
        closing = Recusal.closing(actor)
        return None if closing is None else Q(application__venture__in=closing.values("venture_id"))


class Appeal(Owned):
    """A team asks that a decision be looked at again, and is answered."""

    scope_owner = "application__venture__organisation"

    application = models.OneToOneField(Application, models.PROTECT, related_name="appeal")
    text = models.TextField(_("what you ask to be looked at again, and why"), max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(_("the decision stands"), null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(application__venture__in=Founder.of(actor).values("venture_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        closed = Application.closed_to(actor)
        return None if closed is None else Q(application__in=Application._base_manager.filter(closed).values("pk"))
