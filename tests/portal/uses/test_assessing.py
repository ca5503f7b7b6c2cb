"""A use from the company's figures and file to its answer, in the worker, and on to the next study."""

from __future__ import annotations

from contextlib import nullcontext
from unittest.mock import patch

import pytest

from campus5g.core.benefit import DataOrigin, Use, UseAssessment
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Cancelled
from campus5g.portal.base.attachments import DATA, archive, check
from campus5g.portal.base.audit import history
from campus5g.portal.base.decisions import ALLOWED, Denied
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.models import Attachment, Job, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.actions import assess_use, bring_file, stop_assessment
from campus5g.portal.uses.links import inputs_for
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.study.use_run import Basis
from campus5g.uses.preview import Finding, Severity
from tests.portal.factories.directory import MembershipFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import finished_study
from tests.portal.factories.uses import brought, finished_assessment, owner_of, queued_assessment, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True)


def found(assessment: Assessment) -> UseAssessment:
    assert isinstance(assessment.run.assessment, UseAssessment), assessment.run.assessment
    return assessment.run.assessment


def test_without_a_study_the_need_s_own_site_is_planned_and_the_result_says_so(need: Need) -> None:
    assessment = finished_assessment(need)
    assert assessment.job.state == Job.State.DONE
    assert assessment.run.basis is Basis.SITE
    assert assessment.study is None
    assert found(assessment).answer == assessment.answer


def test_with_a_study_its_plan_is_used_and_nothing_is_planned_again(need: Need) -> None:
    study = finished_study(need)
    with patch("campus5g.study.use_run.plan_network", side_effect=AssertionError("planned twice")):
        assessment = finished_assessment(need)
    assert assessment.run.basis is Basis.STUDY
    assert assessment.study == study
    assert assessment.run.costs == study.core.plan.costs


def test_a_need_without_site_is_assessed_on_a_described_one(need: Need) -> None:
    draft = NeedFactory(organisation=need.organisation, site={}, site_name="")
    assert finished_assessment(draft).run.basis is Basis.DESCRIBED


def test_the_company_s_file_is_what_the_answer_rests_on(need: Need) -> None:
    file = brought(need)
    assessment = finished_assessment(need, file=file)
    assert found(assessment).origin is DataOrigin.COMPANY
    assert assessment.run.data == file.read


def test_a_file_is_kept_with_those_of_the_need_and_its_people_know(need: Need) -> None:
    file = brought(need)
    assert (file.attachment.subject_label, file.attachment.subject_id) == ("needs.need", need.pk)
    assert file.read.name == "fans.csv"
    assert "uses.bring_file" in [event.verb for event in history(need)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("fans.csv", b"asset,time\nfan 1,2026-01-01\n", "no column of numbers"),
        ("fans.csv", b"", "empty"),
        ("fans.exe", b"MZ", "kind"),
        ("fans.csv", b"asset,time,rate_hz,rms\nfan 1,yesterday,10240,0.1\n", "yesterday"),
    ],
)
def test_a_file_that_its_engine_cannot_read_is_refused_and_not_kept(need: Need, name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        bring_file(owner_of(need), need, Use.MAINTENANCE, uploaded(content, name))
    assert not Attachment._base_manager.exists()
    assert not UseFile._base_manager.exists()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("a.parquet", b"PAR1....PAR1", True),
        ("a.parquet", b"asset,time", False),
        ("a.csv", "é;à".encode("utf-16"), True),
        ("case.toml", b"[site]\n", True),
        ("a.docx", b"PK", False),
    ],
)
def test_a_file_is_of_the_kind_that_its_name_says_and_one_that_engines_read(name: str, content: bytes, *, taken: bool) -> None:
    with nullcontext() if taken else pytest.raises(BadInput):
        assert check(uploaded(content, name), DATA).data == content


def test_no_file_is_brought_to_an_anonymous_need(need: Need) -> None:
    unnamed = NeedFactory(stated=True, anonymous=True)
    with pytest.raises(Denied, match="anonymous"):
        bring_file(owner_of(unnamed), unnamed, Use.MAINTENANCE, uploaded())


def test_a_stranger_brings_no_file_and_has_nothing_assessed(need: Need) -> None:
    stranger = owner_of(NeedFactory())
    with pytest.raises(Denied):
        bring_file(stranger, need, Use.MAINTENANCE, uploaded())
    with pytest.raises(Denied):
        assess_use(stranger, need, Use.MAINTENANCE, {"assets": 3})


