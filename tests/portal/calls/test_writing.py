"""Entering calls by hand and correcting what feeds say: the form, what survives an import, who did what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from campus5g.core import calls as core
from campus5g.core.project import Size
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.calls.actions import correct_call, import_calls, importing, take_back, write_call
from campus5g.portal.calls.models import Call, Correction
from campus5g.portal.calls.ranking import find
from campus5g.portal.calls.writing import CallForm
from tests.portal.factories.calls import CallFactory, call
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for, office_actor

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
TYPED = {
    "title": "Aide aux ponts roulants", "funder": "Région Hauts-de-France", "kind": "aap", "language": "fr",
    "url": "https://example.org/aide", "text": "Des ponts roulants connectés.", "opens": "2026-12-01",
    "deadline_model": "two_stage", "closes": "31/03/2027\n2027-09-30", "territories": ["REG-32"], "beneficiaries": ["company"],
    "sizes": ["small", "medium"], "sectors": ["C", "H"], "trl_low": "5", "trl_high": "7", "min_aid_eur": "50 000",
    "max_aid_eur": "400 000,50",
}  # fmt: skip


@pytest.fixture
def office(signed_in: Browser) -> Client:
    return signed_in(organisation=OrganisationFactory(office=True))


def feed(title: str, **stated: Any) -> core.Call:
    return call("F-1", title, **{"text": "A crane that hears itself.", **stated})


def imported(told: core.Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import one call as its feed tells it now."""
    report = importing.ImportReport("feed", "tests", 1, 1)
    monkeypatch.setattr(importing, "read_calls", lambda _path: ((told,), report))
    import_calls(SYSTEM, [Path("feed")])


def test_a_call_entered_by_hand_says_all_that_was_typed_and_is_found(office: Client) -> None:
    page = office.post(reverse("calls:write"), TYPED)
    row = Call.objects.get()
    assert page["Location"] == row.get_absolute_url()
    said = row.core
    assert (row.key, said.closes) == ("office:aide-aux-ponts-roulants", (date(2027, 3, 31), date(2027, 9, 30)))
    assert (said.deadline_model, row.last_close) == (core.DeadlineModel.TWO_STAGE, date(2027, 3, 31))
    assert (said.sizes, said.sectors, said.trl) == ((Size.SMALL, Size.MEDIUM), ("C", "H"), (5, 7))
    assert (said.min_aid_eur, said.max_aid_eur, said.territories) == (50_000.0, 400_000.5, ("REG-32",))
    assert list(find("ponts roulants")) == [row.pk]
    shown = office.get(row.get_absolute_url()).content.decode()
    assert all(
        words in shown for words in ("entered by the office", "in two stages", "Hauts-de-France", "5 to 7", "€400,000.50"[:8])
    )


def test_two_calls_of_one_title_have_two_identifiers(office: Client) -> None:
    for _ in range(2):
        office.post(reverse("calls:write"), {**TYPED, "funder": "A"})
    assert set(Call.objects.values_list("key", flat=True)) == {
        "office:aide-aux-ponts-roulants",
        "office:aide-aux-ponts-roulants-2",
    }


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("closes", "demain"),
        ("closes", "2026-11-01"),
        ("closes", "31/03/2027"),
        ("trl_high", "4"),
        ("max_aid_eur", "10"),
        ("url", "javascript:alert(1)"),
        ("territories", ["REG-99"]),
    ],
)
def test_a_refused_field_keeps_what_was_typed_and_enters_nothing(field: str, typed: Any, office: Client) -> None:
    answer = office.post(reverse("calls:write"), {**TYPED, field: typed})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert "Région Hauts-de-France" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_correction_survives_the_next_imports_and_says_who_made_it(monkeypatch: pytest.MonkeyPatch, office: Client) -> None:
    imported(feed("Craen aid", max_aid_eur=100.0), monkeypatch)
    row = Call.objects.get()
    boss = MembershipFactory(organisation=OrganisationFactory(office=True), user__full_name="Ada Corrects")
    actor = replace(office_actor(), user_id=boss.user_id)
    correct_call(actor, row, {"title": "Crane aid"})
    imported(feed("Craen aid, second round", max_aid_eur=200.0), monkeypatch)
    row = Call.objects.get()
    assert (row.title, row.core.max_aid_eur, row.own.title) == ("Crane aid", 200.0, "Craen aid, second round")
    page = office.get(row.get_absolute_url()).content.decode()
    assert "title: Craen aid, second round → Crane aid" in page
    assert "corrected by Ada Corrects" in page
    by_feed, by_hand = row.history()
    assert [str(said) for said in by_feed.said] == ["highest aid: €100 → €200"]
    assert (by_feed.by, by_hand.by) == (None, boss.user)
    assert [str(said) for said in by_hand.said] == ["title: Craen aid → Crane aid"]
    take_back(actor, row, Correction.objects.get())
    row = Call.objects.get()
    assert (row.title, row.said) == ("Craen aid, second round", None)


