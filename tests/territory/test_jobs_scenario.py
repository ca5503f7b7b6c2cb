"""Scenarios change what they name, within its bounds, and say who changed it."""

from __future__ import annotations

import pytest

from campus5g.core.codec import dump, load
from campus5g.core.errors import BadInput
from campus5g.core.figures import Assumption, Source
from campus5g.core.message import msg
from campus5g.territory.jobs import AS_ANNOUNCED, LATE, PRESETS, Change, Scenario, preset
from campus5g.territory.jobs.scenario import SAID, changed

SLIP = Assumption("slip_years", msg("Slip of first production"), 0.5, 0.0, 2.0, "a", Source("somebody"))


def test_a_changed_assumption_is_exact_and_says_that_the_scenario_set_it():
    found = changed(SLIP, LATE.changes["slip_years"], 0, 10)
    assert (found.value, found.low, found.high, found.source) == (2.0, 2.0, 2.0, SAID)
    assert found.label == SLIP.label


def test_a_changed_assumption_may_keep_a_range_and_its_own_source():
    found = changed(SLIP, Change(1, 0.5, 3, Source("the port", "GPMD", "2026-09")), 0, 10)
    assert (found.low, found.high, found.source.author) == (0.5, 3, "GPMD")


@pytest.mark.parametrize("change", [Change(11), Change(-1), Change(1, 2, 3), Change(1, 0, 12)])
def test_a_value_out_of_bounds_is_refused_with_its_range(change):
    with pytest.raises(BadInput, match=r"slip_years: value .* outside its range; expected a value from 0 to 10"):
        changed(SLIP, change, 0, 10)


def test_scenarios_are_known_by_name_and_travel_as_json():
    assert preset("late") is LATE
    assert [load(Scenario, dump(one)) for one in PRESETS] == list(PRESETS)
    with pytest.raises(BadInput, match="announced, late, half_local"):
        preset("early")
    assert AS_ANNOUNCED.changes == {}
