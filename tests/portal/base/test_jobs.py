"""Long work says where it is, can be stopped and taken up, and does not outlive its worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Progress
from campus5g.portal.base import jobs
from campus5g.portal.base.models import Job, JobStep
from campus5g.portal.base.scope import without_scope
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
DOING = msg("counting")
Work = Callable[[Job, Progress], None]


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with without_scope():
        yield


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], Job]:
    """Queue a job that does the given work."""
    monkeypatch.setattr(jobs, "_PROGRESS_EVERY_S", 0.0)

    def make(work: Work) -> Job:
        monkeypatch.setitem(jobs._kinds, "test.work", work)
        need = NeedFactory()
        return jobs.queue("test.work", need, need.organisation_id, None)

    return make


def run(job: Job) -> Job:
    """Do what the worker does with the queued task, and return the job as it is then."""
    jobs.run_job.func(job.pk)
    return again(job)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def older(job: Job, **changes: object) -> Job:
    Job.objects.filter(pk=job.pk).update(**changes)
    return again(job)


LONG_AGO = timezone.now() - jobs.DEAD_AFTER - timedelta(seconds=1)


def test_a_queued_job_waits_in_the_queue_of_the_worker(queued: Callable[[Work], Job]) -> None:
    job = queued(lambda _job, _progress: None)
    assert (job.state, job.attempt) == (Job.State.QUEUED, 0)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [job.pk]


def test_a_job_says_where_it_is_while_it_runs_and_ends_done(queued: Callable[[Work], Job]) -> None:
    seen: list[tuple[str, float, object]] = []

    def work(job: Job, progress: Progress) -> None:
        progress(0.25, DOING)
        now = again(job)
        seen.append((now.state, now.share, now.doing_sentence))

    job = run(queued(work))
    assert seen == [(Job.State.RUNNING, 0.25, DOING)]
    assert (job.state, job.share, job.attempt, job.percent) == (Job.State.DONE, 1.0, 1, 100)
    assert job.ended_at is not None


def test_a_job_stops_at_its_next_word_when_it_is_asked_to(queued: Callable[[Work], Job]) -> None:
    reached: list[float] = []

    def work(job: Job, progress: Progress) -> None:
        progress(0.5, DOING)
        reached.append(0.5)
        jobs.ask_cancel(job)
        progress(0.6, DOING)
        reached.append(0.6)

    job = run(queued(work))
    assert reached == [0.5]
    assert (job.state, job.resumable) == (Job.State.CANCELLED, True)


def test_a_job_that_has_not_started_stops_at_once_and_never_runs(queued: Callable[[Work], Job]) -> None:
    ran: list[int] = []
    job = queued(lambda job, _progress: ran.append(job.pk))
    jobs.ask_cancel(job)
    assert again(job).state == Job.State.CANCELLED
    assert run(job).state == Job.State.CANCELLED
    assert ran == []


def test_bad_input_is_told_as_its_own_sentence(queued: Callable[[Work], Job]) -> None:
    def work(_job: Job, _progress: Progress) -> None:
        raise BadInput("site.json", msg("no zone"), msg("at least one"))

    job = run(queued(work))
    assert (job.state, str(job.failure_sentence)) == (Job.State.FAILED, "site.json: no zone; expected at least one.")


def test_an_unexpected_error_is_told_by_a_number_and_never_in_its_own_words(
    queued: Callable[[Work], Job], caplog: pytest.LogCaptureFixture
) -> None:
    def work(_job: Job, _progress: Progress) -> None:
        raise ZeroDivisionError("/srv/secret/place")

    job = run(queued(work))
    assert job.state == Job.State.FAILED
    assert "secret" not in str(job.failure_sentence)
    assert str(job.pk) in str(job.failure_sentence)
    assert "/srv/secret/place" in caplog.text


def test_a_second_delivery_of_the_same_task_does_nothing(queued: Callable[[Work], Job]) -> None:
    ran: list[int] = []
    job = queued(lambda job, _progress: ran.append(job.pk))
    run(job)
    assert run(job).attempt == 1
    assert ran == [job.pk]


class TestADeadWorker:
    """A killed worker says nothing: its silence is what tells."""

    def test_a_silent_job_is_marked_interrupted_and_can_be_taken_up(self, queued: Callable[[Work], Job]) -> None:
        job = older(queued(lambda _job, _progress: None), state=Job.State.RUNNING, attempt=1, heartbeat_at=LONG_AGO)
        assert jobs.reap() == 1
        job = again(job)
        assert (job.state, job.resumable) == (Job.State.INTERRUPTED, True)

    def test_a_job_that_still_beats_is_left_alone(self, queued: Callable[[Work], Job]) -> None:
        job = older(queued(lambda _job, _progress: None), state=Job.State.RUNNING, heartbeat_at=timezone.now())
        assert jobs.reap() == 0
        assert again(job).state == Job.State.RUNNING

    def test_silence_is_noticed_within_a_minute(self) -> None:
        from campus5g.portal.base.management.commands.run_worker import REAP_EVERY_S

        assert jobs.DEAD_AFTER.total_seconds() + REAP_EVERY_S < 60
        assert jobs.DEAD_AFTER.total_seconds() > jobs.BEAT_S * 3

    def test_a_job_that_waits_its_turn_is_left_alone_however_long(self, queued: Callable[[Work], Job]) -> None:
        job = older(queued(lambda _job, _progress: None), asked_at=LONG_AGO)
        assert jobs.reap() == 0
        assert again(job).state == Job.State.QUEUED

    @pytest.mark.parametrize("status", [TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
    def test_a_job_lost_between_the_queue_and_its_start_is_marked_interrupted(
        self, queued: Callable[[Work], Job], status: str
    ) -> None:
        job = older(queued(lambda _job, _progress: None), asked_at=LONG_AGO)
        DBTaskResult.objects.update(status=status, started_at=LONG_AGO)
        assert jobs.reap() == 1
        assert again(job).state == Job.State.INTERRUPTED

    def test_a_job_taken_a_moment_ago_is_left_alone(self, queued: Callable[[Work], Job]) -> None:
        older(queued(lambda _job, _progress: None), asked_at=LONG_AGO)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
        assert jobs.reap() == 0

    def test_a_job_taken_up_keeps_its_finished_steps(self, queued: Callable[[Work], Job]) -> None:
        done: list[str] = []

        def work(job: Job, _progress: Progress) -> None:
            steps = jobs.Steps(job.pk)
            for name in ("plan", "gains"):
                if steps.load(name) is None:
                    done.append(name)
                    steps.save(name, name.encode())
                if name == "plan" and job.attempt == 1:
                    raise BadInput("x", msg("stop"), msg("go"))

        job = run(queued(work))
        assert job.resumable
        jobs.resume(job)
        assert again(job).state == Job.State.QUEUED
        job = run(job)
        assert (job.state, job.attempt, job.failure_sentence) == (Job.State.DONE, 2, None)
        assert done == ["plan", "gains"]
        assert jobs.Steps(job.pk).load("plan") == b"plan"

    def test_a_step_saved_twice_is_kept_once_and_belongs_to_its_job(self, queued: Callable[[Work], Job]) -> None:
        job, other = queued(lambda _job, _progress: None), queued(lambda _job, _progress: None)
        jobs.Steps(job.pk).save("plan", b"old")
        jobs.Steps(job.pk).save("plan", b"new")
        assert JobStep.objects.count() == 1
        assert jobs.Steps(job.pk).load("plan") == b"new"
        assert jobs.Steps(other.pk).load("plan") is None

    def test_a_worker_that_wakes_up_after_another_took_over_writes_nothing_more(self, queued: Callable[[Work], Job]) -> None:
        reached: list[str] = []

        def work(job: Job, progress: Progress) -> None:
            older(job, heartbeat_at=LONG_AGO)
            jobs.reap()
            jobs.resume(again(job))
            older(job, state=Job.State.RUNNING, attempt=2, heartbeat_at=timezone.now(), share=0.2)
            progress(0.9, DOING)
            reached.append("the end")

        job = run(queued(work))
        assert reached == []
        assert (job.state, job.attempt, job.share) == (Job.State.RUNNING, 2, 0.2)
