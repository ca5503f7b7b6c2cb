"""Servers that answer requests: the swing measured within an hour, the stated shape of the day, power at rest and at full work."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.uses.energy.data import series
from campus5g.uses.energy.data.reader import read_case
from campus5g.uses.energy.data.requests import measured_requests, serving_load, swings
from campus5g.uses.energy.data.servers import server_power

FLAT = np.ones(24)
QUARTER_H = 0.25
CASE = """
name = "servers"
start = 2026-01-05T00:00:00
step_minutes = 60
steps = 48
tariff = "flat"
[load]
serving = { installed_mw = 100, use = 0.2, service = "code", services = 3, shape = [SHAPE] }
[price]
value = 60
"""
SHAPE = ", ".join(["1"] * 12 + ["3"] * 12)


def rest() -> float:
    watts = server_power().value["watts"]
    return float(watts[0] / watts[-1])


def served(use: float, services: int = 1, steps: int = 40_000, shape: np.ndarray = FLAT) -> np.ndarray:
    return serving_load(steps, QUARTER_H, 100.0, use=use, shape=shape, service="conversation", services=services, seed=5)


@pytest.mark.parametrize("service", ["conversation", "code"])
def test_the_minutes_are_those_of_the_trace(service, shared):
    name = {"conversation": "conv", "code": "code"}[service]
    with gzip.open(shared / f"data/uses/energy/datacentre/azure_llm_2023_{name}.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    seconds = np.array([datetime.fromisoformat(row["t"][:26]).timestamp() for row in rows])
    tokens = np.bincount(
        ((seconds - seconds[0]) // 60).astype(int), [int(row["ctx_tokens"]) + int(row["gen_tokens"]) for row in rows]
    )
    kept = measured_requests().latest(service).value
    assert kept["requests"] == len(rows)
    assert kept["minutes"] == pytest.approx(tokens[: len(kept["minutes"])] / 1000, abs=0.0501)


def test_the_swing_has_a_mean_of_one_and_is_lesser_over_longer_steps():
    for service in ("conversation", "code"):
        spread = [swings(service, minutes / 60) for minutes in (1, 5, 15)]
        assert [found.mean() for found in spread] == pytest.approx([1.0, 1.0, 1.0])
        assert spread[0].std() > spread[1].std() > spread[2].std() > 0


def test_one_service_swings_as_measured_and_many_hide_in_their_sum():
    one, many = served(0.3), served(0.3, services=16)
    above = 100 * (1 - rest()) * 0.3
    assert one.std() == pytest.approx(above * swings("conversation", QUARTER_H).std(), rel=0.02)
    assert one.std() / many.std() == pytest.approx(4.0, rel=0.05)
    assert one.mean() == pytest.approx(100 * rest() + above, rel=0.005)


def test_servers_draw_their_rest_when_nothing_is_asked_and_never_more_than_all_they_can():
    assert served(0.0) == pytest.approx(100 * rest())
    assert served(1.0).max() == pytest.approx(100.0)


def test_above_rest_power_follows_the_shape_of_the_day():
    shape = np.where(np.arange(24) < 12, 1.0, 3.0)
    above = served(0.3, services=64, shape=shape) - 100 * rest()
    night, day = (above[(np.arange(len(above)) * QUARTER_H % 24 < 12) == wanted].mean() for wanted in (True, False))
    assert day / night == pytest.approx(3.0, rel=0.02)


def test_the_same_seed_asks_the_same_work():
    assert served(0.3).tobytes() == served(0.3).tobytes()


def test_a_case_states_its_servers_and_the_bundled_data_centre_has_some(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(CASE.replace("SHAPE", SHAPE), encoding="utf-8")
    load = read_case(path).load_mw
    assert load[12:24].mean() > 1.5 * load[:12].mean()
    home = Path(series.__file__).parent
    text = (home / "cases" / "datacentre.toml").read_text(encoding="utf-8").replace("35040", "96")
    path.write_text(text, encoding="utf-8")
    case = read_case(path)
    assert case.load_mw == pytest.approx(case.devices[1].need_mw)  # each MW of computing leaves a MW of heat
    path.write_text(text.replace("use = 0.35", "use = 0.1"), encoding="utf-8")
    assert read_case(path).load_mw.mean() < case.load_mw.mean() - 30


@pytest.mark.parametrize(
    ("find", "put", "sentence"),
    [
        ('"code"', '"mail"', "load, serving, service: “mail” is not a service; expected one of: code, conversation."),
        ("use = 0.2", "use = 20", "load, serving, use: value 20 is outside its range; expected a value from 0 to 1."),
        ("[SHAPE]", "[1, 2]", "load, serving, shape: not 24 numbers; expected one number for each hour of a day."),
        ("SHAPE", ", ".join(["0"] * 24), "load, serving, shape: not a shape of the day; expected values of zero and more, not all zero."),
        ("services = 3", "servces = 3", "load, serving, servces: not a field known here"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_them_is_one_sentence_with_its_place(tmp_path, find, put, sentence):
    path = tmp_path / "case.toml"
    path.write_text(CASE.replace(find, put).replace("SHAPE", SHAPE), encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_case(path)
    assert sentence in str(refusal.value)