def test_a_figure_out_of_bounds_is_refused_before_anything_is_queued(need: Need) -> None:
    with pytest.raises(BadInput, match="outside its range"):
        assess_use(owner_of(need), need, Use.MAINTENANCE, {"assets": 40, "detectable_share": 1.2})
    assert not Assessment._base_manager.exists()


def test_a_file_with_faults_is_used_in_part_only_if_the_company_agrees(need: Need) -> None:
    file = brought(need)
    fault = Finding(Severity.PARTIAL, "line 7", msg("a gap"), msg("leave it out"))
    file.read = type(file.read)(**{name: getattr(file.read, name) for name in file.read.__slots__} | {"findings": (fault,)})
    with pytest.raises(BadInput, match="in part only"):
        queued_assessment(need, file=file)
    assert queued_assessment(need, file=file, partial=True).partial


def test_a_file_of_another_need_or_one_put_away_is_not_used(need: Need) -> None:
    other, put_away = brought(NeedFactory(stated=True)), brought(need)
    actor = owner_of(need)
    with acting(actor):
        archive(actor, put_away.attachment, need, ALLOWED)
    for file in (other, put_away):
        with pytest.raises(BadInput, match="no such file"):
            queued_assessment(need, file=file)


def test_one_use_is_assessed_once_at_a_time(need: Need) -> None:
    queued_assessment(need)
    with pytest.raises(Denied, match="one at a time"):
        queued_assessment(need)


def test_an_assessment_stopped_before_it_starts_never_starts(need: Need) -> None:
    assessment = queued_assessment(need)
    stop_assessment(owner_of(need), assessment)
    run_job.func(assessment.job_id)
    assessment = Assessment._base_manager.select_related("job").get(pk=assessment.pk)
    assert assessment.job.state == Job.State.CANCELLED
    assert not assessment.result


def test_a_running_assessment_stops_at_its_next_word(need: Need) -> None:
    assessment = queued_assessment(need)
    with patch("campus5g.study.use_run.plan_network", side_effect=Cancelled):
        run_job.func(assessment.job_id)
    assessment = Assessment._base_manager.select_related("job").get(pk=assessment.pk)
    assert assessment.job.state == Job.State.CANCELLED
    assert not assessment.result


def test_who_waits_for_it_is_told_of_the_end_and_of_a_failure(need: Need) -> None:
    person = MembershipFactory(organisation=need.organisation).user
    finished_assessment(need)
    with patch("campus5g.study.use_run.run_use", side_effect=BadInput("site", msg("nothing"), msg("a site"))):
        failed = finished_assessment(need)
    assert failed.job.failure_sentence is not None
    told = [notification.sentence.template for notification in Notification.objects.filter(user=person)]
    assert [("is assessed" in one, "could not be" in one) for one in told] == [(False, True), (True, False)]


def test_the_next_study_takes_the_figures_and_the_file_of_the_last_assessment(need: Need) -> None:
    finished_assessment(need, {"assets": 77.0, "failures_per_year": 0.5}, file=brought(need))
    (assessed,) = finished_study(need).core.assessments
    assert isinstance(assessed, UseAssessment)
    assert assessed.origin is DataOrigin.COMPANY
    assert {a.key: a.value for a in assessed.assumptions if a.key in ("assets", "failures_per_year")} == {
        "assets": 77.0,
        "failures_per_year": 0.5,
    }


def test_a_figure_that_the_company_took_back_takes_its_default_again_in_the_next_study(need: Need) -> None:
    Need._base_manager.filter(pk=need.pk).update(economics={"maintenance": {"assets": 9.0, "failures_per_year": 3.0}})
    need.refresh_from_db()
    finished_assessment(need, {"assets": 50.0})
    with inputs_for(need) as own:
        assert own.given_to(need.as_core()).values_for(Use.MAINTENANCE) == {"assets": 50.0}


def test_a_file_put_away_since_feeds_no_study(need: Need) -> None:
    file = brought(need)
    finished_assessment(need, file=file)
    actor = owner_of(need)
    with acting(actor):
        archive(actor, file.attachment, need, ALLOWED)
    with inputs_for(need) as own:
        assert own.files == {}
        assert own.values[Use.MAINTENANCE] == {"assets": 40.0}


def test_the_same_request_on_the_same_plan_gives_the_same_bytes(need: Need) -> None:
    finished_study(need)
    assert finished_assessment(need, seed=4).result == finished_assessment(need, seed=4).result
