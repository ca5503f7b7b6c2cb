"""What ties jurors to files, by itself or because somebody said so: whoever is tied reads nothing of the file any more."""

from __future__ import annotations

from django.db.models import QuerySet

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Membership
from campus5g.portal.incubator.models import Application, Assignment, Founder, Juror, Recusal, Round, Venture
from campus5g.portal.incubator.permissions import can_run

Kind = Recusal.Kind


def note_own_ties(found: Round) -> None:
    """Recuse each juror from the files of their own ventures and organisations: nobody needs to say it. Inside another's deed."""
    jurors = Juror._base_manager.filter(round=found).exclude(state=Juror.State.RESIGNED).values("user_id")
    ventures = Application._base_manager.filter(round=found, state__in=Application.READ).values("venture_id")
    founding = Founder._base_manager.filter(venture__in=ventures, user__in=jurors, left_at=None)
    pairs = set(founding.values_list("venture_id", "user_id"))
    members = Membership.objects.filter(user__in=jurors, active=True, organisation__ventures__in=ventures)
    pairs |= set(members.values_list("organisation__ventures__pk", "user_id"))
    known = set(Recusal._base_manager.filter(venture__in=ventures, lifted_at=None).values_list("venture_id", "user_id"))
    for venture_id, user_id in sorted(pairs - known):
        Recusal(round=found, venture_id=venture_id, user_id=user_id, kind=Kind.OWN, at=now()).save()


def recuse(actor: Actor, found: Round, venture: Venture, user_id: int, kind: str, why: str) -> Recusal:
    """Close a venture's file to somebody, everywhere, and set aside what they gave. Inside the deed of what made it known."""
    if Recusal._base_manager.filter(venture=venture, user_id=user_id, lifted_at=None).exists():
        raise Conflict(msg("They are recused from this file already."))
    recusal = Recusal(
        round=found, venture=venture, user_id=user_id, kind=kind, why=why.strip()[:300], at=now(), by_id=actor.user_id
    )
    recusal.save()
    given = Assignment._base_manager.filter(juror__user_id=user_id, application__venture=venture, set_aside_at=None)
    said = msg("recused: %(kind)s", kind=Message(str(Kind(kind).label)))
    for assignment in given:
        assignment.declared = Assignment.Declared.TIED
        assignment.declared_at = assignment.declared_at or now()
        set_aside(assignment, said.say("fr"))
    return recusal


def set_aside(assignment: Assignment, why: str) -> None:
    """Let an assignment count no more; its marks stay where they are, with the reason. Inside another's deed."""
    assignment.set_aside_at, assignment.set_aside_why = now(), why[:300]
    assignment.save(update_fields=["declared", "declared_at", "set_aside_at", "set_aside_why"])


def find_tie(actor: Actor, found: Round, venture: Venture, user: User, why: str) -> Recusal:
    """A tie is found after reading began: the file closes to that person, and their marks are set aside with the reason."""
    if not why.strip():
        raise BadInput("why", msg("no reason"), msg("what ties them to the file"))
    with deed(actor, "incubator.find_tie", right=can_run(actor)) as done:
        recusal = recuse(actor, found, venture, user.pk, Kind.FOUND, why)
        done.on(venture, person=user.pk, why=recusal.why)
    return recusal


def lift_tie(actor: Actor, recusal: Recusal, why: str) -> Recusal:
    """Said by mistake: the file may be given to them again. What was set aside stays so."""
    if not why.strip():
        raise BadInput("why", msg("no reason"), msg("why nothing ties them to the file after all"))
    with deed(actor, "incubator.lift_tie", right=can_run(actor)) as done:
        if recusal.kind == Kind.OWN or recusal.lifted_at is not None or recusal.user_id == actor.user_id:
            raise Conflict(msg("This recusal is not lifted: it follows from facts, is lifted already, or is your own."))
        recusal.lifted_at, recusal.lifted_why = now(), why.strip()[:300]
        recusal.save(update_fields=["lifted_at", "lifted_why"])
        done.on(recusal.venture, person=recusal.user_id, why=recusal.lifted_why)
    return recusal


def tied_users(venture_ids: QuerySet) -> dict[int, set[int]]:
    """Return, by person, the ventures that they are recused from."""
    found: dict[int, set[int]] = {}
    for venture_id, user_id in Recusal._base_manager.filter(venture__in=venture_ids, lifted_at=None).values_list(
        "venture_id", "user_id"
    ):
        found.setdefault(user_id, set()).add(venture_id)
    return found
