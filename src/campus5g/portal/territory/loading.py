"""The investments of a territory's folder (`investments.yaml`), by the same verbs as the office."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from campus5g.core.codec import to_plain
from campus5g.portal.base.actor import Actor
from campus5g.portal.territory.actions import SaidFigure, SaidInvestment, add_figure, write_area, write_investment
from campus5g.portal.territory.models import AreaFigures, Figure, Investment
from campus5g.territory.investments import Investment as CoreInvestment
from campus5g.territory.investments import Statement, read_investments
from campus5g.territory.jobs import read_area as read_jobs_area
from campus5g.territory.power import read_area as read_power_area


def load_investments(directory: Path, actor: Actor) -> None:
    """Enter each investment and figure of the folder once; what the office wrote or took back since is left as it is."""
    _load_area(directory, actor)
    path = directory / "investments.yaml"
    if not path.is_file():
        return
    for french, english in zip(read_investments(path, "fr"), read_investments(path, "en"), strict=True):
        found = Investment.objects.filter(key=french.key).first()
        investment = found or write_investment(actor, french.key, _said(french, english))
        known = set(Figure.objects.filter(investment=investment).values_list("key", flat=True))
        for mine, theirs in zip(french.statements, english.statements, strict=True):
            if mine.figure.key not in known:
                add_figure(actor, investment, _figure(mine, theirs), key=mine.figure.key)


def _load_area(directory: Path, actor: Actor) -> None:
    """Keep the area's own figures of the folder, anew each time that they have changed."""
    jobs, power = directory / "area.yaml", directory / "power.yaml"
    for language in ("fr", "en"):
        found = (
            _kept(read_jobs_area(jobs, language)) if jobs.is_file() else "",
            _kept(read_power_area(power, language)) if power.is_file() else "",
        )
        if found != AreaFigures.objects.filter(language=language).values_list("jobs", "power").first() and any(found):
            write_area(actor, language, *found)


def _kept(area: object) -> str:
    """The area as JSON, its figures in the order of the folder: an outcome lists them in that order."""
    return json.dumps(to_plain(area), ensure_ascii=False)


def _said(french: CoreInvestment, english: CoreInvestment) -> SaidInvestment:
    places = tuple(
        {"name": p.name, "latitude": p.latitude, "longitude": p.longitude, "to_confirm": p.to_confirm} for p in french.places
    )
    return SaidInvestment(
        french.name, english.name, french.investor, french.site, english.site, french.kinds, french.status, french.warning,
        english.warning, places, french.part_of, french.outside,
    )  # fmt: skip


def _figure(french: Statement, english: Statement) -> SaidFigure:
    mine, theirs = french.figure, english.figure
    return SaidFigure(
        french.quantity, Decimal(str(mine.low)), Decimal(str(mine.high)), mine.counted, mine.perimeter, mine.horizon,
        french.confidence, theirs.counted, theirs.perimeter, theirs.horizon, french.trade, french.year, mine.source.title,
        mine.source.author, mine.source.date, mine.source.url, mine.source.licence, unsourced=True,
    )  # fmt: skip
