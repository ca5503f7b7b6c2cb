"""The look of every picture: one accent, quiet greys, one sans family, the reader's way of writing numbers."""

from __future__ import annotations

import copy
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import vl_convert

FONT = "Source Sans Pro"
ACCENT, ACCENT_SOFT, ACCENT_PALE = "#0b6e75", "#6fb1b3", "#d5e8e8"
INK, GREY, GREY_SOFT, RULE = "#16262e", "#5b6b73", "#a9b4b9", "#dfe5e7"
VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
_VERSION = "6.4"

Spec = dict[str, Any]

_NUMBERS = {
    "fr": {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "percent": "\u00a0%",
        "minus": "−",
    },
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""], "minus": "−"},
}


def font_folder() -> Path:
    """The folder of the family's files, the same for pages, pictures and pdf."""
    return Path(str(files("font_source_sans_pro"))) / "files"


def config(language: str) -> Spec:
    """The Vega-Lite configuration shared by all charts: it travels in the specification, so browser and pdf agree."""
    text = {"font": FONT, "labelFont": FONT, "titleFont": FONT}
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "locale": {"number": _NUMBERS[language]},
        "title": {
            "font": FONT,
            "subtitleFont": FONT,
            "anchor": "start",
            "fontSize": 14,
            "fontWeight": 600,
            "color": INK,
            "offset": 10,
        },
        "axis": {
            **text,
            "labelColor": GREY,
            "labelFontSize": 12,
            "titleColor": GREY,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": RULE,
            "domain": False,
            "tickColor": RULE,
        },
        "axisY": {"labelColor": INK, "ticks": False, "labelPadding": 8},
        "header": {**text, "labelColor": INK, "labelFontSize": 12, "labelAnchor": "start", "labelFontWeight": 600},
        "legend": {
            **text,
            "labelColor": INK,
            "labelFontSize": 12,
            "orient": "top",
            "title": None,
            "symbolType": "square",
            "offset": 6,
        },
        "text": {"font": FONT, "fontSize": 12, "color": INK},
    }


def dark(spec: Spec) -> Spec:
    """The same chart for a dark page: only the ink changes."""
    night = copy.deepcopy(spec)
    swaps = {INK: "#e6eef0", GREY: "#a9b4b9", RULE: "#33444c", ACCENT: "#3fb0b5", ACCENT_PALE: "#1d4247"}
    return cast(Spec, _swapped(night, swaps))


def _swapped(value: Any, swaps: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _swapped(item, swaps) for key, item in value.items()}
    if isinstance(value, list):
        return [_swapped(item, swaps) for item in value]
    return swaps.get(value, value) if isinstance(value, str) else value


@lru_cache(maxsize=1)
def _fonts() -> None:
    vl_convert.register_font_directory(str(font_folder()))


def to_svg(spec: Spec, language: str) -> str:
    """Draw a chart as SVG. ``language`` writes the numbers where the specification does not say how."""
    _fonts()
    return vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, format_locale=_NUMBERS[language], allowed_base_urls=[])


def to_png(svg: str, scale: float = 2.0, paper: str = "") -> bytes:
    """Paint an SVG (a chart or a map), for the formats that hold no SVG; on ``paper`` of a colour, or on nothing."""
    _fonts()
    if paper:
        start = svg.index(">") + 1
        svg = f'{svg[:start]}<rect width="100%" height="100%" fill="{paper}"/>{svg[start:]}'
    return vl_convert.svg_to_png(svg, scale=scale)
