"""Reading sites: both formats, the way back, and a sentence for each fault."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Site, Wall, Zone
from campus5g.network.geojson import write_geojson
from campus5g.network.site_checks import check_site, overlaps, site_warnings
from campus5g.network.sites import NOWHERE, read_site, read_site_with_notes
from tests.network.scenes import DUNKIRK, box, open_field, sensors, two_halls

LON, LAT = 2.3775, 51.0383


def feature(role, coordinates, kind="Polygon", **properties):
    return {"type": "Feature", "properties": {"role": role, **properties}, "geometry": {"type": kind, "coordinates": coordinates}}


def degrees(*corners):
    """A ring of corners given in metres around Dunkirk's town hall."""
    ring = [list(DUNKIRK.to_geographic(x, y)) for x, y in corners]
    return [[*ring, ring[0]]]


DEVICES = [
    {"name": "sensors", "count": 5, "packet_bytes": 100, "period_s": 60, "latency_s": 1, "reliability": 0.99, "uplink_bps": 0}
]


def site_file():
    return {
        "type": "FeatureCollection",
        "name": "works",
        "features": [
            feature("boundary", degrees((0, 0), (500, 0), (500, 400), (0, 400))),
            feature("building", degrees((100, 100), (200, 100), (200, 150), (100, 150)), id="hall", height="12 m", wall="metal"),
            feature("mast", list(DUNKIRK.to_geographic(300, 200)), "Point", id="m1", height=30),
            feature("zone", degrees((50, 50), (450, 50), (450, 350), (50, 350)), id="yard", name="Yard", devices=DEVICES),
        ],
    }


def test_degrees_become_metres_around_the_middle():
    site = read_site(site_file())
    xs, ys = [p[0] for p in site.boundary], [p[1] for p in site.boundary]
    assert max(xs) - min(xs) == pytest.approx(500, abs=0.6)
    assert max(ys) - min(ys) == pytest.approx(400, abs=0.6)
    assert max(xs) == pytest.approx(-min(xs), abs=0.6)
    assert site.buildings[0].height_m == 12
    assert site.buildings[0].wall is Wall.METAL
    assert site.zones[0].devices[0].count == 5
    assert not site.zones[0].indoor


def test_storeys_stand_for_a_missing_height():
    data = site_file()
    data["features"][1]["properties"] = {"building": "yes", "building:levels": "3"}
    assert read_site(data).buildings[0].height_m == 9


def test_a_multipolygon_is_several_buildings():
    data = site_file()
    rings = [degrees((100, 100), (120, 100), (120, 120)), degrees((150, 100), (170, 100), (170, 120))]
    data["features"][1] = feature("building", rings, "MultiPolygon", id="pair", height=8)
    assert [b.id for b in read_site(data).buildings] == ["pair", "pair.1"]


@pytest.mark.parametrize("name", ["steelworks", "delfshaven", "munich"])
def test_the_sites_of_the_data_folder_come_back_unchanged(shared, name):
    reading = read_site_with_notes(shared / "data" / "radio" / f"site_{name}.json")
    assert len(reading.site.masts) == 9
    assert reading.site.origin == NOWHERE
    assert len(reading.notes) == 2  # no place on Earth, no boundary
    assert read_site(json.loads(json.dumps(write_geojson(reading.site)))) == reading.site


@pytest.mark.parametrize(("name", "pairs"), [("steelworks", 4), ("munich", 7), ("delfshaven", 1)])
def test_overlaps_of_the_data_folder_are_named_and_not_refused(shared, name, pairs):
    """The README of the data counts 4 pairs in the steelworks and 7 in Munich; Delfshaven has one."""
    site = read_site(shared / "data" / "radio" / f"site_{name}.json")
    found = overlaps(site)
    assert len(found) == pairs
    said = " ".join(str(warning) for warning in site_warnings(site))
    assert all(f"{a} / {b}" in said for a, b in found)


@given(
    x=st.floats(-4000, 4000), y=st.floats(-4000, 4000), width=st.floats(1, 300), height=st.floats(0.5, 200), indoor=st.booleans()
)
def test_what_is_written_is_read_back(x, y, width, height, indoor):
    x, y, width = round(x, 3), round(y, 3), round(width, 3)
    ring = tuple((round(a, 3), round(b, 3)) for a, b in box(x, y, x + width, y + width))
    boundary = box(-5000, -5000, 5000, 5000)
    site = Site(
        "there and back",
        boundary,
        (Building("b", ring, height),),
        (Mast("m", x, y, height + 1),),
        (Zone("z", "Zone", ring, (sensors(),), indoor),),
        DUNKIRK,
        "CC0-1.0",
    )
    assert read_site(write_geojson(site)) == site


def refused(data, **changes):
    with pytest.raises(BadInput) as fault:
        read_site(data, **changes)
    return str(fault.value)


def test_a_file_cut_in_the_middle_says_where(tmp_path):
    path = tmp_path / "site.json"
    path.write_text(json.dumps(site_file())[:400])
    sentence = refused(path)
    assert sentence.startswith("site.json, line 1")
    assert "cut in the middle" in sentence


def test_a_missing_file_is_one_sentence(tmp_path):
    assert "nowhere.json" in refused(tmp_path / "nowhere.json")


