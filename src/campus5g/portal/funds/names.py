"""Who and what stands behind the numbers of the book, said to people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campus5g.core.message import Message, msg
from campus5g.portal.directory.models import Organisation
from campus5g.portal.funds.models import Agreement, BudgetLine, Claim, ClaimLine

_KEY = re.compile(r"(org|agr|line|claim|cost|adv):(\d+)(?::(\d+))?")
ROLES: dict[str, Message] = {
    "bank": msg("Account of the trusted third party"),
    "funder": msg("Held for the funder"),
    "funding": msg("Grants earned from the funder"),
    "pledged": msg("Promised by the funder"),
    "granted": msg("Grants earned by the partner"),
    "due": msg("Due to the partner"),
    "retained": msg("Held back from the partner"),
    "ahead": msg("Paid ahead to the partner"),
    "awarded": msg("Awarded to the partner"),
    "advance": msg("Advance, not called yet"),
    "called": msg("Instalments called"),
}
"""The accounts of ``ledger.charts``."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind keys such as ``org:12``; a key that nobody knows is said as it is."""

    known: Mapping[str, str]

    def of(self, key: str) -> str:
        found = _KEY.fullmatch(key)
        if found is not None and found[1] == "adv":
            return self.known.get(f"org:{found[3]}", key)
        return self.known.get(key, key)

    def account(self, key: str) -> tuple[Message, str]:
        """Return what an account counts, and of whom."""
        role, *of = key.split("/")
        return ROLES[role], " · ".join(self.of(one) for one in of)

    def readable(self, message: Message) -> Message:
        """Return a sentence of the engine with names in place of keys."""
        params = {
            name: self.of(value) if isinstance(value, str) else self.readable(value) if isinstance(value, Message) else value
            for name, value in message.params.items()
        }
        return Message(message.template, params)


def names_behind(keys: Iterable[str]) -> Names:
    """Return the names behind every key found in ``keys`` (accounts or words of sentences); one question for each kind of thing."""
    wanted: dict[str, set[int]] = {}
    for key in keys:
        for kind, first, second in _KEY.findall(key):
            wanted.setdefault("agr" if kind == "adv" else kind, set()).add(int(first))
            if second:
                wanted.setdefault("org", set()).add(int(second))
    known: dict[str, str] = {}
    for kind, model in {"org": Organisation, "agr": Agreement, "line": BudgetLine, "claim": Claim, "cost": ClaimLine}.items():
        if kind in wanted:
            rows = model._base_manager.filter(pk__in=wanted[kind])
            known |= {f"{kind}:{row.pk}": str(row) for row in (rows.select_related("agreement") if kind == "claim" else rows)}
    return Names(known)


def readable(messages: Iterable[Message]) -> list[Message]:
    """Return sentences of the engine with names in place of keys."""
    said = list(messages)
    names = names_behind(word for message in said for word in _words(message))
    return [names.readable(message) for message in said]


def _words(message: Message) -> Iterable[str]:
    for value in message.params.values():
        if isinstance(value, Message):
            yield from _words(value)
        elif isinstance(value, str):
            yield value
