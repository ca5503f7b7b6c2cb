"""Ranking the catalogue for a project: in which order, for whom, in which language, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.calls import CallStatus, Verdict
from campus5g.portal.base.scope import acting
from campus5g.portal.calls.models import Call
from campus5g.portal.calls.ranking import Ranked, find, rank_for
from campus5g.portal.projects.models import Project
from tests.portal.factories.calls import CLOSED_ON, CallFactory, KeptCallFactory, call
from tests.portal.factories.directory import OrganisationFactory, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.projects import LineFactory, ProjectFactory

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
PREDICTIVE = "predictive maintenance of industrial machines with vibration sensors"


def ranked(project: Project, words: str = "") -> list[Ranked]:
    with acting(office_actor()):
        return rank_for(project, words)


def keys(found: list[Ranked]) -> list[str]:
    return [item.call.id for item in found]


def test_closed_calls_come_after_those_that_can_be_answered_however_well_they_match() -> None:
    CallFactory(described=call("past", f"{PREDICTIVE} {PREDICTIVE}", closes=(CLOSED_ON,)))
    CallFactory(described=call("said-closed", PREDICTIVE, closes=(), stated_closed=True))
    CallFactory(described=call("open", "Industrial maintenance with sensors", PREDICTIVE))
    CallFactory(described=call("soon", "Vibration sensors for maintenance", PREDICTIVE, opens=date(2027, 1, 1)))
    found = ranked(ProjectFactory())
    closed = [item.status == CallStatus.CLOSED for item in found]
    assert closed == sorted(closed)
    assert set(keys(found)) == {"past", "said-closed", "open", "soon"}
    assert closed.count(True) == 2


def test_a_closed_call_is_marked_closed_and_cannot_be_kept_from_the_page(signed_in: Browser) -> None:
    project = ProjectFactory()
    past = CallFactory(described=call("past", PREDICTIVE, closes=(CLOSED_ON,)))
    live = CallFactory(described=call("live", PREDICTIVE))
    page = signed_in(organisation=project.organisation).get(reverse("calls:for-project", args=[project.pk]))
    text = page.content.decode()
    assert text.count('<span class="status status-warn">closed</span>') == 1
    assert reverse("calls:keep", args=[project.pk, live.pk]) in text
    assert reverse("calls:keep", args=[project.pk, past.pk]) not in text


@pytest.mark.parametrize("nature", ["company", ""])
@pytest.mark.parametrize("kind", ["company", "startup"])
def test_an_aid_for_communes_is_never_proposed_to_a_company(kind: str, nature: str) -> None:
    CallFactory(described=call("communes", PREDICTIVE, beneficiaries=("public_body",)))
    CallFactory(described=call("companies", PREDICTIVE, beneficiaries=("company",)))
    CallFactory(described=call("unsaid", PREDICTIVE, beneficiaries=()))
    lead = OrganisationFactory(kind=kind, nature=nature)
    assert set(keys(ranked(ProjectFactory(need=NeedFactory(organisation=lead))))) == {"companies", "unsaid"}


def test_an_aid_for_communes_is_proposed_to_a_public_body() -> None:
    CallFactory(described=call("communes", PREDICTIVE, beneficiaries=("public_body",)))
    lead = OrganisationFactory(nature="public_body")
    assert keys(ranked(ProjectFactory(need=NeedFactory(organisation=lead)))) == ["communes"]


def test_a_need_in_french_finds_calls_in_english() -> None:
    CallFactory(described=call("english", "Predictive maintenance", "Sensors that hear bearings wear out."))
    CallFactory(described=call("french", "Maintenance prédictive", "Des capteurs qui écoutent les paliers.", language="fr"))
    CallFactory(described=call("other", "Sheep farming", "Grazing in the mountains."))
    need = NeedFactory(uses=[], language="fr", title="Maintenance prédictive des ponts", text="Nos capteurs sont muets.")
    assert set(keys(ranked(ProjectFactory(need=need, title="Écouter")))) == {"english", "french"}


def test_other_words_rank_the_catalogue_instead_of_those_of_the_need() -> None:
    CallFactory(described=call("need", PREDICTIVE))
    CallFactory(described=call("sheep", "Sheep farming in the mountains"))
    project = ProjectFactory()
    assert keys(ranked(project)) == ["need"]
    assert keys(ranked(project, "sheep")) == ["sheep"]
    assert keys(ranked(project, "?! …")) == ["need"]


def test_each_call_says_why_it_is_eligible_or_not() -> None:
    CallFactory(described=call("elsewhere", PREDICTIVE, territories=("FR-COR",), min_aid_eur=None))
    CallFactory(described=call("here", PREDICTIVE))
    project = ProjectFactory()
    LineFactory(project=project)
    found = {item.call.id: item for item in ranked(project)}
    assert found["here"].eligibility.verdict == Verdict.YES
    for item in found.values():
        assert item.eligibility.criteria
        assert all(str(criterion.reason) for criterion in item.eligibility.criteria)


def test_a_passage_is_escaped_and_its_matched_words_are_marked(signed_in: Browser) -> None:
    project = ProjectFactory()
    CallFactory(described=call("trap", "Sensors", 'Maintenance <script>alert("x")</script> of <b>machines</b> & sensors'))
    page = signed_in(organisation=project.organisation).get(reverse("calls:for-project", args=[project.pk])).content.decode()
    assert "<mark>Maintenance</mark> &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
    assert "&lt;b&gt;" in page
    assert '<script>alert("x")' not in page


def test_an_empty_catalogue_ranks_nothing_and_its_pages_say_so(signed_in: Browser) -> None:
    project = ProjectFactory()
    browser = signed_in(organisation=project.organisation)
    assert ranked(project) == []
    assert find("maintenance") == {}
    page = browser.get(reverse("calls:for-project", args=[project.pk]))
    assert "No call shares a word" in page.content.decode()
    assert browser.get(reverse("calls:list"), {"q": "maintenance"}).status_code == 200


def test_the_page_of_ranked_calls_stays_under_twenty_queries(
    signed_in: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = ProjectFactory(title="Hear machines")
    LineFactory(project=project)
    KeptCallFactory.create_batch(3, project=project)
    for n in range(30):
        CallFactory(described=call(f"n{n}", f"{PREDICTIVE} {n}"))
    browser, url = signed_in(organisation=project.organisation), reverse("calls:for-project", args=[project.pk])
    browser.get(url)
    with django_assert_max_num_queries(19):
        page = browser.get(url)
    assert len(page.context["ranked"]) == 20


def test_a_stranger_gets_404_on_the_ranked_calls_of_a_project(signed_in: Browser) -> None:
    project = ProjectFactory()
    assert signed_in(organisation=OrganisationFactory()).get(reverse("calls:for-project", args=[project.pk])).status_code == 404


class TestCatalogue:
    """The list of all calls, for everybody signed in."""

    @pytest.fixture(autouse=True)
    def _calls(self) -> None:
        CallFactory(described=call("open", "Open to sensors"))
        CallFactory(described=call("all-year", "Sensors all year", closes=()))
        CallFactory(described=call("past", "Sensors in the past", closes=(CLOSED_ON,)))
        CallFactory(described=call("said", "Sensors said closed", closes=(), stated_closed=True))
        CallFactory(described=call("today", "Sheep until today", closes=(date(2026, 11, 21),)))

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({}, {"open", "all-year", "today"}),
            ({"state": "open"}, {"open", "all-year", "today"}),
            ({"state": "closed"}, {"past", "said"}),
            ({"state": "all"}, {"open", "all-year", "today", "past", "said"}),
            ({"state": "all", "q": "sensors"}, {"open", "all-year", "past", "said"}),
            ({"q": "sensors"}, {"open", "all-year"}),
            ({"state": "closed", "q": "sheep"}, set()),
            ({"state": "all", "q": "?!"}, set()),
            ({"state": "nonsense"}, {"open", "all-year", "today"}),
        ],
    )
    def test_the_catalogue_is_filtered_by_state_and_by_words(
        self, asked: dict[str, str], shown: set[str], signed_in: Browser
    ) -> None:
        page = signed_in(organisation=OrganisationFactory()).get(reverse("calls:list"), asked)
        assert page.status_code == 200
        assert {row.key for row in page.context["page"]} == shown

    def test_with_words_the_best_match_comes_first(self, signed_in: Browser) -> None:
        CallFactory(described=call("best", "Sensors, sensors, sensors"))
        page = signed_in(organisation=OrganisationFactory()).get(reverse("calls:list"), {"q": "sensors"})
        assert page.context["page"][0].key == "best"

    def test_a_page_beyond_the_last_shows_the_last(self, signed_in: Browser) -> None:
        page = signed_in(organisation=OrganisationFactory()).get(reverse("calls:list"), {"page": "99"})
        assert len(page.context["page"]) == 3

    def test_only_the_office_is_offered_the_import(self, signed_in: Browser) -> None:
        link = reverse("calls:import").encode()
        assert link in signed_in(organisation=OrganisationFactory(office=True)).get(reverse("calls:list")).content
        assert link not in signed_in(organisation=OrganisationFactory()).get(reverse("calls:list")).content

    def test_the_page_of_a_call_tells_its_feed_its_licence_and_that_it_is_to_be_confirmed(self, signed_in: Browser) -> None:
        row = Call.objects.get(key="open")
        text = signed_in(organisation=OrganisationFactory()).get(row.get_absolute_url()).content.decode()
        assert "Calls to test with" in text
        assert "to be confirmed" in text

    def test_a_visitor_is_asked_to_sign_in(self) -> None:
        assert Client().get(reverse("calls:list")).status_code == 302
