"""A programme: opened by the office or made of a project of the chain, started, followed, closed; and who takes part in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.base.actions import Deed, deed, grant
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import people_of
from campus5g.portal.dossiers.content import packages_of
from campus5g.portal.dossiers.models import WorkPackage
from campus5g.portal.programme import joints
from campus5g.portal.programme.actions.holding import locked, refuse_backwards, refuse_empty
from campus5g.portal.programme.models import Action, Milestone, Participant, Programme, Strand
from campus5g.portal.programme.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.programme.people import everybody
from campus5g.portal.programme.permissions import can_open, can_open_from, can_run
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Project

State = Programme.State
GRANT = "programme"
FOLLOWED = timedelta(days=7 * 365)
"""How long a programme is followed after its actions unless somebody says otherwise: repayments come late."""
_NEXT: Mapping[State, tuple[State, ...]] = {
    State.PREPARED: (State.RUNNING, State.CLOSED),
    State.RUNNING: (State.FOLLOWED, State.CLOSED),
    State.FOLLOWED: (State.RUNNING, State.CLOSED),
    State.CLOSED: (State.FOLLOWED,),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said of a programme when it is opened. source: where what is published of it is; example: its days are an example."""

    title: str
    starts_on: date
    ends_on: date
    text: str = ""
    source: str = ""
    followed_until: date | None = None
    example: bool = False
    key: str = ""


def open_programme(actor: Actor, frame: Frame) -> Programme:
    """Open a programme, with the office that holds it as its first participant."""
    with deed(actor, "programme.open", right=can_open(actor)) as done:
        programme = _new(actor, frame)
        done.on(programme, starts_on=frame.starts_on.isoformat(), ends_on=frame.ends_on.isoformat())
    return programme


def _new(actor: Actor, frame: Frame, project: Project | None = None) -> Programme:
    title = refuse_empty("title", frame.title, msg("what the programme is called"))
    refuse_backwards(frame.starts_on, frame.ends_on)
    until = frame.followed_until or frame.ends_on + FOLLOWED
    if until < frame.ends_on:
        raise BadInput(
            "followed_until", msg("%(day)s", day=Day.of(until)), msg("a day on or after %(day)s", day=Day.of(frame.ends_on))
        )
    holder = _office(actor)
    programme = Programme(
        organisation=holder, title=title[:TITLE_LENGTH], text=frame.text.strip()[:TEXT_LENGTH], source=frame.source.strip()[:WHY_LENGTH],
        starts_on=frame.starts_on, ends_on=frame.ends_on, base_starts_on=frame.starts_on, base_ends_on=frame.ends_on,
        followed_until=until, example=frame.example, key=frame.key, project=project, created_by_id=actor.user_id,
    )  # fmt: skip
    programme.save()
    take_part(programme, holder, Participant.Role.OFFICE, frame.starts_on)
    return programme


def _office(actor: Actor) -> Organisation:
    """The office that the actor acts for; for the system, the first one."""
    offices = Organisation.objects.filter(kind=Role.OFFICE, archived_at=None).order_by("pk")
    found = offices.filter(pk=actor.organisation_id).first() or offices.first()
    if found is None:
        raise Conflict(msg("There is no programme office in the directory yet."))
    return found


def take_part(
    programme: Programme,
    organisation: Organisation,
    role: str,
    since: date,
    text: str = "",
    *,
    approves: bool = False,
    example: bool = False,
) -> Participant:
    """Let an organisation take part and see the programme. Call it inside a deed."""
    there = Participant._base_manager.filter(programme=programme, organisation=organisation, role=role, until=None)
    if there.exists():
        raise Conflict(msg("%(name)s takes part in this role already.", name=organisation.name))
    found = Participant(
        programme=programme, organisation=organisation, role=role, since=since, text=text.strip()[:WHY_LENGTH], example=example,
        approves=approves and role == Participant.Role.FUNDER,
    )  # fmt: skip
    found.save()
    grant(programme, organisation.pk, GRANT)
    return found


def add_participant(
    actor: Actor,
    programme: Programme,
    organisation: Organisation,
    role: str,
    text: str = "",
    *,
    approves: bool = False,
    example: bool = False,
) -> Participant:
    """Add an organisation while the programme is prepared; later an amendment does."""
    with deed(actor, "programme.add_participant", right=can_run(actor, programme)) as done:
        held = locked(programme)
        if held.state != State.PREPARED:
            raise Conflict(msg("The programme runs: an amendment adds a partner."))
        found = take_part(held, organisation, role, held.starts_on, text, approves=approves, example=example)
        done.on(held, participant=organisation.pk, role=role)
        done.tell(
            people_of(organisation.pk),
            msg("You take part in the programme “%(title)s”", title=held.title),
            held.get_absolute_url(),
        )
    return found


