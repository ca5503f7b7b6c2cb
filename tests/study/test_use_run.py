"""A company's own figures and file for a use: from its need file to the answer, alone and in a study."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.benefit import DataOrigin, NotAssessed, Use, UseAssessment
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.study.checkpoint import Folder
from campus5g.study.compose import run_study
from campus5g.study.needs import NeedFile, read_need
from campus5g.study.own_files import OwnFile
from campus5g.study.use_run import Basis, UseRun, described_site, run_use
from campus5g.uses.figures import bounds_of, check_figures
from campus5g.uses.interface import ENGINES, NotBuilt

from .conftest import ON, Lay

TABLE = '[uses.maintenance]\nassets = 40\nfailures_per_year = 0.3\ndata = "fans.csv"\n\n[calls]'


def wearing(path: Path, hours: int = 400) -> Path:
    """Lay a file of two fans whose first wears out over the last quarter of its life and fails."""
    lines = ["asset,time,rate_hz,rms,failed"]
    for fan, wears in (("fan 1", True), ("fan 2", False)):
        for hour in range(hours):
            worn = max(0.0, hour - 0.75 * hours) / hours if wears else 0.0
            rms = 0.1 + 0.004 * ((hour * 7919) % 11) + 4 * worn
            failed = "1" if wears and hour == hours - 1 else ""
            lines.append(
                f"{fan},2026-{1 + hour // 720:02d}-{1 + hour // 24 % 30:02d}T{hour % 24:02d}:00:00,10240,{rms:.4f},{failed}"
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def asked(lay: Lay) -> NeedFile:
    path = lay({'uses = ["maintenance"]\n': "", "[calls]": TABLE})
    wearing(path.parent / "fans.csv")
    return read_need(path, on=ON)


def study_of(asked: NeedFile, checkpoint: Folder | None = None) -> UseAssessment:
    found, _maps = run_study(asked.need, on=ON, files=asked.files, cell_m=40.0, checkpoint=checkpoint)
    (assessment,) = found.assessments
    assert isinstance(assessment, UseAssessment), assessment
    return assessment


def test_a_need_file_gives_figures_and_a_file_for_each_use(asked: NeedFile) -> None:
    assert asked.need.uses == (Use.MAINTENANCE,)
    assert asked.need.values_for(Use.MAINTENANCE) == {"assets": 40.0, "failures_per_year": 0.3}
    assert asked.files[Use.MAINTENANCE].path.name == "fans.csv"
    assert not asked.files[Use.MAINTENANCE].partial


def test_a_study_rests_on_the_company_s_own_file_and_says_so(asked: NeedFile) -> None:
    found = study_of(asked)
    assert found.origin is DataOrigin.COMPANY
    given = next(a for a in found.assumptions if a.key == "failures_per_year")
    assert given.value == 0.3


def test_a_study_taken_up_again_after_its_file_changed_is_assessed_anew(asked: NeedFile, tmp_path: Path) -> None:
    kept = Folder(tmp_path / "steps")
    study_of(asked, kept)
    before = json.loads(kept.load("uses") or "")["inputs"]
    file = asked.files[Use.MAINTENANCE].path
    file.write_text(file.read_text(encoding="utf-8").replace("0.1000", "0.1001"), encoding="utf-8")
    study_of(asked, kept)
    assert json.loads(kept.load("uses") or "")["inputs"] != before


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("assets = 0", "need.toml, uses.maintenance.assets: value 0"),
        ("assets = 4\nno_such = 1", "need.toml, uses.maintenance.no_such: not a figure of this use"),
        ("assets = 4\ndetectable_share = 1.5", "need.toml, uses.maintenance.detectable_share: value 1.5"),
        ('assets = "many"', "need.toml, uses.maintenance.assets: “many” is not a number"),
        ('assets = 4\ndata = "nowhere.csv"', "need.toml, uses.maintenance.data: no file “nowhere.csv”"),
        ('assets = 4\ndata = "site.json"\npartial = 3', "need.toml, uses.maintenance.partial: “3”"),
    ],
)
def test_a_figure_or_a_file_that_cannot_be_used_is_refused_with_its_place(lay: Lay, table: str, said: str) -> None:
    path = lay({'uses = ["maintenance"]\n': "", "[calls]": f"[uses.maintenance]\n{table}\n\n[calls]"})
    with pytest.raises(BadInput) as caught:
        read_need(path, on=ON)
    assert str(caught.value).startswith(said)
    assert "; expected " in str(caught.value)


def test_figures_of_one_use_in_two_tables_are_refused(lay: Lay) -> None:
    both = "[economics.maintenance]\nassets = 3\n\n[uses.maintenance]\nassets = 4\n\n[calls]"
    with pytest.raises(BadInput, match="two tables"):
        read_need(lay({'uses = ["maintenance"]\n': "", "[calls]": both}), on=ON)


def test_each_default_of_an_engine_stands_within_the_bounds_that_it_takes() -> None:
    for engine in ENGINES.values():
        bounds, defaults = bounds_of(engine), engine.defaults()
        for key, assumption in (defaults.assumptions if defaults else {}).items():
            least, most = bounds[key]
            assert least <= assumption.value <= most, key


STILL_TO_COME = NotBuilt(Use.ROBOTS, msg("this engine is still to come"))


def test_a_use_without_engine_refuses_no_figure() -> None:
    check_figures(STILL_TO_COME, {"anything": 3.0})
    with pytest.raises(BadInput, match="not a number"):
        check_figures(STILL_TO_COME, {"anything": float("inf")})


def test_without_study_and_site_a_use_is_assessed_on_a_described_site_and_says_so() -> None:
    run = run_use(Use.MAINTENANCE, {"assets": 40}, on=ON, cell_m=40.0)
    assert run.basis is Basis.DESCRIBED
    assert isinstance(run.assessment, UseAssessment)
    assert run.assessment.answer
    assert load(UseRun, dump(run)) == run


def test_on_the_plan_of_a_study_nothing_is_planned_again_and_the_answer_is_that_of_the_study(asked: NeedFile) -> None:
    study, _maps = run_study(asked.need, on=ON, files=asked.files, cell_m=40.0)
    run = run_use(
        Use.MAINTENANCE,
        asked.need.values_for(Use.MAINTENANCE),
        on=ON,
        plan=study.plan,
        site=asked.need.site,
        file=asked.files[Use.MAINTENANCE],
    )
    assert run.basis is Basis.STUDY
    assert run.assessment == study.assessments[0]
    assert run.data is not None
    assert run.data.name == "fans.csv"


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    file = OwnFile(wearing(tmp_path / "fans.csv"))
    one, other = (dump(run_use(Use.MAINTENANCE, {"assets": 40}, on=ON, cell_m=40.0, file=file, seed=3)) for _ in range(2))
    assert one == other


def test_a_use_without_engine_plans_nothing_and_gives_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campus5g.study.use_run.ENGINES", {Use.ROBOTS: STILL_TO_COME})
    monkeypatch.setattr("campus5g.study.use_run.plan_network", lambda *_, **__: pytest.fail("planned for nothing"))
    run = run_use(Use.ROBOTS, {}, on=ON)
    assert run.assessment == NotAssessed(Use.ROBOTS, STILL_TO_COME.reason)
    assert run.services == ()


def test_the_described_site_is_one_that_the_planner_takes() -> None:
    site = described_site()
    assert {zone.id for zone in site.zones} == {"yard"}
    assert len(site.masts) == 4


def test_the_verb_of_a_use_reads_the_file_that_its_need_names(lay: Lay) -> None:
    path = lay({'uses = ["maintenance"]\n': "", "[calls]": TABLE})
    wearing(path.parent / "fans.csv")
    done = CliRunner().invoke(app, ["use", "maintenance", str(path), "--on", ON.isoformat(), "--draws", "50", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout[done.stdout.index("{") :])["origin"] == "company"
