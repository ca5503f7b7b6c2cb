"""What a company says it needs, and where that stands."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.core.need import Economics
from campus5g.core.need import Need as CoreNeed
from campus5g.core.site import Site
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.scope import Owned
from campus5g.portal.needs.sites import read_loose

TITLE_LENGTH, TEXT_LENGTH = 160, 8000


class Need(Owned):
    """An industrial need. ``site`` is GeoJSON that ``network.read_site`` reads; ``economics`` is {use: {assumption: value}}.

    ``site_name`` is kept beside the site for lists. A draft is seen like the rest: by its organisation and the office.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        STATED = "stated", _("Stated")
        STUDIED = "studied", _("Studied")
        PROJECT = "project", _("In a project")
        ARCHIVED = "archived", _("Archived")

    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="needs", verbose_name=_("organisation")
    )
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("the need"), max_length=TEXT_LENGTH, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    uses = models.JSONField(_("uses"), default=list)
    hurts = models.TextField(_("what hurts today"), max_length=TEXT_LENGTH, blank=True)
    equipment = models.TextField(_("equipment concerned"), max_length=2000, blank=True)
    site_name = models.CharField(_("site"), max_length=160, blank=True)
    site = models.JSONField(default=dict)
    economics = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    stated_at = models.DateTimeField(_("stated on"), null=True)
    archived_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="one_need_a_key")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number that people quote, such as « B-2026-0007 »."""
        return f"B-{self.created_at.year}-{self.pk:04d}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def known_uses(self) -> tuple[Use, ...]:
        return tuple(Use(use) for use in self.uses if use in set(Use))

    @cached_property
    def core_site(self) -> Site | None:
        """The site, or ``None`` while the draft has none. Its zones may lack devices until the need is stated."""
        return read_loose(self.site).site if self.site else None

    @property
    def device_count(self) -> int:
        return sum(_count(group) for feature in self.site.get("features", []) for group in _devices(feature))

    def as_core(self) -> CoreNeed:
        """Return the need as the engines read it; what hurts and the equipment are part of the company's words."""
        if self.core_site is None:
            raise ValueError("a need without a site is not studied")
        words = "\n\n".join(part for part in (self.text, self.hurts, self.equipment) if part.strip())
        economics = tuple(Economics(use, dict(self.economics.get(use.value, {}))) for use in self.known_uses)
        territory = SiteSettings.current().territory
        return CoreNeed(
            self.title, self.organisation.name, words, self.language, self.known_uses, self.core_site, economics, territory
        )


def _devices(feature: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (feature.get("properties") or {}).get("devices") or []
    return found


def _count(group: dict[str, Any]) -> int:
    return int(group.get("count", 0))
