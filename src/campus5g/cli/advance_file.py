"""A repayable advance as a TOML file: its terms under ``[advance]``, what happened to it as ``[[event]]`` tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campus5g.core.message import msg
from campus5g.ledger import (
    AdvanceAgreed,
    AdvanceDeed,
    AdvanceDrawn,
    AdvanceRepaid,
    AdvanceWrittenOff,
    Agreement,
    AgreementSigned,
    AnyDeed,
    Award,
    BudgetLine,
    Early,
    InstalmentCalled,
    InstalmentsDeferred,
    OutcomeDeclared,
    Rates,
    Terms,
    Trigger,
    TriggerMet,
    TurnoverDeclared,
)
from campus5g.study.fields import Fields


@dataclass(frozen=True, slots=True)
class AdvanceFile:
    """The deeds that make the advance, those that happen to it, and the rates of its grant."""

    first: tuple[AnyDeed, ...]
    events: tuple[AdvanceDeed, ...]
    rates: Rates


def read_advance(file: Fields) -> AdvanceFile:
    """Read a file. Where none of its events is a drawing, the whole principal is drawn on the first day."""
    told = file.table("advance")
    terms = _terms(told)
    granted = told.day("granted") if told.has("granted") else terms.starts
    events = tuple(_event(one, f"event-{n}") for n, one in enumerate(file.tables("event"), start=1))
    first = _first(terms, granted)
    if not any(isinstance(deed, AdvanceDrawn) for deed in events):
        first = (*first, AdvanceDrawn(key="drawn", on=terms.starts, advance=NAME, cents=terms.principal_cents, direct=True))
    return AdvanceFile(first, events, _rates(told, granted))


NAME = "advance"
"""The file holds one advance, and needs no name for it."""


def _terms(told: Fields) -> Terms:
    return Terms(
        principal_cents=told.cents("principal"),
        starts=told.day("starts"),
        deferral_months=told.whole("deferral_months", 0, 0),
        instalments=told.whole("instalments", 1, 5),
        every_months=told.whole("every_months", 1, 12),
        rate=_decimal(told, "rate_percent") / 100,
        conditional=told.flag("conditional", False),
        minimum_cents=told.cents("minimum", 0),
        trigger=Trigger(_one_of(told, "trigger", tuple(Trigger))),
        turnover_percent=told.decimal("turnover_percent") if told.has("turnover_percent") else None,
        early=Early(_one_of(told, "early", tuple(Early))),
    )


def _decimal(told: Fields, key: str) -> Decimal:
    return told.decimal(key) if told.has(key) else Decimal(0)


def _one_of(told: Fields, key: str, names: tuple[str, ...]) -> str:
    """A word of a list, the first by default."""
    found = told.text(key, names[0])
    if found not in names:
        raise told.refuse(key, msg("“%(name)s”", name=found), msg("one of: %(names)s", names=", ".join(names)))
    return found


def _rates(told: Fields, granted: date) -> Rates:
    """The rates of the file, else those of the law on the day of the grant for the partner's rating."""
    from campus5g.funding.equivalent import discount_rate, reference_rate
    from campus5g.funding.rules import law

    if told.has("reference_percent") and told.has("discount_percent"):
        return Rates(granted, told.decimal("reference_percent") / 100, told.decimal("discount_percent") / 100)
    rules = law().on(granted)
    return Rates(granted, reference_rate(rules, told.text("rating", "")), discount_rate(rules))


def _first(terms: Terms, granted: date) -> tuple[AnyDeed, ...]:
    """An agreement that holds the advance and nothing else."""
    line = BudgetLine("cost", "partner", "cost", "", terms.principal_cents)
    award = Award("partner", advance_cents=terms.principal_cents)
    on = min(granted, terms.starts)
    return (
        AgreementSigned(key="signed", on=on, agreement=Agreement("agreement", "funder", on, on, (award,), (line,))),
        AdvanceAgreed(key="agreed", on=on, advance=NAME, agreement="agreement", partner="partner", terms=terms),
    )


WHAT = ("drawn", "repaid", "called", "deferred", "outcome", "written_off", "triggered", "turnover")


def _event(told: Fields, key: str) -> AdvanceDeed:
    on = told.day("on")
    match _one_of(told, "what", WHAT):
        case "drawn":
            return AdvanceDrawn(key=key, on=on, advance=NAME, cents=told.cents("euros"), direct=True)
        case "repaid":
            return AdvanceRepaid(key=key, on=on, advance=NAME, cents=told.cents("euros"), direct=True)
        case "called":
            return InstalmentCalled(key=key, on=on, advance=NAME)
        case "deferred":
            return InstalmentsDeferred(key=key, on=on, advance=NAME, months=told.whole("months", 1))
        case "outcome":
            return OutcomeDeclared(key=key, on=on, advance=NAME, percent=told.decimal("percent"))
        case "written_off":
            return AdvanceWrittenOff(key=key, on=on, advance=NAME, cents=told.cents("euros"))
        case "triggered":
            return TriggerMet(key=key, on=on, advance=NAME)
        case _:
            return TurnoverDeclared(key=key, on=on, advance=NAME, cents=told.cents("euros"), due=told.day("due"))
