"""The frame slot by slot, against the published table and a plain simulation that knows nothing of mixtures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.network.carriers import Figures, frame_named, frame_names
from campus5g.network.tdd import Access, Frame, Pattern, Timing

FIGURES = Figures(date(2026, 11, 21))
TABLE_MS = {
    "DDDSU": (0.74, 0.20, 1.9, 2.6, 4.3, 5.6, 2.9, 4.1, 4.9, 6.2),
    "DDSU": (0.68, 0.25, 1.9, 2.6, 4.1, 5.1, 2.6, 3.6, 4.2, 5.2),
    "DDSUU": (0.54, 0.40, 2.1, 3.1, 4.4, 5.6, 2.5, 3.6, 4.4, 5.7),
    "DSUU": (0.43, 0.50, 2.1, 3.1, 4.1, 5.1, 2.3, 3.1, 3.7, 4.7),
    "DSU": (0.57, 0.33, 1.9, 2.6, 3.8, 4.6, 2.4, 3.1, 3.4, 4.2),
    "DDDDDDDSUU": (0.77, 0.20, 1.9, 3.1, 5.6, 8.1, 3.7, 6.1, 8.2, 10.7),
}
"""Shares, then mean and largest over arrival instants: downlink, with one retransmission, configured grant, on request."""


@pytest.mark.parametrize("name", TABLE_MS)
def test_latencies_are_those_of_the_published_table(name):
    frame = frame_named(name, FIGURES)
    delays = (frame.downlink(), frame.downlink(tries=2), frame.uplink(Access.CONFIGURED), frame.uplink(Access.REQUESTED))
    got = [1e3 * value for delay in delays for value in (delay.mean_s, delay.max_s)]
    assert got == pytest.approx(TABLE_MS[name][2:], abs=0.1)
    assert (frame.dl_share, frame.ul_share) == pytest.approx(TABLE_MS[name][:2], abs=0.005)


def test_the_frames_offered_are_those_of_the_table():
    assert set(frame_names()) == set(TABLE_MS)


def plain_uplink_s(frame: Frame, arrival_s: float) -> float:
    """Walk over every symbol of the coming slots: request, grant, data."""
    timing = frame.timing
    now, asked, granted = arrival_s + timing.stack_s, None, None
    for symbol in range(14 * 400):
        slot, inside = divmod(symbol, 14)
        start, letter = slot * timing.slot_s + inside * timing.symbol_s, frame.name[slot % frame.slots]
        if start < now - 1e-12:
            continue
        if asked is None:
            if (letter, inside) in (("U", 0), ("S", 12)):
                asked, now = start, start + 2 * timing.symbol_s + timing.station_s
        elif granted is None:
            if inside == 0 and letter in "DS":
                granted, now = start, start + timing.symbol_s + timing.n2_s
        elif inside == 0 and letter == "U":
            return start + timing.slot_s + timing.station_s - arrival_s
    raise AssertionError("no slot in 400")


frames = st.tuples(st.integers(1, 7), st.integers(1, 3)).map(lambda n: "D" * n[0] + "S" + "U" * n[1])


@settings(deadline=None, max_examples=25)
@given(name=frames, khz=st.sampled_from([15, 30, 60, 120]), share=st.floats(0, 0.999))
def test_a_plain_walk_over_the_symbols_finds_the_same_latency(name, khz, share):
    """At an arrival instant the latency is one number: it lies in the piece of the mixture that the walk gives."""
    frame = frame_named(name, FIGURES, khz * 1e3)
    delay = frame.uplink(Access.REQUESTED)
    walked = np.array([plain_uplink_s(frame, (k + share) / 97 * frame.period_s) for k in range(97)])
    assert walked.mean() == pytest.approx(delay.mean_s, abs=frame.period_s / 40)
    assert walked.max() <= delay.max_s + 1e-9
    for bound in np.quantile(walked, [0.1, 0.5, 0.9]):
        assert float(delay.within(bound)[0]) == pytest.approx(float((walked <= bound).mean()), abs=0.03)


@given(name=frames, tries=st.integers(1, 3), slots=st.integers(1, 5))
def test_more_tries_and_longer_messages_are_never_faster(name, tries, slots):
    frame = frame_named(name, FIGURES)
    for delay in (frame.downlink, *(lambda t, s, a=a: frame.uplink(a, t, s) for a in Access)):
        now = delay(tries, slots)
        assert sum(now.weight) == pytest.approx(1)
        assert delay(tries + 1, slots).mean_s > now.mean_s
        assert delay(tries, slots + 1).mean_s > now.mean_s


def test_a_request_every_twenty_milliseconds_waits_ten_more():
    """Periods of 40 slots of 0.5 ms: the wait for a request is uniform over 20 ms, after half a frame."""
    often = frame_named("DDDSU", FIGURES)
    rarely = Frame(often.pattern, replace(often.timing, request_slots=40))
    added = rarely.uplink(Access.REQUESTED).mean_s - often.uplink(Access.REQUESTED).mean_s
    assert added == pytest.approx(0.010, abs=0.0015)


def test_round_trips_of_a_measured_network_fall_within_the_terms_of_the_device(shared):
    """Gdańsk, low-latency set-up: 11.0 to 11.3 ms; our radio and 2 to 4 ms each way of device and core hold it."""
    rows = (shared / "data/radio/latency_private5g.csv").read_text(encoding="utf-8").splitlines()[1:]
    measured = [float(row.split(",")[2]) for row in rows if row.startswith("low-latency")]
    frame = frame_named("DDDSU", FIGURES)
    radio_ms = 1e3 * (frame.dl_mean_s + frame.ul_mean_s)
    assert radio_ms + 4 <= min(measured) <= max(measured) <= radio_ms + 8


def test_what_requests_cost_is_what_was_measured(shared):
    """Gdańsk, uplink set-up: requests in every slot instead of the vendor's 10 to 20 ms take 6.6 ms off the round trip."""
    rows = {
        r.split(",")[1]: float(r.split(",")[2]) for r in (shared / "data/radio/latency_private5g.csv").read_text().split()[1:]
    }
    saved = rows["autoCSI-TRSonSSB-prach-128"] - rows["autoCSI-TRSonSSB-sr-per-1"]
    frame = frame_named("DSUU", FIGURES)
    means = [
        Frame(frame.pattern, replace(frame.timing, request_slots=slots)).uplink(Access.REQUESTED).mean_s for slots in (1, 20, 40)
    ]
    assert 1e3 * (means[1] - means[0]) <= saved <= 1e3 * (means[2] - means[0])


