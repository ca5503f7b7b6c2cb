"""Importing calls: the shipped files, twice the same, a file cut in the middle, a person who may not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.funding.readers.table import guess_columns
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.models import AuditEvent, Job
from campus5g.portal.calls.actions import add_import, import_calls, importing, named_copy, start_import
from campus5g.portal.calls.models import Call, CallImport, StagedCall
from campus5g.portal.calls.ranking import find
from campus5g.portal.directory.models import Organisation
from tests.portal.calls.working import run_queued
from tests.portal.factories.directory import OrganisationFactory, actor_for

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def take_table(office: Organisation, feed: str, text: str) -> None:
    """Import a table, its columns as they are guessed, under the name of a feed."""
    actor = actor_for(office)
    added = add_import(actor, SimpleUploadedFile(f"{feed}.csv", text.encode()))
    with named_copy(added) as path:
        start_import(actor, added, guess_columns(path), feed)
    run_queued()


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
    (change,) = Call.objects.get(pk=row.pk).history()
    assert "zygomorphic" in str(change.said[0])
    assert change.by is None
    assert import_calls(SYSTEM, [feed]).changed == 0
    assert row.versions.count() == 1


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_in_the_middle_is_not_taken_and_says_so_in_one_sentence(
    packed: bool, shipped: list[Path], signed_in: Browser
) -> None:
    data = shipped[1].read_bytes()
    data = data if packed else gzip.decompress(data)
    name = "aides.jsonl.gz" if packed else "aides.jsonl"
    office = signed_in(organisation=OrganisationFactory(office=True))
    answer = office.post(reverse("calls:import"), {"file": SimpleUploadedFile(name, data[: len(data) // 2])})
    if answer.status_code == 302:  # the cut is found when it is read to its end
        run_queued()
        answer = office.get(answer["Location"])
        assert answer.context["added"].job.state == Job.State.FAILED
        assert name in answer.content.decode()
    else:
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


def test_a_file_of_a_known_format_is_imported_by_the_worker_and_its_page_says_how_many_calls_are_new(
    shipped: list[Path], signed_in: Browser
) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    upload = SimpleUploadedFile("schemes.csv.gz", shipped[2].read_bytes())
    page = office.post(reverse("calls:import"), {"file": upload})["Location"]
    assert "Waiting for its turn" in office.get(page).content.decode()
    run_queued()
    added = office.get(page).context["added"]
    assert added.new == Call.objects.count() > 100
    assert (added.changed, added.same, added.refused) == (0, 0, [])
    assert not StagedCall.objects.exists()
    event = AuditEvent.objects.get(verb="calls.import")
    assert "schemes.csv.gz" in event.payload
    assert added.name in office.get(reverse("calls:import")).content.decode()


TABLE = "Intitulé;Financeur;Date limite;Montant max\nAide aux ponts;Région;31/03/2027;100 000,50\n;Région;;\nAide;Ville;hier;\n"


def test_a_table_is_imported_by_the_columns_that_a_person_laid_out_and_its_faults_are_told_line_by_line(
    signed_in: Browser,
) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    page = office.post(reverse("calls:import"), {"file": SimpleUploadedFile("mine.csv", TABLE.encode())})["Location"]
    shown = office.get(page)
    assert {name: shown.context["form"][f"col_{name}"].value() for name in ("title", "funder", "closes", "max_aid_eur")} == {
        "title": "Intitulé", "funder": "Financeur", "closes": "Date limite", "max_aid_eur": "Montant max"
    }  # fmt: skip
    assert "Aide aux ponts" in shown.content.decode()
    laid = {"feed": "Ma-Region", "licence": "", "col_title": "Intitulé", "col_funder": "Financeur", "col_closes": "Date limite"}
    again = office.post(page, {**laid, "col_text": "Intitulé"})
    assert again.status_code == 400
    assert "chosen twice" in again.content.decode()
    office.post(page, laid)
    run_queued()
    done = office.get(page)
    assert [line for line, _ in done.context["faults"]] == [3, 4]
    row = Call.objects.get()
    assert (row.title, row.feed, row.core.max_aid_eur) == ("Aide aux ponts", "ma-region", None)
    report = office.get(reverse("calls:import-report", args=[done.context["added"].pk])).content.decode("utf-8-sig")
    assert report.splitlines()[0] == "line;why"
    assert len(report.splitlines()) == 3


def test_looking_at_other_columns_imports_nothing(signed_in: Browser) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    page = office.post(reverse("calls:import"), {"file": SimpleUploadedFile("mine.csv", TABLE.encode())})["Location"]
    shown = office.post(page, {"feed": "mine", "col_title": "Financeur", "look": "1"})
    samples = {field.name: values for field, values in shown.context["form"].rows}
    assert samples["col_title"] == ("Région", "Région", "Ville")
    assert CallImport._base_manager.get().job is None


@pytest.mark.parametrize("name", ["calls.exe", "calls.xlsx", "calls.docx"])
def test_a_file_of_another_kind_is_refused_in_one_sentence(name: str, signed_in: Browser) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    answer = office.post(reverse("calls:import"), {"file": SimpleUploadedFile(name, b"nothing of the kind")})
    assert answer.status_code == 400
    assert str(answer.context["refused"]).startswith(name)
    assert not CallImport._base_manager.exists()


def test_an_import_that_was_stopped_leaves_the_catalogue_as_it_was_and_can_be_taken_up(
    shipped: list[Path], signed_in: Browser
) -> None:
    office = signed_in(organisation=OrganisationFactory(office=True))
    page = office.post(reverse("calls:import"), {"file": SimpleUploadedFile("aids.jsonl.gz", shipped[1].read_bytes())})[
        "Location"
    ]
    added = CallImport._base_manager.get()
    office.post(reverse("calls:import-stop", args=[added.pk]))
    run_queued()
    assert not Call.objects.exists()
    assert "was stopped" in office.get(page).content.decode()
    office.post(reverse("calls:import-resume", args=[added.pk]))
    run_queued()
    assert Call.objects.count() == 274


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(shipped: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import_calls(SYSTEM, shipped[2:])
    before = list(Call.objects.order_by("pk").values())

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(importing, "settle_catalogue", fail)
    with pytest.raises(RuntimeError):
        import_calls(SYSTEM, shipped[:2])
    assert list(Call.objects.order_by("pk").values()) == before
    assert not StagedCall.objects.exists()


def test_the_same_call_told_by_two_feeds_is_shown_once_and_its_page_names_both(signed_in: Browser) -> None:
    told = "Intitulé;Financeur;Date limite\nAide aux ponts;Région;31/03/2027\n"
    office = OrganisationFactory(office=True)
    for feed, text in (
        ("one", told),
        ("two", told.replace("Date limite", "Lien").replace("31/03/2027", "https://example.org/a")),
    ):
        take_table(office, feed, text)
    shown = Call.objects.live().get()
    assert (shown.feed, shown.core.closes, shown.core.url) == ("one", (date(2027, 3, 31),), "https://example.org/a")
    page = signed_in(organisation=OrganisationFactory()).get(shown.get_absolute_url()).content.decode()
    assert "the same call, told by another feed" in page
    assert Call.objects.get(feed="two").get_absolute_url() in page
    take_table(office, "two", told.replace("Aide aux ponts", "Aide aux grues"))
    assert {row.title for row in Call.objects.live()} == {"Aide aux ponts", "Aide aux grues"}


def test_a_general_card_gives_way_to_the_local_one() -> None:
    office = OrganisationFactory(office=True)
    take_table(office, "national", "Intitulé;Financeur;Territoire\nAide aux ponts;Région;FR\n")
    take_table(office, "local", "Intitulé;Financeur;Territoire\nAide aux ponts;Région;REG-32\n")
    assert Call.objects.live().get().feed == "local"
    assert Call.objects.get(feed="national").hidden_why == Call.Hidden.GENERIC
