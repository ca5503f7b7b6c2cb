"""The business case, against closed formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.benefit import Benefit, DataOrigin, NotAssessed, Use, UseAssessment, Worth
from campus5g.core.figures import Interval
from campus5g.core.message import msg
from campus5g.core.service import Connectivity, ConnectivityCost
from campus5g.study.business import annuity, business_case

ON = date(2026, 11, 21)
NOTHING = Interval(0, 0, 0)


def cost(capex: int, opex: int, connectivity: Connectivity = Connectivity.PRIVATE_5G) -> ConnectivityCost:
    return ConnectivityCost(connectivity, capex, opex, capex * 8 // 10, capex * 13 // 10, ())


def assessed(use: Use, *benefits: Benefit) -> UseAssessment:
    return UseAssessment(use, benefits, Worth.NOT_KNOWN_YET, msg("-"), (), (), (), (), DataOrigin.DEFAULTS)


def gains(use: Use, p10: float, p50: float, p90: float, connectivity: Connectivity = Connectivity.PRIVATE_5G) -> Benefit:
    """Gains whose net is the gross: the use fits nothing and the network costs nothing."""
    return Benefit(use, connectivity, (), Interval(p10, p50, p90), Interval(p10, p50, p90), NOTHING, NOTHING)


def test_the_annuity_is_the_sum_of_its_discounted_years() -> None:
    rate = Decimal("0.08")
    by_hand = sum(1 / (1 + rate) ** year for year in range(1, 11))
    assert abs(annuity(rate, 10) - by_hand) < Decimal("1e-20")
    assert annuity(Decimal(0), 7) == 7


def test_the_present_value_is_that_of_a_financial_table() -> None:
    """Annuity of 8 % over 10 years in printed tables: 6.7101."""
    case = business_case((cost(1_000_000_00, 0),), (assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 200e3, 200e3, 200e3)),), ON)
    row = case.rows[0]
    assert row.npv is not None
    assert row.npv.p50_cents == pytest.approx((200_000 * 6.7101 - 1_000_000) * 100, abs=200 * 100)
    assert row.payback_years == 5.0


def test_the_low_end_takes_the_dearest_investment_and_the_high_end_the_cheapest() -> None:
    case = business_case((cost(1_000_000_00, 0),), (assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 200e3, 200e3, 200e3)),), ON)
    npv = case.rows[0].npv
    assert npv is not None
    assert npv.p50_cents - npv.p10_cents == 300_000_00
    assert npv.p90_cents - npv.p50_cents == 200_000_00


def test_what_the_use_fits_counts_as_a_yearly_cost() -> None:
    """Gross 300, network 100 / 10 years + 20 a year, net 210: the sensors cost 60 a year."""
    benefit = Benefit(
        Use.MAINTENANCE, Connectivity.PRIVATE_5G, (), Interval(300, 300, 300), Interval(210, 210, 210), NOTHING, NOTHING
    )
    row = business_case((cost(100_00, 20_00),), (assessed(Use.MAINTENANCE, benefit),), ON).rows[0]
    assert row.equipment_cents_per_year == 60_00
    assert row.npv is not None
    assert row.npv.p50_cents == pytest.approx((300 - 60 - 20) * 671.008 - 100_00, abs=1)


def test_a_use_that_is_not_built_leaves_the_gain_unknown_and_never_zero() -> None:
    case = business_case((cost(1_000_000_00, 50_000_00),), (NotAssessed(Use.ROBOTS, msg("not built")),), ON)
    row = case.rows[0]
    assert (row.gain, row.npv, row.payback_years) == (None, None, None)
    assert row.capex_cents == 1_000_000_00
    assert case.not_counted == (Use.ROBOTS,)
    assert case.reasons


def test_a_gain_known_for_one_use_only_is_said_to_be_partial() -> None:
    known = assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 1e5, 2e5, 3e5))
    case = business_case((cost(1_000_000_00, 0),), (known, NotAssessed(Use.ROBOTS, msg("not built"))), ON)
    assert case.counted == (Use.MAINTENANCE,)
    assert case.rows[0].gain is not None
    assert "1" in str(case.reasons[0])


def test_a_connectivity_that_an_assessed_use_does_not_know_has_no_gain() -> None:
    known = assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 1e5, 2e5, 3e5))
    case = business_case((cost(1_00, 0), cost(1_00, 0, Connectivity.WIFI)), (known,), ON)
    assert case.row(Connectivity.WIFI).gain is None  # type: ignore[union-attr]


def test_what_never_pays_back_has_no_payback() -> None:
    known = assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 0, 40e3, 50e3))
    assert business_case((cost(1_000_000_00, 50_000_00),), (known,), ON).rows[0].payback_years is None
    assert business_case((cost(1_000_000_00, 0),), (known,), ON).rows[0].payback_years is None  # 25 years: beyond the horizon


@given(
    capex=st.integers(0, 10**11),
    opex=st.integers(0, 10**9),
    low=st.floats(0, 1e7),
    step=st.floats(0, 1e6),
    more=st.floats(0, 1e6),
)
def test_the_range_of_the_present_value_is_in_order(capex: int, opex: int, low: float, step: float, more: float) -> None:
    known = assessed(Use.ENERGY, gains(Use.ENERGY, low, low + step, low + step + more))
    npv = business_case((cost(capex, opex),), (known,), ON).rows[0].npv
    assert npv is not None
    assert npv.p10_cents <= npv.p50_cents <= npv.p90_cents


def test_the_conventions_say_where_they_come_from() -> None:
    case = business_case((cost(1, 1),), (), ON)
    assert {a.key for a in case.assumptions} == {"business.discount_rate", "business.years"}
    assert all(a.source.title and a.source.to_confirm for a in case.assumptions)


def test_only_what_no_other_connectivity_would_leave_is_owed_to_5g() -> None:
    both = assessed(
        Use.MAINTENANCE,
        gains(Use.MAINTENANCE, 3e5, 3e5, 3e5),
        gains(Use.MAINTENANCE, 2e5, 2e5, 2e5, Connectivity.LPWAN),
        gains(Use.MAINTENANCE, 1e5, 1e5, 1e5, Connectivity.WIFI),
    )
    case = business_case((cost(0, 0), cost(0, 0, Connectivity.LPWAN), cost(0, 0, Connectivity.WIFI)), (both,), ON)
    own, rival = case.row(Connectivity.PRIVATE_5G), case.row(Connectivity.LPWAN)
    assert own is not None
    assert own.npv is not None
    assert rival is not None
    assert rival.npv is not None
    assert case.rival == Connectivity.LPWAN
    assert case.owed_cents == own.npv.p50_cents - rival.npv.p50_cents


def test_a_rival_that_leaves_nothing_is_no_rival() -> None:
    both = assessed(Use.MAINTENANCE, gains(Use.MAINTENANCE, 3e5, 3e5, 3e5), gains(Use.MAINTENANCE, 0, 0, 0, Connectivity.LPWAN))
    case = business_case((cost(0, 0), cost(1_000_00, 0, Connectivity.LPWAN)), (both,), ON)
    assert case.rival is None
    assert case.owed_cents == case.rows[0].npv.p50_cents  # type: ignore[union-attr]
