"""What is offered, the introductions between those who need and those who offer, and which solution answered which need."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campus5g.core.benefit import Use
from campus5g.core.message import Message
from campus5g.matching.offers import Basis, Offer
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.scope import Owned
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import UNNAMED, Owner

TITLE_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH, SHORT_LENGTH, WHY_LENGTH = 160, 400, 8000, 2000, 300


class Solution(Owned):
    """A solution of an organisation. uses: values of ``Use``. Prices in cents, in the ``basis``; references: one a line."""

    class Kind(models.TextChoices):
        STARTUP = "startup", _("Product of a start-up")
        INTEGRATOR = "integrator", _("Service of an integrator")
        LABORATORY = "laboratory", _("Means of a laboratory")
        DEMONSTRATOR = "demonstrator", _("Demonstrator open to visits")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Bases(models.TextChoices):
        ONCE = Basis.ONCE.value, _("for the whole, once")
        YEAR = Basis.YEAR.value, _("a year")
        UNIT = Basis.UNIT.value, _("for each device or machine")
        DAY = Basis.DAY.value, _("a day")

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="solutions")
    key = models.SlugField(max_length=60, blank=True, default="", editable=False)
    title = models.CharField(_("name of the solution"), max_length=TITLE_LENGTH)
    summary = models.CharField(_("in one sentence"), max_length=SUMMARY_LENGTH, blank=True)
    text = models.TextField(_("what it does and how"), max_length=TEXT_LENGTH, blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, db_index=True)
    uses = models.JSONField(_("uses served"), default=list)
    trl = models.PositiveSmallIntegerField(_("maturity"), null=True, blank=True)
    proof = models.TextField(_("what proves it"), max_length=SHORT_LENGTH, blank=True)
    price_low_cents = models.BigIntegerField(_("price, from"), null=True, blank=True)
    price_high_cents = models.BigIntegerField(_("price, to"), null=True, blank=True)
    basis = models.CharField(_("this price is"), max_length=8, choices=Bases.choices, default=Bases.ONCE)
    references = models.TextField(_("references"), max_length=SHORT_LENGTH, blank=True)
    equipment = models.TextField(_("equipment it works with or needs"), max_length=SHORT_LENGTH, blank=True)
    visitable = models.BooleanField(_("can be visited"), default=False)
    city = models.CharField(_("town"), max_length=100, blank=True)
    visit = models.CharField(_("how to visit it"), max_length=SUMMARY_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(_("published on"), null=True)
    archived_why = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_solution_a_key"),
            models.CheckConstraint(condition=Q(trl=None) | Q(trl__range=(1, 9)), name="trl_from_1_to_9"),
            models.CheckConstraint(
                condition=Q(price_low_cents=None, price_high_cents=None)
                | Q(price_low_cents__gte=0, price_high_cents__gte=models.F("price_low_cents")),
                name="a_price_goes_up",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("solutions:detail", args=[self.pk])

    @classmethod
    def shown_to(cls, actor: Actor) -> Q:
        """What is published is seen by whoever acts for a member of the campus."""
        return Q(state=cls.State.PUBLISHED) if actor.organisation_id is not None else Q(pk__in=())

    @property
    def known_uses(self) -> tuple[Use, ...]:
        return tuple(Use(use) for use in self.uses if use in set(Use))

    @property
    def reference_lines(self) -> list[str]:
        return [line.strip() for line in self.references.splitlines() if line.strip()]

    @property
    def as_offer(self) -> Offer:
        """The solution as the engine of matching reads it."""
        cents = None if self.price_high_cents is None else (self.price_low_cents or 0, self.price_high_cents)
        return Offer(
            str(self.pk), self.title, f"{self.summary}\n{self.text}", self.language, frozenset(self.known_uses), self.equipment,
            self.trl, cents, Basis(self.basis), self.city, self.visitable,
        )  # fmt: skip


_UNSETTLED = Q(state__in=("asked", "proposed", "contact", "met", "proof"))


class Introduction(Owned):
    """One side asks the office to meet the other: the owner of a solution, or that of a need.

    ``organisation`` asked, ``other`` is asked. Each side writes how it is reached; it is told once both accepted.
    """

    class Side(models.TextChoices):
        NEED = "need", _("the side of the need")
        SOLUTION = "solution", _("the side of the solution")

    class State(models.TextChoices):
        ASKED = "asked", _("At the office")
        REFUSED = "refused", _("Refused by the office")
        PROPOSED = "proposed", _("Proposed to the other side")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CONTACT = "contact", _("In contact")
        MET = "met", _("Meeting held")
        PROOF = "proof", _("Proof of concept")
        CONTRACT = "contract", _("Contract")
        ENDED = "ended", _("Ended without a contract")

    OPEN = (State.ASKED, State.PROPOSED)
    TOGETHER = (State.CONTACT, State.MET, State.PROOF)
    """Both sides know each other, and something is still to come."""
    NAMED = (*TOGETHER, State.CONTRACT, State.ENDED)
    """Both sides were told of each other."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="introductions_asked")
    other = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="introductions_received")
    side = models.CharField(max_length=8, choices=Side.choices)
    solution = models.ForeignKey(Solution, models.PROTECT, related_name="introductions")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="introductions")
    text = models.TextField(_("why"), max_length=SHORT_LENGTH)
    contact = models.CharField(_("how you are reached"), max_length=WHY_LENGTH)
    other_contact = models.CharField(max_length=WHY_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED, db_index=True)
    why = models.CharField(_("reason"), max_length=WHY_LENGTH, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "solution", "need"], name="one_open_introduction", condition=_UNSETTLED & ~Q(need=None)
            ),
            models.UniqueConstraint(
                fields=["organisation", "solution"],
                name="one_open_introduction_without_need",
                condition=_UNSETTLED & Q(need=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solution} · {self.need or self.get_side_display()}"

    def get_absolute_url(self) -> str:
        return reverse("solutions:introduction", args=[self.pk])

    @property
    def need_side_id(self) -> int:
        return self.organisation_id if self.side == self.Side.NEED else self.other_id

    @property
    def need_owner(self) -> Owner:
        """Who needs, as the actor of the scope may know it."""
        if self.need is not None:
            return self.need.owner
        return Owner(self.organisation_id, self.organisation.name, self.organisation.get_absolute_url())

    @property
    def asker(self) -> Owner:
        return self.need_owner if self.side == self.Side.NEED else self._solution_owner

    @property
    def asked(self) -> Owner:
        return self._solution_owner if self.side == self.Side.NEED else self.need_owner

    @property
    def _solution_owner(self) -> Owner:
        owner = self.solution.organisation
        return Owner(owner.pk, owner.name, owner.get_absolute_url())

    @property
    def asker_name(self) -> Message | str:
        """How the side that asked is told in a notification, which many may read: an anonymous need stays so."""
        return UNNAMED if self.side == self.Side.NEED and self.hides_need else self.organisation.name

    @property
    def asked_name(self) -> Message | str:
        return UNNAMED if self.side == self.Side.SOLUTION and self.hides_need else self.other.name

    @property
    def hides_need(self) -> bool:
        return self.need is not None and self.need.anonymous

    @property
    def named(self) -> bool:
        return self.state in self.NAMED

    def seal_for(self, actor: Actor) -> str:
        """The people of an anonymous need are named in no event, neither here."""
        return self.need.seal_for(actor) if self.need is not None else ""

    @property
    def last_word(self) -> datetime:
        return self.reminded_at or self.moved_at


class Answer(Owned):
    """A need is answered by a solution: said by the need's people or the office, with the day and the words."""

    scope_owner = "need__organisation"
    scope_grants = (("needs.need", "need_id"),)

    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    solution = models.ForeignKey(Solution, models.PROTECT, related_name="answers")
    text = models.CharField(_("what it changed"), max_length=WHY_LENGTH, blank=True)
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "solution"], condition=Q(withdrawn_at=None), name="one_answer_a_solution")
        ]

    def __str__(self) -> str:
        return f"{self.need} ← {self.solution}"

    def get_absolute_url(self) -> str:
        return self.need.get_absolute_url()

    def seal_for(self, actor: Actor) -> str:
        return self.need.seal_for(actor)
