"""Who may do what in a programme. Seeing is the scope's work: whoever takes part sees the programme, by its grant."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.once import once_a_page
from campus5g.portal.programme.models import Action, Amendment, Indicator, Milestone, Participant, Programme, Resolution, Risk
from campus5g.portal.projects.models import Project

CLOSED = msg("This programme is closed: it is kept as it was.")


def can_open(actor: Actor) -> Decision:
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office opens a programme."))


def can_open_from(actor: Actor, project: Project) -> Decision:
    """A project becomes a programme once it is complete."""
    if not actor.sees_all:
        return can_open(actor)
    if project.state != Project.State.READY:
        return refused(msg("A project becomes a programme once it is complete."))
    return ALLOWED


def can_run(actor: Actor, programme: Programme) -> Decision:
    """The plan, the committee and the participants of a live programme are the office's."""
    if not programme.live:
        return refused(CLOSED)
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office changes this programme."))


@once_a_page
def participants_of(programme: Programme) -> list[Participant]:
    """Who takes part in the programme now."""
    return list(Participant._base_manager.filter(programme=programme, until=None).select_related("organisation").order_by("pk"))


def roles_of(actor: Actor, programme: Programme) -> list[Participant]:
    """How the organisations of the actor take part in the programme, now."""
    return [one for one in participants_of(programme) if one.organisation_id in actor.organisation_ids]


def works_in(actor: Actor, programme: Programme) -> bool:
    return actor.sees_all or any(one.works for one in roles_of(actor, programme))


def can_say(actor: Actor, programme: Programme, owner: Participant | None) -> Decision:
    """Who answers for a thing says how it stands; the office may."""
    if not programme.live:
        return refused(CLOSED)
    if actor.sees_all or (owner is not None and owner.works and owner.organisation_id in actor.organisation_ids):
        return ALLOWED
    return refused(msg("Only who answers for it and the programme office say how it stands."))


def can_say_action(actor: Actor, action: Action) -> Decision:
    return can_say(actor, action.programme, action.owner)


def can_say_milestone(actor: Actor, milestone: Milestone) -> Decision:
    return can_say(actor, milestone.programme, milestone.action.owner)


def can_measure(actor: Actor, indicator: Indicator) -> Decision:
    return can_say(actor, indicator.programme, indicator.owner)


def can_rate(actor: Actor, risk: Risk) -> Decision:
    return can_say(actor, risk.programme, risk.owner)


def can_follow(actor: Actor, resolution: Resolution) -> Decision:
    return can_say(actor, resolution.programme, resolution.owner)


def can_propose(actor: Actor, programme: Programme) -> Decision:
    """Amendments are proposed by those who work in the programme."""
    if not programme.live:
        return refused(CLOSED)
    if works_in(actor, programme):
        return ALLOWED
    return refused(msg("Only carriers, partners and the programme office propose an amendment."))


def approving(actor: Actor, programme: Programme) -> Participant | None:
    """The funder for which the actor approves amendments, if its agreement asks for it."""
    mine = (one for one in roles_of(actor, programme) if one.approves and one.organisation_id == actor.organisation_id)
    return min(mine, key=lambda one: one.pk, default=None)


def can_approve(actor: Actor, amendment: Amendment) -> Decision:
    """The office approves, and the funders whose agreement asks for it."""
    if not amendment.programme.live:
        return refused(CLOSED)
    if actor.sees_all or approving(actor, amendment.programme) is not None:
        return ALLOWED
    return refused(msg("Only the programme office approves an amendment, and the funder whose agreement asks for it."))


def can_withdraw(actor: Actor, amendment: Amendment) -> Decision:
    if actor.sees_all or amendment.organisation_id in actor.organisation_ids:
        return ALLOWED
    return refused(msg("Only those who proposed an amendment withdraw it."))


def can_add_to(actor: Actor, programme: Programme) -> Decision:
    """Files are added by those who work in the programme; questions are written by funders too."""
    if not programme.live:
        return refused(CLOSED)
    return ALLOWED if works_in(actor, programme) else refused(msg("Funders read, and ask questions in notes."))


def can_ask(actor: Actor, programme: Programme) -> Decision:
    if not programme.live:
        return refused(CLOSED)
    return ALLOWED if actor.sees_all or roles_of(actor, programme) else refused(msg("Only who takes part writes here."))
