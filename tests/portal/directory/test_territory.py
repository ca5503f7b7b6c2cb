"""Loading the demonstration of a territory."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from campus5g.portal.accounts import demonstration
from campus5g.portal.accounts.models import User
from campus5g.portal.base import audit, loading
from campus5g.portal.base.models import AuditEvent, SiteSettings
from campus5g.portal.directory.models import Membership, Organisation
from tests.portal.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
DUNKERQUE = Path(__file__).resolve().parents[3] / "dunkerque"


@pytest.fixture(autouse=True)
def _this_room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other rooms test their own part."""
    monkeypatch.setattr(loading, "_loaders", [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the territory, to plant faults in."""
    return Path(shutil.copytree(DUNKERQUE, tmp_path / "territory"))


def load(directory: Path = DUNKERQUE) -> str:
    said = io.StringIO()
    call_command("load_territory", str(directory), "--language", "en", stdout=said)
    return said.getvalue()


def test_the_territory_opens_a_demonstration_with_one_account_for_each_role() -> None:
    said = load()
    site = SiteSettings.current()
    assert (site.demonstration, site.name, site.territory) == (True, "Campus 5G de Dunkerque", "Dunkerquois")
    roles = set(Membership.objects.filter(active=True, manages=True).values_list("organisation__kind", flat=True))
    assert roles == {"office", "company", "training", "startup", "funder"}
    for email in User.objects.values_list("email", flat=True):
        assert email in said
    assert demonstration.PASSWORD in said
    assert audit.check_chain().intact


def test_loading_twice_changes_nothing_and_says_the_same() -> None:
    first = load()
    before = (AuditEvent.objects.count(), Organisation.objects.count(), User.objects.count(), Membership.objects.count())
    assert load() == first
    assert before == (AuditEvent.objects.count(), Organisation.objects.count(), User.objects.count(), Membership.objects.count())


def test_every_account_that_is_told_opens_the_campus() -> None:
    load()
    for email in User.objects.values_list("email", flat=True):
        client = Client()
        client.post(reverse("account_login"), {"login": email, "password": demonstration.PASSWORD})
        assert client.get(reverse("directory:list")).status_code == 200


def test_real_names_bear_published_facts_with_their_source_and_nobody_acts_for_them() -> None:
    load()
    real = Organisation.objects.filter(fictitious=False)
    assert {organisation.name for organisation in real} >= {"ÉcosystèmeD", "DEFI4", "Communauté urbaine de Dunkerque"}
    for organisation in real:
        assert organisation.described_by
        assert organisation.described_by.date
        assert (organisation.siret, organisation.turnover_cents, organisation.size) == ("", None, "")
        assert not organisation.memberships.exists()


def test_the_subcontractor_of_forty_people_is_small_by_its_accounts() -> None:
    load()
    workshop = Organisation.objects.get(key="mecanique_demo")
    assert (workshop.staff_awu, workshop.size, workshop.size_computed, workshop.accounts_year) == (40, "small", True, 2025)


def test_a_changed_folder_changes_the_card_and_keeps_its_number(folder: Path) -> None:
    load(folder)
    number = Organisation.objects.get(key="mecanique_demo").pk
    file = folder / "organisations.toml"
    file.write_text(file.read_text().replace("Mécanique Démo du Polder", "Mécanique Démo du Canal"))
    load(folder)
    assert Organisation.objects.get(pk=number).name == "Mécanique Démo du Canal"


def test_a_real_campus_refuses_a_demonstration() -> None:
    UserFactory()
    with pytest.raises(CommandError, match="real campus"):
        load()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("organisations.toml", 'siret = "00099004400018"', 'siret = "00099004400019"', "siret"),
        ("organisations.toml", 'key = "mecanique_demo"', 'key = "terminaux_demo"', "twice"),
        ("organisations.toml", 'source = "communique"', "", "source"),
        ("organisations.toml", "[[organisation]]", "[[organisation", "expected TOML"),
        ("people.toml", 'organisation = "mecanique_demo"', 'organisation = "defi4"', "nobody real"),
        ("people.toml", 'email = "bureau@demo.example.org"', "", "email"),
        ("territory.toml", "demonstration_date = 2026-11-21", 'demonstration_date = "soon"', "demonstration_date"),
    ],
)
def test_a_folder_with_a_fault_is_refused_with_its_place_and_nothing_is_loaded(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CommandError, match=told):
        load(folder)
    assert (Organisation.objects.count(), User.objects.count(), SiteSettings.current().demonstration) == (0, 0, False)


def test_a_missing_folder_is_refused_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        load(tmp_path / "nowhere")
