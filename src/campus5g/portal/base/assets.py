"""Scripts, styles and fonts of others, taken from the installed packages at set-up: nothing is copied into the repository."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from campus5g.core.files import write_whole

_SOURCE_MAP = re.compile(r"^\s*(//[#@]|/\*[#@])\s*sourceMappingURL=.*$", re.MULTILINE)
_FONTS = ("Regular", "It", "Semibold", "Bold")
_CHARTS = "window.vegaEmbed = vegaEmbed;"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(name)
    return Path(spec.origin).parent


def prepare(target: Path) -> list[str]:
    """Fill ``target`` (a static folder) with what is missing or older than its package; return what was written."""
    maplibre, fonts, bootstrap = _package("maplibre") / "srcjs", _package("font_source_sans_pro") / "files", _package("bootstrap")
    copies = {f"maplibre/{name}": maplibre / name for name in ("maplibre-gl.js", "maplibre-gl.css")}
    copies |= {f"fonts/SourceSansPro-{cut}.ttf": fonts / f"SourceSansPro-{cut}.ttf" for cut in _FONTS}
    shipped = bootstrap / "static" / "bootstrap"
    copies |= {
        "bs/bootstrap.css": shipped / "css" / "bootstrap.min.css",
        "bs/bootstrap.js": shipped / "js" / "bootstrap.bundle.min.js",
    }
    written = [name for name, source in copies.items() if _copy(source, target / name)]
    charts = target / "vega" / "vega.js"
    package = _package("vl_convert")
    if not charts.exists() or charts.stat().st_mtime < package.stat().st_mtime:
        import vl_convert

        write_whole(charts, vl_convert.javascript_bundle(_CHARTS))
        written.append("vega/vega.js")
    return written


def _copy(source: Path, target: Path) -> bool:
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    data = source.read_bytes()
    if source.suffix in {".js", ".css"}:  # the maps are not shipped, and a link to a missing file stops collectstatic
        data = _SOURCE_MAP.sub("", data.decode()).encode()
    write_whole(target, data)
    return True
