"""What day it is: today, or the fixed day of a demonstration or test."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that the engines receive."""
    fixed: str = settings.DEMONSTRATION_DAY
    return date.fromisoformat(fixed) if fixed else timezone.localdate()


def now() -> datetime:
    """Return the instant, in the campus' own zone; on the fixed day of a demonstration, with the hour of the clock."""
    real = timezone.localtime()
    return datetime.combine(today(), real.time(), real.tzinfo)
