"""From a gap in skills to a training to open: what the office hands to the plan of sessions, and what the plan reads of it."""

from __future__ import annotations

from collections.abc import Iterable

from campus5g.core.message import msg
from campus5g.portal.base.clock import today
from campus5g.portal.territory.models import TrainingGap
from campus5g.portal.training.opening_demand import Demand, months_after, occupation


def from_territory() -> Iterable[Demand]:
    """Tell the plan of sessions each gap that stands: people, occupation, and the months between which they learn."""
    soon = months_after(today(), 1)
    for gap in TrainingGap.objects.filter(ended_at=None, due__gte=soon).select_related("investment"):
        yield Demand(
            f"gap-{gap.pk}", occupation(gap.rome), gap.people, max(gap.opens, soon), gap.due, "",
            msg("jobs of %(investment)s", investment=gap.investment.title), gap.get_absolute_url(),
            msg("%(occupation)s (occupation, ROME %(code)s)", occupation=str(gap), code=gap.rome),
        )  # fmt: skip
