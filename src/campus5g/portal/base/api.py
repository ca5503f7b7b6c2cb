"""What the API says when it cannot do what was asked: one shape, in every room."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema
from ninja.pagination import PageNumberPagination


class Problem(Schema):
    """Why it could not be done, in one sentence."""

    detail: str


class Pages(PageNumberPagination):
    """Pages of a list; their number stays within what every database counts."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=1_000_000)
        page_size: int | None = Field(None, ge=1)


class Unreadable(Schema):
    """Which fields of the request could not be read."""

    detail: list[dict[str, Any]]


ERRORS: dict[int, type[Schema]] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Unreadable}
"""Add to every operation: ``response={200: Thing, **ERRORS}``."""
