"""Investments and their published figures, over the API. It calls the same verbs as the pages."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from campus5g.core.codec import to_plain
from campus5g.core.message import Message
from campus5g.portal.base.api import ERRORS, Pages
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.territory import actions, opendata
from campus5g.portal.territory.models import NAME_LENGTH, TEXT_LENGTH, URL_LENGTH, Figure, Investment, reader_language
from campus5g.portal.territory.permissions import can_take_back, can_write_investments
from campus5g.portal.territory.reading import core_investments, investment_of, numbers
from campus5g.portal.territory.scenarios import asked_in, outcomes_of
from campus5g.territory.investments import Confidence, Quantity, contrasts
from campus5g.territory.investments import Status as Stands

router = Router(tags=["territory"])


class TownOut(Schema):
    """Where an investment stands, at its town (WGS84)."""

    name: str
    latitude: float
    longitude: float
    to_confirm: bool


class PublishedFigure(Schema):
    """A figure as its source tells it. ``in_no_total``: why it is counted in none (no source or no date), else empty."""

    id: int
    investment: str
    quantity: str
    low: float
    high: float
    unit: str
    counted: str
    perimeter: str
    horizon: str
    year: int | None
    trade: str
    confidence: str
    source: str
    author: str
    date: str
    url: str
    licence: str
    in_no_total: str


class InvestmentOut(Schema):
    """An investment; ``warning``: what must be said with its figures."""

    key: str
    investor: str
    name: str
    site: str
    status: str
    kinds: list[str]
    warning: str
    part_of: str
    outside: bool
    places: list[TownOut]


class InvestmentWithFigures(InvestmentOut):
    figures: list[PublishedFigure]


class ContrastOut(Schema):
    """Figures of one thing that stand side by side, lowest first; ``why_differs`` says how each differs from the first."""

    investment: str
    quantity: str
    figures: list[PublishedFigure]
    why_differs: list[str]


class InvestmentIn(Schema):
    name_fr: str = Field(min_length=1, max_length=NAME_LENGTH)
    name_en: str = Field("", max_length=NAME_LENGTH)
    investor: str = Field("", max_length=NAME_LENGTH)
    site_fr: str = Field("", max_length=NAME_LENGTH)
    site_en: str = Field("", max_length=NAME_LENGTH)
    kinds: list[str] = Field([], max_length=10)
    status: Stands = Stands.ANNOUNCED
    warning_fr: str = Field("", max_length=TEXT_LENGTH)
    warning_en: str = Field("", max_length=TEXT_LENGTH)
    part_of: str = Field("", pattern=r"^[a-z0-9_-]{0,60}$")
    outside: bool = False


class NewInvestmentIn(InvestmentIn):
    key: str = Field(pattern=r"^[a-z0-9_-]{1,60}$")


class PublishedFigureIn(Schema):
    """What a source published. Without title or date of the source, ``unsourced`` says that none is known."""

    quantity: Quantity
    low: Decimal = Field(ge=0, le=10**14, max_digits=18, decimal_places=3)
    high: Decimal | None = Field(None, ge=0, le=10**14, max_digits=18, decimal_places=3)
    counted_fr: str = Field(min_length=1, max_length=TEXT_LENGTH)
    counted_en: str = Field("", max_length=TEXT_LENGTH)
    perimeter_fr: str = Field(min_length=1, max_length=TEXT_LENGTH)
    perimeter_en: str = Field("", max_length=TEXT_LENGTH)
    horizon_fr: str = Field(min_length=1, max_length=TEXT_LENGTH)
    horizon_en: str = Field("", max_length=TEXT_LENGTH)
    year: int | None = Field(None, ge=actions.EARLIEST, le=actions.LATEST)
    trade: str = Field("", max_length=NAME_LENGTH)
    confidence: Confidence
    source_title: str = Field("", max_length=TEXT_LENGTH)
    source_author: str = Field("", max_length=NAME_LENGTH)
    source_date: str = Field("", pattern=r"^((?:19|20)\d\d(-\d\d){0,2})?$")
    source_url: str = Field("", max_length=URL_LENGTH)
    source_licence: str = Field("", max_length=NAME_LENGTH)
    unsourced: bool = False


class FigureCorrectionIn(PublishedFigureIn):
    why: str = Field(min_length=1, max_length=TEXT_LENGTH)


class FigureWithdrawalIn(Schema):
    why: str = Field(min_length=1, max_length=TEXT_LENGTH)


class FigureKept(Schema):
    """A figure as it is kept; ``withdrawn_at``: when it was taken back."""

    id: int
    investment: str
    quantity: str
    added_at: datetime
    replaces_id: int | None
    withdrawn_at: datetime | None
    withdrawn_why: str


def _figure(core: Any, statement: Any) -> dict[str, Any]:
    return {**opendata.record(core, statement, reader_language()), "id": numbers()[statement.figure.key]}


def _investment(core: Any) -> dict[str, Any]:
    plain = ("key", "investor", "name", "site", "warning", "part_of", "outside")
    places = [{"name": p.name, "latitude": p.latitude, "longitude": p.longitude, "to_confirm": p.to_confirm} for p in core.places]
    return {**{n: getattr(core, n) for n in plain}, "status": core.status.value, "kinds": list(core.kinds), "places": places}


def _kept(figure: Figure) -> dict[str, Any]:
    plain = ("quantity", "added_at", "replaces_id", "withdrawn_at", "withdrawn_why")
    return {**{name: getattr(figure, name) for name in plain}, "id": figure.pk, "investment": figure.investment.key}


def _said(given: PublishedFigureIn) -> actions.SaidFigure:
    values = given.dict(exclude={"why"})
    return actions.SaidFigure(**{**values, "high": given.low if given.high is None else given.high})


@router.get("/investments", response={200: list[InvestmentOut], **ERRORS}, summary="The investments of the area")
@paginate(Pages, page_size=50)
def list_investments(request: HttpRequest) -> Any:
    return [_investment(core) for core in core_investments()]


@router.get("/investments/{key}", response={200: InvestmentWithFigures, **ERRORS}, summary="One investment with its figures")
def read_investment(request: HttpRequest, key: str) -> dict[str, Any]:
    _, core = investment_of(key)
    return {**_investment(core), "figures": [_figure(core, one) for one in core.statements]}


@router.get("/figures", response={200: list[PublishedFigure], **ERRORS}, summary="Every published figure with its source")
@paginate(Pages, page_size=100)
def list_figures(request: HttpRequest, quantity: Quantity | None = None) -> Any:
    return [
        _figure(core, one)
        for core in core_investments()
        for one in core.statements
        if quantity is None or one.quantity is quantity
    ]


@router.get(
    "/contrasts", response={200: list[ContrastOut], **ERRORS}, summary="Figures that stand side by side, and why they differ"
)
def list_contrasts(request: HttpRequest) -> list[dict[str, Any]]:
    told = {core.key: core for core in core_investments()}
    return [
        {
            "investment": one.statements[0].investment, "quantity": one.quantity.value, "why_differs": [say(why) for why in one.why],
            "figures": [_figure(told[s.investment], s) for s in one.statements],
        }
        for one in contrasts(told.values())
    ]  # fmt: skip


@router.get(
    "/investments/{key}/jobs",
    response={200: list[dict[str, Any]], **ERRORS},
    summary="What an investment means in jobs, by scenario",
)
def investment_jobs(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    """Up to three scenarios (``with=announced``, ``late``, ``half_local``, ``own``) and assumptions of one's own (``set-KEY=VALUE``)."""
    _, core = investment_of(key)
    found = outcomes_of(core, asked_in(request.GET).scenarios)
    if isinstance(found, Message):
        raise Conflict(found)
    return [to_plain(one) for one in found]


