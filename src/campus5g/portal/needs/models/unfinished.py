"""What a person has typed in the form of a need, and neither saved nor left behind yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from campus5g.portal.base.scope import Owned
from campus5g.portal.needs.models.need import Need


class Unfinished(Owned):
    """The form as it was last typed, checked by nobody: ``typed`` is its body as a browser sends it, files left out.

    One a person, organisation and need; ``need`` is empty for a new one. Only the person who typed is given it back.
    """

    organisation = models.ForeignKey("directory.Organisation", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="+")
    typed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "need"], name="one_unfinished_a_need"),
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(need=None), name="one_unfinished_new_need"),
        ]

    def __str__(self) -> str:
        return f"{self.need or '?'} · {self.saved_at:%Y-%m-%d %H:%M}"
