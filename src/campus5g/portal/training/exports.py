"""A list as a file: CSV, or a workbook; either way nothing that a person typed is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse

from campus5g.documents.csv_export import Cell, csv_bytes
from campus5g.documents.table_xlsx import table_xlsx

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def as_file(kind: str, name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Answer with a table as ``name.csv`` or ``name.xlsx``."""
    if kind not in _TYPES:
        raise Http404
    data = csv_bytes(head, rows) if kind == "csv" else table_xlsx(title, head, rows)
    answer = HttpResponse(data, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
