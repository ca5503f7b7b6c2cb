"""Importing calls: the shipped files, twice the same, a file cut in the middle, a person who may not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.calls.actions import import_calls
from campus5g.portal.calls.models import Call
from campus5g.portal.calls.ranking import find
from tests.portal.factories.directory import OrganisationFactory, actor_for

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture
def shipped(root: Path) -> list[Path]:
    """The three files of calls that come with the product."""
    files = sorted((root / "dunkerque" / "calls").glob("*.gz"))
    assert len(files) == 3
    return files


def test_the_three_shipped_files_make_a_catalogue_and_importing_them_again_changes_nothing(shipped: list[Path]) -> None:
    first = import_calls(SYSTEM, shipped)
    assert first.new == Call.objects.count() == sum(report.kept for report in first.reports) > 1000
    assert {row["feed"] for row in Call.objects.values("feed")} == {"eu_calls", "aides_territoires", "dispositif_aide"}
    before = list(Call.objects.order_by("pk").values())
    again = import_calls(SYSTEM, shipped)
    assert (again.new, again.changed, again.same) == (0, 0, first.new)
    assert list(Call.objects.order_by("pk").values()) == before


def test_a_row_gives_back_the_call_that_its_feed_described(shipped: list[Path]) -> None:
    import_calls(SYSTEM, shipped[1:2])
    for row in Call.objects.all()[:20]:
        assert (row.core.id, row.core.title[:600], row.core.feed) == (row.key, row.title, row.feed)
        assert row.core.source.licence
        assert row.core.source.to_confirm


def test_a_call_whose_feed_has_changed_is_changed_and_searched_by_its_new_words(tmp_path: Path, shipped: list[Path]) -> None:
    lines = gzip.decompress(shipped[1].read_bytes()).splitlines(keepends=True)
    feed = tmp_path / "aides.jsonl"
    feed.write_bytes(b"".join(lines[:20]))
    import_calls(SYSTEM, [feed])
    row = Call.objects.order_by("pk").first()
    assert row is not None
    assert not find("zygomorphic")
    title = row.title.encode()
    feed.write_bytes(b"".join(lines[:20]).replace(title, title + b" zygomorphic"))
    moved = import_calls(SYSTEM, [feed])
    assert (moved.new, moved.changed) == (0, 1)
    assert list(find("zygomorphic")) == [row.pk]
    ((_, said),) = Call.objects.get(pk=row.pk).history()
    assert "zygomorphic" in str(said[0])
    assert import_calls(SYSTEM, [feed]).changed == 0
    assert row.versions.count() == 1


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_in_the_middle_imports_nothing_and_says_so_in_one_sentence(
    packed: bool, tmp_path: Path, shipped: list[Path], signed_in: Browser
) -> None:
    data = shipped[1].read_bytes()
    data = data if packed else gzip.decompress(data)
    name = "aides.jsonl.gz" if packed else "aides.jsonl"
    office = signed_in(organisation=OrganisationFactory(office=True))
    cut = SimpleUploadedFile(name, data[: len(data) // 2])
    answer = office.post(reverse("calls:import"), {"file": cut})
    assert answer.status_code == 400
    assert str(answer.context["refused"]).startswith(name)
    assert answer.context["refused"].count(". ") == 0
    assert not Call.objects.exists()
    assert not AuditEvent.objects.filter(verb="calls.import").exists()


def test_one_bad_file_among_good_ones_imports_nothing(tmp_path: Path, shipped: list[Path]) -> None:
    bad = tmp_path / "calls.csv"
    bad.write_text("not,a,feed\n1,2,3\n", encoding="utf-8")
    with pytest.raises(BadInput):
        import_calls(SYSTEM, [shipped[2], bad])
    assert not Call.objects.exists()


def test_a_person_of_a_company_cannot_import(shipped: list[Path], signed_in: Browser) -> None:
    company = OrganisationFactory()
    with pytest.raises(Denied, match="Only the programme office"):
        import_calls(actor_for(company), shipped)
    browser = signed_in(organisation=company)
    upload = SimpleUploadedFile("calls.csv.gz", shipped[2].read_bytes())
    assert browser.get(reverse("calls:import")).status_code == 403
    assert browser.post(reverse("calls:import"), {"file": upload}).status_code == 403
    assert not Call.objects.exists()


def test_the_page_says_how_many_calls_are_new_and_keeps_the_name_of_the_file_in_the_audit_trail(
    shipped: list[Path], signed_in: Browser
) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    upload = SimpleUploadedFile("schemes.csv.gz", shipped[2].read_bytes())
    answer = office.post(reverse("calls:import"), {"file": upload})
    assert answer.context["done"].new == Call.objects.count() > 100
    event = AuditEvent.objects.get(verb="calls.import")
    assert "schemes.csv.gz" in event.payload
