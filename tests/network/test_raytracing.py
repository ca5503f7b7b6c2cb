"""The ray tracer beside the engine: its scene is closed and true to the site, and what it cannot do is one sentence."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from campus5g.core.site import Building, Site, Wall
from campus5g.network import raytracing
from campus5g.network.cross_check import compared, cross_check, places_of
from campus5g.network.links import free_space_db, read_links, score
from campus5g.network.plan import Antenna, NetworkPlan
from campus5g.network.prisms import buildings_at
from campus5g.network.raytracing import Effort, NotTraced, Traced, trace_links
from campus5g.network.raytracing_scene import SUNK_M, Mesh, ground_mesh, joined, ply, prism_mesh, write_scene
from tests.cli.test_proof import campus5g
from tests.network.scenes import box, one_wall, open_field, two_halls
from tests.network.test_coverage import CARRIER

LINKS = (np.array([[100.0, 200.0, 30.0]] * 2), np.array([400.0, 300.0]), np.array([200.0, 100.0]))


def volume_of(mesh: Mesh) -> float:
    """Divergence theorem: a sixth of the triple products of the faces."""
    a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def is_closed(mesh: Mesh) -> bool:
    """Every edge is walked once each way by the two faces that share it."""
    edges = Counter((int(f[k]), int(f[(k + 1) % 3])) for f in mesh.faces for k in range(3))
    return all(edges[b, a] == n == 1 for (a, b), n in edges.items())


@st.composite
def footprints(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    """Rings around a point, either way round, mostly with dents."""
    corners = draw(st.integers(3, 12))
    radii = draw(st.lists(st.integers(3, 60), min_size=corners, max_size=corners))
    angles = 2 * np.pi * np.arange(corners) / corners
    ring = tuple((float(r * np.cos(a)), float(r * np.sin(a))) for r, a in zip(radii, angles, strict=True))
    return ring if draw(st.booleans()) else ring[::-1]


@given(footprints(), st.floats(2.0, 120.0))
def test_a_prism_is_closed_faces_outwards_and_holds_area_times_height(footprint, height):
    mesh = prism_mesh(footprint, -SUNK_M, height)
    assert is_closed(mesh)
    assert volume_of(mesh) == pytest.approx(Polygon(footprint).area * (height + SUNK_M), rel=1e-9)


def test_a_corner_on_a_straight_side_leaves_no_slit_in_the_roof():
    dented = ((0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 10.0), (0.0, 10.0), (0.0, 4.0))
    mesh = prism_mesh(dented, 0.0, 3.0)
    assert is_closed(mesh)
    assert volume_of(mesh) == pytest.approx(300.0)
    assert len(mesh.vertices_m) == 8


def test_buildings_joined_in_one_mesh_keep_their_volumes():
    halls = two_halls().buildings
    mesh = joined([prism_mesh(b.footprint, 0.0, b.height_m) for b in halls])
    assert is_closed(mesh)
    assert volume_of(mesh) == pytest.approx(100 * 60 * 12 + 80 * 60 * 10)


def test_the_ground_reaches_beyond_the_site_and_looks_up():
    mesh = ground_mesh(open_field())
    a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    assert (normals[:, 2] > 0).all()
    assert normals[:, 2].sum() / 2 == pytest.approx(1600 * 1400)
    assert (mesh.vertices_m[:, 2] == 0).all()


def read_ply(data: bytes) -> Mesh:
    """A reader of its own, after the format's description: header, vertices of 3 floats, faces of a count and 3 integers."""
    head, _, body = data.partition(b"end_header\n")
    counts = [int(line.split()[2]) for line in head.decode().splitlines() if line.startswith("element")]
    vertices = np.frombuffer(body, "<f4", 3 * counts[0]).reshape(-1, 3)
    rows = np.frombuffer(body[vertices.nbytes :], np.dtype("u1")).reshape(counts[1], 13)
    assert (rows[:, 0] == 3).all()
    return Mesh(vertices.astype(float), np.ascontiguousarray(rows[:, 1:]).view("<i4"))


def test_the_files_hold_each_wall_class_in_its_material(tmp_path):
    site = two_halls()
    brick = Building("c", box(340, 140, 360, 160), 6.0, Wall.LOW_LOSS)
    site = Site(site.name, site.boundary, (*site.buildings, brick), site.masts, (), site.origin)
    scene = Xml.parse(write_scene(site, tmp_path)).getroot()
    material = {shape.find("string").get("value"): shape.find("ref").get("id") for shape in scene.iter("shape")}
    assert material == {"ground.ply": "concrete", "walls-brick.ply": "brick", "walls-metal.ply": "metal"}
    assert {surface.get("id") for surface in scene.iter("bsdf")} == {"concrete", "brick", "metal"}
    metal = read_ply((tmp_path / "walls-metal.ply").read_bytes())
    assert is_closed(metal)
    assert volume_of(metal) == pytest.approx(100 * 60 * 13 + 80 * 60 * 11, rel=1e-6)
    assert volume_of(read_ply((tmp_path / "walls-brick.ply").read_bytes())) == pytest.approx(20 * 20 * 7, rel=1e-6)


