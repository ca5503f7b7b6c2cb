"""The study report as a tagged PDF, drawn by typst from blocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import typst

from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Block, PageBreak, cleaned, to_plain
from campus5g.documents.content import StudyReport
from campus5g.documents.names import DEMONSTRATION, DEMONSTRATION_SHORT
from campus5g.documents.sections.basis import assumptions_section
from campus5g.documents.sections.business import business_section
from campus5g.documents.sections.calls import calls_section
from campus5g.documents.sections.gains import gains_section
from campus5g.documents.sections.money import financing_section
from campus5g.documents.sections.need import need_section
from campus5g.documents.sections.network import cost_section, network_section
from campus5g.documents.sections.summary import summary_section
from campus5g.documents.theme import ACCENT, ACCENT_PALE, FONT, GREY, INK, RULE, font_folder
from campus5g.documents.voice import Voice

_TEMPLATES = Path(__file__).parent / "templates"
_Standard = Literal["ua-1", "a-2a"]
_STANDARDS: list[_Standard] = ["ua-1", "a-2a"]
LOOK = {"font": FONT, "ink": INK, "grey": GREY, "rule": RULE, "accent": ACCENT, "pale": ACCENT_PALE}
"""The colours and the family that the template draws with."""

Section = Callable[[StudyReport, Voice], list[Block]]
SECTIONS: tuple[Section, ...] = (
    summary_section,
    need_section,
    network_section,
    gains_section,
    cost_section,
    business_section,
    calls_section,
    financing_section,
    assumptions_section,
)


def report_pdf(content: StudyReport, language: str) -> bytes:
    """The whole study as an A4 PDF in ``language``: tagged (PDF/UA-1), archivable (PDF/A-2a). Same content, same bytes.

    Text that the fonts of the house cannot write (another script, an emoji) costs the two labels, never the document.
    """
    return render_pdf(_document(content, language))


def report_blocks(content: StudyReport, say: Voice) -> list[Block]:
    """Every section, in reading order; the summary stands alone on its page."""
    first, *others = (section(content, say) for section in SECTIONS)
    return [*first, PageBreak(), *(block for part in others for block in part)]


def render_pdf(document: dict[str, Any]) -> bytes:
    """Draw a document (title, facts, blocks: see ``templates/report.typ``) as PDF."""
    data = json.dumps(cleaned(document), ensure_ascii=False, sort_keys=True)

    def draw(standards: list[_Standard]) -> bytes:
        return typst.compile(
            str(_TEMPLATES / "report.typ"),
            root=str(_TEMPLATES),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
            sys_inputs={"document": data},
            pdf_standards=[*standards],
        )

    try:
        return draw(_STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return draw([])


def _document(content: StudyReport, language: str) -> dict[str, Any]:
    say = Voice(language)
    facts: list[tuple[Message, str]] = [
        (msg("Company"), content.organisation),
        (msg("Site"), content.site.name),
        (msg("Territory"), content.territory),
        (msg("Date of the study"), say.day(content.day)),
    ]
    return {
        "language": language,
        "kicker": say(msg("Study of a 5G need")),
        "title": content.title,
        "facts": [[say(label), value] for label, value in facts if value],
        "contents": say(msg("Contents")),
        "banner": say(DEMONSTRATION) if content.demonstration else "",
        "banner_short": say(DEMONSTRATION_SHORT) if content.demonstration else "",
        "running": f"{content.organisation} · {content.title}" if content.organisation else content.title,
        "page_of": say(msg("page")),
        "date": [content.day.year, content.day.month, content.day.day],
        "look": LOOK,
        "blocks": to_plain(report_blocks(content, say)),
    }
