"""What an assessed use promises, as indicators of the programme that follows the project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.core.benefit import UseAssessment
from campus5g.core.service import Connectivity
from campus5g.portal.base.scope import without_scope
from campus5g.portal.programme.models import Indicator, Programme
from campus5g.portal.uses.models import Assessment
from campus5g.portal.uses.promises import promises_of
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.programme import ProgrammeFactory
from tests.portal.factories.projects import ProjectFactory
from tests.portal.factories.uses import finished_assessment

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture
def assessed() -> Assessment:
    return finished_assessment(NeedFactory(stated=True))


@pytest.fixture
def programme(assessed: Assessment) -> Programme:
    return ProgrammeFactory(project=ProjectFactory(need=assessed.need))


def test_an_indicator_goes_from_today_s_rounds_to_private_5g(assessed: Assessment) -> None:
    found = assessed.run.assessment
    assert isinstance(found, UseAssessment)
    ours, today = found.benefit(Connectivity.PRIVATE_5G), found.benefit(Connectivity.MANUAL)
    assert ours is not None
    assert today is not None
    with without_scope():
        promised = {one.key: one for one in promises_of(assessed.need_id)}
    avoided = promised["maintenance-avoided_failures"]
    assert float(avoided.target) == pytest.approx(next(k.value.p50 for k in ours.kpis if k.key == "avoided_failures"), abs=0.005)
    assert float(avoided.baseline) == pytest.approx(
        next(k.value.p50 for k in today.kpis if k.key == "avoided_failures"), abs=0.005
    )
    assert all(one.target != one.baseline for one in promised.values())


def test_the_programme_proposes_them_and_follows_the_one_that_is_chosen(signed_in: Browser, programme: Programme) -> None:
    office = signed_in(organisation=programme.organisation)
    office.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    proof = f"/programme/{programme.pk}/indicators/"
    door = f"{proof}new?gain=maintenance-avoided_failures"
    assert door in office.get(proof).content.decode()
    form = office.get(door).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert sent["baseline"] < sent["target"]
    assert sent["direction"] == Indicator.Direction.UP
    answer = office.post(f"{proof}new", {name: value for name, value in sent.items() if value not in (None, False)})
    assert answer.status_code == 302, answer.context["form"].errors
    with without_scope():
        followed = Indicator.objects.get(programme=programme)
    assert (followed.baseline, followed.target) == (sent["baseline"], sent["target"])
    assert "median of the simulation" in followed.definition
    assert door not in office.get(proof).content.decode()


def test_a_gain_that_nobody_promised_starts_an_empty_form(signed_in: Browser, programme: Programme) -> None:
    form = (
        signed_in(organisation=programme.organisation)
        .get(f"/programme/{programme.pk}/indicators/new?gain=no-such")
        .context["form"]
    )
    assert not form["title"].value()
