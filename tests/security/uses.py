"""The doors of uses: an assessment that is done and one that waits, for a need of the owner."""

from __future__ import annotations

from functools import cache
from typing import Any

from campus5g.core.benefit import Use
from campus5g.core.codec import dump, load
from campus5g.portal.base.models import Job
from campus5g.portal.uses.actions import KIND
from campus5g.portal.uses.models import Assessment
from campus5g.study.types import Study
from campus5g.study.use_run import run_use
from tests.security.world import DAY, Things, World, outcome

Places = dict[str, Any]
OF = {"use": Use.MAINTENANCE.value, "kind": "condition_long"}


@cache
def result() -> str:
    """What the engine finds on the plan of the study that every owner has: run once, kept by every assessment here."""
    study = load(Study, outcome()[0])
    return dump(run_use(Use.MAINTENANCE, {"assets": 40}, on=DAY, plan=study.plan, site=study.site))


def done(things: Things) -> Places:
    need = things.need
    made = Assessment._base_manager.create(
        need=need, organisation=things.owner, use=Use.MAINTENANCE, on=DAY, values={"assets": 40}, study=things.study,
        result=result(), finished_at=need.created_at,
    )  # fmt: skip
    return {"pk": made.pk}


def waiting(things: Things) -> Places:
    made = Assessment._base_manager.create(need=things.need, organisation=things.owner, use=Use.MAINTENANCE, on=DAY)
    made.job = Job._base_manager.create(
        kind=KIND, organisation=things.owner, subject_label="uses.assessment", subject_id=made.pk, state=Job.State.QUEUED
    )
    made.save()
    return {"pk": made.pk}


def places(things: Things, _world: World) -> Places:
    return {**OF, "need_pk": things.need.pk}


SPECIAL = {
    **{
        door: lambda t, _: done(t)
        for door in ("uses:detail", "uses:json", "GET /uses/{pk}", "GET /uses/{pk}/result")
    },
    **{door: lambda t, _: waiting(t) for door in ("uses:progress", "uses:stop", "POST /uses/{pk}/stop")},
}  # fmt: skip
BODIES = {"POST /uses/": lambda t, _: {"need_id": t.need.pk, "use": "maintenance", "values": {"assets": 40}}}
