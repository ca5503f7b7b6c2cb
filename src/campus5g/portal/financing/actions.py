"""The verbs of financing."""

from __future__ import annotations

from datetime import date

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.funding.plan import plan_financing, verify_plan
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.financing.inputs import inputs_of
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.financing.permissions import can_compute_plan, can_declare_award
from campus5g.portal.projects.facts import missing_facts
from campus5g.portal.projects.models import Project


def compute_plan(actor: Actor, project: Project, aim: str) -> Plan:
    """Compute the best legal plan over the kept calls, check it in integers, and keep it.

    A plan that its independent checker does not accept is a fault of ours and is never shown.
    """
    with deed(actor, "financing.compute", right=can_compute_plan(actor, project)) as done:
        lacking = missing_facts(project)
        if lacking:
            raise Conflict(lacking[0])
        if not project.lines.exists():
            raise Conflict(msg("The project has no cost line yet."))
        wanted, terms = inputs_of(project)
        if not terms:
            raise Conflict(msg("No call is kept for the project yet: nothing can pay."))
        found = plan_financing(wanted, terms, today(), objective=aim)
        faults = () if found.refused else verify_plan(found, wanted, terms, today())
        if faults:
            raise RuntimeError(f"the plan of project {project.pk} was not accepted by its checker: {faults[0]}")
        plan = Plan(
            project=project, on=today(), aim=aim, created_by_id=actor.user_id, project_data=to_plain(wanted),
            terms_data=[to_plain(call) for call in terms], plan_data=to_plain(found),
        )  # fmt: skip
        plan.save()
        done.on(project, plan=plan.pk, aim=aim, public_cents=found.public_cents, grant_cents=found.grant_cents)
    return plan


def check_award(granted_on: date, cents: int) -> None:
    """Refuse an aid of nothing, or of a day to come."""
    if cents <= 0:
        raise BadInput("amount", msg("an amount that is not above zero"), msg("the gross grant equivalent in euros"))
    if granted_on > today():
        raise BadInput("granted_on", msg("%(day)s is still to come", day=Day.of(granted_on)), msg("a day up to today"))


def declare_award(actor: Actor, organisation_id: int, granted_on: date, cents: int, funder: str) -> DeMinimisAward:
    """Write a de minimis aid into the register of an organisation."""
    check_award(granted_on, cents)
    with deed(actor, "financing.declare_award", right=can_declare_award(actor, organisation_id)) as done:
        award = DeMinimisAward(organisation_id=organisation_id, granted_on=granted_on, cents=cents, funder=funder.strip()[:160])
        award.save()
        done.on(award, organisation=organisation_id, cents=cents, granted_on=granted_on.isoformat())
    return award