def test_swapped_degrees_are_seen():
    data = site_file()
    for one in data["features"]:
        one["geometry"]["coordinates"] = swapped(one["geometry"]["coordinates"])
    assert "swapped" in refused(data)


def swapped(coordinates):
    return coordinates[::-1] if isinstance(coordinates[0], float) else [swapped(inner) for inner in coordinates]


def test_metres_without_a_frame_are_not_taken_for_degrees():
    data = site_file()
    data["features"][2]["geometry"]["coordinates"] = [300.0, 200.0]
    assert "local metres" in refused(data)


@pytest.mark.parametrize(
    ("index", "properties", "words"),
    [
        (1, {"role": "building", "height": -3}, "height of -3 m"),
        (1, {"role": "building", "height": 0}, "height of 0 m"),
        (1, {"role": "building", "height": "tall"}, "“tall”"),
        (1, {"role": "building"}, "no height"),
        (1, {"role": "building", "height": 5, "wall": "paper"}, "paper"),
        (3, {"role": "zone", "id": "yard"}, "has no devices"),
        (3, {"role": "zone", "devices": [{**DEVICES[0], "count": 0}]}, "count"),
        (3, {"role": "zone", "devices": [{**DEVICES[0], "count": float("nan")}]}, "count"),
        (3, {"role": "zone", "devices": [{**DEVICES[0], "reliability": 1.0}]}, "reliability"),
        (3, {"role": "zone", "devices": [{**DEVICES[0], "speed": 1}]}, "unknown field speed"),
        (3, {"role": "zone", "devices": [{"name": "sensors"}]}, "count is missing"),
    ],
)
def test_each_bad_property_is_named(index, properties, words):
    data = site_file()
    data["features"][index]["properties"] = properties
    assert words in refused(data)


@pytest.mark.parametrize(
    ("index", "ring", "words"),
    [
        (1, degrees((100, 100), (200, 150), (200, 100), (100, 150)), "crosses itself"),
        (1, degrees((100, 100), (200, 150)), "2 corners"),
        (3, degrees((50, 50), (900, 50), (900, 350), (50, 350)), "outside the boundary"),
        (1, [[["a", 1], [2, 3], [4, 5]]], "not a point"),
        (1, [[[float("nan"), 51.0], [2.37, 51.0], [2.37, 51.1]]], "not a"),
    ],
)
def test_each_bad_shape_is_named(index, ring, words):
    data = site_file()
    data["features"][index]["geometry"]["coordinates"] = ring
    assert words in refused(data)


def test_a_mast_outside_the_site_or_inside_a_hall_is_refused():
    data = site_file()
    data["features"][2]["geometry"]["coordinates"] = list(DUNKIRK.to_geographic(700, 200))
    assert "outside" in refused(data)
    data["features"][2] = feature("mast", list(DUNKIRK.to_geographic(150, 120)), "Point", id="m1", height=10)
    sentence = refused(data)
    assert "mast m1" in sentence
    assert "hall" in sentence


def test_a_mast_above_a_roof_is_welcome():
    data = site_file()
    data["features"][2] = feature("mast", list(DUNKIRK.to_geographic(150, 120)), "Point", id="m1", height=15)
    assert read_site(data).masts[0].height_m == 15


def test_an_identity_is_used_once():
    data = site_file()
    data["features"].append(copy.deepcopy(data["features"][2]))
    assert "used twice" in refused(data)


def test_something_else_than_a_collection_is_refused():
    assert "FeatureCollection" in refused({"type": "Feature"})
    assert "no coordinates" in refused({"type": "FeatureCollection", "features": []})


def test_clockwise_rings_are_read_as_they_are():
    data = site_file()
    ring = data["features"][1]["geometry"]["coordinates"][0]
    data["features"][1]["geometry"]["coordinates"] = [ring[::-1]]
    assert len(read_site(data).buildings[0].footprint) == 4


def test_features_of_no_known_kind_are_counted():
    data = site_file()
    data["features"].append({"type": "Feature", "properties": {"highway": "path"}, "geometry": feature("", [[0]])["geometry"]})
    with pytest.raises(BadInput):
        read_site({**data, "features": [5]})
    assert "nor boundary: 1" in str(read_site_with_notes(data).notes[0])


def test_overlapping_buildings_are_allowed_and_said():
    site = two_halls()
    twin = Site(site.name, site.boundary, (*site.buildings, Building("c", box(140, 60, 180, 90), 9)), (), (), site.origin)
    check_site(twin)
    said = " ".join(str(w) for w in site_warnings(twin))
    assert "two buildings overlap (a / c)" in said
    assert overlaps(twin) == (("a", "c"),)
    assert "no candidate mast" in said
    assert "no zone" in said
    assert site_warnings(two_halls()) == ()


def test_a_building_that_touches_another_does_not_overlap_it():
    site = open_field((Zone("z", "Z", box(0, 0, 10, 80), (sensors(),)),))
    halls = (Building("a", box(0, 0, 50, 50), 5), Building("b", box(50, 0, 90, 50), 5))
    assert site_warnings(Site(site.name, site.boundary, halls, site.masts, site.zones, site.origin)) == ()
