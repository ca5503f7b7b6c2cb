"""Typed results to JSON and back. Same value, same bytes: keys sorted, no spaces left to chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def to_plain(value: Any) -> Any:
    """Return ``value`` (a dataclass of ``core``) as lists, dicts, strings and numbers."""
    return _adapter(type(value)).dump_python(value, mode="json")


def dump(value: Any) -> str:
    """Return ``value`` as canonical, indented JSON."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, indent=1)


def load(kind: type[T], data: str | bytes | dict[str, Any] | list[Any]) -> T:
    """Read back what ``dump`` or ``to_plain`` wrote."""
    adapter = _adapter(kind)
    value: T = adapter.validate_json(data) if isinstance(data, str | bytes) else adapter.validate_python(data)
    return value
