"""The de minimis ledger of a single undertaking: what counts today, and the day on which room frees up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.funding.de_minimis import headroom
from campus5g.funding.holdings import LedgerRow, de_minimis_ledger
from campus5g.funding.rules import law
from campus5g.portal.directory.group import named, undertakings_of
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing.inputs import register_of


@dataclass(frozen=True, slots=True)
class Ledger:
    """The companies of the directory that share the ceiling, the aid that still counts, and the room of today (cents)."""

    companies: tuple[Organisation, ...]
    rows: tuple[LedgerRow, ...]
    ceiling_cents: int
    room_cents: int
    article: str

    @property
    def used_cents(self) -> int:
        return self.ceiling_cents - self.room_cents

    @property
    def used_percent(self) -> float:
        return 100 * self.used_cents / self.ceiling_cents


def ledger_of(organisation: Organisation, on: date) -> Ledger:
    """Read the registers of the whole undertaking, as on a day."""
    rules = law().on(on)
    companies = undertakings_of([organisation])[organisation.pk]
    names = named(list(companies))
    registers = register_of({company.pk for company in companies})
    awards = {names[company]: registers.get(company.pk, []) for company in companies}
    ceiling = rules.rule("de_minimis.ceiling")
    return Ledger(
        companies=tuple(companies),
        rows=de_minimis_ledger(awards, awards, on, rules),
        ceiling_cents=ceiling.cents,
        room_cents=headroom([award for mine in awards.values() for award in mine], on, rules),
        article=ceiling.article,
    )
