"""What the search has read: the index that the worker makes, what is found beside it, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from campus5g.matching import encoders
from campus5g.portal.base import chores
from campus5g.portal.calls import reading
from campus5g.portal.calls.actions import READING, catch_up, correct_call, new_edition, read_catalogue, write_call
from campus5g.portal.calls.models import Call, Reading
from campus5g.portal.calls.ranking import find
from campus5g.portal.calls.reading import known_calls
from tests.matching.test_semantic import Concepts
from tests.portal.calls.working import run_chores
from tests.portal.factories.calls import CallFactory, call
from tests.portal.factories.directory import OrganisationFactory, office_actor

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place of its own for the index, and a process that knows nothing yet."""
    reading._known = None
    with override_settings(CALLS_INDEX=tmp_path / "index"):
        yield tmp_path / "index"
    reading._known = None


def restarted() -> None:
    """Forget what this process had read, as a new one."""
    reading._known = None


def never() -> None:
    pytest.fail("the catalogue was read in the middle of a search")


def test_a_new_process_searches_in_what_the_worker_read(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    row = CallFactory(described=call("port", "Cranes in ports"))
    CallFactory(described=call("farm", "Sheep"))
    read_catalogue()
    (file,) = folder.glob("calls-*")
    restarted()
    monkeypatch.setattr(reading, "build", never)
    assert find("cranes") == {row.pk: 1}
    read_catalogue()  # nothing is new: nothing is read
    assert list(folder.glob("calls-*")) == [file]


@pytest.mark.parametrize("spoilt", [b"", b"\x80\x05N.", None])
def test_a_file_that_is_cut_or_signed_by_nobody_is_not_read_and_the_catalogue_is(spoilt: bytes | None, folder: Path) -> None:
    row = CallFactory(described=call("port", "Cranes in ports"))
    read_catalogue()
    (file,) = folder.glob("calls-*")
    whole = file.read_bytes()
    file.write_bytes(whole[:32] + spoilt if spoilt is not None else whole[:-1])
    restarted()
    assert find("cranes") == {row.pk: 1}


def test_what_is_written_corrected_archived_or_hidden_is_so_at_the_next_search() -> None:
    crane, sheep = CallFactory(described=call("a", "Cranes")), CallFactory(described=call("b", "Sheep"))
    read_catalogue()
    office = office_actor()
    mine = write_call(office, call("mine", "Cranes and hooks"))
    assert set(find("cranes")) == {crane.pk, mine.pk}
    correct_call(office, crane, {"title": "Winches"})
    assert (set(find("cranes")), set(find("winches"))) == ({mine.pk}, {crane.pk})
    Call.objects.filter(pk=sheep.pk).update(hidden_by=crane)
    assert find("sheep") == {}
    assert (known_calls().waiting, known_calls().hears) == (0, ())


def test_many_new_calls_wait_for_the_worker_the_page_says_so_and_the_last_index_answers(
    monkeypatch: pytest.MonkeyPatch, signed_in: Browser
) -> None:
    monkeypatch.setattr(reading, "BESIDE", 2)
    old, moved = (CallFactory(described=call(key, f"Cranes {key}")) for key in ("old", "moved"))
    read_catalogue()
    Call.objects.filter(pk=moved.pk).update(worded=_edition())  # its words are no longer those that were read
    for n in range(3):
        CallFactory(described=call(f"new-{n}", "Cranes of the new feed"))
    assert set(find("cranes")) == {old.pk}
    browser = signed_in(organisation=OrganisationFactory())
    assert "4 calls that came or changed are being read" in browser.get(reverse("calls:list"), {"q": "cranes"}).content.decode()
    catch_up()
    assert run_chores() == 1
    assert len(find("cranes")) == 5
    assert "being read" not in browser.get(reverse("calls:list"), {"q": "cranes"}).content.decode()


def test_a_chore_is_queued_once_however_often_it_is_asked_for_and_again_once_it_runs() -> None:
    CallFactory()
    for _ in range(3):
        catch_up()
    assert run_chores() == 1
    assert Reading.current().read == Reading.current().edition
    catch_up()
    assert run_chores() == 0
    chores.ask(READING)
    assert run_chores() == 1


def test_a_reading_that_ends_after_a_later_one_does_not_replace_it(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    CallFactory(described=call("a", "Cranes"))
    build = reading.build

    def overtaken(*told: object) -> object:
        found = build()
        monkeypatch.setattr("campus5g.portal.calls.actions.reading.build", build)
        CallFactory(described=call("b", "Sheep"))
        read_catalogue()
        return found

    monkeypatch.setattr("campus5g.portal.calls.actions.reading.build", overtaken)
    read_catalogue()
    assert Reading.current().read == Reading.current().edition
    restarted()
    monkeypatch.setattr(reading, "build", never)
    assert len(find("sheep")) == 1


def test_a_model_of_meaning_that_the_settings_name_is_heard_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch, signed_in: Browser
) -> None:
    monkeypatch.setattr(encoders, "load", lambda names: (Concepts(),))
    crane = CallFactory(described=call("a", "crane"))
    CallFactory(described=call("b", "furnace"))
    assert find("hoist") == {}
    with override_settings(CALLS_MODELS=["concepts"]):
        read_catalogue()
        restarted()
        assert next(iter(find("hoist"))) == crane.pk
        page = signed_in(organisation=OrganisationFactory()).get(reverse("calls:list"), {"q": "hoist"}).content.decode()
        assert "by meaning (model concepts-1)" in page


def _edition() -> int:
    with transaction.atomic():
        return new_edition()
