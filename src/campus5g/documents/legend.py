"""The foot of a map: the scale of its colours, with their values, and what its lines mean."""

from __future__ import annotations

from html import escape
from math import ceil

import numpy as np

from campus5g.core.message import msg
from campus5g.documents.blocks import clean
from campus5g.documents.colours import SETS, hexadecimal, steps
from campus5g.documents.layers import Layer
from campus5g.documents.theme import ACCENT, GREY, INK
from campus5g.documents.voice import Voice

LEGEND_LEFT = 16.0
_WIDE, _KEYS_LEFT, _TALL = 250.0, 310.0, 62.0
_STEPS_WIDE = 272.0
_ACROSS, _ROW, _CHIP_WIDE = 4, 16.0, 68.0


def legend_height(layer: Layer, names: tuple[str, ...]) -> float:
    """Return how tall the legend of a layer is: that of classes grows with the antennas it names."""
    return max(_TALL, 30.0 + _ROW * ceil(len(names) / _ACROSS)) if layer.classes else _TALL


def legend_of(layer: Layer, top: float, names: tuple[str, ...], say: Voice) -> str:
    """Draw the legend under a map that ends at ``top``; ``names`` are those of the antennas, in order."""
    title = say(layer.title) + (f", {layer.unit}" if layer.unit else "")
    y = top + 24
    scale = _chips(names, y) if layer.classes else _blocks(layer, y, say) if layer.edges else _gradient(layer, y, say)
    return f'<text x="{LEGEND_LEFT}" y="{y - 7:.1f}" fill="{INK}" font-weight="600">{_text(title)}</text>{scale}{_keys(y, say)}'


def _gradient(layer: Layer, y: float, say: Voice) -> str:
    stops = "".join(f'<stop offset="{i / 16:.4f}" stop-color="{hexadecimal(i / 16)}"/>' for i in range(17))
    ticks = []
    for value in np.arange(layer.low, layer.high + layer.step / 2, layer.step):
        x = LEGEND_LEFT + _WIDE * (float(value) - layer.low) / (layer.high - layer.low)
        ticks += [f'<path d="M{x:.1f} {y + 12:.1f}v4" stroke="{GREY}"/>', _number(x, y, float(value), say)]
    return (
        f'<defs><linearGradient id="scale-{layer.key}">{stops}</linearGradient></defs>'
        f'<rect x="{LEGEND_LEFT}" y="{y:.1f}" width="{_WIDE}" height="12" fill="url(#scale-{layer.key})"/>' + "".join(ticks)
    )


def _blocks(layer: Layer, y: float, say: Voice) -> str:
    """One block for each step of the colours, with the value at which it begins between the two."""
    colours = steps(len(layer.edges) + 1)
    wide = _STEPS_WIDE / len(colours)
    parts = [
        f'<rect x="{LEGEND_LEFT + n * wide:.1f}" y="{y:.1f}" width="{wide:.1f}" height="12" fill="{colour}"/>'
        for n, colour in enumerate(colours)
    ]
    parts += [_number(LEGEND_LEFT + (n + 1) * wide, y, edge, say) for n, edge in enumerate(layer.edges)]
    return "".join(parts)


def _number(x: float, y: float, value: float, say: Voice) -> str:
    return f'<text x="{x:.1f}" y="{y + 28:.1f}" text-anchor="middle" fill="{GREY}">{_text(say.number(value))}</text>'


def _chips(names: tuple[str, ...], y: float) -> str:
    parts = []
    for n, name in enumerate(names):
        x, line = LEGEND_LEFT + _CHIP_WIDE * (n % _ACROSS), y + _ROW * (n // _ACROSS)
        short = name if len(name) <= 9 else name[:8] + "…"
        parts.append(
            f'<rect x="{x:.1f}" y="{line:.1f}" width="11" height="11" fill="{SETS[n % len(SETS)]}"/>'
            f'<text x="{x + 15:.1f}" y="{line + 10:.1f}" font-size="11" fill="{INK}">{_text(short)}</text>'
        )
    return "".join(parts)


def _keys(y: float, say: Voice) -> str:
    return (
        f'<rect x="{_KEYS_LEFT}" y="{y - 1:.1f}" width="18" height="12" fill="none" '
        f'stroke="{ACCENT}" stroke-width="1.6" stroke-dasharray="6 3"/>'
        f'<text x="335" y="{y + 9:.1f}" fill="{INK}">{_text(say(msg("Zone of use")))}</text>'
        f'<rect x="{_KEYS_LEFT}" y="{y + 17:.1f}" width="18" height="12" fill="white" stroke="{INK}" stroke-width="0.7"/>'
        f'<text x="335" y="{y + 27:.1f}" fill="{INK}">{_text(say(msg("Building")))}</text>'
        f'<path d="M446 {y + 10:.1f}l-8 -14a17 17 0 0 1 16 0Z" fill="white" stroke="{INK}" stroke-width="1.2"/>'
        f'<circle cx="446" cy="{y + 10:.1f}" r="3.6" fill="{INK}"/>'
        f'<text x="464" y="{y + 9:.1f}" fill="{INK}">{_text(say(msg("Antenna, its bearing")))}</text>'
    )


def _text(text: str) -> str:
    return escape(clean(text))
