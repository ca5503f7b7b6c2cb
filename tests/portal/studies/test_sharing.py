"""A company lets everybody read a range of its figures, without its name unless it says so, and takes them back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.core.errors import BadInput
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.studies.actions import share_figures
from campus5g.portal.studies.figures import rounded
from campus5g.portal.studies.models import SharedFigures, Study
from tests.portal.factories.directory import OrganisationFactory, office_actor
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import finished_study

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}
KIND = "a foundry of forty people"


@pytest.fixture
def study() -> Study:
    return finished_study(
        NeedFactory(
            stated=True, organisation=OrganisationFactory(name="Forges Inouies"), economics={"maintenance": {"assets": 800}}
        )
    )


def test_what_is_shared_is_read_by_everybody_without_the_name_and_taken_back(
    study: Study, client: Client, signed_in: Callable[..., Client]
) -> None:
    own = signed_in(organisation=study.organisation)
    place = study.get_absolute_url()
    assert "Share these figures" in own.get(place, **ENGLISH).content.decode()
    assert (
        "Share these figures"
        not in signed_in(organisation=OrganisationFactory(office=True)).get(place, **ENGLISH).content.decode()
    )
    assert own.post(f"{place}share", {"site_kind": KIND}).status_code == 302
    (figure,) = SharedFigures._base_manager.get().figures
    assert figure["p10"] <= figure["p50"] <= figure["p90"]
    page = client.get("/discover/", **ENGLISH).content.decode()
    assert KIND in page
    assert "the best other link" in page
    assert "Inouies" not in page
    assert own.post(f"{place}unshare").status_code == 302
    assert KIND not in client.get("/discover/", **ENGLISH).content.decode()


def test_a_name_is_shown_only_where_the_company_says_so_and_never_of_an_anonymous_need(study: Study, client: Client) -> None:
    actor = actor_of(study.created_by, study.organisation_id)
    with acting(actor):
        with pytest.raises(BadInput, match="names you"):
            share_figures(actor, study, "the Forges Inouies of the port", named=False)
        Need.objects.filter(pk=study.need_id).update(anonymous=True)
        study.need.refresh_from_db()
        with pytest.raises(BadInput, match="anonymous"):
            share_figures(actor, study, KIND, named=True)
        Need.objects.filter(pk=study.need_id).update(anonymous=False)
        study.need.refresh_from_db()
        share_figures(actor, study, KIND, named=True)
    assert f"{KIND} (Forges Inouies)" in client.get("/discover/", **ENGLISH).content.decode()
    Need._base_manager.update(state=Need.State.ARCHIVED)
    assert KIND not in client.get("/discover/", **ENGLISH).content.decode()


def test_the_office_does_not_consent_for_a_company(study: Study) -> None:
    with pytest.raises(Denied):
        share_figures(office_actor(), study, KIND, named=False)
    assert not SharedFigures._base_manager.exists()


@pytest.mark.parametrize(("euros", "said"), [(123_456.7, 120_000), (-98_765, -99_000), (0.0, 0), (7, 7), (1_250_000, 1_200_000)])
def test_euros_are_shared_to_two_figures(euros: float, said: int) -> None:
    assert rounded(euros) == said
