"""The budget of a project as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campus5g.core.message import Day, Message, msg
from campus5g.core.project import Category
from campus5g.portal.projects.facts import live_lines, live_partners
from campus5g.portal.projects.labels import CATEGORY, CIRCUMSTANCE
from campus5g.portal.projects.models import CostLine, Partner, Project


@dataclass(slots=True)
class Line:
    line: CostLine
    category: Message
    claimed: list[Message]


@dataclass(slots=True)
class Share:
    """One partner: its lines, its total and its share of the whole; what the reader may do with it."""

    partner: Partner
    lines: list[Line] = field(default_factory=list)
    cents: int = 0
    percent: float = 0.0
    may_edit: bool = False
    may_answer: bool = False


@dataclass(slots=True)
class Budget:
    shares: list[Share]
    cents: int


def budget_of(project: Project) -> Budget:
    """Add up the costs by partner; the total is the sum of the shares, to the cent."""
    shares = {partner.pk: Share(partner) for partner in live_partners(project)}
    for partner in shares.values():
        partner.partner.project = project
    for line in live_lines(project):
        share = shares[line.partner_id]
        share.lines.append(Line(line, CATEGORY[Category(line.category)], claimed_of(line)))
        share.cents += line.cents
    total = sum(share.cents for share in shares.values())
    for share in shares.values():
        share.percent = 100 * share.cents / total if total else 0.0
    return Budget(list(shares.values()), total)


def claimed_of(line: CostLine) -> list[Message]:
    """Say what is claimed of a line: its circumstances, its rate, its first commitment."""
    claims = line.claims
    said = [CIRCUMSTANCE[circumstance] for circumstance in claims.circumstances]
    if claims.rate is not None:
        said.append(msg("rate of %(rate)s %%", rate=float(claims.rate)))
    if claims.starts is not None:
        said.append(msg("first order on %(day)s", day=Day.of(claims.starts)))
    return said
