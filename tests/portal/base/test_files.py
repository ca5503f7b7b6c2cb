"""Files attached to a thing: taken for what they are, served as downloads to whoever sees the thing at that moment."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import grant
from campus5g.portal.base.audit import history
from campus5g.portal.base.models import Attachment
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory

PDF = b"%PDF-1.7\n1 0 obj\n"
PLAIN = '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
MACROS = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'


def office(types: str = PLAIN, folder: str = "word", **more: bytes) -> bytes:
    """An office document: a zip with its content types and one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(f"{folder}/document.xml", "<w/>")
        for name, data in more.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    return office(**{f"word/{n}.xml": bytes(30_000_000) for n in range(7)})


def many() -> bytes:
    return office(**{f"word/{n}": b"" for n in range(attachments.MAX_MEMBERS)})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", PDF),
        ("PLAN.PDF", PDF),
        ("photo.png", b"\x89PNG\r\n\x1a\n..."),
        ("photo.jpeg", b"\xff\xd8\xff\xe0..."),
        ("note.docx", office()),
        ("sums.xlsx", office(folder="xl")),
        ("load.csv", "Énergie;12".encode("latin-1")),
        ("site.geojson", b'{"type": "FeatureCollection"}'),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(name: str, data: bytes) -> None:
    checked = attachments.check(SimpleUploadedFile(name, data))
    assert (checked.name, checked.data, checked.kind) == (name, data, name.rsplit(".", maxsplit=1)[-1].lower())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", b"MZ\x90 a program"),
        ("photo.png", PDF),
        ("plan.pdf", b""),
        ("plan", PDF),
        ("drawing.svg", b"<svg><script>alert(1)</script></svg>"),
        ("page.html", b"<script>alert(1)</script>"),
        ("program.exe", b"MZ"),
        ("note.docm", office(MACROS)),
        ("note.docx", b"PK\x03\x04 not a zip"),
        ("note.docx", office(MACROS)),
        ("note.docx", office(**{"word/vbaProject.bin": b"macro"})),
        ("note.docx", office(folder="xl")),
        ("note.docx", office()[:-20]),
        ("site.json", b"\x00\x01\x02"),
        ("site.json", b"\xff\xfe\x00"),
        ("load.csv", b"a;b\x00"),
    ],
)
def test_a_file_that_is_not_is_refused_with_a_sentence(name: str, data: bytes) -> None:
    with pytest.raises(BadInput, match="expected"):
        attachments.check(SimpleUploadedFile(name, data))


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    packed = bomb()
    assert len(packed) < 1_000_000
    with pytest.raises(BadInput):
        attachments.check(SimpleUploadedFile("note.docx", packed))


def test_a_zip_of_too_many_members_is_refused() -> None:
    with pytest.raises(BadInput):
        attachments.check(SimpleUploadedFile("note.docx", many()))


def test_a_file_that_is_too_big_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 1000)
    big = SimpleUploadedFile("plan.pdf", PDF + bytes(2000))
    monkeypatch.setattr(big, "file", None)
    with pytest.raises(BadInput, match="at most"):
        attachments.check(big)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
        ("/plan.pdf", "plan.pdf"),
        (f"{'long' * 100}.pdf", f"{('long' * 100)[:156]}.pdf"),
    ],
)
def test_a_name_keeps_neither_path_nor_endless_length(sent: str, kept: str) -> None:
    uploaded = SimpleUploadedFile("x", PDF)
    uploaded._name = sent  # past the framework's own cleaning
    assert attachments.check(uploaded).name == kept


@pytest.mark.django_db
class TestPages:
    """Attaching and downloading, over the web."""

    @pytest.fixture
    def need(self) -> Need:
        made: Need = NeedFactory()
        return made

    @pytest.fixture
    def owner(self, need: Need, signed_in: Callable[..., Client]) -> Client:
        return signed_in(organisation=need.organisation)

    def attach(self, client: Client, need: Need, name: str = "plan of the hall.pdf", data: bytes = PDF) -> HttpResponse:
        sent = {"file": SimpleUploadedFile(name, data), "next": need.get_absolute_url()}
        return client.post(f"/files/needs.need/{need.pk}/add", sent)

    def test_a_file_is_kept_under_a_random_name_outside_the_web_root_with_its_print(
        self, need: Need, owner: Client, settings: Any
    ) -> None:
        assert self.attach(owner, need).url == need.get_absolute_url()
        kept = Attachment._base_manager.get()
        assert (kept.name, kept.sha256, kept.size) == ("plan of the hall.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF))
        assert "plan" not in kept.file.name
        assert not kept.file.path.startswith(str(settings.STATIC_ROOT))
        assert history(need).get().facts["sha256"] == kept.sha256

    def test_a_refused_file_leaves_nothing_and_says_why(self, need: Need, owner: Client) -> None:
        owner.cookies["django_language"] = "en"
        answer = self.attach(owner, need, "drawing.svg", b"<svg/>")
        assert "of a kind that is not taken" in owner.get(answer.url).content.decode()
        assert not Attachment._base_manager.exists()
        assert not history(need).exists()

    @pytest.mark.parametrize(
        ("name", "data"), [("plan of the hall.pdf", PDF), ("plan “é” a,b.pdf", PDF), ("page.csv", b"<script>alert(1)</script>")]
    )
    def test_a_file_is_always_served_as_a_download_that_no_browser_runs(
        self, need: Need, owner: Client, name: str, data: bytes
    ) -> None:
        self.attach(owner, need, name, data)
        answer = owner.get(f"/files/{Attachment._base_manager.get().pk}")
        assert answer.getvalue() == data
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]

    def test_a_stranger_finds_no_file_and_attaches_none(
        self, need: Need, owner: Client, signed_in: Callable[..., Client]
    ) -> None:
        self.attach(owner, need)
        kept = Attachment._base_manager.get()
        stranger = signed_in(organisation=OrganisationFactory())
        assert self.attach(stranger, need).status_code == 404
        assert stranger.get(f"/files/{kept.pk}").status_code == 404
        assert stranger.post(f"/files/{kept.pk}/archive").status_code == 404
        assert Attachment._base_manager.get().archived_at is None

    def test_the_right_is_that_of_the_moment_of_the_download(
        self, need: Need, owner: Client, signed_in: Callable[..., Client]
    ) -> None:
        self.attach(owner, need)
        kept, partner = Attachment._base_manager.get(), OrganisationFactory()
        client, given = signed_in(organisation=partner), grant(need, partner.pk, "consent")
        assert client.get(f"/files/{kept.pk}").getvalue() == PDF
        given.ended_at = timezone.now()
        given.save()
        assert client.get(f"/files/{kept.pk}").status_code == 404

    def test_an_archived_file_is_no_longer_served_and_stays_in_the_archive(self, need: Need, owner: Client) -> None:
        self.attach(owner, need)
        kept = Attachment._base_manager.get()
        owner.post(f"/files/{kept.pk}/archive")
        assert owner.get(f"/files/{kept.pk}").status_code == 404
        assert kept.file.storage.exists(kept.file.name)
        assert [event.verb for event in history(need)] == ["attachment.add", "attachment.archive"]

    @pytest.mark.parametrize("label", ["accounts.user", "base.auditevent", "no.such", "x"])
    def test_only_kinds_of_things_that_take_files_take_them(self, owner: Client, label: str) -> None:
        assert owner.post(f"/files/{label}/1/add", {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404
