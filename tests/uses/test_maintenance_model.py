"""How early the detector warns, against the published table for the IMS bearings."""

import numpy as np
import pytest

from campus5g.core.figures import Source
from campus5g.uses.maintenance.data import AssetHistory, History, sample_history
from campus5g.uses.maintenance.model import Detector, kept_shares, report_places, shortest_period_h, warning_table

PUBLISHED_H = {
    20480: (72.3, 69.8, 63.8),
    10240: (72.2, 66.8, 59.8),
    5120: (46.5, 43.8, 35.8),
    2560: (23.7, 17.8, 15.8),
    1280: (7.5, 7.8, None),
    640: (4.5, 2.8, None),
}
PERIODS_H = (1 / 6, 1.0, 4.0)


@pytest.fixture(scope="module")
def sample():
    return sample_history()


@pytest.fixture(scope="module")
def table(sample):
    return warning_table(sample, sample.rates_hz, PERIODS_H)


@pytest.mark.parametrize("rate", PUBLISHED_H)
def test_warning_times_at_ten_minutes_are_the_published_ones(table, rate):
    assert table[rate, 1 / 6] == pytest.approx(PUBLISHED_H[rate][0], abs=0.06)


@pytest.mark.parametrize("rate", PUBLISHED_H)
def test_warning_times_with_rare_reports_are_the_published_ones_within_two_reports(table, rate):
    for period, expected in zip(PERIODS_H[1:], PUBLISHED_H[rate][1:], strict=True):
        if expected is None:
            assert table[rate, period] is None
        else:
            assert table[rate, period] == pytest.approx(expected, abs=2 * period + 0.06)


def test_no_bearing_alarms_in_the_first_half_of_the_test(sample):
    for asset in sample.assets:
        for rate in sample.rates_hz:
            alarm = Detector().alarm_h(asset, rate, 1 / 6)
            assert alarm is None or alarm > asset.hours[-1] / 2


def test_the_share_of_warning_kept_falls_with_the_sampling_rate(sample):
    shares = kept_shares(sample)
    assert [round(shares[rate], 2) for rate in sorted(shares, reverse=True)] == [1.0, 1.0, 0.64, 0.33, 0.10, 0.06]


def ramp(level, failed_h, rate=1000, name="a"):
    level = np.asarray(level, dtype=float)
    return AssetHistory(name, np.arange(len(level), dtype=float), {rate: level}, failed_h)


def test_the_alarm_is_the_third_report_in_a_row_above_the_limit():
    healthy = np.exp(0.01 * np.tile([1, -1], 50))
    level = healthy.copy()
    level[60:62] *= 2
    level[70:] *= 2
    asset = ramp(level, 99.0)
    assert Detector().alarm_h(asset, 1000, 1.0) == 72
    assert Detector().warning_h(asset, 1000, 1.0) == 27
    assert Detector(reports=2).alarm_h(asset, 1000, 1.0) == 61
    assert Detector().alarm_h(asset, 1000, 10.0) == 80


def test_a_failure_before_the_alarm_has_no_warning():
    level = np.exp(0.01 * np.tile([1, -1], 50))
    level[70:] *= 2
    assert Detector().warning_h(ramp(level, 71.0), 1000, 1.0) is None
    assert Detector().warning_h(ramp(level, None), 1000, 1.0) is None


def test_nothing_is_said_of_rates_when_no_failure_is_warned_of():
    history = History("flat", (ramp(np.exp(0.01 * np.tile([1, -1], 50)), 99.0),), Source("made"))
    assert kept_shares(history) == {}


def test_reports_leave_on_time_or_at_the_next_reading():
    hours = np.array([0.0, 1.0, 2.0, 3.5, 4.0, 5.0])
    assert report_places(hours, 2.0).tolist() == [0, 2, 4]
    assert report_places(hours, 3.0).tolist() == [0, 3]


def test_the_finest_report_is_the_usual_time_between_readings(sample):
    assert shortest_period_h(sample) == pytest.approx(1 / 6)
