"""Chores: quick work that nobody waits for by name, such as reading the catalogue anew, done once however often it is asked for.

A chore has no row of its own. It is queued in the transaction of what makes it needed, finds by itself what is to be done, and does
nothing when there is nothing. One that a killed worker leaves undone is asked for again by the room's regular work.
"""

from __future__ import annotations

from collections.abc import Callable

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from campus5g.portal.base.jobs import QUICK
from campus5g.portal.base.scope import without_scope

_chores: dict[str, Callable[[], object]] = {}


def chore(name: str, run: Callable[[], object]) -> None:
    """Register what a chore does."""
    _chores[name] = run


def ask(name: str) -> None:
    """Queue a chore, unless one of its name waits already; one under way does not count: it may have looked too early."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=do_chore.module_path)
    if not any(args["args"] == [name] for args in waiting.values_list("args_kwargs", flat=True)):
        do_chore.enqueue(name)


@task(queue_name=QUICK)
def do_chore(name: str) -> None:
    """Do a chore in the worker."""
    with without_scope():
        _chores[name]()
