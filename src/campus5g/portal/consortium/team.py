"""Who is missing in a project and who could come: roles, competences, members of the campus, partners of past projects."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from campus5g.core.calls import Verdict
from campus5g.core.message import Message
from campus5g.funding.plan.sensitivity import Sensitivity
from campus5g.funding.roles import ROLES, Role, RoleFinding, roles_of
from campus5g.matching.competences import Shown, field_competences
from campus5g.portal.base.actor import Role as Kind
from campus5g.portal.calls.ranking import own_words, rank_for
from campus5g.portal.consortium.models import PastConsortium
from campus5g.portal.directory.models import Organisation
from campus5g.portal.financing.inputs import Rows, outdated, rows_of
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.projects.facts import as_core, live_partners
from campus5g.portal.projects.models import Partner, Project

if TYPE_CHECKING:
    from campus5g.matching.partners import PartnerIndex, Suggestion

SUGGESTED = 10
OPENINGS = 5
_BRINGS_AS = {
    Role.SME.value: "partner.small", "sme_share": "partner.small",
    Role.RESEARCH.value: "partner.research_non_economic", "beneficiary": "partner.research_non_economic",
}  # fmt: skip
"""The change of a plan that tells what a role, or what a call's criterion lacks, would bring."""
_lock = threading.Lock()
_kept: tuple[tuple[object, ...], PartnerIndex] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A role that is asked for, with its name."""

    label: Message
    finding: RoleFinding
    gain: Sensitivity | None
    """What one more partner of that kind would bring to the kept plan, where it says so."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A call that other partners would open, and what such a partner would bring to the plan as it is kept."""

    title: str
    url: str
    near_miss: Message
    gain: Sensitivity | None


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that shows a competence, and the words that show it."""

    organisation: Organisation
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A competence that the project needs: who of its partners shows it, and who of the campus could bring it."""

    label: Message
    partners: tuple[Holder, ...]
    others: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner of past projects; ``member`` is its card when it is in the directory."""

    suggestion: Suggestion
    member: Organisation | None


@dataclass(frozen=True, slots=True)
class Team:
    roles: tuple[Asked, ...]
    openings: tuple[Opening, ...]
    lacking: tuple[Need, ...]
    held: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    past: int
    """How many past projects are known."""


def team_of(project: Project) -> Team:
    """Bring together what is missing and who could come; nothing here is a decision."""
    partners = live_partners(project)
    rows = rows_of(project, partners)
    inside = {partner.organisation_id for partner in partners}
    free = [o for o in Organisation.objects.active().exclude(kind__in=[Kind.OFFICE, Kind.FUNDER]) if o.pk not in inside]
    needs = _needs(project, rows, free)
    index, gains = past_index(), _gains(project, rows)
    return Team(
        roles=tuple(
            Asked(ROLES[found.role], found, None if found.optional else gains.get(_BRINGS_AS.get(found.role.value, "")))
            for found in _roles(project, rows)
        ),
        openings=_openings(project, gains),
        lacking=tuple(need for need in needs if not need.partners),
        held=tuple(need for need in needs if need.partners),
        candidates=_candidates(project, partners, free, index) if index else (),
        past=len(index.projects) if index else 0,
    )


def _gains(project: Project, rows: Rows) -> dict[str, Sensitivity]:
    """Return what one change would bring to the newest plan, by its key; nothing where the plan no longer fits the project."""
    kept = newest_plan(project.pk)
    if kept is None or outdated(kept, project, rows):
        return {}
    return {change.key: change for change in kept.sensitivities if change.net_cents > 0}


def _openings(project: Project, gains: Mapping[str, Sensitivity]) -> tuple[Opening, ...]:
    """Return near misses among the calls that fit the project best, those first whose partner would bring money."""
    found = []
    for ranked in rank_for(project):
        if (near_miss := ranked.eligibility.near_miss) is not None:
            refused = next(c.key for c in ranked.eligibility.criteria if c.verdict is Verdict.NO)
            gain = gains.get(_BRINGS_AS.get(refused, ""))
            found.append(Opening(ranked.call.title, ranked.get_absolute_url(), near_miss, gain))
    return tuple(sorted(found, key=lambda opening: opening.gain is None)[:OPENINGS])


def _roles(project: Project, rows: Rows) -> tuple[RoleFinding, ...]:
    calls = [row.call.core for row in rows.calls if row.call is not None]
    return roles_of(as_core(project, partners=rows.partners, lines=rows.lines), calls, project.granted_on)


def _needs(project: Project, rows: Rows, free: Sequence[Organisation]) -> list[Need]:
    """Read what the project speaks of, what each partner shows, and what the other members of the campus show."""
    competences = field_competences()
    said = [project.title, project.summary, project.need.title, project.need.text]
    costs: dict[int, list[str]] = {}
    for line in rows.lines:
        costs.setdefault(line.partner_id, []).append(line.label)
    inside = [(p.organisation, _shown([*_about(p.organisation), p.task, *costs.get(p.pk, ())])) for p in rows.partners]
    outside = [(organisation, _shown(_about(organisation))) for organisation in free]
    return [
        Need(competences[key].label, _holders(inside, key), _holders(outside, key))
        for key in competences.needed_by(project.need.known_uses, said)
    ]


def _shown(texts: Sequence[str]) -> dict[str, Shown]:
    return {shown.key: shown for shown in field_competences().shown_by(texts)}


def _about(organisation: Organisation) -> list[str]:
    return [organisation.description, organisation.description_en]


def _holders(found: Sequence[tuple[Organisation, dict[str, Shown]]], key: str) -> tuple[Holder, ...]:
    return tuple(Holder(organisation, shown[key].words) for organisation, shown in found if key in shown)


def _candidates(
    project: Project, partners: Sequence[Partner], free: Sequence[Organisation], index: PartnerIndex
) -> tuple[Candidate, ...]:
    from campus5g.matching.partners import name_key, partner_key

    inside = [name for p in partners for name in (p.organisation.siren, p.organisation.name) if name]
    found = index.suggest(own_words(project), inside=inside, places=[project.organisation.city], k=SUGGESTED)
    cards = {name_key(organisation.name): organisation for organisation in free}
    cards |= {organisation.siren: organisation for organisation in free if organisation.siren}
    return tuple(Candidate(one, cards.get(partner_key(one.partner))) for one in found)


def past_index() -> PartnerIndex | None:
    """Return the past projects ready to be asked, read again when they changed; ``None`` without any. One a process."""
    global _kept  # noqa: PLW0603 (guarded by the lock)
    state = tuple(PastConsortium.objects.aggregate(n=Count("pk"), last=Max("imported_at")).values())
    if not state[0]:
        return None
    from campus5g.matching.partners import PartnerIndex  # the text engine loads slowly: not before somebody asks

    with _lock:
        if _kept is None or _kept[0] != state:
            _kept = (state, PartnerIndex.build([row.core for row in PastConsortium.objects.all()]))
        return _kept[1]
