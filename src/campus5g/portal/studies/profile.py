"""The way from an antenna to a place, drawn from the side: the ground, the roofs crossed, the ray and the edges that bend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.documents.voice import Voice
from campus5g.network.inspection import Edge, LinkReport

WIDTH, HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 36, 46
_HEADROOM = 1.18
_LEAST_TOP_M = 12.0
_MOST_SAMPLES = 900
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the drawing with its words; ``anchor`` keeps them inside the picture."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template writes as SVG, in the units of its view box. ``main`` is the edge that costs most."""

    roofs: str
    fresnel: str
    ray: str
    clear: bool
    start: Mark
    end: Mark
    edges: tuple[Mark, ...]
    main: Mark | None
    ground: float
    xticks: tuple[Mark, ...]
    yticks: tuple[Mark, ...]


class _Paper:
    """From metres to the view box: distance to the right, height up."""

    def __init__(self, length_m: float, top_m: float) -> None:
        self.across = (WIDTH - _LEFT - _RIGHT) / max(length_m, 1e-6)
        self.up = (HEIGHT - _TOP - _BOTTOM) / top_m

    def x(self, metres: float) -> float:
        return round(_LEFT + metres * self.across, 1)

    def y(self, metres: float) -> float:
        return round(HEIGHT - _BOTTOM - metres * self.up, 1)

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{self.x(d)} {self.y(h)}" for d, h in points)


def drawing_of(link: LinkReport, say: Voice) -> Drawing:
    """Draw the profile of one link; heights are stretched so that roofs can be told from the ray."""
    profile = link.profile
    step = max(1, len(profile.distance_m) // _MOST_SAMPLES)
    way, ray = profile.distance_m[::step], profile.ray_m[::step]
    lens = [max(0.0, h - rim) for h, rim in zip(ray, profile.fresnel_m[::step], strict=True)]
    tallest = max((*profile.roof_m, *(h + r for h, r in zip(ray, lens, strict=True)), *(e.height_m for e in link.edges)))
    top = max(_LEAST_TOP_M, tallest * _HEADROOM)
    paper = _Paper(way[-1], top)
    main = max(link.edges, key=lambda edge: edge.loss_db, default=None)
    return Drawing(
        roofs=_roofs(way, profile.roof_m[::step], paper),
        fresnel=_lens(way, ray, lens, paper),
        ray=paper.path([(way[0], ray[0]), (way[-1], ray[-1])]),
        clear=link.los,
        start=Mark(paper.x(way[0]), paper.y(ray[0]), link.antenna_id, "start"),
        end=Mark(paper.x(way[-1]), paper.y(ray[-1]), "", "end"),
        edges=tuple(_edge(edge, paper, say) for edge in link.edges),
        main=_edge(main, paper, say) if main else None,
        ground=paper.y(0.0),
        xticks=tuple(Mark(paper.x(at), HEIGHT - _BOTTOM + 18, say.quantity(at, "m")) for at in _steps(way[-1])),
        yticks=tuple(Mark(_LEFT - 8, paper.y(at) + 4, say.number(at), "end") for at in _steps(top)),
    )


def _roofs(way: Sequence[float], roofs: Sequence[float], paper: _Paper) -> str:
    """The roofs as blocks: upright walls, flat tops."""
    points: list[tuple[float, float]] = [(way[0], 0.0)]
    for at, roof in zip(way, roofs, strict=True):
        points += [(at, points[-1][1]), (at, roof)]
    return paper.path([*points, (way[-1], 0.0)]) + "Z"


def _lens(way: Sequence[float], ray: Sequence[float], lens: Sequence[float], paper: _Paper) -> str:
    over = [(d, h + r) for d, h, r in zip(way, ray, lens, strict=True)]
    under = [(d, max(0.0, h - r)) for d, h, r in zip(way, ray, lens, strict=True)]
    return paper.path([*over, *reversed(under)]) + "Z"


def _edge(edge: Edge, paper: _Paper, say: Voice) -> Mark:
    x = paper.x(edge.distance_m)
    anchor = "start" if x < WIDTH * 0.2 else "end" if x > WIDTH * 0.8 else "middle"
    words = say.quantity(-edge.loss_db, "dB") if not edge.building else f"{edge.building}: {say.quantity(-edge.loss_db, 'dB')}"
    return Mark(x, paper.y(edge.height_m), words, anchor)


def _steps(most: float) -> list[float]:
    """Round values from 0, about five of them."""
    rough = most / _TICKS
    size: float = 10.0 ** (len(str(int(max(rough, 1)))) - 1)
    step = next(size * k for k in (1, 2, 5, 10) if size * k >= rough)
    return [step * n for n in range(int(most / step) + 1)]