@router.post("/investments", response={201: InvestmentOut, **ERRORS}, summary="Enter an investment")
def enter_investment(request: HttpRequest, said: NewInvestmentIn) -> Status:
    words = actions.SaidInvestment(**{**said.dict(exclude={"key"}), "kinds": tuple(said.kinds)})
    kept = actions.write_investment(request.actor, said.key, words)
    return Status(201, _investment(kept.as_core(reader_language(), ())))


@router.put("/investments/{key}", response={200: InvestmentOut, **ERRORS}, summary="Change what is said of an investment")
def change_investment(request: HttpRequest, key: str, said: InvestmentIn) -> dict[str, Any]:
    kept = get_object_or_404(Investment, key=key)
    words = actions.SaidInvestment(**{**said.dict(), "kinds": tuple(said.kinds)}, places=tuple(kept.places))
    return _investment(actions.write_investment(request.actor, key, words, kept).as_core(reader_language(), ()))


@router.post("/investments/{key}/figures", response={201: FigureKept, **ERRORS}, summary="Add a published figure")
def add_figure(request: HttpRequest, key: str, said: PublishedFigureIn) -> Status:
    require(can_write_investments(request.actor))
    return Status(201, _kept(actions.add_figure(request.actor, get_object_or_404(Investment, key=key), _said(said))))


@router.post(
    "/figures/{int:pk}/correct", response={201: FigureKept, **ERRORS}, summary="Put a right figure in place of a wrong one"
)
def correct_figure(request: HttpRequest, pk: int, said: FigureCorrectionIn) -> Status:
    return Status(201, _kept(actions.correct_figure(request.actor, _of(request, pk), _said(said), said.why)))


@router.post("/figures/{int:pk}/withdraw", response={200: FigureKept, **ERRORS}, summary="Take a figure back, with the reason")
def withdraw_figure(request: HttpRequest, pk: int, said: FigureWithdrawalIn) -> dict[str, Any]:
    figure = _of(request, pk)
    actions.withdraw_figure(request.actor, figure, said.why)
    return _kept(figure)


def _of(request: HttpRequest, pk: int) -> Figure:
    figure: Figure = get_object_or_404(Figure.objects.select_related("investment"), pk=pk)
    require(can_take_back(request.actor, figure))
    return figure
