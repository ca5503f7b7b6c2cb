"""The investments as the engine reads them: asked once a page, whatever asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.shortcuts import get_object_or_404

from campus5g.core.codec import load
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.base.once import once_a_page
from campus5g.portal.territory.models import AreaFigures, Figure, Investment, reader_language
from campus5g.territory.investments import Investment as CoreInvestment
from campus5g.territory.jobs import Area


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
