"""Running long work: queue it, say where it is, cancel it, find the dead, take it up again.

A worker that is killed leaves its task RUNNING for ever in the queue's own table; the heartbeat of the ``Job`` is what
tells. ``reap`` marks as interrupted every job whose heartbeat is older than ``DEAD_AFTER``, and every job that waits in no
queue because its worker died between taking the task and starting it. What an attempt writes carries its number: a worker
that was only asleep and wakes up after another took over writes nothing more.

Two lanes: ``LONG`` work (studies) takes minutes and all of a processor; ``QUICK`` work (imports, chores) never waits behind it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.core.progress import Cancelled, Progress
from campus5g.portal.base.models import Job, JobStep
from campus5g.portal.base.scope import without_scope

logger = logging.getLogger(__name__)
BEAT_S = 5.0
DEAD_AFTER = timedelta(seconds=35)
_PROGRESS_EVERY_S = 0.4
LONG, QUICK = "default", "quick"
_kinds: dict[str, Callable[[Job, Progress], None]] = {}
_lanes: dict[str, str] = {}


def job(kind: str, run: Callable[[Job, Progress], None], *, lane: str = LONG) -> None:
    """Register what a kind of job does. ``run`` may raise ``BadInput``: its sentence becomes the job's failure."""
    _kinds[kind], _lanes[kind] = run, lane


def queue(kind: str, subject: models.Model, organisation_id: int, asked_by: int | None) -> Job:
    """Queue a job on ``subject`` (inside the deed's transaction: it is enqueued only if the deed holds)."""
    made = Job(
        kind=kind, organisation_id=organisation_id, asked_by_id=asked_by,
        subject_label=subject._meta.label_lower, subject_id=subject.pk,
    )  # fmt: skip
    made.save()
    _enqueue(made)
    return made


def resume(stopped: Job) -> None:
    """Queue a stopped job again; its finished steps are not done twice."""
    stopped.state, stopped.cancel_asked, stopped.failure, stopped.ended_at = Job.State.QUEUED, False, {}, None
    stopped.heartbeat_at, stopped.asked_at = None, timezone.now()
    stopped.save()
    _enqueue(stopped)


def _enqueue(made: Job) -> None:
    run_job.using(queue_name=_lanes.get(made.kind, LONG)).enqueue(made.pk)


def ask_cancel(running: Job) -> None:
    """Stop a job at its next word; one that has not started stops at once."""
    with without_scope():
        mine = Job.objects.filter(pk=running.pk)
        mine.update(cancel_asked=True)
        mine.filter(state=Job.State.QUEUED).update(state=Job.State.CANCELLED, ended_at=timezone.now())


def reap() -> int:
    """Mark as interrupted the jobs whose worker died; return how many."""
    now = timezone.now()
    with without_scope():
        dead = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - DEAD_AFTER)
        lost = Job.objects.filter(state=Job.State.QUEUED, asked_at__lt=now - DEAD_AFTER).exclude(pk__in=_on_their_way(now))
        return sum(found.update(state=Job.State.INTERRUPTED, ended_at=now) for found in (dead, lost))


def _on_their_way(now: datetime) -> set[int]:
    """Return the jobs that a worker will take, or took a moment ago."""
    waiting = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=now - DEAD_AFTER)
    tasks = DBTaskResult.objects.filter(waiting, task_path=run_job.module_path)
    return {task["args"][0] for task in tasks.values_list("args_kwargs", flat=True)}


@task()
def run_job(job_id: int) -> None:
    """Run one queued job in the worker. A job taken by another worker, or no longer queued, is left alone."""
    with without_scope():
        now = timezone.now()
        taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING, started_at=now, heartbeat_at=now, attempt=F("attempt") + 1
        )
        if not taken:
            return
        running = Job.objects.get(pk=job_id)
        with _Heartbeat(running):
            _finish(running, *_outcome(running))


def _mine(running: Job) -> models.QuerySet[Job]:
    """Return the row of this attempt: empty once the job was stopped, reaped or taken up by another worker."""
    return Job.objects.filter(pk=running.pk, state=Job.State.RUNNING, attempt=running.attempt)


def _outcome(running: Job) -> tuple[str, Message | None]:
    try:
        _kinds[running.kind](running, _progress(running))
    except Cancelled:
        return Job.State.CANCELLED, None
    except BadInput as error:
        return Job.State.FAILED, error.sentence
    except Exception:
        logger.exception("job %s failed", running.pk)
        return Job.State.FAILED, msg("An unexpected error stopped this work; the office was told. Number %(n)s.", n=running.pk)
    return Job.State.DONE, None


def _finish(running: Job, state: str, failure: Message | None) -> None:
    values = {"state": state, "ended_at": timezone.now(), "failure": to_plain(failure) if failure else {}}
    if state == Job.State.DONE:
        values["share"] = 1.0
    _mine(running).update(**values)


def _progress(running: Job) -> Progress:
    last = 0.0

    def report(share: float, doing: Message, /) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _PROGRESS_EVERY_S and share < 1.0:
            return
        last = now
        _mine(running).update(share=share, doing=to_plain(doing), heartbeat_at=timezone.now())
        if not _mine(running).filter(cancel_asked=False).exists():
            raise Cancelled

    return report


class _Heartbeat:
    """Beats from its own thread, so that a long numeric step is not taken for a death."""

    def __init__(self, running: Job) -> None:
        self._running, self._stop = running, threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        # An in-memory test database cannot be shared with a second thread, and needs no heartbeat.
        if not connection.in_atomic_block:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(BEAT_S):
                with without_scope():
                    _mine(self._running).update(heartbeat_at=timezone.now())
        finally:
            connection.close()


class Steps:
    """The checkpoints of a job: ``load`` gives back what ``save`` kept, ``None`` for a step not done yet."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id

    def load(self, name: str) -> bytes | None:
        step = JobStep.objects.filter(job_id=self._job_id, name=name).first()
        return bytes(step.data) if step else None

    def save(self, name: str, data: bytes) -> None:
        with transaction.atomic():
            JobStep.objects.update_or_create(job_id=self._job_id, name=name, defaults={"data": data})
