from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Pages are read in English here; that they speak French is held elsewhere."""
    with override_settings(LANGUAGE_CODE="en"):
        yield
