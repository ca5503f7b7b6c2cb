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
def map_assets(*, editor: bool = False, coverage: bool = False) -> dict[str, Any]:
    """Bring what `sitemap.js` needs; ``editor`` brings the drawing tools too, ``coverage`` the layers under a site."""
    return {"words": {**_map_words(), **(_editor_words() if editor else {})}, "editor": editor, "coverage": coverage}


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
        "paths": _("Paths"),
        "masts": _("Places for antennas"),
        "relief": _("Flat or in relief"),
        "height": _("Height of buildings:"),
        "zone_key": _("Zone of use"),
        "path_key": _("Path of vehicles"),
        "mast_key": _("Place for an antenna"),
        "antenna": _("Antenna, its bearing"),
        "missed": _("Zone that is not served as asked"),
        "above": _("Only above"),
        "share_area": _("{area} of the site"),
        "share_both": _("{area} of the site, {devices} of the devices"),
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
    return {**_tool_words(), **_shape_words()}


def _tool_words() -> dict[str, Any]:
    return {
        "tools": _("Draw on the map"),
        "select": _("Choose"),
        "draw_boundary": _("Boundary"),
        "draw_building": _("Building"),
        "draw_mast": _("Place for an antenna"),
        "draw_zone": _("Zone"),
        "draw_path": _("Path"),
        "rectangle": _("Rectangle"),
        "finish": _("Finish the shape"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "idle": _(
            "Choose what to draw, or click a shape to change it. Everything can also be done in the list below, without the map."
        ),
        "edit": _(
            "Drag a corner, the middle of a side, or the whole. Delete takes it away, Escape ends. The form below does the same."
        ),
        "draw_ring": _(
            "Click the corners, then finish the shape. With the keyboard: move the map with the arrows, Enter puts a corner at the cross."
        ),
        "draw_point": _("Click the place. With the keyboard: move the map with the arrows, Enter puts it at the cross."),
        "few": _("A shape needs at least 3 corners."),
        "few_points": _("A path needs at least 2 points."),
        "building_name": _("building"),
        "mast_name": _("mast"),
        "points": _("Corners so far:"),
    }


def _shape_words() -> dict[str, Any]:
    return {
        "boundary": _("Boundary"), "building": _("Building"), "mast": _("Place for an antenna"), "zone": _("Zone"), "path": _("Path"),
        "shapes": _("Shapes of the plan"), "shape": _("Shape"), "chosen": _("The chosen shape"), "add": _("Add without drawing"),
        "search": _("Search the shapes"), "name": _("Name"), "size": _("Size"), "problem": _("Problem"), "change": _("Change"),
        "faulty": _("with a problem:"), "all": _("Show all"), "remove": _("Remove"), "close": _("Close"), "zoom": _("Show on the map"),
        "height_m": _("Height (m)"), "width_m": _("Width (m)"), "walls": _("Walls"), "kind": _("Kind of building"),
        "low_loss": _("brick, wood or glass"), "high_loss": _("concrete"), "metal": _("metal"), "carrier": _("What carries it"),
        "below": _("On the roof of"), "indoor": _("Indoors"), "moving": _("What moves there"), "rail": _("rail"), "road": _("road"),
        "crane": _("crane track"), "corridor": _("corridor of carts"), "devices": _("Its devices"), "corner": _("Corner"),
        "corners": _("corners"), "corners_of": _("Corners, in metres"), "east": _("East (m)"), "north": _("North (m)"),
        "insert": _("Add a corner after corner"), "remove_corner": _("Remove corner"),
    }  # fmt: skip


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
