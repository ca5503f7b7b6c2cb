"""Narrowing the catalogue, and ranking it by what past projects teach."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.core import calls as core
from campus5g.core.project import Size
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.filters import Wanted
from campus5g.portal.calls.models import Call, PastProject
from campus5g.portal.calls.ranking import explain, find, rank_for
from tests.portal.calls.working import run_chores
from tests.portal.factories.calls import CallFactory, call
from tests.portal.factories.directory import OrganisationFactory, office_actor
from tests.portal.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
STATED: dict[str, dict[str, Any]] = {
    "europe": {"territories": ("EU",), "sizes": (Size.SMALL,), "trl": (5, 7), "closes": (date(2026, 12, 1),)},
    "france": {"territories": ("FR",), "sizes": (Size.LARGE,), "sectors": ("C",)},
    "north": {"territories": ("REG-32",), "sectors": ("24.10",), "programme": "Ports"},
    "commune": {"territories": ("COM-59183",), "feed": "ours"},
    "but-north": {"territories": ("FR", "-REG-32"), "kind": core.CallKind.SCHEME},
    "elsewhere": {"territories": ("DEP-13",), "closes": (date(2027, 1, 10), date(2027, 9, 10))},
    "silent": {"territories": (), "beneficiaries": (), "closes": ()},
}


@pytest.fixture
def _stated() -> None:
    for name, said in STATED.items():
        CallFactory(described=call(name, f"Cranes {name}", **said))


@pytest.mark.usefixtures("_stated")
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"place": "DEP-59"}, {"europe", "france", "north", "commune", "silent"}),
        ({"place": "DEP-59", "strict": True}, {"europe", "france", "north", "commune"}),
        ({"place": "REG-93"}, {"europe", "france", "but-north", "elsewhere", "silent"}),
        ({"place": "FR", "strict": True}, {"europe", "france", "north", "commune", "but-north", "elsewhere"}),
        ({"place": "EU", "strict": True}, {"europe"}),
        ({"size": "small", "strict": True}, {"europe"}),
        ({"size": "large"}, set(STATED) - {"europe"}),
        ({"section": "C", "strict": True}, {"france", "north"}),
        ({"section": "A"}, set(STATED) - {"france", "north"}),
        ({"trl": 6, "strict": True}, {"europe"}),
        ({"trl": 9}, set(STATED) - {"europe"}),
        ({"due_to": date(2026, 12, 31)}, {"europe"}),
        ({"due_from": date(2027, 2, 1), "due_to": date(2027, 8, 1)}, {"france", "north", "commune", "but-north"}),
        ({"due_from": date(2027, 9, 1)}, {"elsewhere"}),
        ({"kind": "scheme"}, {"but-north"}),
        ({"programme": "Ports"}, {"north"}),
        ({"feed": "ours"}, {"commune"}),
    ],
)
def test_a_filter_leaves_what_fits_and_by_default_what_does_not_say(asked: dict[str, Any], left: set[str]) -> None:
    wanted = Wanted(**asked)
    assert {row.key for row in wanted.among(Call.objects.live())} == left
    numbers = find("cranes", wanted=wanted)
    assert {row.key for row in Call.objects.filter(pk__in=numbers)} == left
    assert Wanted.of(json.loads(json.dumps(wanted.as_plain()))) == wanted
    assert all(str(sentence) for sentence in wanted.sentences())


@pytest.mark.usefixtures("_stated")
def test_the_filters_hold_for_a_project_too(signed_in: Browser) -> None:
    project = ProjectFactory()
    page = reverse("calls:for-project", args=[project.pk])
    shown = signed_in(organisation=project.organisation).post(page, {"q": "cranes", "programme": "Ports", "state": "all"})
    assert [item.call.id for item in shown.context["ranked"]] == ["north"]


@pytest.mark.usefixtures("_stated")
def test_a_whole_project_is_pasted_and_each_call_says_why(signed_in: Browser) -> None:
    text = "Nous voulons des grues connectées. " * 400
    shown = signed_in(organisation=OrganisationFactory()).post(reverse("calls:list"), {"q": text}).content.decode()
    assert "<mark>Cranes</mark>" in shown
    assert "Your words are in French" in shown
    assert shown.count("Why this call") == 7


@pytest.mark.usefixtures("_stated")
def test_a_filter_that_cannot_be_read_is_named_and_narrows_nothing(signed_in: Browser) -> None:
    browser = signed_in(organisation=OrganisationFactory())
    page = browser.get(reverse("calls:list"), {"due_from": "2027-05-01", "due_to": "2027-01-01", "place": "DEP-999"})
    assert set(page.context["form"].errors) == {"due_to", "place"}


class TestPast:
    """Past projects teach what a call is for."""

    @pytest.fixture
    def office(self, signed_in: Browser) -> Client:
        return signed_in(organisation=OrganisationFactory(office=True))

    def give(self, office: Client, rows: list[dict[str, Any]]) -> Any:
        data = "\n".join(json.dumps(row) for row in rows).encode()
        return office.post(reverse("calls:import-past"), {"file": SimpleUploadedFile("past.jsonl", data)})

    def test_a_call_is_found_by_the_words_of_its_laureates_and_its_page_shows_them(self, office: Client) -> None:
        ports = CallFactory(described=call("HORIZON-PORTS", "Digital ports", "Logistics at the quay."))
        CallFactory(described=call("HORIZON-FARMS", "Digital farms", "Fields and herds."))
        assert find("zygomorphic straddle carriers") == {}
        self.give(office, [{"title": "Zygomorphic straddle carriers", "topic_ids": ["horizon-ports"]},
                           {"title": "Milk", "topic_ids": ["HORIZON-FARMS"]}])  # fmt: skip
        assert find("zygomorphic straddle carriers") == {}  # until the worker has read them
        run_chores()
        assert list(find("zygomorphic straddle carriers")) == [ports.pk]
        assert explain("zygomorphic carriers", [ports])[ports.pk].passages
        assert "Zygomorphic straddle carriers" in office.get(ports.get_absolute_url()).content.decode()
        project = ProjectFactory(title="Straddle carriers")
        with acting(office_actor()):
            ranked = rank_for(project, "zygomorphic straddle carriers")
        assert [item.call.id for item in ranked] == ["HORIZON-PORTS"]

    def test_the_same_file_twice_adds_nothing(self, office: Client) -> None:
        for _ in range(2):
            self.give(office, [{"title": "Carriers", "topic_ids": ["A", "B"]}])
        assert PastProject.objects.count() == 2

    def test_a_file_that_is_none_is_refused_in_one_sentence(self, office: Client) -> None:
        answer = self.give(office, [{"title": "Carriers"}])
        assert answer.status_code == 400
        assert str(answer.context["refused"]).startswith("past.jsonl")
        assert not PastProject.objects.exists()
