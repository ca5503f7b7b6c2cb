"""The plan that counts: the newest of a project, as several pieces of its pages ask for it."""

from __future__ import annotations

from campus5g.portal.base.once import once_a_page
from campus5g.portal.financing.models import Plan


@once_a_page
def newest_plan(project_id: int) -> Plan | None:
    """Return the newest plan of a project, if the actor of the scope may see it."""
    return Plan.objects.filter(project_id=project_id).first()
