"""What a company says: where it hurts, with what, and what a gain would be worth."""

from __future__ import annotations

from dataclasses import dataclass, field

from campus5g.core.benefit import Use
from campus5g.core.site import Site


@dataclass(frozen=True, slots=True)
class Economics:
    """The company's own figures for one use, by assumption key; what is missing takes the sourced default."""

    use: Use
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """An industrial need, ready to be studied. ``text`` is in the company's words, in ``language``."""

    title: str
    organisation: str
    text: str
    language: str
    uses: tuple[Use, ...]
    site: Site
    economics: tuple[Economics, ...] = ()
    territory: str = ""

    def values_for(self, use: Use) -> dict[str, float]:
        return next((e.values for e in self.economics if e.use == use), {})
