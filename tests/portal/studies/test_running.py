"""A study from its launch to its result, in the worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Cancelled
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.audit import history
from campus5g.portal.base.decisions import Denied
from campus5g.portal.base.jobs import reap, run_job
from campus5g.portal.base.models import Job, JobStep, Notification
from campus5g.portal.base.scope import acting, without_scope
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.studies import tasks
from campus5g.portal.studies.actions import launch_study, resume_study, stop_study
from campus5g.portal.studies.models import Study
from campus5g.study.compose import run_study
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import StudyFactory, finished_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    return NeedFactory(stated=True)


@pytest.fixture
def owner(need: Need) -> Actor:
    return actor_of(MembershipFactory(organisation=need.organisation).user)


@pytest.fixture
def office() -> Actor:
    return actor_of(MembershipFactory(organisation=OrganisationFactory(office=True)).user)


def run(study: Study) -> Study:
    """Do what the worker does with the queued job."""
    run_job.func(study.job_id)
    return Study._base_manager.select_related("need", "job").get(pk=study.pk)


def test_a_study_runs_to_its_end_and_keeps_its_result_and_its_maps(need: Need, owner: Actor, office: Actor) -> None:
    study = run(launch_study(owner, need))
    assert study.job.state == Job.State.DONE
    assert study.job.share == 1.0
    assert study.core.title == need.title
    assert study.core.plan is not None
    assert study.core.plan.antennas
    assert study.maps is not None
    assert study.maps.rsrp_dbm.shape == (len(study.maps.y_m), len(study.maps.x_m))
    study.need.refresh_from_db()
    assert study.need.state == Need.State.STUDIED
    told = {(n.user_id, n.sentence.template) for n in Notification.objects.filter(url=study.get_absolute_url())}
    assert {user for user, template in told if "ready" in template} == {owner.user_id, office.user_id}


def test_the_result_is_that_of_the_engine_alone(need: Need, owner: Actor) -> None:
    study = run(launch_study(owner, need, seed=3))
    alone, _maps = run_study(study.need.as_core(), on=study.on, seed=3, cell_m=study.cell_m, fictitious=False)
    assert study.core == alone


def test_a_need_has_one_running_study_at_a_time(need: Need, owner: Actor, office: Actor) -> None:
    launch_study(owner, need)
    with pytest.raises(Denied, match="under way"):
        launch_study(office, need)
    with acting(owner):
        assert Study.objects.count() == 1


def test_a_draft_is_not_studied(owner: Actor, need: Need) -> None:
    draft = NeedFactory(organisation=need.organisation)
    with pytest.raises(Denied, match="draft"):
        launch_study(owner, draft)


def test_a_stopped_study_that_has_not_started_never_starts(need: Need, owner: Actor) -> None:
    study = launch_study(owner, need)
    stop_study(owner, study)
    study = run(study)
    assert study.job.state == Job.State.CANCELLED
    assert not study.done


def test_a_running_study_stops_at_its_next_word_and_is_taken_up_from_what_it_kept(need: Need, owner: Actor) -> None:
    study = launch_study(owner, need)

    def stopped_after_the_network(*args: object, checkpoint: tasks.Kept, **kwargs: object) -> None:
        save = checkpoint.save

        def once(step: str, content: str) -> None:
            save(step, content)
            raise Cancelled

        checkpoint.save = once  # type: ignore[method-assign]
        run_study(*args, checkpoint=checkpoint, **kwargs)  # type: ignore[arg-type]

    with patch("campus5g.study.compose.run_study", stopped_after_the_network):
        study = run(study)
    assert study.job.state == Job.State.CANCELLED
    assert [step.name for step in JobStep.objects.filter(job=study.job)] == ["network"]
    resume_study(owner, study)
    with patch("campus5g.study.compose.plan_network", side_effect=AssertionError("planned twice")):
        study = run(study)
    assert study.job.state == Job.State.DONE
    assert study.job.attempt == 2
    assert study.core.plan is not None


def test_a_killed_worker_leaves_an_interrupted_study_that_can_be_taken_up(need: Need, owner: Actor) -> None:
    study = launch_study(owner, need)
    with without_scope():
        Job.objects.filter(pk=study.job_id).update(
            state=Job.State.RUNNING, heartbeat_at=timezone.now() - timedelta(seconds=60), attempt=1
        )
    assert reap() == 1
    study = Study._base_manager.select_related("need", "job").get(pk=study.pk)
    assert study.job.state == Job.State.INTERRUPTED
    assert study.resumable
    resume_study(owner, study)
    assert run(study).done


def test_a_study_that_cannot_be_read_says_why_to_its_people(need: Need, owner: Actor) -> None:
    study = launch_study(owner, need)
    fault = BadInput("site", msg("nothing"), msg("a site"))
    with patch("campus5g.study.compose.run_study", side_effect=fault):
        study = run(study)
    assert study.job.state == Job.State.FAILED
    assert study.job.failure_sentence == fault.sentence
    told = [notification.sentence.template for notification in Notification.objects.filter(user_id=owner.user_id)]
    assert any("could not be done" in template for template in told)
    assert [event.verb for event in history(study)] == ["studies.launch", "studies.fail"]


def test_progress_is_said_in_the_language_of_the_reader(need: Need, signed_in: Callable[..., Client]) -> None:
    doing = to_plain(msg("Predictive maintenance"))
    study = StudyFactory(need=need, state=Job.State.RUNNING, state__share=0.4, state__doing=doing)
    browser = signed_in(organisation=need.organisation)
    french = browser.get(f"/studies/{study.pk}/progress", headers={"accept-language": "fr"}).content.decode()
    assert "Maintenance prédictive" in french
    assert "40" in french
    english = browser.get(f"/studies/{study.pk}/progress", headers={"accept-language": "en"}).content.decode()
    assert "Predictive maintenance" in english


def test_what_it_is_doing_is_sent_again_only_when_it_changed(need: Need, signed_in: Callable[..., Client]) -> None:
    study = StudyFactory(need=need, state=Job.State.RUNNING, state__doing=to_plain(msg("Predictive maintenance")))
    browser = signed_in(organisation=need.organisation)
    fresh = browser.get(f"/studies/{study.pk}/progress", headers={"accept-language": "en"}).content.decode()
    seen = browser.get(
        f"/studies/{study.pk}/progress?seen=Predictive+maintenance", headers={"accept-language": "en"}
    ).content.decode()
    assert 'id="study-doing"' in fresh
    assert 'id="study-doing"' not in seen


def test_the_page_reloads_itself_once_the_study_is_done(signed_in: Callable[..., Client]) -> None:
    study = finished_study()
    answer = signed_in(organisation=study.organisation).get(f"/studies/{study.pk}/progress")
    assert answer["HX-Refresh"] == "true"


def test_a_finished_study_can_be_read_back_by_anyone_who_has_its_json() -> None:
    study = finished_study()
    assert json.loads(study.result)["title"] == study.need.title


def test_the_trail_keeps_each_verb_of_a_study(need: Need, owner: Actor) -> None:
    study = run(launch_study(owner, need))
    assert [event.verb for event in history(study)] == ["studies.launch", "studies.finish"]
    assert [event.verb for event in history(need)][-1] == "needs.move_on"
