"""A Word document that holds every placeholder: to try, and to copy from."""

from __future__ import annotations

import io

import docx

from campus5g.core.message import msg
from campus5g.documents.archive import steady_zip
from campus5g.documents.placeholders import LISTS, TEXTS
from campus5g.documents.voice import Voice


def sample_docx(language: str) -> bytes:
    """Every text under its name, every list as a table whose row repeats."""
    say = Voice(language)
    document = docx.Document()
    document.add_heading("{{ project_title }}", 0)
    document.add_paragraph(say(msg("What stands between braces is replaced. Keep what you need, in any order and any style.")))
    for name, label in TEXTS.items():
        document.add_heading(say(label), 2)
        document.add_paragraph(f"{{{{ {name} }}}}")
    for name, fields in LISTS.items():
        document.add_heading(name, 2)
        table = document.add_table(4, len(fields), "Table Grid")
        for cell, label in zip(table.rows[0].cells, fields.values(), strict=True):
            cell.text = say(label)
        table.rows[1].cells[0].text = f"{{%tr for {name[0]} in {name} %}}"
        for cell, field in zip(table.rows[2].cells, fields, strict=True):
            cell.text = f"{{{{ {name[0]}.{field} }}}}"
        table.rows[3].cells[0].text = "{%tr endfor %}"
    out = io.BytesIO()
    document.save(out)
    return steady_zip(out.getvalue())
