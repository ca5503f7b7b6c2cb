"""A list as a file: the same rows as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import get_language

from campus5g.documents.csv_export import Cell, csv_bytes
from campus5g.documents.table_xlsx import table_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_file(kind: str, name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Answer with the rows as ``csv`` or ``xlsx``, under ``name``; the caller has limited them to what the actor sees."""
    if kind == "xlsx":
        answer = HttpResponse(table_xlsx(title, header, rows, (get_language() or "en").split("-")[0]), content_type=XLSX)
    else:
        answer = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
