"""The chain from one need to its files: composed, resumed, cancelled, repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.calls import Call, CallKind, CallStatus, Verdict
from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message
from campus5g.core.progress import Cancelled
from campus5g.core.service import Connectivity
from campus5g.funding.plan import verify_plan
from campus5g.study.checkpoint import Folder
from campus5g.study.compose import run_study
from campus5g.study.needs import NeedFile, read_need
from campus5g.study.outputs import write_outputs
from campus5g.study.types import Study

from .conftest import ON, Lay, lay_in


def call(name: str, **changes: Any) -> Call:
    plain = Call(
        id=name,
        title="Maintenance prédictive dans l'industrie",
        text="Aide aux entreprises industrielles pour la maintenance prédictive, les capteurs et les réseaux 5G.",
        language="fr",
        funder="Financeur",
        programme="Programme",
        kind=CallKind.CALL_FOR_PROJECTS,
        opens=date(2026, 1, 1),
        closes=(date(2027, 3, 1),),
        beneficiaries=("company",),
        territories=("FR",),
        budget_eur=None,
        min_aid_eur=None,
        max_aid_eur=None,
        url="https://example.org/call",
        conditions="",
        feed="test",
        source=Source("Test"),
    )
    return replace(plain, **changes)


CATALOGUE = (
    call("past", closes=(date(2026, 1, 31),)),
    call("communes", beneficiaries=("public_body",)),
    call("open"),
    call("permanent", opens=None, closes=(), beneficiaries=()),
)


def study_of(asked: NeedFile, **options: Any) -> tuple[Study, Any]:
    return run_study(
        asked.need,
        on=ON,
        calls=CATALOGUE,
        words=asked.wishes.words,
        project=asked.project,
        terms=asked.terms,
        fictitious=True,
        cell_m=20.0,
        **options,
    )


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> NeedFile:
    path = lay_in(tmp_path_factory.mktemp("need"), {"[calls]": "[economics.maintenance]\nassets = 40\n\n[calls]"})
    return read_need(path, on=ON)


@pytest.fixture(scope="module")
def found(asked: NeedFile) -> tuple[Study, Any]:
    return study_of(asked)


def test_every_link_of_the_chain_is_there(found: tuple[Study, Any]) -> None:
    study, grids = found
    assert study.plan is not None
    assert study.plan.antennas
    assert grids.rsrp_dbm.shape == (len(grids.y_m), len(grids.x_m))
    assert isinstance(study.assessments[0], UseAssessment)
    assert study.business is not None
    assert study.business.row(Connectivity.PRIVATE_5G) is not None
    assert study.calls
    assert study.financing is not None
    assert study.financing.public_cents > 0


def test_the_financing_plan_is_legal_by_an_independent_check(found: tuple[Study, Any], asked: NeedFile) -> None:
    assert found[0].financing is not None
    assert asked.project is not None
    assert verify_plan(found[0].financing, asked.project, asked.terms, ON) == ()


def test_closed_calls_come_after_all_others_and_say_so(found: tuple[Study, Any]) -> None:
    statuses = [r.call.status(ON) for r in found[0].calls]
    assert statuses[-1] == CallStatus.CLOSED
    assert CallStatus.CLOSED not in statuses[:-1]
    assert [r.match.rank for r in found[0].calls] == list(range(1, len(statuses) + 1))


def test_an_aid_for_communes_is_never_proposed_to_a_company(found: tuple[Study, Any]) -> None:
    assert "communes" not in {r.call.id for r in found[0].calls}
    assert {"open", "permanent"} <= {r.call.id for r in found[0].calls}


def test_a_closed_call_is_never_eligible(found: tuple[Study, Any]) -> None:
    past = next(r for r in found[0].calls if r.call.id == "past")
    assert past.eligibility.verdict == Verdict.NO


@pytest.mark.parametrize("use", [Use.ROBOTS, Use.LOGISTICS, Use.ENERGY])  # energy: its figures are not given
def test_a_use_that_is_not_built_goes_through_with_plan_cost_and_calls_and_no_figure(asked: NeedFile, use: Use) -> None:
    study, _ = study_of(replace(asked, need=replace(asked.need, uses=(use,))))
    assert isinstance(study.assessments[0], NotAssessed)
    assert study.plan is not None
    assert study.plan.costs
    assert study.calls
    assert study.business is not None
    assert all(row.gain is None and row.npv is None for row in study.business.rows)


def test_a_company_figure_out_of_range_is_refused_when_the_need_is_read(lay: Lay) -> None:
    with pytest.raises(BadInput, match="assets") as refused:
        read_need(lay({"[calls]": "[economics.maintenance]\nassets = -3\n\n[calls]"}), on=ON)
    assert "outside its range" in str(refused.value)


def test_without_a_project_the_study_says_that_nothing_is_to_be_financed(asked: NeedFile) -> None:
    study, _ = study_of(replace(asked, project=None))
    assert study.financing is None
    assert any("no project" in str(reason) for reason in study.reasons)


def test_the_same_need_and_seed_give_the_same_bytes(asked: NeedFile, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_outputs(*study_of(asked, seed=7), tmp_path / name, "fr")
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("first", "second"))
    assert [file.name for file in first] == [file.name for file in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_a_study_survives_json_unchanged(found: tuple[Study, Any]) -> None:
    text = dump(found[0])
    assert load(Study, text) == found[0]
    assert dump(load(Study, text)) == text


def test_another_seed_moves_the_draws_and_leaves_the_law_alone(asked: NeedFile) -> None:
    first, second = study_of(asked, seed=1)[0], study_of(asked, seed=2)[0]
    assert first.assessments != second.assessments
    assert first.financing == second.financing


class Stopped:
    """A progress that cancels at a share of the work."""

    def __init__(self, share: float) -> None:
        self.share = share

    def __call__(self, share: float, _doing: Message, /) -> None:
        if share >= self.share:
            raise Cancelled


@pytest.mark.parametrize("share", [0.3, 0.7, 0.9])
def test_a_study_resumed_from_where_it_was_killed_equals_a_fresh_one(
    asked: NeedFile, found: tuple[Study, Any], tmp_path: Path, share: float
) -> None:
    fresh, grids = found
    store = Folder(tmp_path / "steps")
    with pytest.raises(Cancelled):
        study_of(asked, checkpoint=store, progress=Stopped(share))
    resumed, again = study_of(asked, checkpoint=store)
    assert dump(resumed) == dump(fresh)
    for name in ("x_m", "y_m", "rsrp_dbm", "sinr_db", "best_server", "building_mask"):
        assert np.array_equal(getattr(again, name), getattr(grids, name), equal_nan=name in ("rsrp_dbm", "sinr_db"))


def test_a_finished_step_is_not_done_again(asked: NeedFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Folder(tmp_path / "steps")
    fresh, _ = study_of(asked, checkpoint=store)

    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was planned again")

    monkeypatch.setattr("campus5g.study.compose.plan_network", forbidden)
    assert dump(study_of(asked, checkpoint=store)[0]) == dump(fresh)


def test_a_kept_step_of_another_need_is_not_used(asked: NeedFile, tmp_path: Path) -> None:
    store = Folder(tmp_path / "steps")
    study_of(asked, checkpoint=store)
    changed = replace(asked, need=replace(asked.need, title="Autre besoin"))
    assert dump(study_of(changed, checkpoint=store)[0]) == dump(study_of(changed)[0])


def test_a_step_kept_half_is_computed_again(asked: NeedFile, tmp_path: Path) -> None:
    store = Folder(tmp_path / "steps")
    fresh, _ = study_of(asked, checkpoint=store)
    kept = tmp_path / "steps" / "network.json"
    kept.write_text(kept.read_text(encoding="utf-8")[:100], encoding="utf-8")
    assert dump(study_of(asked, checkpoint=store)[0]) == dump(fresh)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*"))


def test_outputs_stopped_in_the_middle_leave_nothing(found: tuple[Study, Any], tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_outputs(*found, tmp_path / "out", "fr", Stopped(0.15))
    assert list(files(tmp_path)) == []


def test_outputs_stopped_in_the_middle_leave_the_former_ones_as_they_were(found: tuple[Study, Any], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "study.json").write_text("former", encoding="utf-8")
    with pytest.raises(Cancelled):
        write_outputs(*found, out, "fr", Stopped(0.3))
    assert [p.name for p in files(out)] == ["study.json"]
    assert (out / "study.json").read_text(encoding="utf-8") == "former"


def test_outputs_leave_the_other_files_of_the_folder_alone(found: tuple[Study, Any], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    written = write_outputs(*found, tmp_path / "out", "en")
    assert {p.name for p in written} == {
        "study.json", "report.pdf", "dossier.docx", "budget.xlsx", "coverage.png", "antennas.geojson",
    }  # fmt: skip
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_progress_goes_forward_from_nothing_to_all(asked: NeedFile) -> None:
    shares: list[float] = []
    study_of(asked, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
