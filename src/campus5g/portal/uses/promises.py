"""What an assessed use promises, as indicators that a programme may follow: today's way of working, then private 5G."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from campus5g.core.benefit import Kpi, UseAssessment
from campus5g.core.message import Message, msg
from campus5g.core.service import Connectivity
from campus5g.documents.names import UNITS, USE
from campus5g.portal.uses.models import Assessment

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Promise:
    """An indicator that an assessment promises to move. baseline: as today, by rounds on foot, 0 where nothing is done today.

    key tells it among those of its need. ``definition`` says where the figures come from.
    """

    key: str
    title: Message
    unit: Message | str
    baseline: Decimal
    target: Decimal
    definition: Message

    @property
    def up(self) -> bool:
        return self.target > self.baseline


def promises_of(need_id: int) -> list[Promise]:
    """Return what the last assessment of each use of a need promises; an indicator that does not move promises nothing."""
    finished = Assessment.objects.filter(need_id=need_id).exclude(finished_at=None).order_by("pk")
    last = {assessment.use: assessment for assessment in finished}
    return [promise for assessment in last.values() if assessment.readable for promise in _of(assessment)]


def _of(assessment: Assessment) -> list[Promise]:
    found = assessment.run.assessment
    if not isinstance(found, UseAssessment):
        return []
    target, today = found.benefit(Connectivity.PRIVATE_5G), found.benefit(Connectivity.MANUAL)
    before = {kpi.key: kpi.value.p50 for kpi in today.kpis} if today else {}
    made = [_promise(assessment, kpi, before.get(kpi.key, 0.0)) for kpi in (target.kpis if target else ())]
    return [promise for promise in made if promise.target != promise.baseline]


def _promise(assessment: Assessment, kpi: Kpi, baseline: float) -> Promise:
    return Promise(
        key=f"{assessment.use}-{kpi.key}",
        title=kpi.label,
        unit=UNITS.get(kpi.unit, kpi.unit),
        baseline=Decimal(str(baseline)).quantize(CENT),
        target=Decimal(str(kpi.value.p50)).quantize(CENT),
        definition=msg(
            "%(use)s: median of the simulation %(ref)s, with private 5G. At the start: today's rounds on foot.",
            use=USE[assessment.kind],
            ref=assessment.reference,
        ),
    )
