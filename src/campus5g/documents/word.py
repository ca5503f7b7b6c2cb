"""Draws blocks as a Word document that a person goes on writing: real styles, real tables, pictures with their text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from campus5g.documents.archive import steady_zip
from campus5g.documents.blocks import Block, Bullets, Callout, Cards, Figure, Heading, PageBreak, Paragraph, Quote, Table, clean
from campus5g.documents.theme import ACCENT, GREY, INK, RULE, to_png

_FONT = "Calibri"
_PAGE_CM = 16.6
_TABLE_STYLE = "Campus"
_MANY = 6  # columns from which a table is written small
_SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}
_BORDERS = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{_TABLE_STYLE}"><w:name w:val="{_TABLE_STYLE}"/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{RULE[1:]}"/>
<w:insideH w:val="single" w:sz="4" w:color="{RULE[1:]}"/>
</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{GREY[1:]}"/></w:rPr>
<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{INK[1:]}"/></w:tcBorders></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>
<w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:color="{INK[1:]}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the blocks. ``header`` runs on every page, ``banner`` under the title."""

    title: str
    subtitle: str
    header: str
    banner: str
    language: str
    day: date


def docx_bytes(sheet: Sheet, blocks: Iterable[Block]) -> bytes:
    """Draw the blocks. Text is text: nothing in it is a field, a template or markup. Same blocks, same bytes."""
    document = docx.Document()
    _prepare(document, sheet)
    _add(document, sheet.title, "Title")
    _add(document, sheet.subtitle, "Subtitle")
    if sheet.banner:
        _add(document, sheet.banner, "Intense Quote")
    for block in blocks:
        _draw(document, block)
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())


def _draw(document: Any, block: Block) -> None:
    match block:
        case Heading():
            _add(document, block.text, f"Heading {min(block.level, 3)}")
        case Paragraph():
            _add(document, block.text, "Note" if block.style == "note" else "Normal")
        case Bullets():
            for item in block.items:
                _add(document, item, "List Bullet")
        case Quote():
            _quote(document, block)
        case Callout():
            paragraph = _add(document, "", "Intense Quote")
            paragraph.add_run(clean(block.title)).bold = True
            paragraph.add_run("\n" + clean(block.text))
        case Cards():
            _cards(document, block)
        case Table():
            _table(document, block)
        case Figure():
            _figure(document, block)
        case PageBreak():
            document.add_page_break()


def _add(document: Any, text: str, style: str) -> Any:
    return document.add_paragraph(clean(text), style)


def _quote(document: Any, block: Quote) -> None:
    paragraph = _add(document, "", "Quote")
    for text, strong in block.runs:
        paragraph.add_run(clean(text)).bold = strong
    if block.origin:
        paragraph.add_run("\n— " + clean(block.origin))


def _cards(document: Any, block: Cards) -> None:
    table = _grid(document, len(block.cards), 2)
    for row, card in zip(table.rows, block.cards, strict=True):
        label, value = (cell.paragraphs[0] for cell in row.cells)
        label.style = value.style = document.styles["Table text"]
        label.add_run(clean(card.label))
        value.add_run(clean(card.value)).bold = True
        if card.detail:
            value.add_run(f" ({clean(card.detail)})")
    _look(table, first=False, last=False)
    _widths(table, [1.0, 1.0])
    document.add_paragraph()


def _table(document: Any, block: Table) -> None:
    if block.caption:
        _add(document, block.caption, "Caption").paragraph_format.keep_with_next = True
    table = _grid(document, len(block.rows) + 1, len(block.columns))
    style = "Table text" if len(block.columns) < _MANY else "Table text, small"
    content = [tuple(column.title for column in block.columns), *block.rows]
    for row, cells in zip(table.rows, content, strict=True):
        for cell, text, column in zip(row.cells, cells, block.columns, strict=True):
            cell.paragraphs[0].style = document.styles[style]
            cell.paragraphs[0].add_run(clean(text))
            cell.paragraphs[0].alignment = _SIDES[column.align]
        _row_option(row, "w:cantSplit")
    _row_option(table.rows[0], "w:tblHeader")
    _look(table, first=True, last=block.total)
    _widths(table, [column.width or 1.0 for column in block.columns])
    document.add_paragraph()


def _grid(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows, columns)
    table.style = document.styles[_TABLE_STYLE]
    table.autofit = False
    return table


def _row_option(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _look(table: Any, first: bool, last: bool) -> None:
    """Which special rows of the table style apply."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    for name, on in (("firstRow", first), ("lastRow", last), ("firstColumn", False), ("noHBand", True), ("noVBand", True)):
        look.set(qn(f"w:{name}"), "1" if on else "0")
    look.set(qn("w:val"), f"{0x0600 | (0x20 if first else 0) | (0x40 if last else 0):04X}")


def _widths(table: Any, shares: list[float]) -> None:
    for index, share in enumerate(shares):
        width = Cm(_PAGE_CM * share / sum(shares))
        table.columns[index].width = width
        for cell in table.columns[index].cells:
            cell.width = width


def _figure(document: Any, block: Figure) -> None:
    picture = document.add_picture(io.BytesIO(to_png(block.svg)), Cm(_PAGE_CM * block.width))
    properties = picture._inline.docPr
    properties.set("descr", clean(block.alt))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _add(document, block.caption, "Note").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _prepare(document: Any, sheet: Sheet) -> None:
    """A4, styles of the house, language for the spelling checker, header and page number, dates that do not move."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    _restyle(document, sheet.language)
    section.header.paragraphs[0].text = clean(sheet.header)
    section.header.paragraphs[0].style = document.styles["Note"]
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _page_number(footer)
    core, stamp = document.core_properties, datetime.combine(sheet.day, time())
    core.title, core.author, core.language = clean(sheet.title)[:255], "Campus 5G", sheet.language
    core.created = core.modified = stamp
    core.last_modified_by, core.comments, core.revision = "Campus 5G", "", 1


def _restyle(document: Any, language: str) -> None:
    styles = document.styles
    for name, points in (("Note", 9.0), ("Table text", 9.0), ("Table text, small", 8.0)):
        added = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style, added.font.size = styles["Normal"], Pt(points)
        if name == "Note":
            added.font.color.rgb = _rgb(GREY)
        else:  # not from the table style: Word lets Normal win over it
            added.paragraph_format.space_before = added.paragraph_format.space_after = Pt(1.5)
            added.paragraph_format.line_spacing = 1.0
    sizes = {"Normal": 10.5, "Title": 24, "Subtitle": 12, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11, "Caption": 9.5}
    for name, size in sizes.items():
        style = styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = _rgb(ACCENT if name in {"Title", "Heading 1", "Subtitle"} else INK)
        _fonts(style)
    for name in ("Quote", "Intense Quote", "Subtitle"):
        styles[name].font.italic, styles[name].font.bold = False, False
        styles[name].font.color.rgb = _rgb(INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Intense Quote"].paragraph_format.left_indent = Cm(0.4)
    styles.element.append(parse_xml(_BORDERS))
    properties = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    spoken = properties.find(qn("w:lang"))
    spoken.set(qn("w:val"), {"fr": "fr-FR", "en": "en-GB"}[language])


def _fonts(style: Any) -> None:
    """The template's theme fonts win over a plain font name: take them out."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:hAnsi"), _FONT)


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:].upper())
