"""The test vectors of the aid rules."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from campus5g.funding.vectors import KINDS, check_vector

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "rules_vectors.json").read_text(encoding="utf-8")
)["vectors"]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_every_given_vector_passes(vector: dict[str, Any]) -> None:
    result = check_vector(vector)
    assert result.outcome == "passed", str(result.message)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_vector_whose_expected_value_is_wrong_by_a_cent_fails(vector: dict[str, Any]) -> None:
    spoilt = copy.deepcopy(vector)
    for key, value in spoilt["expected"].items():
        if isinstance(value, bool):
            spoilt["expected"][key] = not value
        elif isinstance(value, int | float):
            spoilt["expected"][key] = value + 0.01
        elif isinstance(value, str):
            spoilt["expected"][key] = "micro"
    assert check_vector(spoilt).outcome == "failed"


def test_a_kind_that_is_not_built_is_skipped() -> None:
    assert check_vector({"id": "x", "rule": "moon_tax", "input": {}, "expected": {}}).outcome == "skipped"


def test_a_vector_that_cannot_be_read_fails_with_a_sentence() -> None:
    result = check_vector({"id": "x", "rule": "gge_loan", "input": {}, "expected": {"gge": 1}})
    assert result.outcome == "failed"
    assert "cannot be read" in str(result.message)


def vector(rule: str, expected: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"id": rule, "rule": rule, "input": given, "expected": expected}


OTHERS = [
    # Article 25: the other bonuses, alone and together (the best one counts), and what they leave alone.
    vector("gber25_max_aid", {"intensity_pct": 40, "max_aid": 40000}, size="large", category="experimental",
           eligible_cost=100000, wide_dissemination=True, c_area=True),
    vector("gber25_max_aid", {"intensity_pct": 60, "max_aid": 60000}, size="medium", category="experimental",
           eligible_cost=100000, multi_country=True),
    vector("gber25_max_aid", {"intensity_pct": 100, "max_aid": 100000}, size="large", category="fundamental",
           eligible_cost=100000),
    vector("gber25_max_aid", {"intensity_pct": 50}, size="large", category="feasibility", eligible_cost=1,
           effective_collaboration=True, c_area=True),
    vector("gber25_max_aid", {"intensity_pct": 70, "max_aid": 0.01}, size="micro", category="industrial",
           eligible_cost=0.02),
    # An advance that success repays with interest: ten points above the cap.
    vector("gber25_max_aid", {"intensity_pct": 90}, size="small", category="industrial", eligible_cost=1,
           effective_collaboration=True, repayable_advance=True),
    # Article 31: disabled, medium: 50 + 10 + 10 = the cap.
    vector("gber31_max_aid", {"intensity_pct": 70, "max_aid": 70000}, size="medium", disabled=True, eligible_cost=100000),
    # Article 26a: caps and the two other bonuses.
    vector("gber26a_max_aid", {"intensity_pct": 40, "max_aid": 400000}, size="large", eligible_cost=1000000,
           sme_capacity_share=0.8, cross_border=True),
    vector("gber26a_max_aid", {"intensity_pct": 60, "max_aid": 600000}, size="small", eligible_cost=1000000,
           sme_capacity_share=0.9, cross_border=True),
    vector("gber26a_max_aid", {"intensity_pct": 35}, size="medium", eligible_cost=1, sme_capacity_share=0.79),
    vector("gber29_max_aid", {"max_aid": 500000}, size="medium", eligible_cost=1000000),
    # Article 14 below 50 M€: the size bonus applies; at 55 M€ it no longer does.
    vector("adjusted_aid_amount", {"max_aid": 14000000}, eligible_cost=40000000, map_rate_pct=15, size="small"),
    vector("adjusted_aid_amount", {"max_aid": 8250000}, eligible_cost=55000000, map_rate_pct=15, size="small"),
    # The other articles, on round sums.
    vector("gber14_max_aid", {"max_aid": 12375000}, size="small", eligible_cost=120000000, map_rate_pct=15),
    vector("gber17_max_aid", {"intensity_pct": 20, "max_aid": 100000}, size="micro", eligible_cost=500000),
    vector("gber17_max_aid", {"intensity_pct": 0, "max_aid": 0}, size="eti", eligible_cost=500000),
    vector("gber18_max_aid", {"max_aid": 2200000}, size="medium", eligible_cost=5000000),
    vector("gber22_max_aid", {"max_aid": 1500000}, size="small", eligible_cost=2000000, c_area=True, innovative=True),
    vector("gber25c_max_aid", {"max_aid": 70000}, size="large", eligible_cost=100000, rate_pct=70),
    vector("gber27_max_aid", {"intensity_pct": 55}, size="large", eligible_cost=1, c_area=True),
    vector("gber28_max_aid", {"max_aid": 220000}, size="small", eligible_cost=300000, advice=True),
    vector("gber36_max_aid", {"intensity_pct": 32.5}, size="small", eligible_cost=1, c_area=True, no_counterfactual=True),
    vector("gber38_max_aid", {"max_aid": 30000000}, size="large", eligible_cost=200000000),
    vector("gber41_max_aid", {"intensity_pct": 65}, size="small", eligible_cost=1),
    vector("gber47_max_aid", {"intensity_pct": 55}, size="large", eligible_cost=1, a_area=True),
    vector("gber49_max_aid", {"intensity_pct": 80}, size="small", eligible_cost=1),
    # Thresholds.
    vector("rd_threshold", {"threshold": 55000000}, fundamental=51, industrial=30, experimental=19),
    vector("rd_threshold", {"threshold": 70000000}, fundamental=0, industrial=51, experimental=49, eureka=True),
    # Research tax credit: advances count like grants, what is repaid comes back, above 100 M€ the rate is 5 %.
    vector("cir", {"base": 530000, "credit": 159000}, year=2025, staff=500000, depreciation=0, grants=100000,
           advances=100000, repaid=30000),
    vector("cir", {"base": 715000, "credit": 214500}, year=2024, staff=500000, depreciation=0),
    vector("cir", {"base": 140000000, "credit": 32000000}, year=2025, staff=100000000, depreciation=0),
    vector("cir", {"base": 0, "credit": 0}, year=2025, staff=100000, depreciation=0, grants=500000),
    # De minimis loans outside the flat share.
    vector("de_minimis_loan", {"gge": None}, amount=800000, years=6, secured_share=0.5),
    vector("de_minimis_loan", {"gge": None}, amount=100000, years=5, secured_share=0.4),
    vector("de_minimis_guarantee", {"gge": 300000}, amount=2250000, years=5, covered_share=0.8),
    # SMEs: public bodies, exactly 25 and 50 %, votes above capital, a partner's linked firm.
    vector("sme_status", {"status": "large"}, firm={"awu": 5, "turnover": 1, "balance": 1},
           holders=[{"share": 0.25, "kind": "public_body", "awu": 1, "turnover": 1, "balance": 1}]),
    vector("sme_status", {"awu": 90, "status": "medium"}, firm={"awu": 40, "turnover": 0, "balance": 0},
           holders=[{"share": 0.5, "awu": 100, "turnover": 0, "balance": 0}]),
    vector("sme_status", {"awu": 140}, firm={"awu": 40, "turnover": 0, "balance": 0},
           held=[{"share": 0.3, "votes": 0.51, "awu": 100, "turnover": 0, "balance": 0}]),
    vector("sme_status", {"awu": 40, "status": "small"}, firm={"awu": 40, "turnover": 0, "balance": 0},
           held=[{"share": 0.2499, "awu": 1000, "turnover": 0, "balance": 0}]),
    vector("sme_status", {"awu": 100}, firm={"awu": 40, "turnover": 0, "balance": 0},
           holders=[{"share": 0.3, "awu": 100, "turnover": 0, "balance": 0,
                     "held": [{"share": 1, "awu": 100, "turnover": 0, "balance": 0},
                              {"share": 0.4, "awu": 999, "turnover": 0, "balance": 0}]}]),
    vector("sme_two_years", {"status": "medium"}, history=[["2023", "small"], ["2024", "medium"], ["2025", "large"]]),
    vector("sme_two_years", {"status": "small"},
           history=[["2022", "large"], ["2023", "medium"], ["2024", "small"], ["2025", "small"]]),
]  # fmt: skip


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case["rule"])
def test_other_cases_computed_by_hand_from_the_articles_pass(case: dict[str, Any]) -> None:
    result = check_vector(case)
    assert result.outcome == "passed", str(result.message)


def test_the_given_vectors_leave_no_kind_unbuilt() -> None:
    assert {vector["rule"] for vector in VECTORS} <= set(KINDS)
