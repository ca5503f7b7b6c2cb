"""Notes, files and search entries follow their thing: its owner, the office, and those to whom it was opened."""

from __future__ import annotations

import pytest
from django.db import models
from django.utils import timezone

from campus5g.portal.base.models import Attachment, Grant, Job, Note, SearchEntry
from campus5g.portal.base.scope import Owned, acting
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import ProjectFactory
from tests.portal.factories.studies import StudyFactory

pytestmark = pytest.mark.django_db
ATTACHED = (Note, Attachment, SearchEntry, Job)


@pytest.fixture
def need() -> Need:
    return NeedFactory()


def attach(kind: type[Owned], thing: models.Model) -> None:
    """Attach one thing of ``kind`` to ``thing``, in the name of its owner."""
    more = {"size": 1} if kind is Attachment else {"title": "x", "words": " x "} if kind is SearchEntry else {}
    label = thing._meta.label_lower
    kind._base_manager.create(subject_label=label, subject_id=thing.pk, organisation=thing.organisation, **more)


@pytest.mark.parametrize("kind", ATTACHED)
def test_the_owner_and_the_office_see_what_is_attached_and_a_stranger_does_not(kind: type[Owned], need: Need) -> None:
    attach(kind, need)
    seen = []
    for actor in (actor_for(need.organisation), office_actor(), actor_for(OrganisationFactory())):
        with acting(actor):
            seen.append(kind.objects.exists())
    assert seen == [True, True, False]


@pytest.mark.parametrize("kind", ATTACHED)
def test_who_was_given_the_thing_sees_what_is_attached_until_the_grant_ends(kind: type[Owned], need: Need) -> None:
    attach(kind, need)
    attach(kind, NeedFactory())
    partner = OrganisationFactory()
    grant = Grant.objects.create(subject_label="needs.need", subject_id=need.pk, organisation=partner, why="consortium")
    actor = actor_for(partner)
    assert [found.subject_id for found in kind.objects.visible_to(actor)] == [need.pk]
    grant.ended_at = timezone.now()
    grant.save()
    assert not kind.objects.visible_to(actor).exists()


def test_a_grant_on_a_need_opens_what_is_attached_to_its_studies(need: Need) -> None:
    study = StudyFactory(need=need)
    attach(Note, study)
    partner = OrganisationFactory()
    Grant.objects.create(subject_label="needs.need", subject_id=need.pk, organisation=partner, why="consent")
    assert Note.objects.visible_to(actor_for(partner)).count() == 1


def test_a_grant_on_one_kind_of_thing_opens_nothing_of_another_with_the_same_number() -> None:
    project = ProjectFactory()
    attach(Note, NeedFactory(pk=project.pk + 1000))
    partner = OrganisationFactory()
    Grant.objects.create(subject_label="projects.project", subject_id=project.pk + 1000, organisation=partner, why="jury")
    assert not Note.objects.visible_to(actor_for(partner)).exists()


def test_a_search_entry_without_owner_is_for_everybody_and_a_note_is_not(need: Need) -> None:
    attach(Note, need)
    SearchEntry._base_manager.create(
        subject_label="calls.call", subject_id=1, title="Open call", kind="call", url="/", words=" call "
    )
    stranger = actor_for(OrganisationFactory())
    assert SearchEntry.objects.visible_to(stranger).count() == 1
    assert Note.objects.visible_to(stranger).count() == 0
