"""How places are counted on a page."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def places_left(session: Any) -> int:
    """How many places a session, read with its ``taken``, still has."""
    return max(0, session.capacity - (session.taken or 0))
