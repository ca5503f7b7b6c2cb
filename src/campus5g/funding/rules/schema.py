"""Which keys the rule files may hold and what each value must look like, so that a typo is refused at load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from campus5g.core.dated import Dated
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg


class Kind(StrEnum):
    """What a value is."""

    PERCENT = "percent"
    EUROS = "euros"
    COUNT = "count"
    BASIS_POINTS = "basis points"
    TEXT = "text"
    NAMES = "names"


_EXPECTED: dict[Kind, Message] = {
    Kind.PERCENT: msg("a number from 0 to 100"),
    Kind.EUROS: msg("a positive number of euros"),
    Kind.COUNT: msg("a positive number"),
    Kind.BASIS_POINTS: msg("a whole number of basis points from 0 to 10000"),
    Kind.TEXT: msg("a text"),
    Kind.NAMES: msg("a list of words"),
}

_INSTRUMENT = re.compile(r"instrument\.[a-z0-9_]+\.(\w+)")
_INSTRUMENT_PARAMETERS: dict[str, Kind] = {
    "title": Kind.TEXT,
    "grant_share": Kind.PERCENT,
    "rate_cap": Kind.PERCENT,
    "cost_min": Kind.EUROS,
    "cost_above": Kind.EUROS,
    "cost_max": Kind.EUROS,
    "aid_min": Kind.EUROS,
    "aid_max": Kind.EUROS,
}


def _gber() -> Iterator[tuple[str, Kind]]:
    for name in ("fundamental", "industrial", "experimental", "feasibility"):
        yield f"gber.art25.base.{name}", Kind.PERCENT
        yield f"gber.threshold.art25.{name}", Kind.EUROS
    for name in ("collaboration", "dissemination", "licences", "a_area", "c_area", "multi_country"):
        yield f"gber.art25.bonus.{name}", Kind.PERCENT
    for family in ("gber.art25.size", "gber.art25.feasibility", "gber.art26a.size", "gber.art31.size", "gber.art14.size"):
        yield f"{family}.small", Kind.PERCENT
        yield f"{family}.medium", Kind.PERCENT
    for size in ("small", "medium", "large"):
        yield f"gber.art26a.cap.{size}", Kind.PERCENT
    for name in (
        "art25.cap", "art25.collaboration.largest_share", "art25.collaboration.research_share", "art25.non_economic",
        "art26a.base", "art26a.bonus.cross_border", "art26a.bonus.sme_capacity", "art26a.sme_capacity_share",
        "art29.sme", "art29.large", "art29.sme_share", "art31.base", "art31.bonus.disabled", "art31.cap",
        "art14.adjusted.second_weight", "art7.advance_points", "threshold.art25.predominant_share",
        "threshold.art25.advance_points",
    ):  # fmt: skip
        yield f"gber.{name}", Kind.PERCENT
    for name in ("art14.large_project", "art14.adjusted.first", "art14.adjusted.second"):
        yield f"gber.{name}", Kind.EUROS
    for article in ("art26a", "art29", "art31"):
        yield f"gber.threshold.{article}", Kind.EUROS
    yield "gber.threshold.art25.eureka_factor", Kind.COUNT


def _measures() -> Iterator[tuple[str, Kind]]:
    """Articles 9, 14, 17, 18, 22, 27, 28, 36, 38, 41, 47, 49 and 58."""
    for article in ("art17", "art36", "art38", "art41", "art47", "art49"):
        yield f"gber.{article}.size.small", Kind.PERCENT
        yield f"gber.{article}.size.medium", Kind.PERCENT
    for article in ("art27", "art36", "art38", "art47"):
        yield f"gber.{article}.bonus.a_area", Kind.PERCENT
        yield f"gber.{article}.bonus.c_area", Kind.PERCENT
    for article in ("art18", "art27", "art28", "art36", "art38", "art41", "art47", "art49"):
        yield f"gber.{article}.base", Kind.PERCENT
    for name in (
        "art14.own_contribution", "art27.running", "art28.advice", "art36.zero_emission", "art36.no_counterfactual",
        "art38.no_counterfactual", "art41.other", "art41.bidding", "art49.cap",
    ):  # fmt: skip
        yield f"gber.{name}", Kind.PERCENT
    for form in ("grant", "loan", "guarantee"):
        for area in ("none", "c_area", "a_area"):
            yield f"gber.art22.{form}.{area}", Kind.EUROS
    yield "gber.art28.advice_amount", Kind.EUROS
    yield "gber.art9.publication", Kind.EUROS
    for name in ("art14_cost", "art17", "art18", "art27", "art28", "environment"):
        yield f"gber.threshold.{name}", Kind.EUROS
    for name in (
        "art14.keep_years.large", "art14.keep_years.sme", "art22.years", "art22.innovative_factor", "art27.running_years",
        "art58.months",
    ):  # fmt: skip
        yield f"gber.{name}", Kind.COUNT


def _others() -> Iterator[tuple[str, Kind]]:
    yield "de_minimis.ceiling", Kind.EUROS
    yield "de_minimis.ceiling_sgei", Kind.EUROS
    yield "de_minimis.years", Kind.COUNT
    yield "de_minimis.loan.secured_share", Kind.PERCENT
    yield "de_minimis.guarantee.covered_share", Kind.PERCENT
    for instrument in ("loan", "guarantee"):
        for term in ("short", "long"):
            yield f"de_minimis.{instrument}.{term}.amount", Kind.EUROS
            yield f"de_minimis.{instrument}.{term}.years", Kind.COUNT
    for size in ("micro", "small", "medium"):
        yield f"sme.{size}.staff", Kind.COUNT
        yield f"sme.{size}.turnover", Kind.EUROS
        yield f"sme.{size}.balance", Kind.EUROS
    for name in ("partner_share", "linked_share", "public_share"):
        yield f"sme.{name}", Kind.PERCENT
    yield "sme.exempt_holders", Kind.NAMES
    for rating in ("strong", "good", "satisfactory", "weak", "bad"):
        for collateral in ("high", "normal", "low"):
            yield f"rates.margin.{rating}.{collateral}", Kind.BASIS_POINTS
    for name in ("unrated_margin", "discount_margin", "base.FR"):
        yield f"rates.{name}", Kind.BASIS_POINTS
    for name in ("rate", "rate_above", "running.staff", "running.depreciation"):
        yield f"cir.{name}", Kind.PERCENT
    yield "cir.bound", Kind.EUROS
    yield "cii.rate", Kind.PERCENT
    yield "cii.cap", Kind.EUROS
    yield "jei.years", Kind.COUNT
    yield "jei.research_share", Kind.PERCENT
    yield "cash.first_share", Kind.PERCENT
    yield "cash.balance_share", Kind.PERCENT
    yield "eu.consortium.partners", Kind.COUNT
    yield "eu.consortium.member_states", Kind.COUNT
    yield "eu.member_states", Kind.NAMES
    yield "eu.associated", Kind.NAMES


KINDS: dict[str, Kind] = dict((*_gber(), *_measures(), *_others()))
"""Every key that the rule files must hold, besides the instruments' parameters."""


