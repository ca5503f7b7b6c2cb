"""Badges of an event on A4 sheets, ten a sheet (90 x 54 mm, two columns), each with the code that the door reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import segno
import typst

from campus5g.documents.blocks import clean
from campus5g.documents.report import LOOK
from campus5g.documents.theme import font_folder

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Badge:
    """Who wears it; ``address`` is what its code says, ``code`` the same to be typed where nothing reads it."""

    name: str
    company: str
    address: str
    code: str


def badges_pdf(title: str, badges: Sequence[Badge], language: str) -> bytes:
    """Return the sheets, in the order given. Same badges, same bytes."""
    sheet = {
        "title": clean(title),
        "language": language,
        "look": LOOK,
        "badges": [{**{k: clean(v) for k, v in asdict(badge).items()}, "picture": _picture(badge.address)} for badge in badges],
    }
    return typst.compile(
        str(_TEMPLATES / "badges.typ"), root=str(_TEMPLATES), font_paths=[str(font_folder())], ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False, sort_keys=True)},
    )  # fmt: skip


def _picture(address: str) -> str:
    """Return a QR code (ISO/IEC 18004) with the correction of level M, as SVG."""
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=1, dark="#000")
    return out.getvalue().decode()
