"""What day it is: today, or the fixed day of a demonstration or test."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that the engines receive."""
    fixed: str = settings.DEMONSTRATION_DAY
    return date.fromisoformat(fixed) if fixed else timezone.localdate()
