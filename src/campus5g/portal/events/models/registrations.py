"""Who comes, who arrived, what they said of it, and what was promised."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.events.models.events import Event

USER = settings.AUTH_USER_MODEL
PURPOSE = "events-2026-11"
"""The version of the words by which the purpose of the data was said, kept with each registration."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the codes of badges: none that is read for another."""


def nonce() -> str:
    """What makes a personal link hard to guess, beside the signature of this installation."""
    return secrets.token_urlsafe(12)


def badge_code() -> str:
    """What a badge carries, short enough to be typed: eight signs, a number of more than twelve digits."""
    return "".join(secrets.choice(_LETTERS) for _sign in range(8))


class Registration(Owned):
    """Somebody who comes, or waits for a place. They need no account: a personal link, signed, opens what is theirs.

    Seen by the host, by the organisation they were registered for, by themselves and the office: by no other.
    ``asked``: a visitor who has not yet opened the link of the mail; they hold no place and stand in no list.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("To be confirmed")
        REGISTERED = "registered", _("Registered")
        WAITING = "waiting", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    scope_owner = "event__organisation"

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    company = models.CharField(_("organisation"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    meets = models.BooleanField(_("accepts one-to-one meetings"), default=False)
    breaks = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, db_index=True)
    nonce = models.CharField(max_length=40, default=nonce, editable=False)
    badge = models.CharField(max_length=12, default=badge_code, unique=True, editable=False)
    purpose = models.CharField(max_length=20, default=PURPOSE, editable=False)
    registered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["full_name", "pk"]
        indexes = [models.Index(fields=["event", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"], condition=~Q(state="cancelled"), name="one_live_registration_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        mine = Q(organisation_id__in=actor.organisation_ids)
        return mine if actor.user_id is None else mine | Q(user_id=actor.user_id)

    @property
    def live(self) -> bool:
        return self.state in (self.State.REGISTERED, self.State.WAITING)

    @property
    def comes(self) -> bool:
        return self.state == self.State.REGISTERED


class Arrival(Owned):
    """Somebody came in. number: given by the phone that saw it, so that saying it again writes nothing more.

    seen_at: by the clock of the phone, which may have been without network; received_at: by ours.
    """

    scope_owner = "registration__event__organisation"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="arrivals")
    number = models.UUIDField(unique=True)
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["seen_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["registration"], condition=Q(taken_back_at=None), name="one_live_arrival")]

    def __str__(self) -> str:
        return f"{self.registration} {self.seen_at:%H:%M}"


class Feedback(Owned):
    """What a participant says of the event, once."""

    scope_owner = "registration__event__organisation"

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="feedback")
    useful = models.PositiveSmallIntegerField(_("useful"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    well_run = models.PositiveSmallIntegerField(_("well run"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.TextField(_("in your words"), max_length=4000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.useful}"


class FollowUp(Owned):
    """What was promised at an event, to whom, for when; what became of it."""

    class Kind(models.TextChoices):
        NEED = "need", _("a need to state")
        INTRODUCTION = "introduction", _("an introduction")
        CONTACT = "contact", _("to be called back")
        OTHER = "other", _("something else")

    scope_owner = "event__organisation"

    event = models.ForeignKey(Event, models.PROTECT, related_name="follow_ups")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="follow_ups")
    kind = models.CharField(_("what follows"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("what was promised"), max_length=500)
    due = models.DateField(_("due on"), null=True)
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("what became of it"), max_length=300, blank=True)

    class Meta:
        ordering = ["done_at", "due", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
