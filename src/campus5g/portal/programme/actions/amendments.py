"""Amendments: proposed, approved by every side that has to, applied once, refused or withdrawn."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from campus5g.core.codec import to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.programme import joints
from campus5g.portal.programme.actions.holding import locked, next_number, refuse_empty
from campus5g.portal.programme.amending import effect_of, sides_left, title_of
from campus5g.portal.programme.models import Amendment, Approval, Participant, Programme
from campus5g.portal.programme.models.scoped import WHY_LENGTH
from campus5g.portal.programme.people import everybody, people_in
from campus5g.portal.programme.permissions import approving, can_approve, can_propose, can_withdraw

State = Amendment.State


def propose_amendment(actor: Actor, programme: Programme, kind: str, what: dict[str, Any], why: str) -> Amendment:
    """Ask for a change in what was agreed. What cannot be applied now is refused now, with its sentence."""
    reason = refuse_empty("why", why, msg("a few words: why it is asked for"))
    with deed(actor, "programme.propose_amendment", right=can_propose(actor, programme)) as done:
        held = locked(programme)
        if held.state == Programme.State.PREPARED:
            raise Conflict(msg("The programme is being prepared: change it directly."))
        if joints.kind_of(kind) is None:
            raise BadInput("kind", msg("“%(kind)s”", kind=kind), msg("a kind of amendment"))
        amendment = Amendment(
            programme=held, number=next_number(Amendment._base_manager.filter(programme=held)), kind=kind, what=what,
            why=reason[:WHY_LENGTH], organisation_id=actor.organisation_id, proposed_by_id=actor.user_id,
        )  # fmt: skip
        effect_of(amendment)
        amendment.save()
        done.on(amendment, kind=kind, what=what, why=amendment.why)
        told = msg("An amendment is proposed in “%(programme)s”: %(what)s", programme=held.title, what=title_of(amendment))
        done.tell(office_people(), told, amendment.get_absolute_url())
        approvers = Participant._base_manager.filter(programme=held, until=None, approves=True)
        if approvers.exists():
            done.tell(people_in(held, Participant.Role.FUNDER), told, amendment.get_absolute_url())
    return amendment


def approve_amendment(actor: Actor, amendment: Amendment) -> Amendment:
    """Approve for one's side. The last side to approve applies it, in the same deed: whole, once, or not at all."""
    with deed(actor, "programme.approve_amendment", right=can_approve(actor, amendment)) as done:
        held = _pending(amendment)
        funder = None if actor.sees_all else approving(actor, held.programme)
        side = funder.organisation_id if funder else None
        earlier = Approval._base_manager.filter(amendment=held, organisation_id=side).select_related("by").first()
        if earlier is not None:
            who = str(earlier.by) if earlier.by else "—"
            raise Conflict(msg("%(who)s approved it already for the same side.", who=who))
        Approval(amendment=held, organisation_id=side, by_id=actor.user_id).save()
        left = sides_left(held)
        if left:
            done.on(held, side=side, left=len(left))
        else:
            facts = _apply(actor, held)
            done.on(held, side=side, applied=True, **facts)
            told = msg(
                "An amendment is approved in “%(programme)s”: %(what)s", programme=held.programme.title, what=title_of(held)
            )
            done.tell(everybody(held.programme), told, held.get_absolute_url())
    return held


def _apply(actor: Actor, held: Amendment) -> dict[str, Any]:
    """Compute the effect on the programme as it now is, keep it, and let it happen."""
    kind = joints.kind_of(held.kind)
    if kind is None:
        raise Conflict(msg("This kind of amendment is no longer known."))
    held.effect = [to_plain(sentence) for sentence in kind.effect(held)]
    facts = kind.apply(actor, held)
    held.state, held.decided_at = State.APPLIED, timezone.now()
    held.save()
    return facts


def refuse_amendment(actor: Actor, amendment: Amendment, why: str) -> Amendment:
    """Refuse an amendment with the reason."""
    return _end(actor, amendment, State.REFUSED, why)


def withdraw_amendment(actor: Actor, amendment: Amendment, why: str) -> Amendment:
    """Take back an amendment that one proposed."""
    return _end(actor, amendment, State.WITHDRAWN, why)


def _end(actor: Actor, amendment: Amendment, state: Amendment.State, why: str) -> Amendment:
    reason = refuse_empty("why", why, msg("a few words: why"))
    taken_back = state == State.WITHDRAWN
    verb = "programme.withdraw_amendment" if taken_back else "programme.refuse_amendment"
    with deed(actor, verb, right=can_withdraw(actor, amendment) if taken_back else can_approve(actor, amendment)) as done:
        held = _pending(amendment)
        held.state, held.decided_at, held.decided_why = state, timezone.now(), reason[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.decided_why)
        done.tell(everybody(held.programme), _ended(held, title_of(held)), held.get_absolute_url())
    return held


def _ended(held: Amendment, what: Message) -> Message:
    if held.state == State.WITHDRAWN:
        return msg("An amendment is withdrawn in “%(programme)s”: %(what)s", programme=held.programme.title, what=what)
    return msg("An amendment is refused in “%(programme)s”: %(what)s", programme=held.programme.title, what=what)


def _pending(amendment: Amendment) -> Amendment:
    """The amendment as it now is, held with its programme until the deed ends, if nobody decided it yet."""
    locked(amendment.programme)
    held = locked(amendment, "programme")
    if not held.pending:
        raise Conflict(msg("This amendment was decided already: it is %(state)s.", state=STATES[State(held.state)]))
    return held


STATES = {
    State.PROPOSED: msg("proposed"),
    State.APPLIED: msg("approved and applied"),
    State.REFUSED: msg("refused"),
    State.WITHDRAWN: msg("withdrawn"),
}