def test_every_building_of_real_sites_becomes_a_closed_prism(shared):
    from campus5g.network.sites import read_site

    for name in ("steelworks", "munich"):
        for building in read_site(shared / f"data/radio/site_{name}.json").buildings:
            mesh = prism_mesh(building.footprint, 0.0, building.height_m)
            assert is_closed(mesh), building.id
            assert volume_of(mesh) == pytest.approx(Polygon(building.footprint).area * building.height_m, rel=1e-6)


def test_a_ply_file_is_read_back_as_it_was_written():
    mesh = prism_mesh(box(0, 0, 10, 5), -1.0, 8.0)
    again = read_ply(ply(mesh))
    assert np.array_equal(again.vertices_m, mesh.vertices_m)
    assert np.array_equal(again.faces, mesh.faces)


def stub(folder: Path, body: str) -> str:
    """An interpreter that is called as Python would be (-P, worker, folder) and does ``body`` with the folder instead."""
    program = folder / "python"
    program.write_text(f"#!{sys.executable}\nimport json, os, sys\nfolder = sys.argv[3]\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


FREE_SPACE = """
import math
job = json.load(open(os.path.join(folder, "job.json")))
gain, los = [], []
for mast, x, y, z in job["links"]:
    length = math.dist(job["tx_m"][mast], (x, y, z))
    gain.append(20 * math.log10(3e8 / job["freq_hz"] / (4 * math.pi * length)))
    los.append(True)
assert os.path.exists(os.path.join(folder, job["scene"]))
answer = dict(gain_db=gain, los=los, version="0", cpu_s=1.0, wall_s=1.0, peak_mib=1.0)
json.dump(answer, open(os.path.join(folder, "answer.json"), "w"))
"""


def test_each_link_gets_its_own_answer_whatever_the_order_of_the_masts(tmp_path):
    tx = np.array([[500.0, 300.0, 20.0], [100.0, 200.0, 30.0], [500.0, 300.0, 20.0], [100.0, 200.0, 10.0]])
    x, y = np.array([10.0, 20.0, 30.0, 40.0]), np.array([15.0, 25.0, 35.0, 45.0])
    traced = trace_links(open_field(), tx, x, y, CARRIER.freq_hz, python=stub(tmp_path, FREE_SPACE))
    assert isinstance(traced, Traced)
    assert traced.gain_db == pytest.approx(free_space_db(tx, x, y, 1.5, CARRIER.freq_hz))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("os.abort()", "ended by itself (code -6): install libLLVM 19"),
        ("pass", "ended by itself (code 0)"),
        ("json.dump({'absent': 'sionna'}, open(folder + '/answer.json', 'w'))", "is not installed: add the extra"),
        ("json.dump({'failed': 'no LLVM shared library'}, open(folder + '/answer.json', 'w'))", "finds no libLLVM"),
        ("json.dump({'failed': 'bad mesh'}, open(folder + '/answer.json', 'w'))", "refused the scene: bad mesh"),
        ("json.dump({'gain_db': [1.0], 'los': [True]}, open(folder + '/answer.json', 'w'))", "did not answer every link"),
        ("import time; time.sleep(60)", "was stopped after 1 s"),
    ],
)
def test_a_tracer_that_cannot_answer_is_one_sentence(tmp_path, body, said):
    found = trace_links(one_wall(), *LINKS, CARRIER.freq_hz, effort=Effort(limit_s=1.0), python=stub(tmp_path, body))
    assert isinstance(found, NotTraced)
    assert said in str(found.reason)


def test_without_the_extra_nothing_is_started(monkeypatch):
    monkeypatch.setattr(raytracing, "is_installed", lambda: False)
    monkeypatch.setattr(raytracing.subprocess, "run", lambda *_, **__: pytest.fail("a process was started"))
    found = trace_links(one_wall(), *LINKS, CARRIER.freq_hz)
    assert isinstance(found, NotTraced)
    assert "campus5g[raytracing]" in str(found.reason)


def test_the_true_worker_says_which_package_is_missing(tmp_path):
    if raytracing.is_installed():
        pytest.skip("Sionna RT is installed here")
    found = trace_links(one_wall(), *LINKS, CARRIER.freq_hz, python=sys.executable)
    assert isinstance(found, NotTraced)
    assert "is not installed" in str(found.reason)


