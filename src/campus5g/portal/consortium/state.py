"""The project as its partners sign it, read from the rooms below; and which signatures hold for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campus5g.core import consortium as core
from campus5g.core.consortium_changes import differences
from campus5g.core.message import Message, msg
from campus5g.core.project import FinancingPlan
from campus5g.portal.consortium.models import Signature, State
from campus5g.portal.dossiers.models import WorkPackage
from campus5g.portal.financing.inputs import Rows, outdated, rows_of
from campus5g.portal.financing.newest import newest_plan
from campus5g.portal.projects.facts import line_as_core, live_partners
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one partner's signature stands: it holds, it was voided by ``since``, or there is none."""

    partner: Partner
    signature: Signature | None
    holds: bool
    since: tuple[Message, ...] = ()


def present_state(project: Project, partners: Sequence[Partner] | None = None) -> core.Commitments:
    """Return what the partners would sign today. partners: the live ones, where they are known."""
    rows = rows_of(project, partners)
    partners = rows.partners
    lines = tuple(line_as_core(line) for line in sorted(rows.lines, key=lambda line: line.pk))
    packages = WorkPackage.objects.filter(project=project).prefetch_related("partners")
    return core.Commitments(
        title=project.title,
        summary=project.summary,
        applied=project.applied_on,
        granted=project.granted_on,
        starts=project.starts_on,
        months=project.months,
        parties=tuple(_party(partner, project) for partner in partners),
        lines=lines,
        work=tuple(_work(package) for package in packages),
        paid=_paid(project, rows),
    )


def _party(partner: Partner, project: Project) -> core.Party:
    who = partner.organisation
    address = ", ".join(part for part in (who.address, f"{who.postcode} {who.city}".strip()) if part)
    return core.Party(
        id=str(partner.pk), name=who.name, lead=who.pk == project.organisation_id, siren=who.siren, address=address,
        size=who.size, task=partner.task,
    )  # fmt: skip


def _work(package: WorkPackage) -> core.Work:
    doers = tuple(sorted((str(partner.pk) for partner in package.doers), key=int))
    return core.Work(str(package.pk), package.title, package.text, doers, package.first_month, package.months)


def _paid(project: Project, rows: Rows) -> tuple[core.Paid, ...]:
    """Return how each partner is paid by the newest plan; nothing when the plan no longer fits the project."""
    kept = newest_plan(project.pk)
    if kept is None or kept.plan.refused or outdated(kept, project, rows):
        return ()
    return tuple(_share(kept.plan, str(key)) for key in sorted(partner.pk for partner in rows.partners))


def _share(plan: FinancingPlan, partner_id: str) -> core.Paid:
    mine = [part for part in plan.allocations if part.partner_id == partner_id]
    return core.Paid(
        partner_id, sum(p.grant_cents for p in mine), sum(p.advance_cents for p in mine), sum(p.loan_cents for p in mine),
        sum(p.own_cents for p in mine),
    )  # fmt: skip


def standings(project: Project, now: core.Commitments, partners: Sequence[Partner]) -> list[Standing]:
    """Return each live partner with its newest signature, and what has changed since it signed."""
    signed = Signature.objects.filter(project=project, withdrawn_at=None).select_related("state", "written_by")
    newest: dict[int, Signature] = {}
    print_now = now.fingerprint
    for signature in signed:  # newest first; one that holds wins
        kept = newest.get(signature.organisation_id)
        if kept is None or (signature.state.fingerprint == print_now != kept.state.fingerprint):
            newest[signature.organisation_id] = signature
    return [_standing(partner, newest.get(partner.organisation_id), now, print_now) for partner in partners]


def _standing(partner: Partner, signature: Signature | None, now: core.Commitments, print_now: str) -> Standing:
    if signature is None or signature.state.fingerprint == print_now:
        return Standing(partner, signature, signature is not None)
    return Standing(partner, signature, False, differences(signature.state.commitments, now))


def not_signed(project: Project) -> Message | None:
    """Say who has not signed the project as it stands: what keeps it from being complete."""
    partners = live_partners(project)
    return first_lacking(standings(project, present_state(project, partners), partners))


def first_lacking(found: Iterable[Standing]) -> Message | None:
    for standing in found:
        if standing.holds:
            continue
        name = standing.partner.organisation.name
        if standing.signature is None:
            return msg("%(name)s has not signed the project as it stands.", name=name)
        return msg("%(name)s signed version %(n)s, and the project changed since.", name=name, n=standing.signature.state.number)
    return None


def state_of(project: Project, fingerprint: str) -> State | None:
    return State.objects.filter(project=project, fingerprint=fingerprint).first()
