"""The demonstration has the uses of some needs assessed, by the verbs of the pages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from campus5g.core.benefit import Use
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.models import Job
from campus5g.portal.base.scope import acting
from campus5g.portal.needs.models import Need
from campus5g.portal.uses.models import Assessment
from campus5g.portal.uses.territory import load_assessments
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db
FIGURES = {"maintenance": {"assets": 40.0}, "energy": {"mean_mw": 5.0, "peak_mw": 9.0, "flexible_mw": 1.0, "points": 30.0}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "territory.toml").write_text('[demonstration]\nassessed = ["plant", "unknown"]\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def need() -> Need:
    need = NeedFactory(stated=True, uses=["maintenance", "energy"], economics=FIGURES)
    Need._base_manager.filter(pk=need.pk).update(key="plant")
    return need


def load(folder: Path) -> list[Assessment]:
    with acting(SYSTEM):
        load_assessments(folder, SYSTEM)
        return list(Assessment.objects.select_related("job").order_by("use"))


def test_each_use_of_a_named_need_is_queued_with_the_figures_that_it_states(folder: Path, need: Need) -> None:
    made = load(folder)
    assert [(one.use, one.values, one.need_id) for one in made] == [(use, FIGURES[use], need.pk) for use in sorted(FIGURES)]
    assert {one.job.state for one in made if one.job} == {Job.State.QUEUED}


def test_loading_twice_queues_nothing_more(folder: Path, need: Need) -> None:
    first = load(folder)
    assert load(folder) == first


def test_what_was_queued_comes_to_an_answer(folder: Path, need: Need) -> None:
    made = next(one for one in load(folder) if one.use == Use.ENERGY)
    run_job.func(made.job_id)
    found = Assessment._base_manager.get(pk=made.pk)
    assert found.finished_at is not None
    assert found.answer is not None


def test_a_territory_that_names_none_has_none_assessed(tmp_path: Path, need: Need) -> None:
    (tmp_path / "territory.toml").write_text('key = "elsewhere"\n', encoding="utf-8")
    assert load(tmp_path) == []


def test_the_needs_that_dunkirk_names_are_there_and_name_a_use() -> None:
    home = Path(__file__).resolve().parents[3] / "dunkerque"
    for key in tomllib.loads((home / "territory.toml").read_text(encoding="utf-8"))["demonstration"]["assessed"]:
        need = tomllib.loads((home / "needs" / f"{key}.toml").read_text(encoding="utf-8"))
        assert need["uses"], key
        assert set(need["economics"]) <= set(need["uses"]), key
