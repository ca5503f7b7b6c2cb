"""The study report as a tagged PDF, drawn by typst from blocks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
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
        "kicker": say(msg("Study of a 5G need")),
        "facts": [[say(label), value] for label, value in facts if value],
        "blocks": to_plain(report_blocks(content, say)),
        **_frame(say, content.title, content.organisation, content.day, content.demonstration),
    }


def dated_pdf(
    *, kicker: Message, title: str, organisation: str, facts: list[tuple[Message, str]], day: date, demonstration: bool,
    blocks: list[dict[str, Any]], say: Voice, sheet: bool = False, flipped: bool = False,
) -> bytes:  # fmt: skip
    """Any document of the house as PDF: its cover, then its blocks (``to_plain``).

    sheet: no cover, the blocks begin under the title. flipped: the long side across.
    """
    return render_pdf(
        {
            "sheet": sheet,
            "flipped": flipped,
            "kicker": say(kicker),
            "facts": [[say(label), value] for label, value in facts if value],
            "blocks": blocks,
            **_frame(say, title, organisation, day, demonstration),
        }
    )


def _frame(say: Voice, title: str, organisation: str, day: date, demonstration: bool) -> dict[str, Any]:
    """What stands around the blocks: cover, running head, page numbers."""
    return {
        "language": say.language,
        "title": title,
        "contents": say(msg("Contents")),
        "banner": say(DEMONSTRATION) if demonstration else "",
        "banner_short": say(DEMONSTRATION_SHORT) if demonstration else "",
        "running": f"{organisation} · {title}" if organisation else title,
        "page_of": say(msg("page")),
        "date": [day.year, day.month, day.day],
        "look": LOOK,
    }
