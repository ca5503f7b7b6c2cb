"""A call that leaves its feed is archived when somebody agrees, and comes back with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.funding.readers.table import guess_columns
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.calls.actions import add_import, archive_gone, named_copy, start_import, write_call
from campus5g.portal.calls.models import Call, CallImport
from campus5g.portal.calls.ranking import find
from campus5g.portal.directory.models import Organisation
from tests.portal.calls.working import run_queued
from tests.portal.factories.calls import KeptCallFactory, call
from tests.portal.factories.directory import OrganisationFactory, actor_for

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TOLD = [f"Aide {name}" for name in ("aux grues", "aux quais", "aux fours", "aux ponts", "aux rails")]


@pytest.fixture
def office() -> Organisation:
    return OrganisationFactory(office=True)


def give(office: Organisation, titles: list[str], *, complete: bool = True, feed: str = "region", fault: str = "") -> CallImport:
    """Import a table of calls as one feed tells them now."""
    actor = actor_for(office)
    text = "Identifiant;Intitulé;Financeur\n" + "".join(f"{title};{title};Région\n" for title in titles) + fault
    added = add_import(actor, SimpleUploadedFile("feed.csv", text.encode()), complete=complete)
    with named_copy(added) as path:
        start_import(actor, added, guess_columns(path), feed)
    run_queued()
    return CallImport._base_manager.get(pk=added.pk)


def live() -> set[str]:
    return set(Call.objects.live().values_list("title", flat=True))


def test_calls_that_leave_a_complete_feed_are_shown_then_archived_and_come_back_with_their_history(
    office: Organisation, signed_in: Browser
) -> None:
    give(office, TOLD)
    gone = Call.objects.get(title=TOLD[0])
    kept = KeptCallFactory(call=gone)
    added = give(office, TOLD[1:])
    assert live() == set(TOLD)  # nothing is archived before somebody has seen it
    browser = signed_in(organisation=office)
    page = browser.get(added.get_absolute_url()).content.decode()
    assert TOLD[0] in page
    assert TOLD[1] not in page
    assert "even_many" not in page
    assert TOLD[0] in browser.get(reverse("calls:gone", args=[added.pk])).content.decode("utf-8-sig")
    browser.post(reverse("calls:archive-gone", args=[added.pk]))
    assert live() == set(TOLD[1:])
    assert find("grues") == {}
    assert AuditEvent.objects.get(verb="calls.archive_gone").facts == {"archived": 1}
    kept.refresh_from_db()
    assert kept.call_id == gone.pk
    assert "no longer tells it" in browser.get(gone.get_absolute_url()).content.decode()

    give(office, TOLD)
    assert live() == set(TOLD)
    assert list(find("grues")) == [gone.pk]
    told = [str(change.said[0]) for change in Call.objects.get(pk=gone.pk).history()]
    assert told == ["in its feed again", "no longer in its feed: archived"]


def test_more_than_three_in_ten_are_archived_only_when_it_is_said_twice(office: Organisation, signed_in: Browser) -> None:
    give(office, TOLD)
    added = give(office, TOLD[2:])
    page = signed_in(organisation=office).get(added.get_absolute_url()).content.decode()
    assert "more than 30 % of the feed" in page
    with pytest.raises(Conflict, match="say that you mean it"):
        archive_gone(actor_for(office), added)
    assert live() == set(TOLD)
    assert archive_gone(actor_for(office), added, even_many=True) == 2
    with pytest.raises(Conflict, match="no call to archive"):
        archive_gone(actor_for(office), added, even_many=True)


def test_other_feeds_calls_entered_by_hand_and_files_that_are_not_complete_archive_nothing(office: Organisation) -> None:
    give(office, TOLD)
    give(office, ["Aide aux bateaux"], feed="port")
    write_call(actor_for(office), call("x", "Aide écrite à la main"))
    assert give(office, TOLD[:4], complete=False).gone == []
    (gone,) = give(office, TOLD[:4]).gone
    assert Call.objects.get(pk=gone).title == TOLD[4]


def test_a_call_told_again_before_it_was_archived_is_left(office: Organisation) -> None:
    give(office, TOLD)
    added = give(office, TOLD[1:])
    give(office, TOLD)
    with pytest.raises(Conflict, match="no call to archive"):
        archive_gone(actor_for(office), added)
    assert live() == set(TOLD)


def test_the_call_that_an_archived_one_stood_for_is_shown_again(office: Organisation) -> None:
    give(office, TOLD)
    give(office, [TOLD[0]], feed="copy")
    assert Call.objects.live().filter(title=TOLD[0]).count() == 1
    shown = Call.objects.live().get(title=TOLD[0]).feed
    archive_gone(actor_for(office), give(office, TOLD[1:], feed=shown))
    assert Call.objects.live().get(title=TOLD[0]).feed != shown
