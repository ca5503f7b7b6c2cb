"""Compilation of the functions that walk rays and route robots (Numba), kept on disk between runs.

Numba keeps the compiled form of a function as long as its own file is unchanged, although it holds the functions it calls. Here
the place where it is kept changes with any file beside it that holds such functions: nobody computes with yesterday's physics.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from numba import njit
from numba.core import config as _config

config: Any = _config
F = TypeVar("F", bound=Callable[..., Any])


@lru_cache
def _kept_in(here: Path) -> str:
    """Return where the compiled functions of a folder are kept: in it, or where Numba wishes when that cannot be written."""
    if not os.access(here, os.W_OK):
        return str(config.CACHE_DIR)
    sources = (source.read_bytes() for source in sorted(here.glob("*.py")))
    digest = hashlib.sha256(b"".join(text for text in sources if b"core.compiled import" in text))
    return str(here / "__pycache__" / f"compiled-{digest.hexdigest()[:12]}")


def compiled(function: F) -> F:
    """Compile a function on its first call, without holding Python's lock while it runs.

    A division by zero gives what IEEE 754 says and raises nothing: the check before every division costs up to half of the time.
    """
    return _compiled(function, "never")


def woven(function: F) -> F:
    """The same, laid into the functions that call it: arrays in large tuples are costly to hand over for each ray."""
    return _compiled(function, "always")


def _compiled(function: F, inline: Literal["never", "always"]) -> F:
    before = config.CACHE_DIR
    config.CACHE_DIR = _kept_in(Path(function.__code__.co_filename).parent)
    try:
        ready: Any = njit(cache=True, nogil=True, error_model="numpy", inline=inline)(function)
    finally:
        config.CACHE_DIR = before
    return cast(F, ready)
