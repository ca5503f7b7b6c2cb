"""The investments as the engine reads them: asked once a page, whatever asks for them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.shortcuts import get_object_or_404

from campus5g.core.codec import load, to_plain
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.once import once_a_page
from campus5g.portal.territory.models import AreaFigures, Figure, Investment, reader_language
from campus5g.territory.investments import Investment as CoreInvestment
from campus5g.territory.jobs import Area
from campus5g.territory.tables import Known, known
from campus5g.territory.tables.store import FOLDER


@once_a_page
def investments() -> list[tuple[Investment, CoreInvestment]]:
    """Return every investment with what the engine reads of it, in the reader's language."""
    return _read(Investment.objects.all())


def investment_of(key: str) -> tuple[Investment, CoreInvestment]:
    """Return one investment by its short name; 404 where there is none."""
    return _read([get_object_or_404(Investment.objects.select_related("created_by"), key=key)])[0]


def core_investments() -> list[CoreInvestment]:
    return [core for _, core in investments()]


@once_a_page
def numbers() -> dict[str, int]:
    """Return the number of each figure that stands, by the key under which the engine knows it."""
    return {figure.core_key: figure.pk for figure in Figure.objects.standing().only("key")}


def tables_folder() -> Path:
    """Where the operator's tables are kept: the same place as for the shell."""
    return Path(settings.DATA) / FOLDER


def tables_stamp() -> str:
    """Return what changes when a table does: names, sizes and times of the files kept."""
    files = sorted(tables_folder().glob("*.*"))
    return repr([(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in files])


def known_tables(area: Area) -> Known:
    """Return what the kept tables say of the area; they are read anew when one has changed."""
    return _known(tables_stamp(), json.dumps(to_plain(area)))


@lru_cache(maxsize=2)
def _known(_stamp: str, area: str) -> Known:
    return known(tables_folder(), load(Area, area))


def jobs_area() -> Area:
    """Return what is published of the area's employment; an area without figures where nothing was loaded."""
    kept = AreaFigures.objects.filter(language=reader_language()).exclude(jobs="").first()
    return load(Area, kept.jobs) if kept else Area(SiteSettings.current().territory)


def _read(kept: Iterable[Investment]) -> list[tuple[Investment, CoreInvestment]]:
    rows, language = list(kept), reader_language()
    by_investment: dict[int, list[Figure]] = {one.pk: [] for one in rows}
    for figure in Figure.objects.standing().filter(investment__in=rows).order_by("pk"):
        by_investment[figure.investment_id].append(figure)
    return [(one, one.as_core(language, tuple(by_investment[one.pk]))) for one in rows]
