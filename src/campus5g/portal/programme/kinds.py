"""The kinds of amendment that the plan itself knows: a partner joins, days move. Money adds its own kinds."""

from __future__ import annotations

from datetime import date
from typing import Any

from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.programme.actions.holding import apply_move
from campus5g.portal.programme.actions.opening import since_now, take_part
from campus5g.portal.programme.amendment_forms import MoveForm, PartnerForm
from campus5g.portal.programme.joints import AmendmentKind
from campus5g.portal.programme.models import Action, Amendment, Milestone, Participant, Programme, Strand
from campus5g.portal.programme.stones import actions_of, milestones_of, stones_of
from campus5g.territory.programmes import effect_of_move

Thing = Programme | Action | Milestone
ROLES = {
    Participant.Role.OFFICE: msg("programme office"),
    Participant.Role.CARRIER: msg("carrier"),
    Participant.Role.PARTNER: msg("partner"),
    Participant.Role.FUNDER: msg("funder"),
}


def _joining(amendment: Amendment) -> Organisation:
    found = Organisation.objects.filter(pk=amendment.what["organisation"]).first()
    if found is None or found.archived_at is not None:
        raise Conflict(msg("This organisation is no longer in the directory."))
    return found


def _partner_title(amendment: Amendment) -> Message:
    found = Organisation.objects.filter(pk=amendment.what["organisation"]).first()
    role = ROLES[Participant.Role(amendment.what["role"])]
    return msg("%(name)s joins as %(role)s", name=found.name if found else "—", role=role)


def _partner_effect(amendment: Amendment) -> list[Message]:
    organisation = _joining(amendment)
    role = amendment.what["role"]
    there = Participant._base_manager.filter(programme=amendment.programme, organisation=organisation, role=role, until=None)
    if there.exists():
        raise Conflict(msg("%(name)s takes part in this role already.", name=organisation.name))
    told = [
        msg(
            "%(name)s takes part as %(role)s from the day of the approval",
            name=organisation.name,
            role=ROLES[Participant.Role(role)],
        ),
        msg("It will see the plan, the indicators, the committee and, of the money, its own lines and the totals"),
    ]
    if role == Participant.Role.FUNDER:
        told.append(msg("It reads everything live and changes nothing"))
    return told


def _partner_apply(_actor: Actor, amendment: Amendment) -> dict[str, Any]:
    what, organisation = amendment.what, _joining(amendment)
    found = take_part(amendment.programme, organisation, what["role"], since_now(amendment.programme), what.get("text", ""))
    return {"participant": found.organisation_id, "role": found.role}


def _known(amendment: Amendment) -> Action | Milestone | None:
    """What the amendment moves, in the plan that pages ask for once; nothing where it is no longer in it."""
    kind, _, number = str(amendment.what["target"]).partition(":")
    rows: list[Any] = actions_of(amendment.programme) if kind == "action" else milestones_of(amendment.programme)
    return next((one for one in rows if str(one.pk) == number), None)


def _thing(amendment: Amendment) -> Thing:
    """What the amendment moves, as it now is, with what it stands in."""
    kind, _, number = str(amendment.what["target"]).partition(":")
    if kind == "programme":
        return amendment.programme
    model: type[Action] | type[Milestone] = Action if kind == "action" else Milestone
    related = ("programme", "strand") if kind == "action" else ("programme", "action__strand")
    found = model._base_manager.filter(programme_id=amendment.programme_id, pk=number).select_related(*related).first()
    if found is None:
        raise Conflict(msg("What it moves is no longer in the plan."))
    if not found.open:
        raise Conflict(msg("%(key)s “%(title)s” is over: its days no longer move.", key=found.code, title=found.title))
    return found


def _days(amendment: Amendment) -> tuple[date | None, date]:
    starts = amendment.what.get("starts_on")
    return date.fromisoformat(starts) if starts else None, date.fromisoformat(amendment.what["ends_on"])


