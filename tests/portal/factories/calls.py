"""Calls of the catalogue, and calls kept for a project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.db import transaction

from campus5g.core import calls as core
from campus5g.core.figures import Source
from campus5g.portal.calls.actions import new_edition
from campus5g.portal.calls.models import Call, KeptCall
from campus5g.portal.calls.rows import columns_of
from tests.portal.factories.projects import ProjectFactory

OPEN_UNTIL = date(2027, 3, 31)
CLOSED_ON = date(2026, 6, 30)


def call(key: str, title: str = "", text: str = "", **stated: Any) -> core.Call:
    """A call open until March 2027 to any organisation of France, unless ``stated`` says else."""
    facts: dict[str, Any] = {
        "id": key, "title": title or f"Call {key}", "text": text, "language": "en", "funder": "A funder", "programme": "",
        "kind": core.CallKind.CALL_FOR_PROJECTS, "opens": date(2026, 9, 1), "closes": (OPEN_UNTIL,), "beneficiaries": ("any",),
        "territories": ("FR",), "budget_eur": None, "min_aid_eur": None, "max_aid_eur": None, "url": "", "conditions": "",
        "feed": "tests", "source": Source("Calls to test with", to_confirm=True),
    }  # fmt: skip
    return core.Call(**{**facts, **stated})


class CallFactory(factory.django.DjangoModelFactory):
    """A row of the catalogue, as an import would make it from the call ``described``."""

    class Meta:
        model = Call

    described = factory.Sequence(lambda n: call(f"call-{n}"))

    @classmethod
    def _create(cls, model_class: type[Call], *args: Any, described: core.Call, **kwargs: Any) -> Call:
        with transaction.atomic():
            made: Call = model_class.objects.create(**{**columns_of(described), "worded": new_edition(), **kwargs})
        return made


class KeptCallFactory(factory.django.DjangoModelFactory):
    """Money rules of a regional call that no feed carries: half grant, half repayable advance."""

    class Meta:
        model = KeptCall

    project = factory.SubFactory(ProjectFactory)
    title = "Regional aid to industry"
    grant_percent = Decimal(50)

    @classmethod
    def _create(cls, model_class: type[KeptCall], *args: Any, **kwargs: Any) -> KeptCall:
        kept: KeptCall = model_class._base_manager.create(*args, **kwargs)
        return kept