def check_entries(entries: tuple[Dated, ...]) -> None:
    """Refuse an unknown key, a value of the wrong kind or a missing rule, with the file and line."""
    for entry in entries:
        kind = kind_of(entry.key)
        if kind is None:
            raise BadInput(entry.where, msg("unknown rule %(key)s", key=entry.key), msg("a key that the product knows"))
        if not _fits(entry.value, kind):
            what = msg("%(key)s has the value “%(value)s”", key=entry.key, value=str(entry.value))
            raise BadInput(entry.where, what, _EXPECTED[kind])
        if not entry.article:
            raise BadInput(entry.where, msg("%(key)s cites no article", key=entry.key), msg("the article it comes from"))
    missing = sorted(set(KINDS) - {entry.key for entry in entries})
    if missing:
        raise BadInput("rules", msg("no rule %(key)s", key=missing[0]), msg("an entry for each rule the product applies"))


def kind_of(key: str) -> Kind | None:
    """Return what the value of ``key`` must be, or ``None`` for a key nobody reads."""
    instrument = _INSTRUMENT.fullmatch(key)
    return _INSTRUMENT_PARAMETERS.get(instrument[1]) if instrument else KINDS.get(key)


def _fits(value: Any, kind: Kind) -> bool:
    if kind is Kind.TEXT:
        return isinstance(value, str) and bool(value.strip())
    if kind is Kind.NAMES:
        return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    bounds = {Kind.PERCENT: 100, Kind.BASIS_POINTS: 10_000}
    whole = kind is not Kind.BASIS_POINTS or isinstance(value, int)
    return whole and 0 <= value <= bounds.get(kind, float("inf")) and (value > 0 or kind not in (Kind.EUROS, Kind.COUNT))