def _move_title(amendment: Amendment) -> Message:
    kind, _, number = str(amendment.what["target"]).partition(":")
    day = Day.of(_days(amendment)[1])
    if kind == "programme":
        return msg("the programme ends on %(day)s", day=day)
    model: type[Action] | type[Milestone] = Action if kind == "action" else Milestone
    related = "strand" if kind == "action" else "action__strand"
    found = _known(amendment) or model._base_manager.filter(pk=number).select_related(related).first()
    if found is None:
        return msg("days move")
    said = {"key": found.code, "title": found.title, "day": day}
    return (
        msg("%(key)s “%(title)s” ends on %(day)s", **said)
        if kind == "action"
        else msg("%(key)s “%(title)s” is due on %(day)s", **said)
    )


def _move_effect(amendment: Amendment) -> list[Message]:
    (starts, ends), known = _days(amendment), _known(amendment)
    thing = known if known is not None and known.open else _thing(amendment)
    if isinstance(thing, Programme):
        return _programme_effect(thing, ends)
    _refuse_beyond(amendment.programme, starts, ends)
    if isinstance(thing, Milestone):
        told = list(effect_of_move(stones_of(amendment.programme), thing.code, ends))
        return told + _widened(thing.action, ends)
    return _action_effect(thing, starts, ends)


def _programme_effect(programme: Programme, ends: date) -> list[Message]:
    beyond = Action._base_manager.filter(programme=programme, ends_on__gt=ends).exclude(state=Action.State.GIVEN_UP).count()
    if beyond:
        raise Conflict(msg("%(n)s actions end after %(day)s: move them first.", n=beyond, day=Day.of(ends)))
    return [
        msg("The programme ends on %(new)s instead of %(old)s", new=Day.of(ends), old=Day.of(programme.ends_on)),
        msg("Its first plan ended on %(day)s and stays shown", day=Day.of(programme.base_ends_on)),
    ]


def _refuse_beyond(programme: Programme, starts: date | None, ends: date) -> None:
    first = starts or ends
    if not programme.starts_on <= first <= ends:
        raise Conflict(msg("It would start before the programme, or end before it starts."))
    if ends > programme.ends_on:
        raise Conflict(msg("The programme ends on %(day)s: an amendment moves its end first.", day=Day.of(programme.ends_on)))


def _action_effect(action: Action, starts: date | None, ends: date) -> list[Message]:
    if ends < (starts or action.starts_on):
        raise Conflict(msg("It would end before it starts."))
    said = {"key": action.code, "title": action.title}
    told = [msg("%(key)s “%(title)s” runs from %(first)s to %(last)s instead of %(old_first)s to %(old_last)s", **said,
                first=Day.of(starts or action.starts_on), last=Day.of(ends), old_first=Day.of(action.starts_on),
                old_last=Day.of(action.ends_on))]  # fmt: skip
    for one in Milestone._base_manager.filter(action=action, reached_on=None, dropped_at=None, due__gt=ends):
        told.append(msg("Its milestone “%(title)s” is due after that day (%(day)s): it has to move too", title=one.title,
                        day=Day.of(one.due)))  # fmt: skip
    return told + _strand_widened(action.strand, ends)


def _widened(action: Action, ends: date) -> list[Message]:
    """An action ends no earlier than what it is to reach."""
    if ends <= action.ends_on:
        return []
    told = msg("Its action %(key)s “%(title)s” ends on %(new)s instead of %(old)s", key=action.code, title=action.title, new=Day.of(ends),
               old=Day.of(action.ends_on))  # fmt: skip
    return [told, *_strand_widened(action.strand, ends)]


def _strand_widened(strand: Strand, ends: date) -> list[Message]:
    if ends <= strand.ends_on:
        return []
    return [
        msg(
            "Its strand “%(title)s” ends on %(new)s instead of %(old)s",
            title=strand.title,
            new=Day.of(ends),
            old=Day.of(strand.ends_on),
        )
    ]


def _move_apply(actor: Actor, amendment: Amendment) -> dict[str, Any]:
    thing, (starts, ends) = _thing(amendment), _days(amendment)
    before = apply_move(actor, amendment, thing, starts, ends)
    return {"target": amendment.what["target"], "days": [before.isoformat(), ends.isoformat()]}


KINDS = (
    AmendmentKind("move", msg("Move days"), MoveForm, _move_title, _move_effect, _move_apply),
    AmendmentKind("partner", msg("Add a partner"), PartnerForm, _partner_title, _partner_effect, _partner_apply),
)
