"""The law on a plan: fields against closed forms, bands and fees against their decrees, and a finding for each point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import hypot, log10, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Origin
from campus5g.network.border import (
    border_distance_km,
    border_field,
    edge_field,
    eirp_towards_dbm,
    field_dbuv_m,
    free_space_db,
    horizon_km,
    plane_earth_db,
    reach_m,
)
from campus5g.network.candidates import panel_of
from campus5g.network.carriers import BANDS, Figures, carrier_of, tables
from campus5g.network.channels import channel_of, nr_arfcn, on_raster, per_block_dbm
from campus5g.network.exposure import exposed_places, exposure_distance_m
from campus5g.network.fees import spectrum_fee_eur
from campus5g.network.plan import Antenna, PlanGrids
from campus5g.network.propagation import LIGHT_MPS
from campus5g.network.regulation import findings_of
from tests.network.scenes import box, two_halls

ON = date(2026, 11, 21)
FIGURES = Figures(ON)
CARRIER = carrier_of("n38", ON)
PANEL = panel_of(FIGURES)


def antenna(kind="sector", eirp_dbm=59.5, mast="m1", **changes):
    plain = Antenna("a", mast, kind, 200, 90, 30, 0, 2, 43, 16.5, eirp_dbm, 0.1, 0.1)
    return replace(plain, **changes)


def findings(site, *antennas, carrier=CARRIER, grids=None):
    return {f.key: f for f in findings_of(site, carrier, antennas, 0.08, FIGURES, grids)}


@given(st.floats(-50, 80), st.floats(1, 50_000), st.floats(500e6, 30e9))
def test_the_field_in_free_space_is_that_of_the_closed_form(eirp_dbm, distance_m, freq_hz):
    """``E = sqrt(30 EIRP) / d`` in V/m, whatever the frequency."""
    exact = 20 * log10(sqrt(30 * 10 ** ((eirp_dbm - 30) / 10)) / distance_m * 1e6)
    found = field_dbuv_m(eirp_dbm - free_space_db(distance_m, freq_hz), freq_hz)
    assert float(found) == pytest.approx(exact, abs=1e-6)


def test_the_field_is_power_plus_77_2_plus_20_lg_f():
    assert float(field_dbuv_m(-100.0, 2595e6)) == pytest.approx(-100 + 77.2 + 20 * log10(2595), abs=0.02)


def test_one_kilowatt_at_one_kilometre():
    """The reference of broadcasting (ITU-R P.525): 1 kW EIRP gives 173 mV/m at 1 km, 104.8 dBµV/m."""
    assert float(field_dbuv_m(60 - free_space_db(1000, 600e6), 600e6)) == pytest.approx(104.8, abs=0.05)


def test_plane_earth_loses_40_db_a_decade_and_never_less_than_free_space():
    near, far = plane_earth_db([10_000, 100_000], 2595e6, 10.0, 3.0)
    assert far - near == pytest.approx(40)
    assert float(plane_earth_db(20, 2595e6, 30, 3)) == pytest.approx(20 * log10(4 * pi * 20 * 2595e6 / LIGHT_MPS))


def test_the_horizon_of_a_mast():
    """4/3 Earth: sqrt(2 · 8495 km · h), 29.7 km between 30 m and 3 m."""
    exact = (sqrt(2 * 8_495_000 * 30) + sqrt(2 * 8_495_000 * 3)) / 1000
    assert horizon_km(30, 3) == pytest.approx(exact, rel=2e-3)


def test_an_antenna_radiates_its_peak_along_its_tilt_and_less_behind():
    one = antenna(azimuth_deg=90.0, tilt_deg=4.0)
    assert float(eirp_towards_dbm(one, PANEL, 90, -4)) == one.eirp_dbm
    assert float(eirp_towards_dbm(one, PANEL, 270, -4)) == pytest.approx(one.eirp_dbm - 30)
    assert float(eirp_towards_dbm(antenna(azimuth_deg=None), PANEL, 12, -60)) == 59.5


def test_the_border_is_where_it_is():
    """Bray-Dunes and the Belgian coast are about 12 km east of Dunkirk's town hall, Dover about 70 km west."""
    assert border_distance_km(two_halls(), FIGURES) == pytest.approx(12, abs=2)
    assert border_distance_km(two_halls(), FIGURES, "gb") == pytest.approx(70, abs=5)


def test_turning_away_from_belgium_lowers_the_field_there():
    east, west = (
        border_field(two_halls(), CARRIER, [antenna(azimuth_deg=bearing, tilt_deg=2.0)], PANEL, FIGURES, "be")
        for bearing in (90.0, 270.0)
    )
    assert east is not None
    assert west is not None
    assert east.flat_dbuv_m - west.flat_dbuv_m > 20
    assert east.flat_dbuv_m <= east.free_space_dbuv_m


