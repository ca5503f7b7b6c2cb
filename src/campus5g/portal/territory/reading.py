"""The investments as the engine reads them: asked once a page, whatever asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.shortcuts import get_object_or_404

from campus5g.portal.base.once import once_a_page
from campus5g.portal.territory.models import Figure, Investment, reader_language
from campus5g.territory.investments import Investment as CoreInvestment


@once_a_page
def investments() -> list[tuple[Investment, CoreInvestment]]:
    """Return every investment with what the engine reads of it, in the reader's language."""
    return _read(Investment.objects.all())


def investment_of(key: str) -> tuple[Investment, CoreInvestment]:
    """Return one investment by its short name; 404 where there is none."""
    return _read([get_object_or_404(Investment.objects.select_related("created_by"), key=key)])[0]


def core_investments() -> list[CoreInvestment]:
    return [core for _, core in investments()]


def _read(kept: Iterable[Investment]) -> list[tuple[Investment, CoreInvestment]]:
    rows, language = list(kept), reader_language()
    by_investment: dict[int, list[Figure]] = {one.pk: [] for one in rows}
    for figure in Figure.objects.standing().filter(investment__in=rows).order_by("pk"):
        by_investment[figure.investment_id].append(figure)
    return [(one, one.as_core(language, tuple(by_investment[one.pk]))) for one in rows]
