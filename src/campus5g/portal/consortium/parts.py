"""What each partner still has to fill in: its legal facts, its task, its costs, its work, its signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from campus5g.core import consortium as core
from campus5g.core.message import Message, msg
from campus5g.core.project import Size
from campus5g.portal.consortium.models import Signature
from campus5g.portal.consortium.state import Standing
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, and where it is filled in (empty: nowhere by this reader)."""

    what: Message
    url: str = ""


@dataclass(slots=True)
class Part:
    """One partner's part of the project, and what the reader may do with it."""

    partner: Partner
    lead: bool
    cents: int
    lacking: list[Lack]
    standing: Standing
    may_fill: bool = False
    may_sign: bool = False
    may_write_down: bool = False
    may_withdraw: bool = False
    since: tuple[Message, ...] = field(default=())

    @property
    def signature(self) -> Signature | None:
        return self.standing.signature


def parts_of(project: Project, now: core.Commitments, standings: list[Standing]) -> list[Part]:
    """Return the part of each partner, the lead first."""
    busy = {partner_id for work in now.work for partner_id in work.partner_ids}
    found = []
    for standing in standings:
        partner, key = standing.partner, str(standing.partner.pk)
        lacking = list(_lacking(project, partner, now.cost_of(key), bool(now.work) and key not in busy))
        lead = partner.organisation_id == project.organisation_id
        found.append(Part(partner, lead, now.cost_of(key), lacking, standing, since=standing.since))
    return found


def _lacking(project: Project, partner: Partner, cents: int, idle: bool) -> Iterator[Lack]:
    who = partner.organisation
    facts = reverse("directory:edit", args=[who.pk])
    if partner.state == Partner.State.INVITED:
        yield Lack(msg("answer the invitation"), project.get_absolute_url())
    if who.country == "FR" and not who.siren:
        yield Lack(msg("SIREN"), facts)
    if not who.size:
        yield Lack(msg("size (staff, turnover, balance sheet)"), facts)
    if who.in_difficulty is None and who.size != Size.RESEARCH_NON_ECONOMIC:
        yield Lack(msg("whether it is in difficulty"), facts)
    if not partner.task:
        yield Lack(msg("what it does in the project"), reverse("consortium:task", args=[project.pk, partner.pk]))
    if not cents:
        yield Lack(msg("its costs"), reverse("projects:new-line", args=[project.pk, partner.pk]))
    if idle:
        yield Lack(msg("a work package in which it takes part"), reverse("dossiers:detail", args=[project.pk]))
