"""Who is missing, who could come, the import of past projects, and the drafts."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.portal.base.actions import grant
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.actions import import_past
from campus5g.portal.consortium.models import PastConsortium
from campus5g.portal.consortium.team import team_of
from campus5g.portal.financing.actions import compute_plan
from campus5g.portal.projects.models import CostLine, Partner, Project
from tests.portal.factories.calls import CallFactory, call
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor
from tests.portal.factories.financing import fundable_project

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def past(*rows: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


CRANES = {"id": "1", "title": "Bearings of cranes, predictive maintenance", "partners": [{"name": "Vibration Lab"}], "year": 2021}


@pytest.fixture
def project() -> Project:
    return fundable_project()


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_changes_its_project() -> None:
    outcome = import_past(SYSTEM, past(CRANES, {"id": "2"}), "past.jsonl", "ANR")
    assert (outcome.new, outcome.changed, outcome.same, len(outcome.faults)) == (1, 0, 0, 1)
    assert import_past(SYSTEM, past(CRANES), "past.jsonl", "ANR").same == 1
    assert import_past(SYSTEM, past({**CRANES, "year": 2022}), "past.jsonl", "ANR").changed == 1
    assert PastConsortium.objects.get().core.year == 2022


def test_only_the_office_imports_past_projects(signed_in: SignedIn) -> None:
    with pytest.raises(Denied):
        import_past(actor_for(OrganisationFactory()), past(CRANES), "past.jsonl", "ANR")
    browser = signed_in(organisation=OrganisationFactory(office=True))
    place = reverse("consortium:past")
    bad = SimpleUploadedFile("past.jsonl", b"\xff\xfe")
    assert browser.post(place, {"file": bad, "feed": "ANR"}).status_code == 400
    page = browser.post(place, {"file": SimpleUploadedFile("past.jsonl", past(CRANES, {"id": "2"})), "feed": "ANR"})
    assert page.status_code == 200
    assert "past.jsonl, 2" in page.content.decode()


def test_a_project_is_told_its_missing_roles_competences_and_candidates(project: Project) -> None:
    import_past(SYSTEM, past(CRANES), "past.jsonl", "ANR")
    member = OrganisationFactory(name="Vibration Lab", description="Predictive maintenance and vibration sensors.")
    with acting(office_actor()):
        team = team_of(project)
    assert {"sme", "research"} <= {asked.finding.role.value for asked in team.roles}
    monitoring = next(need for need in team.lacking if need.label.template.startswith("monitoring"))
    assert monitoring.others[0].organisation == member
    assert monitoring.others[0].words == ("Predictive maintenance",)
    assert team.candidates[0].member == member


def test_a_call_that_one_partner_more_would_open_is_shown_with_what_it_brings_to_the_kept_plan(
    project: Project, signed_in: SignedIn
) -> None:
    """By hand: alone, a large firm has 25 % of 100 000 €; with an SME that bears 30 %, 40 % of 70 000 and 60 % of 30 000."""
    small, large = Partner._base_manager.filter(project=project).order_by("pk")
    CostLine._base_manager.filter(partner=small).delete()
    CostLine._base_manager.filter(partner=large).update(cents=10_000_000)
    asks = "SMEs must carry at least 10 % of the eligible costs of the project."
    CallFactory(described=call("port", "5G in ports", "Private 5G for maintenance of cranes.", conditions=asks))
    browser = signed_in(organisation=project.organisation)
    compute_plan(actor_for(project.organisation), project, "net_public")
    page = browser.get(reverse("consortium:missing", args=[project.pk]))
    opening = next(one for one in page.context["team"].openings if one.title == "5G in ports")
    assert "a partner SME carrying 10 % of the costs would open this call" in str(opening.near_miss)
    assert opening.gain.public_cents == 2_100_000
    assert f"{reverse('financing:plan', args=[project.pk])}#more" in page.content.decode()
    CostLine._base_manager.filter(partner=large).update(cents=20_000_000)
    with acting(office_actor()):
        assert all(one.gain is None for one in (*team_of(project).openings, *team_of(project).roles))


def test_a_suggested_member_is_invited_from_the_page(project: Project, signed_in: SignedIn) -> None:
    member = OrganisationFactory(description="Cybersecurity of industrial systems.")
    browser = signed_in(organisation=project.organisation)
    page = browser.get(reverse("consortium:missing", args=[project.pk])).content.decode()
    assert member.name in page
    browser.post(reverse("consortium:invite", args=[project.pk]), {"organisation": member.pk})
    assert Partner._base_manager.filter(project=project, organisation=member, state="invited").exists()
    assert browser.post(reverse("consortium:invite", args=[project.pk]), {"organisation": "x"}).status_code == 404


def test_a_partner_reads_the_agreement_and_its_own_mandate_alone(project: Project, signed_in: SignedIn) -> None:
    first, second = Partner._base_manager.filter(project=project).order_by("pk")
    grant(project, second.organisation_id, "consortium")
    browser = signed_in(organisation=second.organisation)
    assert browser.get(reverse("consortium:agreement", args=[project.pk, "fr"])).content.startswith(b"PK")
    assert browser.get(reverse("consortium:mandate", args=[project.pk, second.pk, "en"])).content.startswith(b"PK")
    assert browser.get(reverse("consortium:mandate", args=[project.pk, first.pk, "en"])).status_code == 403
    assert browser.get(reverse("consortium:agreement", args=[project.pk, "de"])).status_code == 404
    assert browser.get(reverse("consortium:missing", args=[project.pk])).status_code == 403
    stranger = signed_in(organisation=OrganisationFactory())
    for name, args in (("agreement", ["fr"]), ("mandate", [second.pk, "fr"]), ("missing", []), ("detail", []), ("log", [])):
        assert stranger.get(reverse(f"consortium:{name}", args=[project.pk, *args])).status_code == 404


def test_the_page_of_what_is_missing_takes_few_queries(
    project: Project, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    import_past(SYSTEM, past(CRANES), "past.jsonl", "ANR")
    for _ in range(8):
        OrganisationFactory(description="Robots and cybersecurity.")
    browser = signed_in(organisation=project.organisation)
    place = reverse("consortium:missing", args=[project.pk])
    browser.get(place)  # the past projects are read once a process
    with django_assert_max_num_queries(22):
        assert browser.get(place).status_code == 200
