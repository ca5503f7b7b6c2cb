"""The book of a programme: its deeds in order, and the double entries that each of them wrote. Nothing of it is ever changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from campus5g.core.codec import load
from campus5g.core.message import Message
from campus5g.portal.base.scope import Owned

USER = settings.AUTH_USER_MODEL


class Book(Owned):
    """One for each programme, kept by the office. Its row is what every deed locks: two deeds are never written at once.

    closed_until: the last day of the periods that are closed.
    """

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    programme = models.OneToOneField("programme.Programme", models.PROTECT, related_name="book")
    closed_until = models.DateField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.programme)

    def get_absolute_url(self) -> str:
        return reverse("funds:book", args=[self.programme_id])


class Written(Owned):
    """A row that is written once."""

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("what the book holds is never deleted: it is reversed")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("what the book holds is never changed: it is reversed")
        super().save(*args, **kwargs)


class BookDeed(Written):
    """A deed of the programme's money, as the engine reads it (``data``), in the order of the book.

    digest: chained as the audit trail is (``core.audit.link``): one that is the same stands for the same deeds before it.
    """

    scope_owner = "book__organisation"

    book = models.ForeignKey(Book, models.PROTECT, related_name="deeds")
    number = models.PositiveIntegerField()
    on = models.DateField()
    kind = models.CharField(max_length=40)
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="a_deed_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Posting(Written):
    """One line of one entry: so many cents to the debit, or to the credit, of an account."""

    scope_owner = "book__organisation"

    book = models.ForeignKey(Book, models.PROTECT, related_name="postings")
    deed = models.ForeignKey(BookDeed, models.PROTECT, related_name="postings")
    entry = models.PositiveIntegerField()
    on = models.DateField()
    account = models.CharField(max_length=120)
    debit_cents = models.BigIntegerField(default=0)
    credit_cents = models.BigIntegerField(default=0)
    text = models.JSONField()

    class Meta:
        ordering = ["entry", "pk"]
        indexes = [models.Index(fields=["book", "account"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(debit_cents__gt=0, credit_cents=0) | Q(debit_cents=0, credit_cents__gt=0),
                name="a_posting_is_a_debit_or_a_credit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.account}"

    @property
    def sentence(self) -> Message:
        return load(Message, self.text)
