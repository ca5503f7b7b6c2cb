"""The articles and figures of the law that the papers name."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files

from campus5g.core.dated import DatedTable, load_table


@lru_cache(maxsize=1)
def law() -> DatedTable:
    return load_table(files("campus5g.documents.training") / "law.yaml")


def article(key: str, on: date) -> str:
    """Return how an article is cited, such as « C. trav. art. L6353-1 »."""
    return str(law().need(key, on).value)


def figure(key: str, on: date) -> int:
    """Return a number that the law sets, in its unit."""
    return int(law().need(key, on).value)
