"""What several pieces of one page ask for, read once. Only while a page is read: whatever changes something asks anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import unwrap
from typing import Any, ParamSpec, TypeVar

from campus5g.portal.base.scope import current_actor

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept_for_this_page", default=None)
P, R = ParamSpec("P"), TypeVar("R")


@contextmanager
def reading() -> Iterator[None]:
    """Keep the answers of ``once_a_page`` until the block ends."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once_a_page(ask: Callable[P, R]) -> Callable[P, R]:
    """Ask once for one actor and one set of arguments while a page is read; each time everywhere else."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept.get()
        if kept is None:
            return ask(*args, **kwargs)
        key = _key(ask, *args, **kwargs)
        if key not in kept:
            kept[key] = ask(*args, **kwargs)
        answer: R = kept[key]
        return answer

    return asked


def answered(asked: Callable[P, R], answer: R, *args: P.args, **kwargs: P.kwargs) -> None:
    """Keep, for a question that is asked once a page, the answer that the page has already."""
    kept = _kept.get()
    if kept is not None:
        kept[_key(unwrap(asked), *args, **kwargs)] = answer


def _key(ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Hashable:
    return (ask, current_actor(), args, tuple(sorted(kwargs.items())))
