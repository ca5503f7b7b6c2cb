"""What a company says it needs, and where that stands."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.core.need import Economics
from campus5g.core.need import Need as CoreNeed
from campus5g.core.site import Origin, Site
from campus5g.network.geojson import write_geojson
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import Grant, SiteSettings
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.scope import Owned, current_actor, inside_q
from campus5g.portal.needs.sites import read_loose
from campus5g.portal.needs.veil import REVEAL, TOGETHER, UNNAMED, UNNAMED_SITE, Owner

if TYPE_CHECKING:
    from campus5g.portal.directory.models import Organisation

TITLE_LENGTH, TEXT_LENGTH, SHORT_LENGTH = 160, 8000, 2000


def new_salt() -> str:
    return secrets.token_hex(16)


class Need(Owned):
    """An industrial need. ``site`` is GeoJSON that ``network.read_site`` reads; ``economics`` is {use: {assumption: value}}.

    ``site_name`` is kept beside the site for lists. A draft is seen like the rest: by its organisation and the office.
    Whose need it is, is asked of ``owner``, and where it lies of ``shown_site`` and ``shown_place``: where the need is
    ``anonymous`` they tell only those who may know (docs/decisions/0012).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        STATED = "stated", _("Stated")
        STUDIED = "studied", _("Studied")
        PROJECT = "project", _("In a project")
        ARCHIVED = "archived", _("Archived")

    class Visibility(models.TextChoices):
        OFFICE = "office", _("The programme office alone")
        MEMBERS = "members", _("The members of the campus")
        PUBLIC = "public", _("Everybody, on the public page")

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Of one organisation")
        COLLECTIVE = "collective", _("Collective")

    WORDS = ("title", "text", "hurts", "process", "volumes", "constraints", "gain_worth", "equipment")
    """What is said in words, in the order in which it is asked."""

    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, related_name="needs", verbose_name=_("organisation")
    )
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("the need"), max_length=TEXT_LENGTH, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    uses = models.JSONField(_("uses"), default=list)
    hurts = models.TextField(_("what hurts today"), max_length=TEXT_LENGTH, blank=True)
    process = models.TextField(_("process concerned"), max_length=SHORT_LENGTH, blank=True)
    volumes = models.TextField(_("volumes"), max_length=SHORT_LENGTH, blank=True)
    constraints = models.TextField(_("constraints"), max_length=SHORT_LENGTH, blank=True)
    gain_worth = models.TextField(_("what a gain would be worth"), max_length=SHORT_LENGTH, blank=True)
    gain_cents = models.BigIntegerField(_("worth of the gain, a year"), null=True, blank=True)
    equipment = models.TextField(_("equipment concerned"), max_length=SHORT_LENGTH, blank=True)
    site_name = models.CharField(_("site"), max_length=160, blank=True)
    site = models.JSONField(default=dict)
    economics = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    visibility = models.CharField(
        _("who sees it"), max_length=8, choices=Visibility.choices, default=Visibility.OFFICE, db_index=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INDIVIDUAL, db_index=True)
    wording = models.PositiveIntegerField(default=0)
    site_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
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
    def is_collective(self) -> bool:
        return self.kind == self.Kind.COLLECTIVE

    @property
    def agreed(self) -> list[Need]:
        """The needs whose owners agree to this collective need as it is worded now."""
        links = self.linked.filter(state="consented", wording=self.wording).select_related("need__organisation")
        return [link.need for link in links]

    @property
    def linked(self) -> models.QuerySet:
        """The links of this collective need, whoever asks: for rights, seals and bearers; pages ask ``NeedLink.objects``."""
        links: models.QuerySet = self._meta.apps.get_model("needs", "NeedLink")._base_manager.filter(collective=self)
        return links

    @property
    def bearers(self) -> list[Organisation]:
        """Who may carry the need into a project under its own name: its organisation, or those who agree and are named."""
        needs = self.agreed if self.is_collective else [self]
        return list({need.organisation_id: need.organisation for need in needs if not need.anonymous}.values())

    @property
    def known_uses(self) -> tuple[Use, ...]:
        return tuple(Use(use) for use in self.uses if use in set(Use))

    @cached_property
    def core_site(self) -> Site | None:
        """The site, or ``None`` while the draft has none. Its zones may lack devices until the need is stated."""
        return read_loose(self.site).site if self.site else None

    @property
    def origin(self) -> Origin | None:
        """Where the site lies, without reading all of its plan: a list asks the database for it alone (``with_place``)."""
        place = self.__dict__["place"] if "place" in self.__dict__ else self.site.get("origin")
        return Origin(place["latitude"], place["longitude"]) if place else None

    @property
    def device_count(self) -> int:
        return sum(_count(group) for feature in self.site.get("features", []) for group in _devices(feature))

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """What owners show: to everybody, or to those who act for a member of the campus. Drafts and archived needs never."""
        levels = [cls.Visibility.PUBLIC] + ([cls.Visibility.MEMBERS] if actor.organisation_id is not None else [])
        return Q(visibility__in=levels) & ~Q(state__in=(cls.State.DRAFT, cls.State.ARCHIVED))

    def has_inside(self, actor: Actor) -> bool:
        """Whether ``actor`` takes part in the need, and is not merely shown it."""
        if actor.sees_all or self.organisation_id in actor.organisation_ids:
            return True
        return self._is_inside(actor)

    @once_a_page
    def _is_inside(self, actor: Actor) -> bool:
        return type(self)._base_manager.filter(inside_q(type(self), actor), pk=self.pk).exists()

    def known_to(self, actor: Actor) -> bool:
        """Whether ``actor`` may know whose need it is. The office is no exception: it asks, with a reason (``ask_who``)."""
        if not self.anonymous or actor.system or self.organisation_id in actor.organisation_ids:
            return True
        told: bool | None = getattr(self, "told", None)  # a list asks once for all its rows
        return self._is_told(actor) if told is None else told

    @once_a_page
    def _is_told(self, actor: Actor) -> bool:
        revealed = Grant.objects.filter(subject_label=self._meta.label_lower, subject_id=self.pk, why=REVEAL, ended_at=None)
        return revealed.filter(organisation_id__in=actor.organisation_ids).exists()

    @property
    def known(self) -> bool:
        """Whether the actor of the scope may know whose need it is."""
        return self.known_to(current_actor())

    @property
    def owner(self) -> Owner:
        """Whose need it is, as the actor of the scope may know it."""
        if not self.known:
            return Owner(None, UNNAMED, "")
        return Owner(self.organisation_id, self.organisation.name, self.organisation.get_absolute_url())

    def seal_for(self, actor: Actor) -> str:
        """Seal the people of an anonymous need, also in what they do to a collective one that it is part of.

        The seal is SHA-256 of the need's salt, which is shown nowhere, and of their numbers.
        """
        if actor.user_id is None or not self._is_veiled_for_others(actor):
            return ""
        return hashlib.sha256(f"{self.salt}:{actor.organisation_id}:{actor.user_id}".encode()).hexdigest()

    def _is_veiled_for_others(self, actor: Actor) -> bool:
        if self.is_collective:
            return self.linked.filter(need__anonymous=True, need__organisation_id__in=actor.organisation_ids).exists()
        return self.anonymous and self.organisation_id in actor.organisation_ids

    @property
    def veiled_site(self) -> Site | None:
        """The site without its name and its place on Earth: its plan is moved to the middle of the campus."""
        if self.core_site is None:
            return None
        campus = SiteSettings.current()
        return replace(
            self.core_site, name=UNNAMED_SITE.say(self.language), origin=Origin(campus.latitude, campus.longitude), licence=""
        )

    @property
    def shown_place(self) -> str:
        """The name of the site, for those who may know it."""
        return self.site_name if self.known else ""

    @property
    def shown_site(self) -> dict[str, Any]:
        """The plan as GeoJSON for the actor of the scope: whole, moved where the need is anonymous, none for who is only shown it."""
        if not self.site or not self.has_inside(current_actor()):
            return {}
        if self.known:
            return dict(self.site)
        veiled = self.veiled_site
        return write_geojson(veiled) if veiled else {}

    @property
    def shown_economics(self) -> dict[str, dict[str, float]]:
        """The company's own figures, for those who take part in the need."""
        return dict(self.economics) if self.has_inside(current_actor()) else {}

    @property
    def shown_gain_cents(self) -> int | None:
        return self.gain_cents if self.has_inside(current_actor()) else None

    @property
    def words(self) -> str:
        """All that is said in words, the title left out."""
        return "\n\n".join(said for name in self.WORDS[1:] if (said := getattr(self, name).strip()))

    def as_core(self) -> CoreNeed:
        """Return the need as the engines read it; all that is said counts as words. What is anonymous stays so in its study."""
        if self.core_site is None:
            raise ValueError("a need without a site is not studied")
        site = self.veiled_site if self.anonymous else self.core_site
        organisation = UNNAMED.say(self.language) if self.anonymous else self.organisation.name
        if self.is_collective:
            organisation = TOGETHER.say(self.language)
        economics = tuple(Economics(use, dict(self.economics.get(use.value, {}))) for use in self.known_uses)
        territory = SiteSettings.current().territory
        return CoreNeed(self.title, organisation, self.words, self.language, self.known_uses, site, economics, territory)


def _devices(feature: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (feature.get("properties") or {}).get("devices") or []
    return found


def _count(group: dict[str, Any]) -> int:
    return int(group.get("count", 0))
