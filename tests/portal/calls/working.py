"""What the worker would do: the queued jobs and chores, here and now."""

from __future__ import annotations

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campus5g.portal.base.chores import do_chore
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.models import Job


def run_queued() -> None:
    """Do the jobs that wait."""
    for queued in Job._base_manager.filter(state=Job.State.QUEUED):
        run_job.func(queued.pk)


def run_chores() -> int:
    """Do the chores that wait; return how many there were."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=do_chore.module_path)
    names = [args["args"][0] for args in waiting.values_list("args_kwargs", flat=True)]
    waiting.update(status=TaskResultStatus.RUNNING)
    for name in names:
        do_chore.func(name)
    return len(names)
