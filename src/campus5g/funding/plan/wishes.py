"""What the user asks of a plan: what is made as large as possible, and what must hold beside the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from campus5g.core.errors import BadInput
from campus5g.core.message import Amount, msg
from campus5g.core.project import Partner, Project, Size


class Objective(StrEnum):
    """What the plan makes as large as possible; after ``cash`` and ``smallest_own``, the net public money decides."""

    NET_PUBLIC = "net_public"
    """Grants, advances and loans, less the present value of what must be repaid."""
    PUBLIC = "public"
    """Grants, advances and loans: the least own money on the day."""
    GRANT = "grant"
    """Grants alone."""
    CASH = "cash"
    """The least cash that the partners must find together at any time before the last instalment."""
    SMALLEST_OWN = "smallest_own"
    """The least own money of the smallest partner."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """least_public_cents: money to be brought at least. most_own_cents: by partner. use_calls: calls that must pay."""

    least_public_cents: int = 0
    most_own_cents: Mapping[str, int] = field(default_factory=dict)
    use_calls: tuple[str, ...] = ()

    def refuse_unreadable(self, project: Project, calls: tuple[str, ...]) -> None:
        """Raise ``BadInput`` for a wish about an unknown partner or call, or a negative amount."""
        known = {partner.id for partner in project.partners}
        for name, cents in {"": self.least_public_cents, **self.most_own_cents}.items():
            if name and name not in known:
                raise BadInput("wishes", msg("no partner “%(name)s”", name=name), msg("a partner of the project"))
            if cents < 0:
                raise BadInput("wishes", msg("%(cost)s is negative", cost=Amount(cents)), msg("zero or more"))
        for name in self.use_calls:
            if name not in calls:
                raise BadInput("wishes", msg("no call “%(name)s”", name=name), msg("a call of the plan"))


_ORDER = {Size.SMALL: 0, Size.MEDIUM: 1, Size.LARGE: 2}


def smallest_partner(project: Project) -> Partner | None:
    """Return the undertaking of the smallest size, then of the least cost; research organisations do not count."""
    cost = {p.id: sum(line.cents for line in project.lines if line.partner_id == p.id) for p in project.partners}
    firms = [p for p in project.partners if p.size in _ORDER and cost[p.id]]
    return min(firms, key=lambda p: (_ORDER[p.size], cost[p.id], p.id), default=None)
