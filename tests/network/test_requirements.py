"""The classes of TS 22.104: which one a group falls in, and how far above or below it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.service import Latency
from campus5g.network.requirements import TITLES, class_of, service_classes, survival_s, verdict_of
from tests.network.scenes import sensors

FAST = Latency(0.005, 0.008, 0.010)


def test_every_class_has_a_title_and_a_source():
    assert set(service_classes()) == set(TITLES)
    for one in service_classes().values():
        assert one.source.title
        assert 0.9 < one.availability < 1


def test_rows_read_in_the_standard_are_told_from_those_that_were_not():
    read = {key for key, one in service_classes().items() if not one.source.to_confirm}
    assert read == {
        "robots_video",
        "panel_parallel",
        "panel_emergency",
        "augmented_reality",
        "grid_load_control",
        "teleoperated_driving",
    }


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("process_monitoring", {"packet_bytes": 100, "period_s": 10.0, "latency_s": 0.1, "reliability": 0.999}),
        ("robots_fleet", {"packet_bytes": 200, "period_s": 0.2, "latency_s": 0.2, "reliability": 0.999999, "speed_mps": 2.0}),
        ("remote_control_video", {"packet_bytes": 50_000, "period_s": 0.05, "latency_s": 0.05, "reliability": 0.999}),
        ("motion_tools", {"packet_bytes": 50, "period_s": 0.00075, "latency_s": 0.00075, "reliability": 0.99999}),
        ("robots_video", {"packet_bytes": 1400, "period_s": 0.001, "latency_s": 0.01, "reliability": 0.999, "uplink_bps": 12e6}),
    ],
)
def test_a_group_falls_in_the_class_it_is_made_for(key, said):
    found = class_of(sensors(**said))
    assert found is not None
    assert (found[0].key, found[1]) == (key, False)


def test_a_group_like_no_other_has_no_class():
    group = sensors(packet_bytes=20, period_s=86_400.0, latency_s=3600.0, reliability=0.9)
    assert class_of(group) is None
    assert verdict_of(group, FAST, 1.0, 0.0, 1e6, 0.01) is None
    assert survival_s(group) == 86_400.0


def test_a_site_may_name_the_class():
    found = class_of(sensors(service_class="panel_emergency"))
    assert found is not None
    assert (found[0].key, found[1]) == ("panel_emergency", True)
    with pytest.raises(BadInput, match="process_monitoring"):
        class_of(sensors(service_class="nothing of the kind"))


def test_monitoring_does_without_three_messages():
    assert survival_s(sensors(packet_bytes=100, period_s=10.0, latency_s=0.1)) == 30.0


def test_margins_are_how_many_times_better():
    """Process monitoring: 100 ms asked, 10 got; 1e-4 without service allowed, 2e-4 got."""
    group = sensors(packet_bytes=100, period_s=10.0, latency_s=0.1)
    verdict = verdict_of(group, FAST, 1 - 2e-4, 0.1, 1e6, 0.5)
    assert verdict is not None
    margins = {check.requirement: check.margin for check in verdict.checks}
    assert margins == pytest.approx({"availability": 0.5, "latency": 10.0, "interval": 20.0}, rel=1e-3)
    assert not verdict.passes
    assert [check.requirement for check in verdict.checks if not check.passes] == ["availability"]
    assert "200" in str(verdict.checks[0].message)
    assert "10 times better" in str(verdict.checks[1].message)


def test_without_an_availability_the_loss_is_judged():
    group = sensors(packet_bytes=100, period_s=10.0, latency_s=0.1)
    verdict = verdict_of(group, FAST, None, 1e-5, 1e6, 0.5)
    assert verdict is not None
    assert verdict.checks[0].margin == pytest.approx(10.0, rel=1e-3)


def test_a_stream_is_held_against_its_rate():
    group = sensors(packet_bytes=1400, period_s=0.001, latency_s=0.01, uplink_bps=12e6)
    verdict = verdict_of(group, FAST, 1.0, 0.0, 5e6, 0.001)
    assert verdict is not None
    assert {c.requirement: c.passes for c in verdict.checks} == {"availability": True, "latency": True, "uplink": False}


@given(period=st.floats(5e-4, 60), latency=st.floats(5e-4, 10), size=st.integers(1, 250_000))
def test_every_group_is_judged_or_has_no_class(period, latency, size):
    group = sensors(period_s=period, latency_s=latency, packet_bytes=size)
    verdict = verdict_of(group, FAST, 0.9999, 1e-4, 1e6, 0.01)
    assert verdict is None or (verdict.passes == all(c.margin >= 1 for c in verdict.checks) and verdict.checks)
