"""The coverage map as one SVG that stands alone: signal, buildings, zones, antennas, legend, scale, north."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import cos, floor, log10, radians, sin

import numpy as np

from campus5g.core.message import msg
from campus5g.core.site import Ring, Site
from campus5g.documents.blocks import Figure, clean
from campus5g.documents.content import AntennaLike, CoverageGrid, Floats
from campus5g.documents.layers import RSRP, SINR, Layer, painted
from campus5g.documents.legend import LEGEND_LEFT, legend_height, legend_of
from campus5g.documents.theme import ACCENT, FONT, GREY, INK
from campus5g.documents.voice import Voice

__all__ = ["RSRP", "SINR", "Layer", "coverage_map"]

_WIDTH, _TALLEST = 600.0, 620.0
_SECTOR = 60.0
_SHARE = 0.86


@dataclass(frozen=True, slots=True)
class _Frame:
    """From local metres to the picture: north up, ``scale`` units a metre."""

    west: float
    south: float
    east: float
    north: float
    scale: float
    left: float

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def at(self, x_m: float, y_m: float) -> tuple[float, float]:
        return self.left + (x_m - self.west) * self.scale, (self.north - y_m) * self.scale

    def line(self, points: Ring) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (self.at(*point) for point in points))

    def path(self, ring: Ring) -> str:
        return self.line(ring) + "Z"


def coverage_map(
    site: Site, grid: CoverageGrid | None, antennas: Iterable[AntennaLike], language: str, layer: Layer = RSRP
) -> Figure:
    """Draw the site with the values of ``layer`` under it. Without a grid, the plan of the site alone."""
    say = Voice(language)
    frame = _frame(site, grid)
    masts = tuple(antennas)
    values = getattr(grid, layer.key) if grid is not None else None
    parts = [_surface(grid, values, frame, layer) if grid is not None and values is not None else ""]
    parts += [_site(site, frame), _antennas(masts, frame), _names(site, masts, frame), _scale_bar(frame, say), _north(frame)]
    height = frame.height + 8
    if values is not None:
        names = tuple(antenna.id for antenna in masts)
        parts.append(legend_of(layer, height, names, say))
        height += legend_height(layer, names)
    alt = _alt(site, values, masts, layer, say)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {_WIDTH:.0f} {height:.0f}" '
        f'width="{_WIDTH:.0f}" height="{height:.0f}" role="img" aria-label="{_text(alt)}" font-family="{FONT}" font-size="12">'
        + "".join(parts)
        + "</svg>"
    )
    title = say(layer.title) if values is not None else say(msg("Plan of the site"))
    return Figure(svg, alt, f"{title}, {clean(site.name)}", _SHARE)


def _frame(site: Site, grid: CoverageGrid | None) -> _Frame:
    xs, ys = zip(*site.boundary, strict=True)
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    if grid is not None and len(grid.x_m) > 1 and len(grid.y_m) > 1:
        half_x, half_y = (grid.x_m[1] - grid.x_m[0]) / 2, (grid.y_m[1] - grid.y_m[0]) / 2
        west, east = min(west, float(grid.x_m[0] - half_x)), max(east, float(grid.x_m[-1] + half_x))
        south, north = min(south, float(grid.y_m[0] - half_y)), max(north, float(grid.y_m[-1] + half_y))
    margin = 0.015 * max(east - west, north - south)
    west, east, south, north = west - margin, east + margin, south - margin, north + margin
    scale = min(_WIDTH / (east - west), _TALLEST / (north - south))
    return _Frame(west, south, east, north, scale, (_WIDTH - (east - west) * scale) / 2)


def _surface(grid: CoverageGrid, values: Floats, frame: _Frame, layer: Layer) -> str:
    step_x = float(grid.x_m[1] - grid.x_m[0]) if len(grid.x_m) > 1 else 1.0
    step_y = float(grid.y_m[1] - grid.y_m[0]) if len(grid.y_m) > 1 else 1.0
    left, top = frame.at(float(grid.x_m[0]) - step_x / 2, float(grid.y_m[-1]) + step_y / 2)
    width, height = len(grid.x_m) * step_x * frame.scale, len(grid.y_m) * step_y * frame.scale
    data = base64.b64encode(painted(layer, values)).decode()
    return (
        f'<image x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none" '
        'image-rendering="optimizeSpeed" '
        f'xlink:href="data:image/png;base64,{data}"/>'
    )


def _site(site: Site, frame: _Frame) -> str:
    buildings = "".join(frame.path(b.footprint) for b in site.buildings)
    zones = "".join(frame.path(z.ring) for z in site.zones)
    paths = "".join(frame.line(p.points) for p in site.paths)
    return (
        f'<path d="{frame.path(site.boundary)}" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        f'<path d="{paths}" fill="none" stroke="{GREY}" stroke-width="1.4" stroke-dasharray="1 2.4" stroke-linecap="round"/>'
        f'<path d="{buildings}" fill="white" fill-opacity="0.28" stroke="{INK}" stroke-opacity="0.75" stroke-width="0.7"/>'
        f'<path d="{zones}" fill="none" stroke="white" stroke-width="3.4" stroke-linejoin="round"/>'
        f'<path d="{zones}" fill="none" stroke="{ACCENT}" stroke-width="1.6" stroke-dasharray="6 3" stroke-linejoin="round"/>'
    )


def _names(site: Site, antennas: tuple[AntennaLike, ...], frame: _Frame) -> str:
    """Names of masts under their sectors and of zones in their middle, pushed down where two would lie on one another."""
    wanted = [(*frame.at(*place), 41.0, name, 12) for place, name in _masts(antennas)]
    for zone in site.zones:
        xs, ys = zip(*zone.ring, strict=True)
        wanted.append((*frame.at((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), 4.0, zone.name, 13))
    placed: list[tuple[float, float, float]] = []
    parts = []
    for centre, middle, drop, name, size in wanted:
        y, half = middle + drop, 3.2 * len(name) + 4
        x = min(max(centre, half), max(_WIDTH - half, half))
        while any(abs(x - a) < half + b and abs(y - c) < 15 for a, b, c in placed):
            y += 15
        placed.append((x, half, y))
        parts.append(_label(x, y, name, "middle", size, bold=size == 12))
    return "".join(parts)


def _antennas(antennas: tuple[AntennaLike, ...], frame: _Frame) -> str:
    feet = (frame.at(*place) for place, _ in _masts(antennas))
    dots = (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{INK}" stroke="white" stroke-width="1.5"/>' for x, y in feet)
    return "".join(_sector(antenna, frame) for antenna in antennas) + "".join(dots)


def _masts(antennas: tuple[AntennaLike, ...]) -> list[tuple[tuple[float, float], str]]:
    """Antennas of one mast share one dot; its name is what their names have in common."""
    masts: dict[tuple[float, float], list[str]] = {}
    for antenna in antennas:
        masts.setdefault((antenna.x_m, antenna.y_m), []).append(antenna.id)
    return [(place, _common(names)) for place, names in masts.items()]


def _common(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    same = 0
    while same < min(map(len, names)) and len({name[same] for name in names}) == 1:
        same += 1
    return names[0][:same].rstrip("-_/. ") or names[0]


def _sector(antenna: AntennaLike, frame: _Frame) -> str:
    x, y = frame.at(antenna.x_m, antenna.y_m)
    if antenna.azimuth_deg is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="white" fill-opacity="0.85" stroke="{INK}" stroke-width="1.2"/>'
    ends = [radians(antenna.azimuth_deg + turn) for turn in (-_SECTOR / 2, _SECTOR / 2)]
    (x1, y1), (x2, y2) = ((x + 26 * sin(a), y - 26 * cos(a)) for a in ends)
    return (
        f'<path d="M{x:.1f} {y:.1f}L{x1:.1f} {y1:.1f}A26 26 0 0 1 {x2:.1f} {y2:.1f}Z" '
        f'fill="white" fill-opacity="0.85" stroke="{INK}" stroke-width="1.2" stroke-linejoin="round"/>'
    )


def _scale_bar(frame: _Frame, say: Voice) -> str:
    room = (frame.east - frame.west) / 4
    power = 10.0 ** floor(log10(room))
    length = max(n * power for n in (1, 2, 5) if n * power <= room)
    wide = length * frame.scale
    x, y = frame.left + LEGEND_LEFT - 2, frame.height - 14
    name = say.quantity(length, "m") if length < 1000 else say.quantity(length / 1000, "km")
    return (
        f'<path d="M{x} {y - 5:.1f}V{y:.1f}H{x + wide:.1f}V{y - 5:.1f}" fill="none" stroke="white" stroke-width="4.5"/>'
        f'<path d="M{x} {y - 5:.1f}V{y:.1f}H{x + wide:.1f}V{y - 5:.1f}" fill="none" stroke="{INK}" stroke-width="1.6"/>'
        + _label(x + wide / 2, y - 6, name, "middle", 12)
    )


def _north(frame: _Frame) -> str:
    x, y = _WIDTH - 24, 18.0
    arrow = f'<path d="M{x} {y}L{x - 7} {y + 22}L{x} {y + 17}L{x + 7} {y + 22}Z" fill="{INK}" stroke="white" stroke-width="1.5"/>'
    return arrow + _label(x, y + 36, "N", "middle", 13, bold=True)


def _label(x: float, y: float, text: str, anchor: str, size: int, bold: bool = False) -> str:
    """Text with a white halo, so that it reads on any colour: two strokes, since ``paint-order`` is not known everywhere."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{700 if bold else 600}"'
    halo = 'fill="white" stroke="white" stroke-width="2.6" stroke-linejoin="round" aria-hidden="true"'
    return f'<text {place} {halo}>{_text(text)}</text><text {place} fill="{INK}">{_text(text)}</text>'


def _alt(site: Site, values: Floats | None, antennas: tuple[AntennaLike, ...], layer: Layer, say: Voice) -> str:
    if values is None or not np.isfinite(values).any():
        return say(msg("Plan of the site %(site)s: %(zones)s zones of use.", site=site.name, zones=len(site.zones)))
    if layer.classes:
        return say(
            msg("Map of the site %(site)s: the best server among %(count)s antennas.", site=site.name, count=len(antennas))
        )
    known = values[np.isfinite(values)] * layer.factor
    low, middle = (say.quantity(float(np.percentile(known, q)), layer.unit) for q in (5, 50))
    return say(
        msg(
            "Map of the site %(site)s with %(count)s antennas. %(layer)s: half of the site has more than %(middle)s, "
            "95%% more than %(low)s.",
            site=site.name,
            count=len(antennas),
            layer=layer.title,
            middle=middle,
            low=low,
        )
    )


def _text(text: str) -> str:
    return escape(clean(text))
