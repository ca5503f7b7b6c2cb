"""Typed reading of a TOML or YAML table: what is missing or wrong is said with the file and the place in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.figures import Source
from campus5g.core.message import Message, msg
from campus5g.core.money import parse_cents


def read_toml(path: Path) -> Fields:
    """Read a TOML file as fields; a missing or broken file is refused with its line."""
    try:
        return Fields(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError:
        raise BadInput(str(path), msg("no such file"), msg("a TOML file")) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), msg("cannot be read (%(fault)s)", fault=str(error)), msg("a UTF-8 text file")) from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(path.name, msg("“%(fault)s”", fault=str(error)), msg("TOML")) from None


class Fields:
    """A table whose values are read with their type; ``where`` is the file and the place of the table in it."""

    def __init__(self, data: dict[str, Any], where: str, place: str = "") -> None:
        self.data, self.where, self.place = data, where, place

    def at(self, key: str) -> str:
        """Return the place of ``key``, as a person would look for it."""
        return f"{self.where}, {self.place}.{key}" if self.place else f"{self.where}, {key}"

    def refuse(self, key: str, what: Message, expected: Message) -> BadInput:
        return BadInput(self.at(key), what, expected)

    def _get(self, key: str, expected: Message) -> Any:
        value = self.data.get(key)
        if value is None or value == "":
            raise self.refuse(key, msg("nothing"), expected)
        return value

    def _typed(self, key: str, kinds: type | tuple[type, ...], expected: Message) -> Any:
        value = self._get(key, expected)
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            raise self.refuse(key, msg("“%(value)s”", value=str(value)), expected)
        return value

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        if default is not None and key not in self.data:
            return default
        return str(self._typed(key, str, msg("a text"))).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.refuse(key, msg("“%(value)s”", value=str(values)), msg("a list of texts"))
        return tuple(values)

    def flag(self, key: str, default: bool | None = None) -> bool:
        if default is not None and key not in self.data:
            return default
        return bool(self._typed(key, bool, msg("true or false")))

    def day(self, key: str) -> date:
        value = self._get(key, msg("a day such as 2026-11-21"))
        if type(value) is not date:
            raise self.refuse(key, msg("“%(value)s” is not a day", value=str(value)), msg("a day such as 2026-11-21"))
        return value

    def whole(self, key: str, least: int, default: int | None = None) -> int:
        if default is not None and key not in self.data:
            return default
        expected = msg("a whole number, at least %(least)s", least=least)
        value = self._typed(key, int, expected)
        if value < least:
            raise self.refuse(key, msg("“%(value)s”", value=str(value)), expected)
        return int(value)

    def decimal(self, key: str) -> Decimal:
        raw = self._get(key, msg("a number"))
        try:
            value = Decimal(str(raw))
        except InvalidOperation:
            raise self.refuse(key, msg("“%(value)s” is not a number", value=str(raw)), msg("a number")) from None
        if isinstance(raw, bool) or not value.is_finite() or value < 0:
            raise self.refuse(key, msg("“%(value)s”", value=str(raw)), msg("a number, at least 0"))
        return value

    def cents(self, key: str, default: int | None = None) -> int:
        """Read euros as cents; an amount is never negative."""
        if default is not None and key not in self.data:
            return default
        raw = self._typed(key, (int, str), msg("an amount in euros, such as 125000 or “1250.50”"))
        cents = parse_cents(raw, self.at(key))
        if cents < 0:
            raise self.refuse(key, msg("“%(value)s” is negative", value=str(raw)), msg("an amount, at least 0"))
        return cents

    def numbers(self) -> dict[str, float]:
        """Return the whole table as numbers."""
        found = {}
        for key, value in self.data.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
                raise self.refuse(key, msg("“%(value)s” is not a number", value=str(value)), msg("a number"))
            found[key] = float(value)
        return found

    def table(self, key: str) -> Fields:
        """Return the table ``key``; absent, an empty one."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.refuse(key, msg("“%(value)s”", value=str(value)), msg("a table"))
        return Fields(value, self.where, f"{self.place}.{key}" if self.place else key)

    def tables(self, key: str) -> Iterator[Fields]:
        """Yield the tables of the list ``key``; places count from 1."""
        values = self.data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.refuse(key, msg("not a list of tables"), msg("[[%(name)s]] tables", name=key))
        prefix = f"{self.place}.{key}" if self.place else key
        for number, value in enumerate(values, start=1):
            yield Fields(value, self.where, f"{prefix}[{number}]")

    def source(self) -> Source:
        """Read this table as a source; a title and a date are required."""
        return Source(
            title=self.text("title"),
            author=self.text("author", ""),
            date=self.text("date"),
            url=self.text("url", ""),
            licence=self.text("licence", ""),
            to_confirm=self.flag("to_confirm", False),
        )
