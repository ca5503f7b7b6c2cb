"""Who sees what belongs to a programme: the office that holds it, and the organisations that take part in it, by their grant."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from campus5g.portal.base.scope import Owned

NAME_LENGTH, TITLE_LENGTH, WHY_LENGTH, TEXT_LENGTH = 120, 200, 300, 4000
GRANTED = "programme.programme"


class ProgrammePart(Owned):
    """A part of a programme is seen by those who see the programme. The part has its programme as ``programme``."""

    scope_owner: ClassVar[str] = "programme__organisation"
    scope_grants: ClassVar[tuple[tuple[str, str], ...]] = ((GRANTED, "programme_id"),)

    class Meta:
        abstract = True


class Planned(ProgrammePart):
    """What is planned from a first day to a last. base_…: the days agreed when the programme started or by an amendment.

    They are kept when the plan moves. example: what is entered here is not published, and is shown as an example.
    """

    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    base_starts_on = models.DateField(editable=False)
    base_ends_on = models.DateField(editable=False)
    example = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def moved(self) -> int:
        """The days by which its end is later than agreed; below zero: earlier."""
        return int((self.ends_on - self.base_ends_on).days)


ENDS_AFTER_IT_STARTS = Q(ends_on__gte=F("starts_on"))
