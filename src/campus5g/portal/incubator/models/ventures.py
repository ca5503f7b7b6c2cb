"""The thread: a venture keeps one reference from its first application to its life as an alumni company."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned

USER = settings.AUTH_USER_MODEL
NAME_LENGTH, PITCH_LENGTH, WHY_LENGTH = 120, 400, 300


def nonce() -> str:
    """What makes a personal link hard to guess, beside the signature of this installation."""
    return secrets.token_urlsafe(12)


class Counter(models.Model):
    """The last number given in a year, locked by whoever takes the next one."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Venture(Owned):
    """A team with an idea, later a company. ``organisation`` is empty until it is founded; ``reference`` never changes.

    Seen by its founders, by the people of its organisation and by the office. While it applies, whoever is recused from its file
    does not see it, the office's own people included. ``merged_into``: the venture that goes on with what this one was.
    """

    class State(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        ADMITTED = "admitted", _("Admitted")
        INCUBATED = "incubated", _("In the incubator")
        ALUMNI = "alumni", _("Alumni")
        STOPPED = "stopped", _("Stopped")
        MERGED = "merged", _("Merged")

    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="ventures")
    name = models.CharField(_("name of the venture"), max_length=NAME_LENGTH)
    pitch = models.CharField(_("in one sentence"), max_length=PITCH_LENGTH, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    website = models.URLField(_("web site"), blank=True)
    profile = models.JSONField(default=dict, editable=False)
    """The last answer to each question, by its key: what the next application begins with."""
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.APPLICANT, db_index=True)
    since = models.DateField(_("since"))
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_venture_a_key"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="a_merged_venture_says_into_which",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("incubator:venture", args=[self.pk])

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        """Its founders, whether they act for an organisation or not; and what was granted to an organisation."""
        granted = super().opened_to(actor)
        return granted if actor.user_id is None else granted | Q(pk__in=Founder.of(actor).values("venture_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        from campus5g.portal.incubator.models.jury import Recusal

        closing = Recusal.closing(actor)
        return None if closing is None else Q(state=cls.State.APPLICANT, pk__in=closing.values("venture_id"))


class VentureStep(Owned):
    """A state that a venture entered: on which day, and why."""

    scope_owner = "venture__organisation"

    venture = models.ForeignKey(Venture, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=Venture.State.choices)
    on = models.DateField()
    why = models.CharField(max_length=WHY_LENGTH, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.venture} {self.state} {self.on}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(venture__in=Founder.of(actor).values("venture_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        closed = Venture.closed_to(actor)
        return None if closed is None else Q(venture__in=Venture._base_manager.filter(closed).values("pk"))


class Founder(Owned):
    """Somebody of the team. Invited by mail first; ``user`` once they opened the link. Who leaves keeps a row that says when."""

    scope_owner = "venture__organisation"

    venture = models.ForeignKey(Venture, models.PROTECT, related_name="founders")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    part = models.CharField(_("part in the team"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    nonce = models.CharField(max_length=40, default=nonce, editable=False)
    invited_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["venture", "email"], condition=Q(left_at=None), name="one_founder_an_address")
        ]

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def of(cls, actor: Actor) -> models.QuerySet[Founder]:
        """Return where the actor is a founder, whatever the scope."""
        return cls._base_manager.filter(user_id=actor.user_id, left_at=None).exclude(user_id=None)

    @classmethod
    def joined(cls, venture: Venture) -> models.QuerySet[Founder]:
        """Return those of a team who take part, with their accounts, whatever the scope."""
        return cls._base_manager.filter(venture=venture, left_at=None).exclude(user=None).select_related("user")

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        return Q(pk__in=()) if actor.user_id is None else Q(venture__in=cls.of(actor).values("venture_id"))

    @classmethod
    def closed_to(cls, actor: Actor) -> Q | None:
        closed = Venture.closed_to(actor)
        return None if closed is None else Q(venture__in=Venture._base_manager.filter(closed).values("pk"))
