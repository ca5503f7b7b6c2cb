"""Facts of an organisation and of a project that the eligibility of a call depends on. ``None``: not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.project import Size

_ALIASES = {
    "startup": "company",
    "start_up": "company",
    "university": "research",
    "laboratory": "research",
    "commune": "public_body",
}


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """Who asks. ``kind``: ``company``, ``public_body``, ``research``, ``association`` or a word close to one of them."""

    kind: str
    size: Size | None = None
    naf: str | None = None
    insee_code: str | None = None
    country: str = "FR"
    age_years: float | None = None
    siren: str = ""

    @property
    def applicant(self) -> str:
        """The kind in the words of the calls."""
        return _ALIASES.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What is to be done. ``countries``: of all partners; ``trl``: readiness aimed at by the end.

    defence: whether its purpose is defence. sme_percent: the share of the costs that small and medium enterprises carry.
    """

    countries: tuple[str, ...] = ()
    cost_cents: int | None = None
    starts: date | None = None
    trl: int | None = None
    defence: bool | None = None
    sme_percent: float | None = None
