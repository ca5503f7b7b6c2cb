"""Projects of which the law's tests know everything, and the de minimis register."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from campus5g.core.project import Category
from campus5g.portal.financing.models import DeMinimisAward
from campus5g.portal.projects.models import Project
from tests.portal.factories.calls import KeptCallFactory
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import LineFactory, PartnerFactory, ProjectFactory


class AwardFactory(factory.django.DjangoModelFactory):
    """A de minimis aid of 20 000 € received in 2025."""

    class Meta:
        model = DeMinimisAward

    organisation = factory.SubFactory(OrganisationFactory)
    granted_on = date(2025, 6, 1)
    cents = 2_000_000
    funder = "Region"

    @classmethod
    def _create(cls, model_class: type[DeMinimisAward], *args: Any, **kwargs: Any) -> DeMinimisAward:
        award: DeMinimisAward = model_class._base_manager.create(*args, **kwargs)
        return award


def fundable_project(category: Category = Category.EXPERIMENTAL, **said: Any) -> Project:
    """A small company and a large one, each with a cost of 100 000 €, and one call: half grant, half advance."""
    lead = OrganisationFactory(in_difficulty=False, nature="company")
    project: Project = ProjectFactory(need=NeedFactory(organisation=lead, state="project"), **said)
    other = PartnerFactory(project=project, organisation=OrganisationFactory(in_difficulty=False, size="large"))
    LineFactory(project=project, category=category.value, cents=10_000_033)
    LineFactory(project=project, partner=other, category=category.value, cents=9_999_967)
    KeptCallFactory(project=project)
    return project
