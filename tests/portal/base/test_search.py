"""One search box: accents, stems, beginnings; only what is visible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.portal.base import search
from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.models import SearchEntry
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.needs.models import Need
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    made: Need = NeedFactory(
        title="Écouter les roulements des grues", text="Maintenance conditionnelle de l’aciérie, 24 h/24, mise en œuvre"
    )
    search.index(made)
    return made


def found(actor: Actor, words: str) -> list[str]:
    with acting(actor):
        return [entry.title for entry in search.find(words)]


@pytest.mark.parametrize(
    "words",
    [
        "écouter", "ECOUTER", "ecoute", "roulement", "roulements", "grue", "GRUES", "acierie", "aciérie", "maint", "maintena",
        "conditionnel", "grues roulements", "24", "  grues  ", "oeuvre", "œuvre", "l’aciérie",
    ],
)  # fmt: skip
def test_a_thing_is_found_by_its_words_without_accents_case_endings_or_ends(need: Need, words: str) -> None:
    assert found(actor_for(need.organisation), words) == [need.title]


@pytest.mark.parametrize("words", ["", "   ", "?!", "%", "_", "grues train", "ulement", "roulementss roulons"])
def test_what_is_not_said_is_not_found(need: Need, words: str) -> None:
    assert found(actor_for(need.organisation), words) == []


def test_a_stranger_finds_nothing_and_the_office_finds_everything(need: Need) -> None:
    assert found(actor_for(OrganisationFactory()), "grues") == []
    assert found(office_actor(), "grues") == [need.title]


def test_who_was_given_a_thing_finds_it(need: Need) -> None:
    partner = OrganisationFactory()
    grant(need, partner.pk, "consortium")
    assert found(actor_for(partner), "grues") == [need.title]


def test_everybody_signed_in_finds_what_belongs_to_nobody_and_a_visitor_does_not() -> None:
    organisation: Organisation = OrganisationFactory(name="Forges du Littoral")
    search.index(organisation)
    assert found(actor_for(OrganisationFactory()), "littoral") == ["Forges du Littoral"]
    assert found(Actor(None, None, frozenset(), None), "littoral") == []


def test_a_thing_has_one_entry_that_follows_its_changes_and_goes_with_it(need: Need) -> None:
    owner = actor_for(need.organisation)
    need.title = "Suivre les chariots"
    search.index(need)
    assert SearchEntry._base_manager.count() == 1
    assert found(owner, "chariot") == ["Suivre les chariots"]
    organisation: Organisation = OrganisationFactory(name="Forges")
    search.index(organisation)
    organisation.archived_at = need.created_at
    search.index(organisation)
    assert found(owner, "forges") == []


def test_the_page_shows_what_is_found_and_escapes_what_was_typed(need: Need, signed_in: Callable[..., Client]) -> None:
    client = signed_in(organisation=need.organisation)
    page = client.get("/search/", {"q": "grues"}).content.decode()
    assert need.title in page
    assert need.get_absolute_url() in page
    odd = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in odd
    piece = client.get("/search/", {"q": "grues"}, headers={"HX-Request": "true"}).content.decode()
    assert need.title in piece
    assert "<html" not in piece
