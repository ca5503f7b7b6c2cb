"""What a link lets through: closed formulas, published values and the direction of every effect."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import geom, lognorm, norm

from campus5g.core.benefit import Use
from campus5g.core.service import Connectivity
from campus5g.uses.interface import ENGINES
from campus5g.uses.links import Link
from campus5g.uses.maintenance.simulate import Delays, Scheme, caught, period_h, schemes
from tests.uses.levels import perfect

DEFAULTS = ENGINES[Use.MAINTENANCE].defaults()
TYPICAL = {**DEFAULTS.typical(), "detectable_share": np.ones(1), "report_period_h": np.full(1, 1.0)}
FULL = Scheme(20480, True, 1.0)
DELAYS = Delays.draw(0)


def link(**worse):
    return Link(perfect(Connectivity.WIFI, **worse), 1.0)


def chance(scheme=FULL, a=TYPICAL, delays=DELAYS, **worse):
    return float(caught(scheme, link(**worse), a, delays)[0])


def test_without_delay_the_chance_is_the_closed_formula():
    quick = {**TYPICAL, "report_period_h": np.full(1, 1e-9)}
    assert chance(a=quick) == pytest.approx(1 - norm.cdf(log(7 / 45) / 0.8), abs=1e-6)
    assert chance(replace(FULL, kept=0.33), a=quick) == pytest.approx(1 - norm.cdf(log(7 / (45 * 0.33)) / 0.8), abs=1e-6)


def test_the_chance_is_that_of_a_plain_monte_carlo():
    random, n, period_d, loss = np.random.default_rng(5), 400_000, 2.0, 0.3
    pf = lognorm(s=0.8, scale=45).rvs(n, random_state=random)
    reports = geom(1 - loss).rvs((n, 3), random_state=random).sum(axis=1)
    plain = float((pf - (random.random(n) + reports - 1) * period_d > 7).mean())
    slow = {**TYPICAL, "report_period_h": np.full(1, 24 * period_d)}
    assert chance(a=slow, loss=loss, delays=Delays.draw(0, 20_000)) == pytest.approx(plain, abs=0.004)


@pytest.mark.parametrize(
    ("kept", "published"), [(1.0, 0.99), (0.104, 0.30)], ids=["waveform at 20 kHz", "overall vibration at 1.3 kHz"]
)
def test_the_chance_is_the_published_one(kept, published):
    assert chance(Scheme(0, False, kept), loss=0.05) == pytest.approx(published, abs=0.02)


def test_reports_lost_are_geometric():
    sent = Delays.draw(1, 50_000).reports(0.25)
    assert sent.min() == 3
    assert sent.mean() == pytest.approx(3 / 0.75, rel=0.01)


def test_a_link_that_carries_nothing_catches_nothing():
    assert chance(uplink_bps=0.0) == 0
    assert chance(loss=1.0) == 0
    assert chance(age_s=float("inf")) == 0
    assert chance(replace(FULL, kept=0.0)) == 0


def test_the_period_is_what_is_wished_or_what_the_link_takes():
    bits = 20480 * 3 * 16
    assert period_h(FULL, link(), TYPICAL)[0] == 1
    assert period_h(FULL, link(uplink_bps=100.0), TYPICAL)[0] == pytest.approx(bits / 100 / 3600)
    assert period_h(FULL, link(age_s=7200.0), TYPICAL)[0] == 4
    assert period_h(Scheme(10240, False, 1.0), link(uplink_bps=0.01), TYPICAL)[0] == pytest.approx(40 * 8 / 0.01 / 3600)


def test_a_sensor_can_send_each_measured_rate_or_figures_from_the_best_rate_on_board():
    offers = schemes({20480: 1.0, 10240: 0.9, 640: 0.1}, 12_000)
    assert [(o.rate_hz, o.waveform) for o in offers] == [(20480, True), (10240, True), (640, True), (10240, False)]
    assert schemes({20480: 1.0}, 500)[-1] == Scheme(20480, False, 1.0)


shares = st.floats(0, 1)
periods = st.floats(0.01, 2000)


@given(shares, shares, periods, periods, shares, shares, periods, periods)
def test_less_loss_fresher_news_and_a_faster_link_never_catch_less(loss, loss2, age, age2, kept, kept2, up, up2):
    """Exact in every case: the same random numbers pass through inverses that only grow."""
    good = chance(replace(FULL, kept=max(kept, kept2)), loss=min(loss, loss2), age_s=60 * min(age, age2), uplink_bps=max(up, up2))
    bad = chance(replace(FULL, kept=min(kept, kept2)), loss=max(loss, loss2), age_s=60 * max(age, age2), uplink_bps=min(up, up2))
    assert good >= bad - 1e-12
