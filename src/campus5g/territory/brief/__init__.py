"""The content of the four pages for elected people, from what engines say."""

from campus5g.territory.brief.compose import brief

__all__ = ["brief"]
