"""Uses of a need: files as their company brought them, assessments that wait and assessments run for real on a small site."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from campus5g.core.benefit import Use
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.actions import assess_use, bring_file
from campus5g.portal.uses.models import Assessment, UseFile
from tests.portal.factories.directory import MembershipFactory


def readings(hours: int = 400) -> bytes:
    """Readings of two fans, the first of which wears out over the last quarter of its life and fails."""
    lines = ["asset,time,rate_hz,rms,failed"]
    for fan, wears in (("fan 1", True), ("fan 2", False)):
        for hour in range(hours):
            worn = max(0.0, hour - 0.75 * hours) / hours if wears else 0.0
            rms, failed = 0.1 + 0.004 * ((hour * 7919) % 11) + 4 * worn, "1" if wears and hour == hours - 1 else ""
            lines.append(f"{fan},2026-01-{1 + hour // 24:02d}T{hour % 24:02d}:00:00,10240,{rms:.4f},{failed}")
    return ("\n".join(lines) + "\n").encode()


def uploaded(content: bytes | None = None, name: str = "fans.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, readings() if content is None else content)


def owner_of(need: Need) -> Actor:
    return actor_of(MembershipFactory(organisation=need.organisation).user)


def brought(need: Need, content: bytes | None = None, actor: Actor | None = None) -> UseFile:
    actor = actor or owner_of(need)
    with acting(actor):
        return bring_file(actor, need, Use.MAINTENANCE, uploaded(content))


def queued_assessment(need: Need, values: dict[str, float] | None = None, **more: Any) -> Assessment:
    actor = owner_of(need)
    with acting(actor):
        return assess_use(actor, need, Use.MAINTENANCE, values or {"assets": 40.0}, **more)


def finished_assessment(need: Need, values: dict[str, float] | None = None, **more: Any) -> Assessment:
    """An assessment asked for by the need's organisation and run to its end, as the worker would."""
    assessment = queued_assessment(need, values, **more)
    run_job.func(assessment.job_id)
    found: Assessment = Assessment._base_manager.select_related("need__organisation", "job", "study").get(pk=assessment.pk)
    return found