def test_a_model_without_an_answer_is_counted_and_not_scored(tmp_path):
    file = tmp_path / "links.csv"
    file.write_text("tx,x_m,y_m,path_gain_db,los\nm1,200,200,-88,1\nm1,220,200,-89,1\nm1,240,200,,0\n", encoding="utf-8")
    links = read_links(file, open_field())
    found = score(links, np.array([-87.0, np.nan, -90.0]), np.ones(3, np.bool_), np.full(3, -80.0))
    assert (found.links, found.unanswered, found.without_reference) == (1, 1, 1)
    assert found.rmse_los_db == 1.0


def plan_on(site: Site) -> NetworkPlan:
    from datetime import date

    antennas = tuple(
        Antenna(f"{m.id}/0", m.id, "sector", m.x_m, m.y_m, m.height_m, 0.0, 4.0, 43.0, 17.0, 60.0, 0.5, 0.5) for m in site.masts
    )
    return NetworkPlan(site.name, "n38", "DDDSU", date(2026, 11, 21), antennas, (), (), 1.0, (), (), (), (), ())


def test_a_plan_is_checked_where_its_devices_are_in_the_open(tmp_path):
    site = two_halls()
    x, y = places_of(site, 50, np.random.default_rng(0))
    assert x.size == 50
    assert shapely.contains_xy(Polygon(site.zones[1].ring), x, y).all()
    assert (buildings_at(site, x, y) < 0).all()
    again = places_of(site, 50, np.random.default_rng(0))
    assert np.array_equal(again, (x, y))


def test_in_sight_the_engine_is_its_ground_ray_above_a_tracer_that_knows_free_space_alone(tmp_path):
    """The twin on the ground adds between 0 and 3 dB; nothing else stands in an open field."""
    site = open_field(zones=two_halls().zones[1:])
    check = cross_check(site, plan_on(site), 40, python=stub(tmp_path, FREE_SPACE))
    assert not isinstance(check, NotTraced)
    assert (check.score.links, check.score.links_los, check.score.los_agreement) == (40, 40, 1.0)
    assert 0.0 < check.score.bias_los_db < 3.0
    assert "In sight the engine is" in str(check.sentences[1])
    assert len(check.sentences) == 2


def test_a_plan_of_halls_alone_has_nothing_to_trace():
    site = two_halls()
    site = site.with_zones(site.zones[:1])
    check = cross_check(site, plan_on(site))
    assert isinstance(check, NotTraced)
    assert "nothing to trace" in str(check.reason)


def write_links(path: Path, gains: bool) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["tx", "x_m", "y_m", "path_gain_db"][: 4 if gains else 3])
        writer.writerows([["m1", x, 90, -80][: 4 if gains else 3] for x in (-600, -550, -500)])
    return path


@pytest.mark.parametrize("gains", [True, False])
def test_the_shell_traces_links_with_and_without_values_to_compare(root, tmp_path, gains):
    file = write_links(tmp_path / "links.csv", gains)
    words = ("network", "links", str(root / "dunkerque/sites/port.json"), "--links", str(file), "--engine", "sionna", "--json")
    done = campus5g(*words, "--python", stub(tmp_path, FREE_SPACE), "--on", "2026-11-21")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["engine"] == "sionna-rt 0"
    assert found["links"] == 3


def test_the_shell_refuses_in_one_sentence_when_the_tracer_dies(root, tmp_path):
    file = write_links(tmp_path / "links.csv", gains=True)
    words = ("network", "links", str(root / "dunkerque/sites/port.json"), "--links", str(file), "--engine", "sionna")
    done = campus5g(*words, "--python", stub(tmp_path, "os.abort()"), "--on", "2026-11-21")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DRJIT_LIBLLVM_PATH" in done.stderr


SIONNA = os.environ.get("CAMPUS5G_RAYTRACING_PYTHON") or (sys.executable if raytracing.is_installed() else None)


@pytest.mark.skipif(SIONNA is None, reason="Sionna RT is not installed: add the extra campus5g[raytracing]")
def test_the_real_tracer_agrees_in_sight_and_sees_the_same_shadow():
    """Sionna RT itself on one hall: sight as the engine has it, and within 2.5 dB of it there."""
    site = one_wall()
    generator = np.random.default_rng(1)
    x, y = generator.uniform(150, 590, 40), generator.uniform(20, 380, 40)
    outside = buildings_at(site, x, y) < 0
    x, y = x[outside], y[outside]
    tx = np.tile([[100.0, 200.0, 30.0]], (x.size, 1))
    traced = trace_links(site, tx, x, y, CARRIER.freq_hz, python=SIONNA)
    assert isinstance(traced, Traced), traced.reason
    found = compared(site, tx, x, y, CARRIER, traced).score
    assert found.los_agreement == 1.0
    assert found.links_los > 20
    assert found.rmse_los_db < 2.5