def test_the_border_field_is_the_link_budget_to_the_nearest_point():
    """An omnidirectional 30 dBm at 30 m: free space over the distance to the line, spread over 40 MHz."""
    one = antenna(kind="indoor", azimuth_deg=None, eirp_dbm=30.0)
    field = border_field(two_halls(), CARRIER, [one], PANEL, FIGURES, "be")
    assert field is not None
    far = hypot(field.distance_km * 1000, 27)
    by_hand = 30 - 10 * log10(8) - (32.4 + 20 * log10(far / 1000) + 20 * log10(2595)) + 77.2 + 20 * log10(2595)
    assert field.free_space_dbuv_m == pytest.approx(by_hand, abs=0.3)  # the site's edge is nearer than its mast by 200 m


def test_the_border_asks_for_agreement_when_the_field_is_strong():
    strong = findings(two_halls(), antenna(azimuth_deg=90.0))["border"]
    weak = findings(two_halls(), antenna(azimuth_deg=270.0, eirp_dbm=20.0, tilt_deg=8.0))["border"]
    assert strong.ok is None
    assert weak.ok is True
    assert "below 30" in str(weak.message)


def test_a_site_far_inland_has_no_border_to_fear():
    lyon = replace(two_halls(), origin=Origin(45.75, 4.85))
    found = findings(lyon, antenna())
    assert found["border"].ok is True
    assert "border_gb" not in found


def edge_grids(rsrp_dbm):
    x, y = np.arange(5.0, 400, 10), np.arange(5.0, 200, 10)
    plane = np.full((y.size, x.size), rsrp_dbm, np.float32)
    return PlanGrids(x, y, plane, plane, np.zeros(plane.shape, np.int16), np.zeros(plane.shape, bool))


def test_the_edge_field_is_that_of_the_received_power():
    """-90 dBm a resource element, 1272 of them in 40 MHz, 5 of the 40: -68 dBm in 5 MHz."""
    grids = edge_grids(-90.0)
    grids.rsrp_dbm[-1, 7] = -60.0
    field = edge_field(two_halls(), CARRIER, grids)
    assert field is not None
    assert field.dbuv_m == pytest.approx(-60 + 10 * log10(1272 / 8) + 77.2 + 20 * log10(2595), abs=0.05)
    assert field.x_m == pytest.approx(75, abs=10)
    assert field.y_m == 200


def test_a_map_without_value_on_the_edge_gives_no_field():
    assert edge_field(two_halls(), CARRIER, edge_grids(np.nan)) is None
    assert "edge" not in findings(two_halls(), antenna(), grids=edge_grids(np.nan))


def test_the_edge_is_quiet_or_the_area_must_reach_further():
    assert findings(two_halls(), antenna(), grids=edge_grids(-180.0))["edge"].ok is True
    loud = findings(two_halls(), antenna(), grids=edge_grids(-80.0))["edge"]
    assert loud.ok is None
    assert "more than 5 km from the antennas" in str(loud.message)
    assert " km from the antennas" in str(findings(two_halls(), antenna(eirp_dbm=40.0), grids=edge_grids(-80.0))["edge"].message)


def test_the_reach_ends_where_the_field_meets_the_limit():
    """UMa without line of sight: 13.54 + 39.08 lg d + 20 lg f - 0.6 (h - 1.5)."""
    far = reach_m(antenna(), CARRIER, 65.0, 3.0)
    distance_3d = hypot(far, 27)
    loss = 13.54 + 39.08 * log10(distance_3d) + 20 * log10(2.595) - 0.6 * 1.5
    assert 59.5 - 10 * log10(8) - loss + 77.2 + 20 * log10(2595) == pytest.approx(65, abs=0.1)
    assert reach_m(antenna(eirp_dbm=90), CARRIER, 30.0, 3.0) == 5000


def test_exposure_distances_of_the_reference():
    """61 V/m: 2.8 m for 60 dBm, 8.9 m for 70 dBm."""
    assert exposure_distance_m(60, 61) == pytest.approx(2.8, abs=0.05)
    assert exposure_distance_m(70, 61) == pytest.approx(8.98, abs=0.1)


def on_a_roof(height_above_m, **changes):
    site = replace(two_halls(), buildings=(Building("mill", box(150, 40, 260, 140), 20.0),))
    return site, antenna(height_m=20.0 + height_above_m, azimuth_deg=0.0, tilt_deg=0.0, **changes)


def test_a_panel_at_head_height_closes_the_roof_in_front_of_it():
    site, one = on_a_roof(1.5)
    (place,) = exposed_places(site, [one], PANEL, 61.0, 2.0)
    assert (place.building, place.mast_id) == ("mill", "m1")
    assert place.reach_m == pytest.approx(exposure_distance_m(59.5, 61), abs=0.5)
    finding = findings(site, one)["exposure"]
    assert finding.ok is None
    assert "roof of mill" in str(finding.message)


def test_a_panel_well_above_the_roof_leaves_it_open():
    site, one = on_a_roof(5.5)
    assert exposed_places(site, [one], PANEL, 61.0, 2.0) == ()
    assert findings(site, one)["exposure"].ok is True


