"""Maps and charts on a page: `{% map_assets %}` and `{% chart_assets %}` bring the scripts and, for maps, their words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from campus5g.documents.blocks import Table
from campus5g.documents.charts import Chart

register = template.Library()
_LONG = 16


@register.inclusion_tag("base/parts/map_assets.html")
def map_assets(*, editor: bool = False) -> dict[str, Any]:
    """Bring what `sitemap.js` needs; ``editor`` brings the drawing tools too."""
    return {"words": {**_map_words(), **(_editor_words() if editor else {})}, "editor": editor}


@register.inclusion_tag("base/parts/chart_assets.html")
def chart_assets() -> dict[str, Any]:
    """Bring what `charts.js` needs."""
    return {}


def _map_words() -> dict[str, Any]:
    return {
        "map": _("Map of the site"),
        "show": _("Coverage:"),
        "none": _("none"),
        "layers": _("Layers:"),
        "buildings": _("Buildings"),
        "zones": _("Zones"),
        "masts": _("Places for antennas"),
        "relief": _("In relief"),
        "height": _("Height of buildings:"),
        "zone": _("Zone of use"),
        "mast": _("Place for an antenna"),
        "antenna": _("Antenna, its bearing"),
        "above": _("Only above"),
        "unable": _("This browser cannot draw the map. The tables say the same."),
        "locale": {
            "NavigationControl.ResetBearing": _("North up"),
            "NavigationControl.ZoomIn": _("Zoom in"),
            "NavigationControl.ZoomOut": _("Zoom out"),
            "CooperativeGesturesHandler.WindowsHelpText": _("Ctrl and scroll to zoom the map"),
            "CooperativeGesturesHandler.MacHelpText": _("⌘ and scroll to zoom the map"),
            "CooperativeGesturesHandler.MobileHelpText": _("Two fingers to move the map"),
        },
    }


def _editor_words() -> dict[str, Any]:
    return {
        "tools": _("Draw on the map"),
        "draw_boundary": _("Boundary"),
        "draw_building": _("Building"),
        "draw_mast": _("Place for an antenna"),
        "draw_zone": _("Zone"),
        "finish": _("Finish the shape"),
        "undo": _("Undo"),
        "height_m": _("Height (m)"),
        "walls": _("Walls"),
        "low_loss": _("brick, wood or glass"),
        "high_loss": _("concrete"),
        "metal": _("metal"),
        "idle": _("Choose what to draw. Every shape is also written as text below, where it can be corrected."),
        "draw_ring": _(
            "Click the corners, then finish the shape. With the keyboard: move the map with the arrows, Enter puts a corner at the cross."
        ),
        "draw_point": _("Click the place. With the keyboard: move the map with the arrows, Enter puts it at the cross."),
        "few": _("A shape needs at least 3 corners."),
        "building": _("building"),
        "mast_name": _("mast"),
        "points": _("Corners so far:"),
    }


@register.inclusion_tag("base/parts/figures_table.html")
def figures_table(table: Table) -> dict[str, Any]:
    """Write a table of the documents, numbers to the right."""
    sides = ["num" if column.align == "right" else "" for column in table.columns]
    rows = [[(cell, _side(cell, side)) for cell, side in zip(row, sides, strict=True)] for row in table.rows]
    return {
        "table": table,
        "rows": rows,
        "heads": [(c.title, _side(c.title, side)) for c, side in zip(table.columns, sides, strict=True)],
    }


def _side(text: str, side: str) -> str:
    """A number stays on one line; a range beside it may go below."""
    return f"{side} text-wrap" if side and len(text) > _LONG else side


@register.inclusion_tag("base/parts/drawn_chart.html")
def drawn_chart(chart: Chart, name: str) -> dict[str, Any]:
    """Draw a chart of the documents (``name``: unique on the page), the table of its numbers beside it."""
    return {"chart": chart, "id": f"chart-{name}"}
