"""The figures of a study that may be shared: for each use, an order of magnitude of what private 5G brings a year."""

from __future__ import annotations

from typing import Any

from campus5g.core.benefit import Benefit, Use, UseAssessment
from campus5g.core.service import Connectivity
from campus5g.documents.names import CONNECTIVITY, USE
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.studies.models import Study

Figures = list[dict[str, Any]]


def figures_of(study: Study) -> Figures:
    """Return, for each use that was assessed, what private 5G brings a year after its cost (P10, P50 and P90 in euros), and what
    the best other link brings (P50): without it the first figure would say more than the study does.

    Rounded to two significant figures: an order of magnitude tells a visitor enough, and a competitor little.
    """
    return [
        _figure(one, benefit)
        for one in study.core.assessments
        if isinstance(one, UseAssessment) and (benefit := one.benefit(Connectivity.PRIVATE_5G)) is not None
    ]


def _figure(one: UseAssessment, benefit: Benefit) -> dict[str, Any]:
    net = benefit.net_eur
    found = {"use": one.use.value, "p10": rounded(net.p10), "p50": rounded(net.p50), "p90": rounded(net.p90)}
    others = [other for other in one.benefits if other.connectivity != Connectivity.PRIVATE_5G]
    best = max(others, key=lambda other: other.net_eur.p50, default=None)
    return found if best is None else {**found, "other": best.connectivity.value, "other_p50": rounded(best.net_eur.p50)}


def rounded(euros: float) -> int:
    """Return euros to two significant figures."""
    return int(float(f"{euros:.2g}"))


def named(figures: Figures) -> Figures:
    """Return figures with the names of their use and of the other link in the reader's language."""
    return [
        {
            **one,
            "name": say(USE[Use(one["use"])]),
            "link": say(CONNECTIVITY[Connectivity(one["other"])]) if "other" in one else "",
        }
        for one in figures
    ]