def test_sectors_of_one_mast_add_up():
    site, one = on_a_roof(1.5)
    alone, two = (exposed_places(site, group, PANEL, 61.0, 2.0)[0] for group in ([one], [one, replace(one, id="b")]))
    assert two.field_v_m == pytest.approx(alone.field_v_m * sqrt(2))


def test_an_antenna_low_over_the_ground_is_fenced():
    low = antenna(height_m=2.0, x_m=10.0, y_m=190.0)
    finding = findings(two_halls(), low)["exposure"]
    assert finding.ok is None
    assert "on the ground" in str(finding.message)


def test_too_much_power_is_found():
    found = findings(two_halls(), antenna(eirp_dbm=71))
    assert found["eirp"].ok is False
    assert {"band", "channel", "eirp", "frame", "exposure", "workers", "anfr", "border", "fee"} <= set(found)
    assert findings(two_halls(), antenna(eirp_dbm=70))["eirp"].ok is True


def test_limits_are_those_of_5_mhz():
    assert per_block_dbm(70.03, 40e6) == pytest.approx(61, abs=0.01)
    assert CARRIER.eirp_limit_dbm == pytest.approx(61 + 10 * log10(8))


def test_numbers_of_the_nr_raster():
    """TS 38.104 5.4.2.1: 5 kHz below 3 GHz, 15 kHz above, 60 kHz from 24.25 GHz."""
    assert nr_arfcn(2595e6) == 519_000
    assert nr_arfcn(3500.01e6) == 633_334
    assert nr_arfcn(24_250.08e6) == 2_016_667
    with pytest.raises(BadInput, match="100 GHz"):
        nr_arfcn(200e9)


@pytest.mark.parametrize(
    ("band", "changes", "words"),
    [
        ("n38", {"centre_mhz": 2610.0}, "outside|inside band n38"),
        ("n38", {"width_mhz": 37.0}, "width of 37 MHz"),
        ("n38", {"width_mhz": 100.0}, "inside band n38"),
        ("n77", {"centre_mhz": 3790.0}, "3770 to 3810|3,770 to 3,810"),
        ("n78", {}, "n78"),
        ("n258", {}, "experiments alone"),
    ],
)
def test_a_channel_that_cannot_be_asked_for_is_refused(band, changes, words):
    with pytest.raises(BadInput, match=words):
        carrier_of(band, ON, **changes)


def test_a_channel_is_asked_for_by_width_and_centre():
    carrier = carrier_of("n77", ON, width_mhz=100, centre_mhz=3900)
    assert (carrier.prbs, carrier.bandwidth_hz, carrier.freq_hz) == (273, 100e6, 3900e6)
    assert findings(two_halls(), antenna(), carrier=carrier)["channel"].ok is True
    askew = carrier_of("n77", ON, width_mhz=20, centre_mhz=3901)
    assert findings(two_halls(), antenna(), carrier=askew)["channel"].ok is False
    assert not on_raster(channel_of(tables(), "n77", ON, width_mhz=20, centre_mhz=3901))


def test_26_ghz_is_open_to_an_experiment():
    carrier = carrier_of("n258", ON, experiment=True)
    assert carrier.prbs == 66
    found = findings(two_halls(), antenna(), carrier=carrier)
    assert found["band"].ok is None
    assert "temporary" in str(found["band"].message)
    assert spectrum_fee_eur(carrier, 1.0, ON).to_confirm


def test_3_8_ghz_protects_earth_stations():
    assert "earth_stations" in findings(two_halls(), antenna(), carrier=carrier_of("n77", ON))


def test_fees_are_those_of_the_decrees():
    """592 € a year for 20 MHz on a small area since 2023; 70 992 € for 20 MHz up to 100 km² before."""
    assert spectrum_fee_eur(CARRIER, 0.0003, ON).euros_per_year == pytest.approx(2 * 592)
    assert not spectrum_fee_eur(CARRIER, 0.3, ON).to_confirm
    before = spectrum_fee_eur(carrier_of("n38", date(2021, 1, 1)), 50.0, date(2021, 1, 1))
    assert before.euros_per_year == pytest.approx(2 * 70_992)
    assert not before.to_confirm
    middle = spectrum_fee_eur(CARRIER, 4.41, ON)
    assert middle.to_confirm
    assert middle.low < middle.euros_per_year < middle.high


@given(st.floats(0.01, 200), st.floats(0, 100))
def test_a_larger_area_never_pays_less(area, more):
    assert spectrum_fee_eur(CARRIER, area + more, ON).euros_per_year >= spectrum_fee_eur(CARRIER, area, ON).euros_per_year


def test_every_band_lies_within_its_window():
    windows = {"n38": (2575e6, 2615e6), "n77": (3800e6, 4200e6)}
    for band in BANDS:
        carrier = carrier_of(band, ON)
        low, high = windows[band]
        assert low <= carrier.freq_hz - carrier.bandwidth_hz / 2
        assert carrier.freq_hz + carrier.bandwidth_hz / 2 <= high


def test_every_finding_has_its_source():
    for finding in findings(two_halls(), antenna(), grids=edge_grids(-80.0)).values():
        assert finding.source.title
        assert str(finding.message)
