"""The steelworks of the territory, from its file to a fundable dossier; and the other needs, whose use is not built yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campus5g.core.benefit import NotAssessed, UseAssessment
from campus5g.core.calls import CallStatus
from campus5g.core.service import Connectivity
from campus5g.funding.plan import verify_plan
from campus5g.funding.readers import read_feeds
from campus5g.study.campus import call_files
from campus5g.study.compose import run_study
from campus5g.study.finding import facts_of, find_calls
from campus5g.study.needs import NeedFile, read_need
from campus5g.study.types import Study

from .conftest import DUNKERQUE, ON

COARSE_M = 40.0
"""Cells four times as wide as a study's: these tests look at the chain, not at the map."""


def asked_by(name: str) -> NeedFile:
    return read_need(DUNKERQUE / "needs" / f"{name}.toml", on=ON)


def study_of(asked: NeedFile, on: date = ON) -> tuple[Study, Any]:
    return run_study(
        asked.need,
        on=on,
        calls=read_feeds(asked.wishes.files)[0].calls,
        words=asked.wishes.words,
        applicant=asked.wishes.applicant,
        trl=asked.wishes.trl,
        project=asked.project,
        terms=asked.terms,
        fictitious=asked.fictitious,
        cell_m=COARSE_M,
    )


@pytest.fixture(scope="module")
def asked() -> NeedFile:
    return asked_by("steelworks")


@pytest.fixture(scope="module")
def study(asked: NeedFile) -> Study:
    return study_of(asked)[0]


def test_the_plan_is_of_the_order_of_a_real_steelworks_network(study: Study) -> None:
    """The published anchor is nine antennas for 450 ha; this synthetic site has 369 ha. Forty, or three, would be wrong."""
    assert study.plan is not None
    assert 4 <= len(study.plan.antennas) <= 20
    assert study.plan.served_share > 0.9


def test_the_use_is_assessed_on_every_connectivity_that_can_be_had(study: Study) -> None:
    assessment = study.assessments[0]
    assert isinstance(assessment, UseAssessment)
    assert {b.connectivity for b in assessment.benefits} == set(Connectivity)


def test_5g_is_never_credited_with_what_its_rival_would_bring_too(study: Study) -> None:
    assert study.business is not None
    own = study.business.row(Connectivity.PRIVATE_5G)
    assert own is not None
    assert own.npv is not None
    assert study.business.rival is not None
    assert study.business.owed_cents is not None
    assert study.business.owed_cents < own.npv.p50_cents


def test_calls_of_the_shipped_feeds_are_found_and_each_says_why(study: Study) -> None:
    assert len(study.calls) >= 5
    for ranked in study.calls:
        assert ranked.match.terms
        assert ranked.match.passages
        assert ranked.eligibility.criteria
        assert not ranked.call.beneficiaries or {"company", "any"} & set(ranked.call.beneficiaries)


def test_no_call_is_open_that_closed_before_the_day_of_the_study(study: Study) -> None:
    for ranked in study.calls:
        if ranked.call.status(ON) == CallStatus.OPEN:
            assert max(ranked.call.closes) >= ON


def test_the_financing_plan_is_legal_by_an_independent_check(study: Study, asked: NeedFile) -> None:
    assert study.financing is not None
    assert asked.project is not None
    assert study.financing.public_cents > 0
    assert verify_plan(study.financing, asked.project, asked.terms, ON) == ()


def test_a_grant_after_the_rules_end_is_said_to_be_to_confirm(study: Study) -> None:
    assert study.financing is not None
    assert study.financing.basis == "lapsed"


@pytest.mark.parametrize(("name", "built"), [("port", True), ("subcontractor", True), ("electro", True)])
def test_each_need_of_the_territory_goes_through_and_a_use_that_is_not_built_is_never_zero(name: str, built: bool) -> None:
    study, _ = study_of(asked_by(name))
    assert [isinstance(assessment, NotAssessed) for assessment in study.assessments] == [not built]
    assert study.plan is not None
    assert study.plan.antennas
    assert study.calls
    assert study.financing is not None
    assert study.financing.public_cents > 0
    assert study.business is not None
    assert all((row.gain is not None) == built for row in study.business.rows)


def test_an_aid_for_communes_stays_away_from_every_need() -> None:
    catalogue = read_feeds(call_files(DUNKERQUE / "calls"))[0].calls
    communes = {c.id for c in catalogue if c.beneficiaries and not {"company", "any"} & set(c.beneficiaries)}
    assert communes, "the sample holds aids for local authorities"
    for path in sorted((DUNKERQUE / "needs").glob("*.toml")):
        asked = read_need(path, on=ON)
        applicant, project = facts_of(asked.project, asked.wishes.applicant, asked.wishes.trl)
        found = find_calls(
            asked.need, catalogue, on=ON, applicant=applicant, project=project, words="communes subvention travaux"
        )
        assert found
        assert not communes & {ranked.call.id for ranked in found}
