"""The maps of a plan as text: bit for bit, and those of plans kept before a map existed."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from campus5g.network.plan import PlanGrids
from campus5g.study.grids import grids_from_plain, grids_to_plain


def maps(**more):
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(2, 3)).astype(np.float32)
    server, roofs = np.array([[0, 1, -1], [1, 1, 0]], np.int16), np.zeros((2, 3), bool)
    return PlanGrids(np.arange(3.0), np.arange(2.0), plane, plane - 10, server, roofs, **more)


def test_maps_come_back_bit_for_bit():
    rate = np.array([[1e6, 2e6, np.nan], [0, 5e5, 3e7]], np.float32)
    there = maps(uplink_bps=rate, downlink_bps=rate * 4)
    back = grids_from_plain(grids_to_plain(there))
    for field in fields(PlanGrids):
        assert np.array_equal(getattr(back, field.name), getattr(there, field.name), equal_nan=field.name.endswith("bps"))


def test_maps_kept_before_rates_were_drawn_are_still_read():
    plain = grids_to_plain(maps())
    assert "uplink_bps" not in plain
    assert grids_from_plain(plain).downlink_bps is None
