"""Organisations of the campus, the people who act for them, and the invitations sent to join them."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campus5g.core.codec import load
from campus5g.core.figures import Source
from campus5g.core.project import Size
from campus5g.portal.base.actor import Role

USER = settings.AUTH_USER_MODEL


def fold(text: str) -> str:
    """Return ``text`` without accents or capitals, for sorting and finding alike on every database."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return plain.encode("ascii", "ignore").decode()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        """Leave out the archived ones: they keep their history and can no longer act."""
        return self.filter(archived_at=None)

    def of_kind(self, kind: Role) -> OrganisationQuerySet:
        return self.filter(kind=kind)


class Organisation(models.Model):
    """A member of the campus. Its card is for everybody signed in; its facts are for its people, the office and grants.

    ``kind`` is what it is to the campus and gives its people their role; ``nature`` is what it is in law, for the calls.
    ``key`` names it in the data files of a territory.
    """

    class Kind(models.TextChoices):
        OFFICE = Role.OFFICE.value, _("Programme office")
        COMPANY = Role.COMPANY.value, _("Company")
        TRAINING = Role.TRAINING.value, _("Training body")
        STARTUP = Role.STARTUP.value, _("Start-up")
        FUNDER = Role.FUNDER.value, _("Funder")

    class Nature(models.TextChoices):
        COMPANY = "company", _("Business")
        PUBLIC_BODY = "public_body", _("Public body")
        RESEARCH = "research", _("Research body")
        ASSOCIATION = "association", _("Association")

    class Sizes(models.TextChoices):
        SMALL = Size.SMALL.value, _("Small enterprise")
        MEDIUM = Size.MEDIUM.value, _("Medium-sized enterprise")
        LARGE = Size.LARGE.value, _("Large enterprise")
        RESEARCH_NON_ECONOMIC = Size.RESEARCH_NON_ECONOMIC.value, _("Research outside economic activity")

    class Ratings(models.TextChoices):
        """The classes of Communication 2008/C 14/02, with the marks of the agencies that they stand for."""

        STRONG = "strong", _("Strong (AAA to A)")
        GOOD = "good", _("Good (BBB)")
        SATISFACTORY = "satisfactory", _("Satisfactory (BB)")
        WEAK = "weak", _("Weak (B)")
        BAD = "bad", _("Bad (CCC or below)")

    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("role in the campus"), max_length=12, choices=Kind.choices)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature.choices, blank=True, default="")
    description = models.TextField(_("description"), max_length=2000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    source = models.JSONField(_("source of the description"), default=dict, editable=False)
    website = models.URLField(_("web site"), blank=True)

    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    naf = models.CharField(_("activity code (NAF)"), max_length=6, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    insee_code = models.CharField(_("town code (Insee)"), max_length=5, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    created_on = models.DateField(_("founded on"), null=True, blank=True)

    staff_awu = models.DecimalField(_("staff, in annual work units"), max_digits=10, decimal_places=2, null=True, blank=True)
    turnover_cents = models.BigIntegerField(_("turnover"), null=True, blank=True)
    balance_cents = models.BigIntegerField(_("balance sheet total"), null=True, blank=True)
    accounts_year = models.PositiveSmallIntegerField(_("year of the accounts"), null=True, blank=True)
    size = models.CharField(_("size"), max_length=24, choices=Sizes.choices, blank=True)
    size_computed = models.BooleanField(default=False, editable=False)
    c_area = models.BooleanField(_("in a regional-aid area (« c » area)"), null=True, blank=True)
    a_area = models.BooleanField(_("in an outermost region (« a » area)"), null=True, blank=True)
    rating = models.CharField(_("credit rating"), max_length=12, choices=Ratings.choices, blank=True, default="")
    in_difficulty = models.BooleanField(_("undertaking in difficulty"), null=True, blank=True)

    folded = models.CharField(max_length=270, blank=True, default="", editable=False)
    fictitious = models.BooleanField(default=False, editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_why = models.CharField(max_length=300, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="one_organisation_a_siret"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_organisation_a_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.name} {self.city}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("directory:detail", args=[self.pk])

    @property
    def siren(self) -> str:
        """The first nine digits of the SIRET: the undertaking, of which the SIRET is one establishment."""
        return self.siret[:9]

    @property
    def archived(self) -> bool:
        return self.archived_at is not None

    @property
    def about(self) -> str:
        """The description in the reader's language."""
        return self.description_en if self.description_en and get_language() == "en" else self.description

    @property
    def described_by(self) -> Source | None:
        """Where the description comes from, for a published fact about a real organisation."""
        return load(Source, self.source) if self.source else None

    @property
    def what(self) -> str:
        """What it is, in a word: its nature where it says more than its role."""
        says_more = self.kind == self.Kind.COMPANY and self.nature not in ("", self.Nature.COMPANY)
        label: Any = self.get_nature_display() if says_more else self.get_kind_display()
        return str(label)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def acting(self) -> MembershipQuerySet:
        """Leave out those who left and those whose organisation is archived: they cannot act."""
        return self.filter(active=True, organisation__archived_at=None)


class Membership(models.Model):
    """A person acts for an organisation. A person may have several; one who leaves keeps an inactive row."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    manages = models.BooleanField(_("manages the organisation's people and facts"), default=False)
    active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__folded", "user__full_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, now: datetime | None = None) -> InvitationQuerySet:
        """Those that can still be answered."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now or timezone.now())


class Invitation(models.Model):
    """An invitation by mail to act for an organisation. Only the digest of its token is kept; it works once."""

    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    manages = models.BooleanField(_("will manage the organisation's people and facts"), default=False)
    language = models.CharField(
        _("language of the mail"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    invited_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    to_send = models.BooleanField(default=False)
    """Imported with many others: the worker gives it its address and sends its mail."""
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.sent_at:%Y-%m-%d}"

    @property
    def pending(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
