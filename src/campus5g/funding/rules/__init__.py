"""The law as dated data: each number with its article, its source and the days on which it holds.

A rule is picked by the day on which the aid is granted (the day the legal right is conferred), not by the day of payment.
After the last day of a rule without successor, the answer is the last rule, assumed continued: ``basis`` says ``lapsed`` and
everything computed from it is to confirm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from campus5g.core.dated import Dated, DatedTable, load_table
from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Day, msg
from campus5g.core.money import parse_cents
from campus5g.funding.rules.schema import check_entries


class Basis(StrEnum):
    """Whether a rule holds on the day of the grant."""

    IN_FORCE = "in_force"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the law, as picked for one day. ``to_confirm``: nobody could check it, or it has lapsed."""

    key: str
    value: Decimal
    article: str
    basis: Basis
    to_confirm: bool
    source: Source

    @property
    def cents(self) -> int:
        """The value in cents, for a rule given in euros."""
        return parse_cents(self.value, self.key)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All the rules of the files."""

    table: DatedTable

    def on(self, granted: date) -> RulesOn:
        """Return the rules as they stand for an aid granted on a day."""
        return RulesOn(self.table, granted)


@dataclass(frozen=True, slots=True)
class RulesOn:
    """The rules for an aid granted on ``day``."""

    table: DatedTable
    day: date

    def rule(self, key: str) -> Rule:
        """Return a number of the law. A day before the first known version is bad input."""
        entry, basis = self._pick(key)
        return Rule(
            key=key,
            value=Decimal(str(entry.value)),
            article=entry.article,
            basis=basis,
            to_confirm=entry.to_confirm or basis is Basis.LAPSED,
            source=entry.source,
        )

    def last_day(self, key: str) -> date:
        """Return the last day of a rule as picked for the day; one without end is bad input."""
        entry, _ = self._pick(key)
        if entry.valid_to is None:
            raise BadInput(key, msg("no last day"), msg("a rule that ends"))
        return entry.valid_to

    def names(self, key: str) -> frozenset[str]:
        """Return a list of words of the law."""
        return frozenset(self._pick(key)[0].value)

    def text(self, key: str) -> str:
        return str(self._pick(key)[0].value)

    def has(self, key: str) -> bool:
        """Say whether the rule was ever stated, on or before the day."""
        return any(entry.key == key and entry.valid_from <= self.day for entry in self.table.entries)

    def find(self, key: str) -> Rule | None:
        return self.rule(key) if self.has(key) else None

    def _pick(self, key: str) -> tuple[Dated, Basis]:
        if holding := self.table.at(key, self.day):
            return holding, Basis.IN_FORCE
        earlier = [entry for entry in self.table.entries if entry.key == key and entry.valid_from <= self.day]
        if not earlier:
            raise BadInput(key, msg("no rule is known on %(day)s", day=Day.of(self.day)), msg("a later day of grant"))
        return max(earlier, key=lambda entry: entry.valid_from), Basis.LAPSED


def load_rules(*paths: Path | Traversable) -> Rulebook:
    """Read rule files and check every key and value; a typo is refused with its file, line and reason."""
    table = load_table(*paths)
    check_entries(table.entries)
    return Rulebook(table)


def rule_files() -> tuple[Traversable, ...]:
    """Return the rule files that the product ships."""
    folder = files("campus5g.funding.rules")
    return tuple(sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name))


@lru_cache(maxsize=1)
def law() -> Rulebook:
    """Return the rules that the product ships."""
    return load_rules(*rule_files())