@pytest.mark.parametrize("name", ["", "DDD", "UU", "DDDXU", "DDU", "USUD"])
def test_what_is_no_frame_is_refused(name):
    with pytest.raises(BadInput, match="expected"):
        Pattern(name)


def test_a_special_slot_has_fourteen_symbols():
    with pytest.raises(BadInput, match="13"):
        Pattern("DSU", (10, 2, 1))


def test_a_short_slot_is_a_fast_one():
    """26 GHz: a slot of 0.125 ms; the terminal's 36 symbols and the station's half millisecond remain."""
    slow, fast = frame_named("DDDSU", FIGURES), frame_named("DDDSU", FIGURES, 120e3)
    assert fast.timing.n2_s == pytest.approx(36 * 0.125e-3 / 14)
    assert fast.ul_mean_s < 0.5 * slow.ul_mean_s


def test_the_exact_share_within_a_bound_is_the_table_of_a_uniform():
    """One opportunity a frame of 2 ms: the latency is uniform over 2 ms."""
    timing = Timing(slot_s=0.5e-3, n1_s=0, n2_s=0, station_s=0, stack_s=0)
    delay = Frame(Pattern("DDSU"), timing).uplink(Access.CONFIGURED)
    assert delay.within([0.5e-3, 1e-3, 1.5e-3, 2.5e-3]) == pytest.approx([0, 0.25, 0.5, 1])
