"""Rights over calls for applications, ventures, applications and the jury's work."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.incubator.models import Application, Assignment, Founder, Juror, Recusal, Round, Venture

_TIED = msg("You are recused from this file.")


def can_run(actor: Actor) -> Decision:
    """Hold calls for applications, name jurors, screen, decide."""
    return ALLOWED if actor.sees_all else refused(msg("Only the programme office runs the calls of the incubator."))


def can_change_round(actor: Actor, found: Round) -> Decision:
    if found.state in (Round.State.DECIDED, Round.State.ARCHIVED):
        return refused(msg("This call is closed: it is kept as it was decided."))
    return can_run(actor)


def can_decide(actor: Actor, found: Round) -> Decision:
    """Take the decisions of a whole round: nobody who is recused from a file that it decides."""
    files = Application._base_manager.filter(round=found, state=Application.State.ELIGIBLE)
    if Recusal.of(actor).filter(venture__in=files.values("venture_id")).exists():
        return refused(msg("You are recused from a file of this call: somebody else of the office takes its decisions."))
    return can_change_round(actor, found)


def founds(actor: Actor, venture: Venture) -> bool:
    """Whether the actor is of the team, or of its organisation."""
    mine = venture.organisation_id is not None and venture.organisation_id in actor.organisation_ids
    return mine or Founder.of(actor).filter(venture=venture).exists()


def recused(actor: Actor, venture_id: int) -> bool:
    return Recusal.of(actor).filter(venture_id=venture_id).exists()


def can_change_venture(actor: Actor, venture: Venture) -> Decision:
    """The team says what it is; where it stands is said by the office."""
    if founds(actor, venture) or actor.sees_all:
        return ALLOWED
    return refused(msg("Only the team of the venture changes what is said of it."))


def can_apply(actor: Actor, found: Round) -> Decision:
    if not found.open_at(now()):
        return refused(msg("This call is not open."))
    if actor.user_id is None and not actor.system:
        return refused(msg("Sign in, or ask for a link by mail, to apply."))
    return ALLOWED


def can_write(actor: Actor, application: Application) -> Decision:
    """Founders write while it is in preparation; the server's clock says until when."""
    if not founds(actor, application.venture) and not actor.system:
        return refused(msg("Only the team writes its application."))
    if application.state != Application.State.DRAFT:
        return refused(msg("The application has been handed in: it changes no more."))
    return ALLOWED


def can_withdraw(actor: Actor, application: Application) -> Decision:
    if application.state not in (Application.State.DRAFT, Application.State.SUBMITTED, Application.State.ELIGIBLE):
        return refused(msg("This application is settled."))
    if founds(actor, application.venture) or actor.system:
        return ALLOWED
    return refused(msg("Only the team withdraws its application."))


def can_judge(actor: Actor, application: Application) -> Decision:
    """Screen, move, decide, discuss for the office; nobody who is recused."""
    if recused(actor, application.venture_id):
        return refused(_TIED)
    return can_run(actor)


def can_read_file(actor: Actor, assignment: Assignment) -> Decision:
    """A juror opens a file once they declared that nothing ties them to it."""
    if assignment.juror.user_id != actor.user_id:
        return refused(msg("This file was given to another juror."))
    if recused(actor, assignment.application.venture_id):
        return refused(_TIED)
    if assignment.juror.state != Juror.State.ACCEPTED:
        return refused(msg("Say first that you accept to sit in this jury."))
    if not assignment.counts:
        return refused(msg("This file is with you no more."))
    if assignment.declared != Assignment.Declared.FREE:
        return refused(msg("Say first whether something ties you to this file."))
    return ALLOWED


def can_score(actor: Actor, assignment: Assignment) -> Decision:
    if assignment.application.state != Application.State.ELIGIBLE:
        return refused(msg("This file is not before the jury: its marks change no more."))
    return can_read_file(actor, assignment)


def can_discuss(actor: Actor, application: Application) -> Decision:
    """The jurors of a file and the office."""
    given = Assignment.open_to(actor).filter(application=application).exists()
    return ALLOWED if given else can_judge(actor, application)


def can_sit(actor: Actor, juror: Juror) -> Decision:
    """Accept, say what one knows, resign: for oneself; the office may for another."""
    if juror.user_id == actor.user_id or actor.sees_all:
        return ALLOWED
    return refused(msg("Only the juror says so."))


def can_come(actor: Actor, application: Application) -> Decision:
    """Say at which hearings the team cannot come: while its file is before the jury."""
    if not founds(actor, application.venture):
        return refused(msg("Only the team says when it can come."))
    if application.state != Application.State.ELIGIBLE:
        return refused(msg("This file is not before the jury."))
    return ALLOWED


def can_appeal(actor: Actor, application: Application) -> Decision:
    if not founds(actor, application.venture):
        return refused(msg("Only the team appeals against a decision."))
    if application.state not in (Application.State.REFUSED, Application.State.WAITING, Application.State.INELIGIBLE):
        return refused(msg("There is no decision to appeal against."))
    return ALLOWED
