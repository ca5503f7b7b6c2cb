"""Notes, files and search entries follow their thing: its owner, the office, and those to whom it was opened."""

from __future__ import annotations

import pytest
from django.utils import timezone

from campus5g.portal.base.models import Grant, Note, SearchEntry
from campus5g.portal.base.scope import acting
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def note() -> Note:
    return Note._base_manager.create(
        subject_label="needs.need", subject_id=7, organisation=OrganisationFactory(), text="the crane stops"
    )


def test_the_owner_and_the_office_see_a_note_and_a_stranger_does_not(note: Note) -> None:
    seen = []
    for actor in (actor_for(note.organisation), office_actor(), actor_for(OrganisationFactory())):
        with acting(actor):
            seen.append(Note.objects.exists())
    assert seen == [True, True, False]


def test_who_was_given_the_thing_sees_its_notes_until_the_grant_ends(note: Note) -> None:
    partner = OrganisationFactory()
    grant = Grant.objects.create(subject_label="needs.need", subject_id=7, organisation=partner, why="consortium")
    Grant.objects.create(subject_label="needs.need", subject_id=8, organisation=OrganisationFactory(), why="consortium")
    actor = actor_for(partner)
    assert Note.objects.visible_to(actor).count() == 1
    grant.ended_at = timezone.now()
    grant.save()
    assert Note.objects.visible_to(actor).count() == 0


def test_a_search_entry_without_owner_is_for_everybody_and_a_note_is_not(note: Note) -> None:
    SearchEntry._base_manager.create(
        subject_label="calls.call", subject_id=1, title="Open call", kind="call", url="/", words=" call "
    )
    stranger = actor_for(OrganisationFactory())
    assert SearchEntry.objects.visible_to(stranger).count() == 1
    assert Note.objects.visible_to(stranger).count() == 0
