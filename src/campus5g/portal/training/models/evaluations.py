"""What learners and employers say of a session: before it, at its end, and two to three months later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.training.models.means import nonce
from campus5g.portal.training.models.registrations import Registration
from campus5g.portal.training.models.sessions import Session


class Evaluation(Owned):
    """A questionnaire handed to one learner, or to an employer for its people. answers: by question, from 1 to 5.

    Read by the training body and the office, and by whoever answered: an employer never reads what its people said.
    """

    class Moment(models.TextChoices):
        ENTRY = "entry", _("before the training")
        HOT = "hot", _("at the end")
        COLD = "cold", _("some months later")
        EMPLOYER = "employer", _("the employer, some months later")

    scope_owner = "session__training__organisation"

    session = models.ForeignKey(Session, models.PROTECT, related_name="evaluations")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="evaluations")
    employer = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    comment = models.TextField(_("in your own words"), max_length=2000, blank=True)
    nonce = models.CharField(max_length=40, default=nonce, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "moment"], condition=Q(registration__isnull=False), name="one_evaluation_a_learner"
            ),
            models.UniqueConstraint(
                fields=["session", "employer"], condition=Q(employer__isnull=False), name="one_evaluation_an_employer"
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=False, employer=None) | Q(registration=None, employer__isnull=False),
                name="one_who_evaluates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.get_moment_display()}"

    @classmethod
    def opened_to(cls, actor: Actor) -> Q:
        asked = Q(employer_id__in=actor.organisation_ids)
        return asked if actor.user_id is None else asked | Q(registration__user_id=actor.user_id)
