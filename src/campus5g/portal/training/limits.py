"""How often an address may try a public door: enough for a whole room behind one line, too little to guess."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

_SECONDS = 300
PAGES, TRIES = 240, 20
"""In five minutes: pages opened from one network, and wrong codes typed on one page."""


def within(request: HttpRequest, door: str, most: int = PAGES) -> bool:
    """Count one knock from this network at ``door``; ``False`` once there are more than ``most`` in five minutes."""
    return counted(f"{door}:{request.META.get('REMOTE_ADDR', '')}") <= most


def counted(key: str) -> int:
    """Count one more under ``key``, and return how many there are."""
    name = f"training:{key}"
    cache.add(name, 0, _SECONDS)
    try:
        return int(cache.incr(name))
    except ValueError:  # it went out of date in between
        cache.set(name, 1, _SECONDS)
        return 1