def change_programme(actor: Actor, programme: Programme, **said: Any) -> Programme:
    """Change what is said of a programme: its title, text, source, the day until which it is followed."""
    with deed(actor, "programme.change", right=can_run(actor, programme)) as done:
        held = locked(programme)
        changed = sorted(name for name, value in said.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, said[name])
        refuse_backwards(held.starts_on, held.ends_on)
        refuse_backwards(held.ends_on, held.followed_until)
        if {"starts_on", "ends_on"} & set(changed):
            if held.state != State.PREPARED:
                raise Conflict(msg("The programme runs: an amendment moves its days."))
            held.base_starts_on, held.base_ends_on = held.starts_on, held.ends_on
        held.save()
        done.on(held, changed=changed)
    return held


def enter_state(actor: Actor, programme: Programme, state: Programme.State, why: str = "") -> Programme:
    """Start a programme, end its actions, close it, or open it again. Starting it fixes the baseline of its plan."""
    with deed(actor, "programme.enter_state", right=can_open(actor)) as done:
        held = locked(programme)
        before = State(held.state)
        if state not in _NEXT[before]:
            raise Conflict(msg("The programme is in another state already."))
        if State.CLOSED in (state, before):
            held.closed_why = refuse_empty("why", why, msg("a few words: why"))[:WHY_LENGTH]
        held.state = state
        held.save()
        done.on(held, before=before.value, after=state.value, why=why.strip()[:WHY_LENGTH])
        done.tell(everybody(held), _told(state, held.title), held.get_absolute_url())
    return held


def _told(state: Programme.State, title: str) -> Message:
    return {
        State.PREPARED: msg("The programme “%(title)s” is being prepared", title=title),
        State.RUNNING: msg("The programme “%(title)s” runs", title=title),
        State.FOLLOWED: msg("The actions of the programme “%(title)s” are over; its money is still followed", title=title),
        State.CLOSED: msg("The programme “%(title)s” is closed", title=title),
    }[state]


def open_from(actor: Actor, project: Project) -> Programme:
    """Make a programme of a complete project: its partners, its work plan and its days come with it; nothing is typed twice."""
    with deed(actor, "programme.open_from", right=can_open_from(actor, project)) as done:
        held = Project._base_manager.select_for_update(of=("self",)).get(pk=project.pk)
        if Programme._base_manager.filter(project=held).exists():
            raise Conflict(msg("This project is a programme already."))
        last = after_months(held.starts_on, held.months) - timedelta(days=1)
        programme = _new(actor, Frame(held.title, held.starts_on, last, held.summary), held)
        places = {
            partner.pk: take_part(
                programme, partner.organisation,
                Participant.Role.CARRIER if partner.organisation_id == held.organisation_id else Participant.Role.PARTNER, held.starts_on,
                partner.task,
            )
            for partner in live_partners(held)
        }  # fmt: skip
        _plan_of(programme, held, places)
        joints.opened(actor, programme, held)
        _tell(done, programme, places)
        done.on(programme, project=held.pk, participants=[one.organisation_id for one in places.values()])
    return programme


def _tell(done: Deed, programme: Programme, places: Mapping[int, Participant]) -> None:
    for one in places.values():
        sentence = msg("The project “%(title)s” is now a programme, followed until its last day", title=programme.title)
        done.tell(people_of(one.organisation_id), sentence, programme.get_absolute_url())


def _plan_of(programme: Programme, project: Project, places: Mapping[int, Participant]) -> None:
    """One strand; an action for each work package, owned by the first of its doers; a milestone for each thing that comes out."""
    carrier = next((one for one in places.values() if one.role == Participant.Role.CARRIER), None)
    strand = Strand(
        programme=programme, number=1, title=project.title, owner=carrier, starts_on=programme.starts_on, ends_on=programme.ends_on,
        base_starts_on=programme.starts_on, base_ends_on=programme.ends_on,
    )  # fmt: skip
    strand.save()
    for number, package in enumerate(packages_of(project), start=1):
        _action_of(strand, number, package, [places[partner.pk] for partner in package.doers if partner.pk in places])


def _action_of(strand: Strand, number: int, package: WorkPackage, doers: list[Participant]) -> None:
    programme = strand.programme
    starts = min(after_months(programme.starts_on, package.first_month - 1), programme.ends_on)
    ends = min(after_months(programme.starts_on, package.last_month) - timedelta(days=1), programme.ends_on)
    action = Action(
        programme=programme, strand=strand, number=number, title=package.title, text=package.text[:TEXT_LENGTH],
        owner=doers[0] if doers else strand.owner, starts_on=starts, ends_on=ends, base_starts_on=starts, base_ends_on=ends,
    )  # fmt: skip
    action.save()
    action.partners.set(doers[1:])
    for place, outcome in enumerate(package.outcomes.all(), start=1):
        due = min(after_months(programme.starts_on, outcome.month) - timedelta(days=1), programme.ends_on)
        passed = outcome.kind == Milestone.Kind.MILESTONE
        kind = Milestone.Kind.MILESTONE if passed else Milestone.Kind.DELIVERABLE
        Milestone(programme=programme, action=action, number=place, kind=kind, title=outcome.title, due=due, base_due=due).save()


def after_months(day: date, months: int) -> date:
    """Return the same day ``months`` later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def since_now(programme: Programme) -> date:
    """The day from which somebody who joins takes part."""
    return max(programme.starts_on, today())
