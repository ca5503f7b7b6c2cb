"""Who may do what with a solution and with an introduction. Seeing them is the scope's work."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import owns
from campus5g.portal.solutions.models import Introduction, Solution

OFFERING = (Role.STARTUP, Role.COMPANY, Role.TRAINING, Role.OFFICE)


def can_offer(actor: Actor, organisation_id: int | None) -> Decision:
    if actor.sees_all:
        return ALLOWED
    if actor.role not in OFFERING:
        return refused(msg("Solutions are offered by companies, start-ups, laboratories and training bodies."))
    if organisation_id != actor.organisation_id:
        return refused(msg("You offer solutions for the organisation you act for, and for no other."))
    return ALLOWED


def can_change_solution(actor: Actor, solution: Solution) -> Decision:
    if not (actor.sees_all or solution.organisation_id in actor.organisation_ids):
        return refused(msg("Only the people of its organisation and the office change this solution."))
    return refused(msg("This solution is archived.")) if solution.state == Solution.State.ARCHIVED else ALLOWED


def can_publish(actor: Actor, solution: Solution) -> Decision:
    right = can_change_solution(actor, solution)
    if right and solution.state == Solution.State.PUBLISHED:
        return refused(msg("This solution is published already."))
    return right


def can_ask_introduction(actor: Actor, solution: Solution, need: Need | None, side: Introduction.Side) -> Decision:
    """The people of the need or of the solution ask for themselves; the office arranges, it does not ask."""
    if solution.state != Solution.State.PUBLISHED:
        return refused(msg("This solution is not in the catalogue."))
    if need is not None and need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
        return refused(msg("This need is not stated, or archived."))
    mine, theirs = _sides(actor, solution, need)
    if mine == theirs:
        return refused(msg("The need and the solution are of one organisation: there is nobody to introduce."))
    wanted = mine if side == Introduction.Side.NEED else theirs
    if wanted is None or wanted != actor.organisation_id:
        return refused(msg("Only the people of the need or of the solution ask for this introduction."))
    return ALLOWED


def _sides(actor: Actor, solution: Solution, need: Need | None) -> tuple[int | None, int]:
    """The organisation of the need (of the actor, where there is no need) and that of the solution."""
    return (need.organisation_id if need else actor.organisation_id), solution.organisation_id


def can_decide(actor: Actor, introduction: Introduction) -> Decision:
    if not actor.is_office:
        return refused(msg("Only the programme office, as trusted third party, decides about an introduction."))
    return _in(introduction, Introduction.State.ASKED)


def can_answer(actor: Actor, introduction: Introduction) -> Decision:
    if introduction.other_id not in actor.organisation_ids:
        return refused(msg("Only the side that is asked answers."))
    return _in(introduction, Introduction.State.PROPOSED)


def can_withdraw(actor: Actor, introduction: Introduction) -> Decision:
    if introduction.organisation_id not in actor.organisation_ids:
        return refused(msg("Only the side that asked withdraws its request."))
    return _in(introduction, *Introduction.OPEN)


def can_follow(actor: Actor, introduction: Introduction) -> Decision:
    if not (actor.is_office or {introduction.organisation_id, introduction.other_id} & actor.organisation_ids):
        return refused(msg("Only the two sides and the office say what came of an introduction."))
    return _in(introduction, *Introduction.TOGETHER)


def _in(introduction: Introduction, *states: str) -> Decision:
    if introduction.state in states:
        return ALLOWED
    return refused(msg("This introduction has moved on: read it again."))


def can_say_answered(actor: Actor, need: Need, solution: Solution | None = None) -> Decision:
    """The people of the need, or the office where it knows whose need it is."""
    if not (owns(actor, need) or (actor.is_office and need.known_to(actor))):
        return refused(msg("Only the people of the need and the office say which solution answers it."))
    if need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
        return refused(msg("This need is not stated, or archived."))
    if solution is not None and solution.state != Solution.State.PUBLISHED:
        return refused(msg("This solution is not in the catalogue."))
    return ALLOWED
