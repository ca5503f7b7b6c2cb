"""The fields of a case file, each checked where it is read: what is unknown, missing or out of range is one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg


class Fields:
    """A table of the file at ``where``; every key must have been read when ``done`` is called."""

    def __init__(self, table: Any, where: str) -> None:
        if not isinstance(table, Mapping):
            raise BadInput(where, msg("“%(value)s” is not a table", value=str(table)), msg("a table of keys and values"))
        self._table, self.where, self._read = table, where, set[str]()

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def place(self, key: str) -> str:
        return f"{self.where}, {key}" if self.where else key

    def number(self, key: str, default: float | None = None, least: float = -inf, most: float = inf) -> float:
        """Return a number from ``least`` to ``most``; without ``default`` it must be there."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(self.place(key), msg("“%(value)s” is not a number", value=str(value)), msg("a number"))
        if value != default and (not isfinite(value) or not least <= value <= most):
            raise BadInput(self.place(key), msg("value %(value)s is outside its range", value=float(value)), _range(least, most))
        return float(value)

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.get(key, default))

    def get(self, key: str, default: Any = None) -> Any:
        self._read.add(key)
        if key in self._table:
            return self._table[key]
        if default is None:
            raise BadInput(self.place(key), msg("nothing is said"), msg("a value"))
        return default

    def table(self, key: str) -> Fields:
        return Fields(self.get(key), self.place(key))

    def tables(self, key: str) -> list[Fields]:
        found = self.get(key, [])
        if not isinstance(found, list):
            raise BadInput(self.place(key), msg("not a list of tables"), msg("[[%(key)s]] before each", key=key))
        return [Fields(table, f"{self.place(key)} {number}") for number, table in enumerate(found, start=1)]

    def done(self) -> None:
        """Refuse what was not read: a word mistyped would else be passed over in silence."""
        unknown = sorted(set(self._table) - self._read)
        if unknown:
            names = ", ".join(sorted(self._read))
            raise BadInput(self.place(unknown[0]), msg("not a field known here"), msg("one of: %(names)s", names=names))


def _range(least: float, most: float) -> Any:
    if most == inf:
        return msg("a value from %(low)s", low=least)
    return msg("a value from %(low)s to %(high)s", low=least, high=most)
