"""Who comes to a session, and who waits for a place."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.training.models.means import nonce
from campus5g.portal.training.models.sessions import Session

PURPOSE = "training-2026-11"
"""The version of the words by which the purpose of the data was said, kept with each registration."""


class Registration(Owned):
    """A learner in a session. They need no account: a personal link, signed, opens what is theirs.

    Seen by the training body, the employer that registered them, the learner who has an account, and the office: by no other.
    ``offered``: a place came free for somebody who waited, to be confirmed before ``confirm_by``; it counts as taken until then.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A place is offered")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        """The kinds of trainees that the yearly return to the State tells apart (Cerfa 10443, frame F-1)."""

        EMPLOYEE = "employee", _("Employee of a private employer")
        PUBLIC = "public", _("Public servant")
        APPRENTICE = "apprentice", _("Apprentice")
        JOBSEEKER = "jobseeker", _("Jobseeker")
        INDIVIDUAL = "individual", _("Individual at their own expense")
        OTHER = "other", _("Other")

    class Payer(models.TextChoices):
        """Where the money comes from, as the same return asks (frame C)."""

        EMPLOYER = "employer", _("The employer")
        OPCO = "opco", _("The employer's skills operator (OPCO)")
        PUBLIC = "public", _("A public authority")
        TRAVAIL = "france_travail", _("France Travail")
        CPF = "cpf", _("The personal training account (CPF)")
        LEARNER = "learner", _("The learner")

    TAKING = (State.REGISTERED, State.OFFERED)
    """What counts against the capacity."""

    scope_owner = "session__training__organisation"

    session = models.ForeignKey(Session, models.PROTECT, related_name="registrations")
    employer = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    full_name = models.CharField(_("first name and surname"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    job = models.CharField(_("job"), max_length=120, blank=True)
    kind = models.CharField(_("situation"), max_length=10, choices=Kind.choices, default=Kind.EMPLOYEE)
    payer = models.CharField(_("who pays"), max_length=14, choices=Payer.choices, default=Payer.EMPLOYER)
    adaptation = models.CharField(_("what would make it easier to take part"), max_length=500, blank=True)
    price_cents = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, db_index=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True, db_index=True)
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    purpose = models.CharField(max_length=40, default=PURPOSE, editable=False)
    nonce = models.CharField(max_length=40, default=nonce, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "email"], condition=~Q(state="cancelled"), name="one_registration_an_address"
            )
        ]
        indexes = [models.Index(fields=["session", "state"])]

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        employed = Q(employer_id__in=actor.organisation_ids)
        return employed if actor.user_id is None else employed | Q(user_id=actor.user_id)

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.session_id])

    @property
    def short_name(self) -> str:
        """What others in the room may read: the first name and an initial, « Ada L. »."""
        first, _space, rest = self.full_name.strip().partition(" ")
        return f"{first} {rest.strip()[0]}." if rest.strip() else first

    @property
    def live(self) -> bool:
        return self.state != self.State.CANCELLED

    @property
    def has_place(self) -> bool:
        return self.state == self.State.REGISTERED
