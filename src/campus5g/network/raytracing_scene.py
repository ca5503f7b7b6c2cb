"""A site as files that a ray tracer reads: Mitsuba's XML, and one PLY mesh for each class of wall.

Buildings are closed prisms whose faces share their vertices: a tracer that looks for edges in the topology of a mesh finds none,
and diffracts nothing, where two faces only touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from campus5g.core.site import Ring, Site
from campus5g.network.prisms import MATERIALS
from campus5g.network.profiles import GROUND

SUNK_M = 1.0
"""Prisms reach this far into the ground: closed, and no face in the plane of the ground, where rays would draw lots."""

_GROUND_BEYOND_M = 500.0
_FLAT = 1e-9
_THICKNESS_M = 0.1


class Mesh(NamedTuple):
    """vertices_m [vertex, 3]; faces [triangle, 3]: three vertices, counter-clockwise seen from outside."""

    vertices_m: NDArray[np.float64]
    faces: NDArray[np.int32]


def write_scene(site: Site, folder: Path) -> Path:
    """Write ``site`` into ``folder`` and return the XML file; materials are those of the engine (ITU-R P.2040)."""
    meshes = {"ground": (GROUND, ground_mesh(site))}
    for wall, material in MATERIALS.items():
        prisms = [prism_mesh(b.footprint, -SUNK_M, b.height_m) for b in site.buildings if b.wall is wall]
        if prisms:
            meshes[f"walls-{material}"] = (material, joined(prisms))
    for name, (_, mesh) in meshes.items():
        (folder / f"{name}.ply").write_bytes(ply(mesh))
    scene = folder / "scene.xml"
    scene.write_bytes(scene_xml({name: material for name, (material, _) in meshes.items()}))
    return scene


def prism_mesh(footprint: Ring, bottom_m: float, top_m: float) -> Mesh:
    """Return the closed surface of a prism: floor, roof, and two triangles a wall."""
    ring = _corners(footprint)
    size = len(ring)
    flat = _triangles(ring)
    here = np.arange(size)
    after = (here + 1) % size
    walls = np.concatenate(
        [np.column_stack([here, after, after + size]), np.column_stack([here, after + size, here + size])]
    )  # fmt: skip
    floor, roof = flat[:, ::-1], flat + size
    vertices = np.concatenate([np.column_stack([ring, np.full(size, z)]) for z in (bottom_m, top_m)])
    return Mesh(vertices, np.concatenate([floor, roof, walls]).astype(np.int32))


def ground_mesh(site: Site) -> Mesh:
    """Return the ground as a rectangle at height 0, 500 m beyond the site."""
    (west, south), (east, north) = np.min(site.boundary, axis=0), np.max(site.boundary, axis=0)
    west, south, east, north = (
        west - _GROUND_BEYOND_M,
        south - _GROUND_BEYOND_M,
        east + _GROUND_BEYOND_M,
        north + _GROUND_BEYOND_M,
    )
    corners = np.array([[west, south, 0.0], [east, south, 0.0], [east, north, 0.0], [west, north, 0.0]])
    return Mesh(corners, np.array([[0, 1, 2], [0, 2, 3]], np.int32))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Return several meshes as one; their vertices stay apart."""
    first = np.cumsum([0, *(len(mesh.vertices_m) for mesh in meshes)])
    faces = [mesh.faces + start for mesh, start in zip(meshes, first[:-1], strict=True)]
    return Mesh(np.concatenate([mesh.vertices_m for mesh in meshes]), np.concatenate(faces).astype(np.int32))


def ply(mesh: Mesh) -> bytes:
    """Return a mesh as a PLY file (binary, little-endian, metres as float32)."""
    head = (
        "ply\nformat binary_little_endian 1.0\n"
        f"element vertex {len(mesh.vertices_m)}\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {len(mesh.faces)}\nproperty list uchar int vertex_index\nend_header\n"
    )
    faces = np.empty(len(mesh.faces), np.dtype([("count", "u1"), ("vertex", "<i4", 3)]))
    faces["count"], faces["vertex"] = 3, mesh.faces
    return head.encode("ascii") + mesh.vertices_m.astype("<f4").tobytes() + faces.tobytes()


def scene_xml(material_of: dict[str, str]) -> bytes:
    """Return Mitsuba's scene: each mesh (``<name>.ply``) with the ITU material that it is made of."""
    scene = Xml.Element("scene", version="2.1.0")
    for material in dict.fromkeys(material_of.values()):
        surface = Xml.SubElement(scene, "bsdf", type="itu-radio-material", id=material)
        Xml.SubElement(surface, "string", name="type", value=material)
        Xml.SubElement(surface, "float", name="thickness", value=str(_THICKNESS_M))
    for name, material in material_of.items():
        shape = Xml.SubElement(scene, "shape", type="ply", id=name)
        Xml.SubElement(shape, "string", name="filename", value=f"{name}.ply")
        Xml.SubElement(shape, "boolean", name="face_normals", value="true")
        Xml.SubElement(shape, "ref", id=material, name="bsdf")
    Xml.indent(scene)
    return bytes(Xml.tostring(scene, encoding="utf-8", xml_declaration=True))


def _corners(footprint: Ring) -> NDArray[np.float64]:
    """The corners counter-clockwise, without those on a straight side: a triangulation may pass them by and leave a slit."""
    ring = np.asarray(footprint, dtype=np.float64)
    ring = ring if shapely.is_ccw(shapely.linearrings(ring)) else ring[::-1]
    while len(ring) > 3:
        back, ahead = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
        turn = back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0]
        straight = np.abs(turn) <= _FLAT * np.hypot(*back.T) * np.hypot(*ahead.T)
        if not straight.any():
            break
        ring = np.delete(ring, int(np.argmax(straight)), axis=0)
    return ring


def _triangles(ring: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cut a polygon into triangles of its own corners, counter-clockwise: indices [triangle, 3]."""
    index = {(float(x), float(y)): k for k, (x, y) in enumerate(ring)}
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(Polygon(ring)))
    found = shapely.get_coordinates(pieces).reshape(-1, 4, 2)[:, :3]
    faces = np.array([[index[float(x), float(y)] for x, y in corners] for corners in found], np.int64).reshape(-1, 3)
    one, two = found[:, 1] - found[:, 0], found[:, 2] - found[:, 0]
    clockwise = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0] < 0
    faces[clockwise] = faces[clockwise][:, ::-1]
    return faces
