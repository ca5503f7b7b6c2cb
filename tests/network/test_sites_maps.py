"""Maps that people export: OpenStreetMap, BD TOPO, other systems of coordinates, courtyards, lines; and the way back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import Polygon, union_all

from campus5g.core.errors import BadInput
from campus5g.core.site import Building, Mast, Path, PathKind, Site, Wall, Zone
from campus5g.network.geojson import STAND_IN_HEIGHT_M, write_geojson
from campus5g.network.rings import counter_clockwise, pieces_around, share_devices, signed_area
from campus5g.network.site_checks import check_site, site_warnings
from campus5g.network.sites import read_site, read_site_with_notes
from tests.network.scenes import DUNKIRK, box, open_field, sensors, two_halls
from tests.network.test_sites import DEVICES, degrees, feature, site_file


def tagged(coordinates, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def hall(**properties):
    return tagged(degrees((100, 100), (160, 100), (160, 130), (100, 130)), **properties)


def read_only(*features, **members):
    return read_site_with_notes({"type": "FeatureCollection", "features": list(features), **members})


@pytest.mark.parametrize(
    ("properties", "height", "wall"),
    [
        ({"building": "industrial", "height": "12,5 m"}, 12.5, Wall.HIGH_LOSS),
        ({"building": "yes", "building:levels": "4", "building:material": "glass"}, 12.0, Wall.LOW_LOSS),
        ({"building": "hangar", "height": "40 ft", "building:material": "metal"}, 12.192, Wall.METAL),
        ({"tags": {"building": "yes", "height": "7"}, "id": "way/1"}, 7.0, Wall.HIGH_LOSS),
        ({"osm_id": "9", "other_tags": '"building"=>"yes","height"=>"15","building:material"=>"steel"'}, 15.0, Wall.METAL),
        ({"cleabs": "BATIMENT1", "hauteur": 9.4, "materiaux_des_murs": "4", "nature": "Industriel"}, 9.4, Wall.LOW_LOSS),
        ({"HAUTEUR": 9, "NATURE": "Silo"}, 9.0, Wall.HIGH_LOSS),
        ({"cleabs": "BATIMENT2", "hauteur": None, "nombre_d_etages": 3}, 9.0, Wall.HIGH_LOSS),
    ],
)
def test_a_building_is_read_in_the_words_of_each_map(properties, height, wall):
    building = read_only(hall(**properties)).site.buildings[0]
    assert building.height_m == pytest.approx(height)
    assert building.wall is wall


def test_a_building_of_a_map_without_height_gets_two_storeys_and_it_is_said():
    reading = read_only(hall(building="yes"), hall(**{"@id": "way/2", "building": "yes", "height": "8"}))
    assert [b.height_m for b in reading.site.buildings] == [STAND_IN_HEIGHT_M, 8]
    assert "give no height: 1" in str(reading.notes[-1])


def test_trees_and_woods_are_neither_masts_nor_buildings():
    tree = tagged(list(DUNKIRK.to_geographic(10, 10)), "Point", natural="tree", height="12")
    wood = tagged(degrees((0, 0), (50, 0), (50, 50)), natural="wood", height="15")
    reading = read_only(hall(building="yes", height=9), tree, wood)
    assert reading.site.masts == ()
    assert len(reading.site.buildings) == 1
    assert "nor boundary: 2" in str(reading.notes[-1])


def test_high_points_of_a_map_are_candidate_masts():
    chimney = tagged(list(DUNKIRK.to_geographic(10, 10)), "Point", man_made="chimney", height="60")
    lamp = tagged(list(DUNKIRK.to_geographic(40, 10)), "Point", **{"tower:type": "lighting", "height": "25 m"})
    masts = read_only(hall(building="yes", height=9), chimney, lamp).site.masts
    assert [(m.kind, m.height_m) for m in masts] == [("chimney", 60), ("lamp", 25)]


def test_a_mast_may_be_said_above_its_roof():
    on_roof = feature("mast", list(DUNKIRK.to_geographic(120, 110)), "Point", id="r", building="mill", above_roof_m=3)
    mast = read_only(on_roof, hall(id="mill", role="building", height=22)).site.masts[0]
    assert (mast.height_m, mast.kind, mast.building) == (25.0, "roof", "mill")


def test_a_mast_on_a_roof_that_is_not_there_is_refused():
    on_roof = feature("mast", list(DUNKIRK.to_geographic(120, 110)), "Point", id="r", building="mill", above_roof_m=3)
    with pytest.raises(BadInput, match=r"features\[0\].*no building “mill”"):
        read_only(on_roof, hall(id="other", role="building", height=22))


@pytest.mark.parametrize(
    ("properties", "kind", "width"),
    [
        ({"railway": "rail"}, PathKind.RAIL, 5),
        ({"highway": "service", "width": "6 m"}, PathKind.ROAD, 6),
        ({"nature": "Voie ferrée principale"}, PathKind.RAIL, 5),
        ({"nature": "Route à 1 chaussée"}, PathKind.ROAD, 8),
        ({"role": "path", "path": "crane", "width_m": 20}, PathKind.CRANE, 20),
        ({"role": "path", "path": "corridor"}, PathKind.CORRIDOR, 4),
    ],
)
def test_lines_are_paths_of_what_moves(properties, kind, width):
    line = tagged([list(DUNKIRK.to_geographic(x, 20)) for x in (0, 50, 90)], "LineString", **properties)
    path = read_only(hall(building="yes", height=9), line).site.paths[0]
    assert (path.kind, path.width_m, len(path.points)) == (kind, width, 3)


def test_a_footway_is_no_path_of_a_vehicle():
    line = tagged([list(DUNKIRK.to_geographic(x, 20)) for x in (0, 50)], "LineString", highway="footway")
    assert read_only(hall(building="yes", height=9), line).site.paths == ()


@pytest.mark.parametrize(
    ("coordinates", "properties", "words"),
    [
        ([[2.37, 51.03]], {"path": "rail"}, "a line of 1 points"),
        ([[2.37, 51.03], [2.38, 51.03]], {"path": "river"}, "path is “river”"),
        ([[2.37, 51.03], [2.38, 51.03]], {"path": "rail", "width_m": -1}, "width_m"),
        ([[2.37, 51.03], [2.38, float("nan")]], {"path": "rail"}, "not a"),
    ],
)
def test_each_bad_path_is_named(coordinates, properties, words):
    with pytest.raises(BadInput) as fault:
        read_only(hall(building="yes", height=9), feature("path", coordinates, "LineString", id="p", **properties))
    assert words in str(fault.value)


def test_a_courtyard_is_open_ground():
    rings = degrees((0, 0), (60, 0), (60, 40), (0, 40)) + degrees((10, 10), (50, 10), (50, 30), (10, 30))
    buildings = read_only(tagged(rings, building="yes", height=12, id="block")).site.buildings
    shapes = [Polygon(b.footprint) for b in buildings]
    whole = union_all(shapes)
    assert [b.id for b in buildings] == ["block", "block.1"]
    assert sum(shape.area for shape in shapes) == pytest.approx(60 * 40 - 40 * 20, rel=1e-3)
    assert whole.area == pytest.approx(sum(shape.area for shape in shapes), rel=1e-9)
    assert len(whole.interiors) == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=12, unique=True))
def test_courtyards_take_away_their_ground_and_no_more(yards):
    """Any pattern of yards of 6 m in a block: the pieces are plain polygons, disjoint, and cover block minus yards."""
    outline = box(0, 0, 105, 65)
    holes = [box(5 + 10 * i, 5 + 10 * j, 11 + 10 * i, 11 + 10 * j)[::-1] for i, j in yards]
    pieces = [Polygon(ring) for ring in pieces_around(outline, holes, "block")]
    assert all(piece.is_valid for piece in pieces)
    wanted = Polygon(outline).area - 36 * len(yards)
    assert sum(piece.area for piece in pieces) == pytest.approx(wanted)
    assert union_all(pieces).area == pytest.approx(wanted)


def test_a_light_well_is_roof():
    assert pieces_around(box(0, 0, 30, 30), [box(10, 10, 12, 12)], "b") == [box(0, 0, 30, 30)]


def test_a_zone_in_two_pieces_shares_its_devices():
    rings = [degrees((0, 0), (30, 0), (30, 30), (0, 30)), degrees((50, 0), (60, 0), (60, 30), (50, 30))]
    zones = read_only(feature("zone", rings, "MultiPolygon", id="z", devices=[{**DEVICES[0], "count": 41}])).site.zones
    assert [zone.devices[0].count for zone in zones] == [31, 10]


@given(st.integers(0, 10_000), st.lists(st.floats(0.1, 1e6), min_size=2, max_size=9))
def test_no_device_is_lost_between_pieces(count, sizes):
    shares = share_devices((replace(sensors(), count=count),), sizes)
    assert sum(group.count for piece in shares for group in piece) == count


def test_altitudes_are_left_out():
    ring = [[*pair, 4.2] for pair in degrees((0, 0), (30, 0), (30, 30), (0, 30))[0]]
    assert len(read_only(tagged([ring], building="yes", height=5)).site.buildings[0].footprint) == 4


def test_lambert_93_is_turned_when_the_file_says_so_and_it_is_told():
    turn = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    ring = [list(turn.transform(*pair)) for pair in degrees((0, 0), (300, 0), (300, 200), (0, 200))[0]]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    reading = read_only(tagged([ring], building="yes", height=5), crs=crs)
    xs = [x for x, _ in reading.site.buildings[0].footprint]
    assert max(xs) - min(xs) == pytest.approx(300, abs=0.5)
    assert "not WGS84" in str(reading.notes[0])
    with pytest.raises(BadInput, match="Lambert-93"):
        read_only(tagged([ring], building="yes", height=5))


@pytest.mark.parametrize("crs", [{"type": "name", "properties": {"name": "EPSG:999999"}}, {"type": "link"}, "moon"])
def test_an_unknown_system_is_refused(crs):
    with pytest.raises(BadInput, match="crs"):
        read_only(hall(building="yes", height=5), crs=crs)


def test_wgs84_by_its_long_name_is_taken_as_it_is():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_only(hall(building="yes", height=5), crs=crs).notes == read_only(hall(building="yes", height=5)).notes


def test_degrees_said_to_be_metres_are_seen():
    with pytest.raises(BadInput, match="look like degrees"):
        read_only(hall(building="yes", height=5), frame="local metres")


def test_the_licence_of_an_extract_is_kept():
    assert "ODbL" in read_only(hall(building="yes", height=5), generator="overpass-turbo").site.licence


def test_a_layer_pasted_twice_is_refused():
    site = two_halls()
    many = tuple(Building(f"b{i}", box(10 * i, 0, 10 * i + 5, 5), 5) for i in range(6))
    again = tuple(replace(b, id=f"{b.id}'") for b in many)
    with pytest.raises(BadInput, match="in the file twice"):
        check_site(replace(site, buildings=many + again, masts=(), zones=()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"buildings": (Building("dot", box(0, 0, 1, 1), 5),)}, "less than 2 m²: 1 (dot)"),
        ({"boundary": box(0, 0, 2000, 2000), "buildings": (Building("vast", box(0, 0, 900, 900), 5),)}, "vast covers 81 ha"),
        ({"zones": (Zone("z", "Yard", box(50, 50, 150, 110), (sensors(),)),)}, "a roof covers all of it"),
        ({"zones": (Zone("z", "Hall", box(160, 50, 200, 110), (sensors(),), indoor=True),)}, "0 % of it is under a roof"),
        ({"paths": (Path("p", "Rail", PathKind.RAIL, ((0, 0), (450, 0)), 5, (sensors(),)),)}, "runs 49 m outside"),
    ],
)
def test_what_surprises_is_said_and_named(change, words):
    assert words in " ".join(str(warning) for warning in site_warnings(replace(two_halls(), **change)))


def test_ten_thousand_buildings_are_read_whole():
    """A file as a port exports it: nothing is lost and every identity is kept."""
    ring = degrees((0, 0), (8, 0), (8, 8), (0, 8))[0]
    step = DUNKIRK.to_geographic(10, 10)[0] - DUNKIRK.longitude
    features = [
        tagged(
            [[[x + step * (n % 100), y + step * (n // 100)] for x, y in ring]],
            **{"@id": f"way/{n}", "building": "yes", "height": 6},
        )
        for n in range(10_000)
    ]
    site = read_only(*features).site
    assert [b.id for b in site.buildings] == [f"way/{n}" for n in range(10_000)]


millimetres = st.integers(-4_000_000, 4_000_000).map(lambda mm: mm / 1000 + 0.0)
corners = st.tuples(millimetres, millimetres)


@st.composite
def sites(draw):
    """Sites as reading leaves them: corners on the millimetre, outlines counter-clockwise."""

    def rectangle():
        (x, y), width, depth = draw(corners), draw(st.integers(1, 300)), draw(st.integers(1, 300))
        return tuple((round(a, 3) + 0.0, round(b, 3) + 0.0) for a, b in box(x, y, x + width, y + depth))

    heights = st.floats(0.1, 200)
    walls, kinds = st.sampled_from(Wall), st.sampled_from(["hall", "tank", "building"])
    buildings = tuple(
        Building(f"b{i}", rectangle(), draw(heights), draw(walls), draw(kinds)) for i in range(draw(st.integers(0, 3)))
    )
    masts = tuple(
        Mast(f"m{i}", *draw(corners), 450.0, draw(st.sampled_from(["", "pole", "roof"]))) for i in range(draw(st.integers(0, 2)))
    )
    zones = tuple(
        Zone(f"z{i}", "Zone n° é", rectangle(), (sensors(draw(st.integers(1, 999))),), draw(st.booleans()))
        for i in range(draw(st.integers(0, 2)))
    )
    paths = tuple(
        Path(
            f"p{i}",
            "Voie",
            draw(st.sampled_from(PathKind)),
            tuple(draw(st.lists(corners, min_size=2, max_size=6, unique=True))),
            draw(st.floats(0.5, 50)),
            draw(st.sampled_from([(), (sensors(7),)])),
        )
        for i in range(draw(st.integers(0, 2)))
    )
    return Site("là et retour", box(-5000, -5000, 5000, 5000), buildings, masts, zones, DUNKIRK, "CC0-1.0", paths)


@settings(max_examples=60)
@given(sites())
def test_what_is_written_is_read_back_to_the_last_bit(site):
    assert read_site(json.loads(json.dumps(write_geojson(site)))) == site


@given(sites())
def test_outlines_are_written_as_rfc_7946_wants(site):
    for one in write_geojson(site)["features"]:
        if one["geometry"]["type"] == "Polygon":
            (ring,) = one["geometry"]["coordinates"]
            assert ring[0] == ring[-1]
            assert signed_area(tuple(map(tuple, ring[:-1]))) > 0


def test_a_clockwise_outline_is_turned_from_its_first_corner():
    clockwise = box(0, 0, 2, 1)[::-1]
    turned = counter_clockwise(clockwise)
    assert turned[0] == clockwise[0]
    assert signed_area(turned) == -signed_area(clockwise) == 2


def test_an_empty_field_has_nothing_to_say():
    zone = Zone("z", "Z", box(10, 10, 50, 50), (sensors(),))
    assert site_warnings(open_field((zone,))) == ()
    assert read_site(site_file()).paths == ()
