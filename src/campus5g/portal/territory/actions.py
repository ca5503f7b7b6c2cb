"""The verbs of the territory: write an investment, add a published figure, correct it, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import msg
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.models import SiteSettings
from campus5g.portal.territory.models import AreaFigures, Figure, Investment, TrainingGap
from campus5g.portal.territory.permissions import can_keep_tables, can_plan_trainings, can_take_back, can_write_investments
from campus5g.portal.territory.reading import tables_folder
from campus5g.territory.investments import Confidence, Quantity, Status
from campus5g.territory.jobs import TrainingNeed
from campus5g.territory.tables import Held, drop, keep

MOST = Decimal(10) ** 14
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class SaidInvestment:
    """What is said of an investment; texts in both languages, the second one may be empty."""

    name_fr: str
    name_en: str = ""
    investor: str = ""
    site_fr: str = ""
    site_en: str = ""
    kinds: tuple[str, ...] = ()
    status: Status = Status.ANNOUNCED
    warning_fr: str = ""
    warning_en: str = ""
    places: tuple[Mapping[str, Any], ...] = ()
    part_of: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """What a source published. Without title or date of the source, ``unsourced`` says that one knows it."""

    quantity: Quantity
    low: Decimal
    high: Decimal
    counted_fr: str
    perimeter_fr: str
    horizon_fr: str
    confidence: Confidence
    counted_en: str = ""
    perimeter_en: str = ""
    horizon_en: str = ""
    trade: str = ""
    year: int | None = None
    source_title: str = ""
    source_author: str = ""
    source_date: str = ""
    source_url: str = ""
    source_licence: str = ""
    unsourced: bool = field(default=False, compare=False)


def write_investment(actor: Actor, key: str, said: SaidInvestment, investment: Investment | None = None) -> Investment:
    """Enter an investment, or change what is said of it; its figures have their own verbs."""
    with deed(actor, "territory.write_investment", right=can_write_investments(actor)) as done:
        if investment is None:
            if Investment.objects.filter(key=key).exists():
                raise BadInput("key", msg("“%(name)s” stands already", name=key), msg("a short name of its own"))
            investment = Investment(key=key, created_by_id=actor.user_id)
        facts = {**asdict(said), "status": said.status.value, "kinds": list(said.kinds), "places": [dict(p) for p in said.places]}
        for name, value in facts.items():
            setattr(investment, name, value)
        investment.save()
        done.on(investment, key=key, name=said.name_fr, status=said.status.value)
    return investment


def write_area(actor: Actor, language: str, jobs: str, power: str) -> AreaFigures:
    """Keep what is published of the area itself, in one language: employment, and electricity."""
    with deed(actor, "territory.write_area", right=can_write_investments(actor)) as done:
        kept, _ = AreaFigures.objects.update_or_create(language=language, defaults={"jobs": jobs, "power": power})
        done.on(kept, language=language)
    return kept


def add_figure(actor: Actor, investment: Investment, said: SaidFigure, *, key: str = "") -> Figure:
    """Add a published figure to an investment, from whichever source; it never replaces another by itself."""
    with deed(actor, "territory.add_figure", right=can_write_investments(actor)) as done:
        return _add(actor, done, investment, said, key=key)


def correct_figure(actor: Actor, figure: Figure, said: SaidFigure, why: str) -> Figure:
    """Put a new figure in the place of one that was entered wrong; both stay readable, with the reason."""
    with deed(actor, "territory.correct_figure", right=can_take_back(actor, figure)) as done:
        _take_back(actor, figure, why)
        return _add(actor, done, figure.investment, said, replaces=figure, why=why)


def withdraw_figure(actor: Actor, figure: Figure, why: str) -> None:
    """Take a figure back: it is in no list and no total any more, and stays in the history with the reason."""
    with deed(actor, "territory.withdraw_figure", right=can_take_back(actor, figure)) as done:
        _take_back(actor, figure, why)
        done.on(figure.investment, figure=figure.pk, why=why)


def keep_table(actor: Actor, key: str, file: Path, source: Source, version: str = "") -> Held:
    """Check a table that its publisher lets everybody download, and keep it: engines use it from then on, in place of a former one."""
    with deed(actor, "territory.keep_table", right=can_keep_tables(actor)) as done:
        found = keep(key, file, tables_folder(), source, version)
        done.on(
            SiteSettings.current(), table=key, rows=len(found.rows), title=source.title, author=source.author, date=source.date,
            url=source.url, licence=source.licence, version=version,
        )  # fmt: skip
    return found


def drop_table(actor: Actor, key: str) -> None:
    """Keep a table no more: what it said is again supposed, and marked so."""
    with deed(actor, "territory.drop_table", right=can_keep_tables(actor)) as done:
        drop(key, tables_folder())
        done.on(SiteSettings.current(), table=key)


def ask_training(actor: Actor, investment: Investment, training: TrainingNeed, query: str) -> TrainingGap:
    """Hand the places that a training lacks to the plan of sessions; what was handed before for the occupation gives way to it."""
    with deed(actor, "territory.ask_training", right=can_plan_trainings(actor)) as done:
        people = ceil(training.missing.p50)
        if people < 1:
            raise Conflict(msg("No place is missing for this occupation."))
        TrainingGap.objects.filter(investment=investment, rome=training.rome, ended_at=None).update(ended_at=now())
        gap = TrainingGap(
            investment=investment, rome=training.rome, name_fr=training.name.fr, name_en=training.name.en, people=people,
            opens=training.opens, due=training.due, query=query, asked_by_id=actor.user_id,
        )  # fmt: skip
        gap.save()
        done.on(investment, gap=gap.pk, rome=gap.rome, people=people, opens=gap.opens, due=gap.due, query=query)
    return gap


def end_gap(actor: Actor, gap: TrainingGap) -> None:
    """Take a gap out of the plan of sessions."""
    with deed(actor, "territory.end_gap", right=can_plan_trainings(actor)) as done:
        if gap.ended_at is not None:
            raise Conflict(msg("This gap is out of the plan already."))
        gap.ended_at = now()
        gap.save(update_fields=["ended_at"])
        done.on(gap.investment, gap=gap.pk, rome=gap.rome)


def _take_back(actor: Actor, figure: Figure, why: str) -> None:
    if not why.strip():
        raise BadInput("why", msg("nothing"), msg("why this figure is taken back"))
    figure.withdrawn_at, figure.withdrawn_by_id, figure.withdrawn_why = now(), actor.user_id, why.strip()
    figure.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def _add(
    actor: Actor,
    done: Deed,
    investment: Investment,
    said: SaidFigure,
    *,
    key: str = "",
    replaces: Figure | None = None,
    why: str = "",
) -> Figure:
    _check(said)
    facts = {name: value for name, value in asdict(said).items() if name != "unsourced"}
    facts |= {"quantity": said.quantity.value, "confidence": said.confidence.value}
    figure = Figure(investment=investment, key=key, replaces=replaces, added_by_id=actor.user_id, **facts)
    figure.save()
    done.on(
        investment, figure=figure.pk, quantity=facts["quantity"], low=str(said.low), high=str(said.high),
        source=said.source_title, date=said.source_date, url=said.source_url,
        **({"replaces": replaces.pk, "why": why} if replaces else {}),
    )  # fmt: skip
    return figure


def _check(said: SaidFigure) -> None:
    """Refuse what no source can have said; a figure without source or date is kept only by who says to know that it is so."""
    if not 0 <= said.low <= said.high:
        raise BadInput("high", msg("the range ends below its beginning"), msg("high at or above low, both zero or more"))
    if said.high > MOST:
        raise BadInput("high", msg("a quantity beyond anything published"), msg("at most a hundred thousand billion"))
    if said.quantity is Quantity.FIRST_PRODUCTION and not (said.low >= EARLIEST and said.high <= LATEST):
        raise BadInput("low", msg("“%(text)s” is not a year", text=str(said.low)), msg("a year such as 2028"))
    for name in ("counted_fr", "perimeter_fr", "horizon_fr"):
        if not getattr(said, name).strip():
            raise BadInput(name, msg("nothing"), msg("what the source says, or that it does not say it"))
    if said.source_url and urlsplit(said.source_url).scheme not in ("http", "https"):
        raise BadInput("source_url", msg("“%(text)s”", text=said.source_url), msg("an address that begins with http"))
    if not (said.source_title and said.source_date) and not said.unsourced:
        raise BadInput(
            "source_title", msg("a figure without source or date"),
            msg("both, or your word that none is known: it is then kept, marked, and counted in no total"),
        )  # fmt: skip
