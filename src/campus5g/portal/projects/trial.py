"""A cost tried before it is kept: how much aid the law would allow on it, and what it does to the tests of the consortium."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from campus5g.core import project as core
from campus5g.core.message import Amount, Message, msg
from campus5g.funding.claims import NO_CLAIM, Claims, asked_of
from campus5g.funding.collaboration import Collaboration, PartTest, collaboration_tests, judge_collaboration
from campus5g.funding.plan.room import LineRoom, measure_rooms, research_shares
from campus5g.funding.rules import Basis, RulesOn, law
from campus5g.portal.projects.facts import as_core, lacking_of
from campus5g.portal.projects.models import CostLine, Partner, Project


@dataclass(frozen=True, slots=True)
class Tests:
    """The tests of collaboration on the research costs; ``judged`` is ``None`` without any."""

    parts: tuple[PartTest, ...]
    judged: Collaboration | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What is known of a cost while it is typed. Cents; ``room`` is ``None`` until category and amount are there."""

    room: LineRoom | None
    lapsed: bool
    tests: Tests
    total_cents: int
    partner_cents: int
    missing: tuple[Message, ...]

    @property
    def partner_percent(self) -> Decimal:
        return Decimal(100 * self.partner_cents) / self.total_cents if self.total_cents else Decimal(0)


@dataclass(frozen=True, slots=True)
class Draft:
    """A cost as far as it is typed."""

    category: core.Category | None = None
    cents: int | None = None
    claims: Claims = NO_CLAIM


def try_cost(partner: Partner, draft: Draft, line: CostLine | None) -> Trial:
    """Put a draft in the project, in the place of the line it changes, and measure what the law allows; nothing is kept."""
    project = as_core(partner.project)
    rules = law().on(project.granted)
    key, mine = str(line.pk) if line else "new", str(partner.pk)
    others = tuple(other for other in project.lines if other.id != key)
    room, lapsed = None, False
    if draft.category is not None and draft.cents is not None:
        claims = draft.claims
        tried = core.CostLine(key, mine, "", draft.category, draft.cents, claims.circumstances, claims.rate, claims.starts)
        project = replace(project, lines=(*others, tried))
        rooms = measure_rooms(project, rules)
        room = next(found for found in rooms.lines if found.line.id == key)
        lapsed = room.intensity is not None and room.intensity.basis is Basis.LAPSED
    else:
        project = replace(project, lines=others)
    return Trial(
        room, lapsed, _tests(project, rules),
        total_cents=sum(cost.cents for cost in project.lines),
        partner_cents=sum(cost.cents for cost in project.lines if cost.partner_id == mine),
        missing=(*_missing(draft), *lacking_of(partner)),
    )  # fmt: skip


def tests_of(project: Project) -> Tests:
    """Return the tests of collaboration on a project as it stands."""
    found = as_core(project)
    return _tests(found, law().on(found.granted))


def aid_of(room: LineRoom) -> Message:
    """Say what the law allows on a line, in one sentence."""
    if room.intensity is None:
        return msg("De minimis: up to %(aid)s, within the room that the undertaking has left.", aid=Amount(room.limit_cents))
    return msg(
        "At most %(aid)s of aid: %(percent)s %% of %(cost)s.",
        aid=Amount(room.limit_cents), percent=float(room.intensity.percent), cost=Amount(room.line.cents),
    )  # fmt: skip


def _tests(project: core.Project, rules: RulesOn) -> Tests:
    shares = research_shares(project)
    return Tests(collaboration_tests(shares, rules), judge_collaboration(shares, rules)) if shares else Tests((), None)


def _missing(draft: Draft) -> list[Message]:
    found = []
    if draft.category is None:
        found.append(msg("choose what this cost pays for"))
    if draft.cents is None:
        found.append(msg("give its amount"))
    if draft.category is not None and asked_of(draft.category).rate and draft.claims.rate is None:
        found.append(msg("give the rate that the ceiling rests on"))
    return found
