"""The plan of a network as a tagged PDF that an integrator can quote from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campus5g.core.message import Message, msg
from campus5g.documents.blocks import Block, Bullets, Heading, Paragraph, to_plain
from campus5g.documents.plan_content import PlanSheet
from campus5g.documents.report import LOOK, render_pdf
from campus5g.documents.sections.basis import assumption_table
from campus5g.documents.sections.plan_money import money_section
from campus5g.documents.sections.plan_radio import antennas_section, budget_section, maps_section, overview
from campus5g.documents.sections.plan_service import law_section, service_section
from campus5g.documents.voice import Voice

Section = Callable[[PlanSheet, Voice], list[Block]]


def plan_pdf(sheet: PlanSheet, language: str) -> bytes:
    """The whole plan as an A4 PDF in ``language``: tagged (PDF/UA-1), archivable (PDF/A-2a). Same plan, same bytes."""
    say = Voice(language)
    facts: list[tuple[Message, str]] = [
        (msg("Site"), sheet.site.name),
        (msg("Spectrum"), say(sheet.band)),
        (msg("Licence of the data of the site"), sheet.site.licence),
        (msg("Date of the plan"), say.day(sheet.day)),
    ]
    document: dict[str, Any] = {
        "language": language,
        "kicker": say(msg("Private 5G")),
        "title": say(msg("Network plan, %(site)s", site=sheet.site.name)),
        "facts": [[say(label), value] for label, value in facts if value],
        "contents": say(msg("Contents")),
        "banner": "",
        "banner_short": "",
        "running": sheet.site.name,
        "page_of": say(msg("page")),
        "date": [sheet.day.year, sheet.day.month, sheet.day.day],
        "look": LOOK,
        "blocks": to_plain(plan_blocks(sheet, say)),
    }
    return render_pdf(document)


def plan_blocks(sheet: PlanSheet, say: Voice) -> list[Block]:
    """Every section in reading order: radio, service, law, money, what it rests on."""
    sections: tuple[Section, ...] = (
        overview, antennas_section, budget_section, maps_section, service_section, law_section, money_section, basis_section,
    )  # fmt: skip
    return [block for section in sections for block in section(sheet, say)]


def basis_section(sheet: PlanSheet, say: Voice) -> list[Block]:
    """Why the plan is as it is, what to beware of, and every figure it rests on."""
    blocks: list[Block] = [Heading(say(msg("What the plan rests on")))]
    if sheet.reasons:
        blocks += [Heading(say(msg("Why this plan")), 2), Bullets(tuple(say(reason) for reason in sheet.reasons))]
    if sheet.warnings:
        blocks += [Heading(say(msg("To keep in mind")), 2), Bullets(tuple(say(warning) for warning in sheet.warnings))]
    if sheet.assumptions:
        doubtful = sum(assumption.source.to_confirm for assumption in sheet.assumptions)
        said = msg("Figures that could not be verified: %(count)s; they are marked “to be confirmed”.", count=doubtful)
        blocks += [Paragraph(say(said)), assumption_table(sheet.assumptions, say)]
    return blocks
