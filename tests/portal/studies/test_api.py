"""Studies over the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.models import Job
from campus5g.portal.studies.models import Study
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.needs import NeedFactory
from tests.portal.factories.studies import StudyFactory

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, said: object = None) -> Any:
    return client.post(f"/api/v1/studies/{path}", json.dumps(said or {}), content_type="application/json")


def test_a_study_is_launched_followed_and_read(signed_in: Callable[..., Client]) -> None:
    need = NeedFactory(stated=True)
    program = signed_in(organisation=need.organisation)
    made = post(program, "", {"need_id": need.pk, "seed": 5})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert program.get(f"/api/v1/studies/{pk}/progress").json()["state"] == "queued"
    assert program.get(f"/api/v1/studies/{pk}/result").status_code == 404
    run_job.func(Study._base_manager.get(pk=pk).job_id)
    assert program.get(f"/api/v1/studies/{pk}/progress").json() == {
        "state": "done", "share": 1.0, "doing": program.get(f"/api/v1/studies/{pk}/progress").json()["doing"], "failure": "",
        "resumable": False,
    }  # fmt: skip
    assert program.get(f"/api/v1/studies/{pk}/result").json()["seed"] == 5
    assert len(program.get(f"/api/v1/studies/{pk}").json()["answers"]) == 1
    assert [study["id"] for study in program.get("/api/v1/studies/").json()] == [pk]


def test_a_running_study_is_stopped_and_taken_up(signed_in: Callable[..., Client]) -> None:
    study = StudyFactory()
    program = signed_in(organisation=study.organisation)
    assert post(program, f"{study.pk}/stop").json()["state"] == Job.State.CANCELLED
    assert post(program, f"{study.pk}/resume").json()["state"] == Job.State.QUEUED


def test_a_second_study_of_a_need_is_refused_while_one_runs(signed_in: Callable[..., Client]) -> None:
    study = StudyFactory()
    answer = post(signed_in(organisation=study.organisation), "", {"need_id": study.need_id})
    assert answer.status_code == 403
    assert answer.json()["detail"]


def test_a_stranger_finds_no_study(signed_in: Callable[..., Client]) -> None:
    study = StudyFactory()
    stranger = signed_in(organisation=OrganisationFactory())
    for path in ("", "/progress", "/result"):
        assert stranger.get(f"/api/v1/studies/{study.pk}{path}").status_code == 404
    for verb in ("stop", "resume"):
        assert post(stranger, f"{study.pk}/{verb}").status_code == 404
    assert post(stranger, "", {"need_id": study.need_id}).status_code == 404
