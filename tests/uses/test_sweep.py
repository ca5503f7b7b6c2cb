"""Sweeps: the same bytes wherever they run."""

import importlib.util

import pytest
from typer.testing import CliRunner

from campus5g.cli.app import app
from campus5g.core.benefit import Use
from campus5g.core.codec import dump
from campus5g.core.errors import BadInput
from campus5g.core.service import Connectivity
from campus5g.uses.sweep import Case, along, assess_case, read_range, sweep
from tests.uses.levels import typical_site


def case():
    services, costs = typical_site()
    return Case(Use.MAINTENANCE, {"assets": 100}, services, costs, draws=50)


def test_processes_give_the_bytes_of_this_one():
    cases = along(case(), "assets", (50.0, 500.0))
    here, there = sweep(assess_case, cases), sweep(assess_case, cases, workers=2)
    assert [dump(result) for result in here] == [dump(result) for result in there]
    gains = [result.benefit(Connectivity.PRIVATE_5G).gross_eur.p50 for result in here]
    assert gains[1] > 5 * gains[0]


def test_progress_is_told_for_each_case():
    seen = []
    sweep(len, ["a", "b", "c", "d"], progress=lambda share, _: seen.append(share))
    assert seen == [0, 0.25, 0.5, 0.75]


def test_a_range_is_read_and_a_wrong_one_refused():
    assert read_range("assets=50:800:3") == ("assets", (50.0, 200.0, 800.0))
    assert read_range("loss=0:1:3") == ("loss", (0.0, 0.5, 1.0))
    for wrong in ("assets", "assets=1:2", "=1:2:3", "assets=a:2:3", "assets=1:2:0"):
        with pytest.raises(BadInput, match="not a range; expected a range such as"):
            read_range(wrong)


def test_a_figure_refused_in_another_process_is_told_as_in_this_one():
    cases = along(case(), "assets", (50.0, -1.0))
    with pytest.raises(BadInput) as here:
        sweep(assess_case, cases)
    with pytest.raises(BadInput) as there:
        sweep(assess_case, cases, workers=2)
    assert there.value.sentence == here.value.sentence


def test_a_cluster_without_a_sweep_is_refused(tmp_path):
    told = CliRunner().invoke(app, ["use", "maintenance", str(tmp_path / "need.toml"), "--cluster", "tcp://127.0.0.1:1"])
    assert isinstance(told.exception, BadInput)
    assert "only a sweep is spread over a cluster" in str(told.exception)


@pytest.mark.skipif(importlib.util.find_spec("distributed") is not None, reason="Dask is installed here")
def test_without_dask_a_cluster_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match="Dask is not installed here"):
        sweep(len, ["a", "b"], cluster="tcp://localhost:1")


def test_a_dask_cluster_gives_the_same_bytes():
    distributed = pytest.importorskip("distributed", reason="Dask is not installed here")
    cases = along(case(), "assets", (50.0, 500.0))
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as local:
        there = sweep(assess_case, cases, cluster=local.scheduler_address)
        with pytest.raises(BadInput, match="assets: value -1 is outside its range"):
            sweep(assess_case, along(case(), "assets", (-1.0,)), cluster=local.scheduler_address)
    assert [dump(result) for result in there] == [dump(result) for result in sweep(assess_case, cases)]
