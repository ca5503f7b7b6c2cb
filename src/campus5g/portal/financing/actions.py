"""The verbs of financing."""

from __future__ import annotations

from datetime import date

from campus5g.core import project as core
from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.funding.plan import Wishes, plan_financing, verify_plan
from campus5g.funding.plan.sensitivity import sensitivities
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, require
from campus5g.portal.base.scope import acting
from campus5g.portal.financing.inputs import inputs_of, rows_of
from campus5g.portal.financing.models import DeMinimisAward, Plan
from campus5g.portal.financing.permissions import can_compute_plan, can_declare_award
from campus5g.portal.projects.facts import missing_facts
from campus5g.portal.projects.models import Project


def compute_plan(actor: Actor, project: Project, aim: str, wishes: Wishes | None = None) -> Plan:
    """Compute the best legal plan over the kept calls under some wishes, check it in integers, and keep it.

    What one change would bring is computed with it. A plan that its independent checker does not accept is a fault of ours and is
    never shown. ``BadInput`` for a wish about no partner or call of the project.
    """
    right, asked = can_compute_plan(actor, project), wishes or Wishes()
    require(right)
    with acting(actor):  # the sums are made before the transaction: no other writer waits for them
        wanted, terms = ready_inputs(project)
        found = plan_financing(wanted, terms, today(), objective=aim, wishes=asked)
        faults = () if found.refused else verify_plan(found, wanted, terms, today())
        if faults:
            raise RuntimeError(f"the plan of project {project.pk} was not accepted by its checker: {faults[0]}")
        more = sensitivities(wanted, terms, today(), objective=aim, wishes=asked)
    with deed(actor, "financing.compute", right=right) as done:
        plan = Plan(
            project=project, on=today(), aim=aim, created_by_id=actor.user_id, project_data=to_plain(wanted),
            terms_data=[to_plain(call) for call in terms], plan_data=to_plain(found), wishes_data=to_plain(asked),
            sensitivities_data=[to_plain(change) for change in more],
        )  # fmt: skip
        plan.save()
        done.on(project, plan=plan.pk, aim=aim, public_cents=found.public_cents, grant_cents=found.grant_cents)
    return plan


def ready_inputs(project: Project) -> tuple[core.Project, tuple[core.CallTerms, ...]]:
    """Return what a plan is computed from, or refuse with the first thing that is lacking."""
    rows = rows_of(project)
    lacking = missing_facts(project, rows.partners)
    if lacking:
        raise Conflict(lacking[0])
    if not rows.lines:
        raise Conflict(msg("The project has no cost line yet."))
    wanted, terms = inputs_of(project, rows)
    if not terms:
        raise Conflict(msg("No call is kept for the project yet: nothing can pay."))
    return wanted, terms


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
