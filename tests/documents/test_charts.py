"""One specification for browser and pdf, and a table of the very same numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from babel.numbers import parse_decimal

from campus5g.core.benefit import Sensitivity
from campus5g.core.message import msg
from campus5g.core.service import Connectivity
from campus5g.documents.charts import cash_chart, cost_chart, financing_chart, net_gain_chart, service_chart, tornado_chart
from campus5g.documents.margins import service_margins
from campus5g.documents.theme import ACCENT, dark, to_svg


def amounts(table, language, *columns):
    """The euros written in some columns of a table, row by row."""
    return [[_amount(row[c], language) for c in columns] for row in table.rows]


def _amount(text, language):
    plain = re.sub(r"[€\s\u00a0\u202f]", "", text).replace("−", "-")
    return float(parse_decimal(plain, locale=language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_of_net_gains_holds_the_numbers_of_the_chart(assessment, language):
    chart = net_gain_chart(assessment, language)
    drawn = chart.spec["data"]["values"]
    for row, (p10, p50, p90) in zip(drawn, amounts(chart.table, language, 1, 2, 3), strict=True):
        assert p10 == pytest.approx(row["p10"], rel=5e-3)
        assert p50 == pytest.approx(row["p50"], rel=5e-3)
        assert p90 == pytest.approx(row["p90"], rel=5e-3)
    assert [row["p50"] for row in drawn] == sorted((b.net_eur.p50 for b in assessment.benefits), reverse=True)


def test_the_table_of_costs_holds_the_numbers_of_the_chart(costs):
    chart = cost_chart(costs, "en")
    drawn = chart.spec["data"]["values"]
    written = [value for row in amounts(chart.table, "en", 1, 3) for value in row]
    assert written == pytest.approx([row["euros"] for row in drawn], rel=5e-3)


def test_cash_by_quarter_is_exact_and_its_balance_adds_up(financing):
    chart = cash_chart(financing.plan, "fr")
    rows = amounts(chart.table, "fr", 1, 2, 3, 4, 5)
    balance = 0.0
    for grant, advance, spent, repaid, shown in rows:
        balance += grant + advance - spent - repaid
        assert shown == pytest.approx(balance, abs=1e-6)
    by_quarter = [row["balance"] for row in chart.spec["data"]["values"] if row["order"] == 0]
    assert by_quarter == pytest.approx([row[4] for row in rows], abs=1e-6)


def test_the_plan_by_partner_adds_up_to_the_cost_of_the_project(financing):
    chart = financing_chart(financing.project, financing.plan, "fr")
    *partners, total = amounts(chart.table, "fr", 1, 2, 3, 4)
    assert total == pytest.approx([sum(column) for column in zip(*partners, strict=True)])
    assert total[3] * 100 == pytest.approx(sum(line.cents for line in financing.project.lines))
    drawn = sum(row["euros"] for row in chart.spec["data"]["values"])
    assert drawn == pytest.approx(total[3])


def test_loans_stand_in_the_charts_where_the_plan_has_any_and_only_there(financing):
    lent = replace(
        financing.plan,
        allocations=tuple(
            replace(row, own_cents=row.own_cents - 100, loan_cents=100) if row.own_cents else row
            for row in financing.plan.allocations
        ),
        cash=tuple(replace(flow, loan_cents=5_000, interest_cents=70) for flow in financing.plan.cash),
    )
    for plan, said in ((lent, True), (financing.plan, False)):
        for chart in (financing_chart(financing.project, plan, "en"), cash_chart(plan, "en")):
            assert any("oan" in column.title for column in chart.table.columns) is said
            assert any("oan" in row["part"] for row in chart.spec["data"]["values"]) is said
    *partners, total = amounts(financing_chart(financing.project, lent, "en").table, "en", 1, 2, 3, 4, 5)
    assert total == pytest.approx([sum(column) for column in zip(*partners, strict=True)])
    assert sum(total[:4]) == pytest.approx(total[4])
    balance = 0.0
    for grant, advance, loan, spent, repaid, shown in amounts(cash_chart(lent, "en").table, "en", 1, 2, 3, 4, 5, 6):
        balance += grant + advance + loan - spent - repaid
        assert shown == pytest.approx(balance, abs=1e-6)


def test_the_widest_assumption_comes_first_in_the_tornado(assessment):
    narrow = Sensitivity("x", msg("narrow"), 1.0, 2.0)
    chart = tornado_chart(replace(assessment, sensitivities=(narrow, *assessment.sensitivities)), "en")
    widths = [abs(high - low) for low, high in amounts(chart.table, "en", 1, 2)]
    assert widths == sorted(widths, reverse=True)
    assert chart.table.rows[-1][0] == "narrow"


def test_a_margin_is_what_is_given_over_what_is_asked_on_the_tightest_requirement(site, services):
    margins = {(m.zone_id, m.connectivity): m for m in service_margins(site, services)}
    # 65 rolling devices ask 99.9 % within 0.5 s: the loss of 2.3e-4 leaves 4.3 times, the tightest of all ratios
    assert margins["yard", Connectivity.PRIVATE_5G].margin == pytest.approx(0.001 / 2.3e-4)
    # low-power radio gives 290 bit/s where 20 kbit/s are asked
    assert margins["hall", Connectivity.LPWAN].margin == pytest.approx(290 / 20_000)
    assert str(margins["hall", Connectivity.LPWAN].limit) == "uplink rate"


def test_zones_stand_in_the_order_of_the_site(site, services):
    chart = service_chart(site, services, "en")
    assert chart.spec["facet"]["row"]["sort"] == ["Hall du laminoir", "Voies ferrées", "Aciérie"]
    assert len(chart.table.rows) == len(chart.spec["data"]["values"]) == len(services)


def test_every_chart_is_drawn_in_the_readers_numbers(site, services, costs, financing, assessment):
    makers = (
        lambda lang: net_gain_chart(assessment, lang),
        lambda lang: cost_chart(costs, lang),
        lambda lang: cash_chart(financing.plan, lang),
        lambda lang: financing_chart(financing.project, financing.plan, lang),
        lambda lang: service_chart(site, services, lang),
        lambda lang: tornado_chart(assessment, lang),
    )
    for make in makers:
        for language in ("fr", "en"):
            chart = make(language)
            assert chart.title in chart.alt
            assert json.loads(json.dumps(chart.spec)) == chart.spec
            assert to_svg(chart.spec, language) == to_svg(chart.spec, language)
    french, english = (to_svg(net_gain_chart(assessment, lang).spec, lang) for lang in ("fr", "en"))
    assert "400\u00a0k€" in french
    assert "€400k" in english
    assert "418\u202f000\u00a0€" in french


def test_names_people_wrote_stay_text_in_the_drawing(financing):
    evil = replace(financing.project, partners=(replace(financing.project.partners[0], name="<script>x</script>"),))
    svg = to_svg(financing_chart(evil, financing.plan, "en").spec, "en")
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_the_dark_chart_changes_its_ink_and_not_its_numbers(assessment):
    spec = net_gain_chart(assessment, "en").spec
    night = dark(spec)
    assert night["data"] == spec["data"]
    assert ACCENT in json.dumps(spec)
    assert ACCENT not in json.dumps(night)
