"""How often a network may ask at a public door: enough for a whole office behind one line, too little to fill a room."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

_SECONDS, _MOST = 600, 30


def within(request: HttpRequest, door: str) -> bool:
    """Count one request of this network at ``door``; ``False`` once there are more than thirty in ten minutes."""
    name = f"events:{door}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, _SECONDS)
    try:
        return bool(cache.incr(name) <= _MOST)
    except ValueError:  # it went out of date in between
        cache.set(name, 1, _SECONDS)
        return True
