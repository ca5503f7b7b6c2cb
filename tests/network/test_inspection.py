"""Why a place has what it has: the sum of the parts is what the plan's own maps say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Wall
from campus5g.network.inspection import inspect_point
from campus5g.network.planning import plan_network
from tests.network.scenes import box, two_halls

SITE = replace(two_halls(), buildings=(*two_halls().buildings, Building("tower", box(205, 20, 215, 40), 30.0, Wall.METAL)))
PLAN, GRIDS = plan_network(SITE, on=date(2026, 11, 21), cell_m=10.0)


def test_the_parts_of_a_link_add_up_to_what_is_received():
    report = inspect_point(SITE, PLAN, 180.0, 100.0)
    for link in report.links:
        assert sum(value for _, value in link.parts) == pytest.approx(link.received_dbm, abs=0.05)


@pytest.mark.parametrize("inside", [False, True])
def test_a_place_has_what_the_map_of_the_plan_shows(inside):
    """At the centre of every fourth cell, to a tenth of a dB."""
    height = 1.5
    rows, columns = np.nonzero(GRIDS.building_mask == inside)
    for row, column in list(zip(rows.tolist(), columns.tolist(), strict=True))[::17]:
        report = inspect_point(SITE, PLAN, float(GRIDS.x_m[column]), float(GRIDS.y_m[row]), height)
        assert report.rsrp_dbm == pytest.approx(float(GRIDS.rsrp_dbm[row, column]), abs=0.1)
        assert (report.building is not None) == inside


def test_the_roof_in_the_way_is_named():
    site = replace(SITE, masts=(Mast("only", 210.0, 60.0, 20.0),), zones=(SITE.zones[1],))
    plan, _ = plan_network(site, on=date(2026, 11, 21), cell_m=10.0)
    report = inspect_point(site, plan, 210.0, 2.0)
    edges = report.links[0].edges
    assert not report.links[0].los
    assert {edge.building for edge in edges} == {"tower"}
    assert [edge.height_m for edge in edges] == [30.0] * len(edges)
    assert all(19.9 <= edge.distance_m <= 40.1 for edge in edges)
    assert "tower" in str(report.sentences[0])
    profile = report.links[0].profile
    assert max(profile.roof_m) == 30.0
    assert profile.ray_m[0] == 20.0
    assert profile.ray_m[-1] == 1.5


def test_a_place_outside_the_site_is_refused():
    with pytest.raises(BadInput, match="outside the site"):
        inspect_point(SITE, PLAN, -50.0, 10.0)