def test_correcting_a_field_to_what_the_feed_says_takes_the_correction_back(monkeypatch: pytest.MonkeyPatch) -> None:
    imported(feed("Crane aid"), monkeypatch)
    row = Call.objects.get()
    for title in ("Other", "Crane aid"):
        correct_call(office_actor(), row, {"title": title})
    assert not Correction.objects.exists()
    assert Call.objects.get().title == "Crane aid"


def test_an_import_of_the_same_file_leaves_a_corrected_call_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    imported(feed("Crane aid"), monkeypatch)
    correct_call(office_actor(), Call.objects.get(), {"funder": "Another"})
    before = Call.objects.values().get()
    imported(feed("Crane aid"), monkeypatch)
    assert Call.objects.values().get() == before


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "stated",
    [
        {"text": "One\r\n two \n", "conditions": "x\ty", "max_aid_eur": 1_234_567.891},
        {"territories": ("COM-59183", "-REG-93", "FR"), "sectors": ("24.10", "C"), "beneficiaries": ("company", "school")},
        {"sizes": (Size.LARGE,), "trl": (3, 3), "closes": (), "language": "", "deadline_model": core.DeadlineModel.CUT_OFFS},
    ],
)
def test_what_the_form_shows_of_a_call_changes_nothing_when_it_is_sent_back(stated: dict[str, Any], language: str) -> None:
    shown = feed("Crane aid", **stated)
    with override_settings(LANGUAGE_CODE=language):
        form = CallForm(shown=shown)
        typed = {name: form[name].value() for name in form.fields}
        sent = CallForm({k: ("" if v is None else v) for k, v in typed.items() if v is not False}, shown=shown)
        assert sent.is_valid(), sent.errors
        assert sent.changed(date(2026, 11, 21)) == {}


def test_a_call_entered_by_hand_is_changed_in_place_with_its_history(office: Client) -> None:
    office.post(reverse("calls:write"), TYPED)
    row = Call.objects.get()
    office.post(reverse("calls:correct", args=[row.pk]), {**TYPED, "max_aid_eur": "500 000"})
    row = Call.objects.get()
    assert (row.core.max_aid_eur, row.said, row.key) == (500_000.0, None, "office:aide-aux-ponts-roulants")
    (change,) = row.history()
    assert change.by is not None
    assert not Correction.objects.exists()


def test_only_the_office_enters_and_corrects(signed_in: Browser) -> None:
    row, company = CallFactory(), OrganisationFactory()
    with pytest.raises(Denied, match="Only the programme office"):
        write_call(actor_for(company), row.core)
    with pytest.raises(Denied, match="Only the programme office"):
        correct_call(actor_for(company), row, {"title": "Mine"})
    page = signed_in(organisation=company).get(row.get_absolute_url()).content
    assert reverse("calls:correct", args=[row.pk]).encode() not in page
