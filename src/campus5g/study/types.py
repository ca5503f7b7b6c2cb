"""A study: one need carried through network, gains, calls and money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campus5g.core.benefit import NotAssessed, Use, UseAssessment
from campus5g.core.business import BusinessCase
from campus5g.core.figures import Assumption
from campus5g.core.message import Message
from campus5g.core.project import CallTerms, FinancingPlan, Project
from campus5g.core.site import Site
from campus5g.documents.content import RankedCall
from campus5g.network.plan import NetworkPlan

SCHEMA = 2
"""Version of the shape of ``Study``; a kept study of another version is computed again."""


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that was found, and why. Same need, same day, same seed: same bytes.

    plan is ``None`` when no network could be planned; financing when there is no project or nothing to finance it with;
    ``reasons`` then say why. ``seed`` feeds every draw.
    """

    schema: int
    title: str
    organisation: str
    text: str
    language: str
    territory: str
    fictitious: bool
    on: date
    seed: int
    site: Site
    uses: tuple[Use, ...]
    plan: NetworkPlan | None
    assessments: tuple[UseAssessment | NotAssessed, ...]
    business: BusinessCase | None
    calls: tuple[RankedCall, ...]
    project: Project | None
    terms: tuple[CallTerms, ...]
    financing: FinancingPlan | None
    assumptions: tuple[Assumption, ...]
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...]
