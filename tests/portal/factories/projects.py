"""Projects with their lead as first partner."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from campus5g.core.project import Category
from campus5g.portal.projects.models import CostLine, Partner, Project
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory


class ProjectFactory(factory.django.DjangoModelFactory):
    """A project that answers a studied need, with no cost yet."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    need = factory.SubFactory(NeedFactory, state="project")
    organisation = factory.LazyAttribute(lambda made: made.need.organisation)
    title = factory.Sequence(lambda n: f"Project number {n}")
    applied_on = date(2026, 12, 1)
    granted_on = date(2026, 12, 20)
    starts_on = date(2027, 1, 4)
    months = 24

    @classmethod
    def _create(cls, model_class: type[Project], *args: Any, **kwargs: Any) -> Project:
        project: Project = model_class._base_manager.create(*args, **kwargs)
        Partner._base_manager.create(project=project, organisation=project.organisation, state="accepted")
        return project


class PartnerFactory(factory.django.DjangoModelFactory):
    """A partner that takes part."""

    class Meta:
        model = Partner

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(OrganisationFactory, in_difficulty=False)
    state = "accepted"

    @classmethod
    def _create(cls, model_class: type[Partner], *args: Any, **kwargs: Any) -> Partner:
        partner: Partner = model_class._base_manager.create(*args, **kwargs)
        return partner


class LineFactory(factory.django.DjangoModelFactory):
    """A cost of the lead: experimental development, 100 000 €."""

    class Meta:
        model = CostLine

    project = factory.SubFactory(ProjectFactory)
    partner = factory.LazyAttribute(
        lambda made: Partner._base_manager.get(project=made.project, organisation=made.project.organisation)
    )
    label = "Trials"
    category = Category.EXPERIMENTAL.value
    cents = 10_000_000

    @classmethod
    def _create(cls, model_class: type[CostLine], *args: Any, **kwargs: Any) -> CostLine:
        line: CostLine = model_class._base_manager.create(*args, **kwargs)
        return line
