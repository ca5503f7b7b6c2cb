"""What the programme room shows elsewhere: the journey, the page of a project, the home page, the search, agendas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campus5g.core.message import Message, msg
from campus5g.documents.calendar_ics import Deadline
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Decision
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.registry import MenuEntry, Panel, Stage, Waiting, menu, panel, stage, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.scope import current_actor
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.calls.agendas import other_agenda
from campus5g.portal.programme import joints
from campus5g.portal.programme.actions import remind
from campus5g.portal.programme.actions.reminding import BEFORE, reminder
from campus5g.portal.programme.amending import sides_left, title_of
from campus5g.portal.programme.dues import dues_of_plan
from campus5g.portal.programme.kinds import KINDS
from campus5g.portal.programme.models import Amendment, Milestone, Participant, Programme, Resolution
from campus5g.portal.programme.people import everybody
from campus5g.portal.programme.permissions import can_add_to, can_ask, can_open_from
from campus5g.portal.projects.links import live_project

DEEDS = {
    "programme.open": msg("the programme was opened"),
    "programme.open_from": msg("the project became a programme"),
    "programme.change": msg("the programme was changed"),
    "programme.enter_state": msg("the programme entered another state"),
    "programme.add_participant": msg("an organisation takes part"),
    "programme.write_strand": msg("a strand was written"),
    "programme.write_action": msg("the action was written"),
    "programme.change_action": msg("the action was changed"),
    "programme.say_action": msg("it was said how the action stands"),
    "programme.write_milestone": msg("the milestone was written"),
    "programme.change_milestone": msg("the milestone was changed"),
    "programme.move_milestone": msg("the milestone moved"),
    "programme.say_late": msg("it was said why the milestone is late"),
    "programme.reach_milestone": msg("the milestone was reached"),
    "programme.drop_milestone": msg("the milestone was given up"),
    "programme.propose_amendment": msg("the amendment was proposed"),
    "programme.approve_amendment": msg("the amendment was approved"),
    "programme.refuse_amendment": msg("the amendment was refused"),
    "programme.withdraw_amendment": msg("the amendment was withdrawn"),
    "programme.write_indicator": msg("the indicator was written"),
    "programme.change_indicator": msg("the indicator was changed"),
    "programme.say_value": msg("a value was said"),
    "programme.withdraw_value": msg("a value was taken back"),
    "programme.write_risk": msg("the risk was written"),
    "programme.rate_risk": msg("the risk was rated"),
    "programme.call_meeting": msg("the committee was called"),
    "programme.change_meeting": msg("the meeting was changed"),
    "programme.cancel_meeting": msg("the meeting was cancelled"),
    "programme.write_minutes": msg("the minutes of the committee were written"),
    "programme.hold_meeting": msg("the committee met"),
    "programme.ask_resolution": msg("a decision was asked"),
    "programme.decide": msg("the committee decided"),
    "programme.finish_resolution": msg("a decision was carried out"),
    "programme.import_plan": msg("a plan was imported"),
    "programme.send_anchor": msg("an anchor of the audit trail was sent to those who take part"),
    "programme.remind": msg("those concerned were reminded of what is due"),
}
SHOWN = 10


def register() -> None:
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Programmes"), "programme:list", 35))
    stage("programme", _stage)
    panel("projects.project", 60, _project_panel)
    waits(_waiting)
    searchable("programme.programme", _entry)
    for label in ("programme", "action", "milestone", "indicator", "measure", "risk", "meeting", "amendment"):
        open_to_notes(f"programme.{label}", Openness(_may_ask, _people, _owner_id, may_attach=_may_attach))
    for kind in KINDS:
        joints.amendment_kind(kind)
    joints.due_dates(dues_of_plan)
    other_agenda("programme", Programme, _agenda)
    regularly("programme.remind", remind)
    loader(80, _load)


def _load(directory: Path, actor: Actor) -> None:
    from campus5g.portal.programme.loading import load_programmes

    load_programmes(directory, actor)


@once_a_page
def programme_of(project_id: int) -> Programme | None:
    """Return the programme that a project became, if the actor of the scope may see it."""
    return Programme.objects.filter(project_id=project_id).first()


def _stage(actor: Actor, need_id: int) -> Stage | None:
    project = live_project(need_id)
    if project is None:
        return None
    programme = programme_of(project.pk)
    if programme is not None:
        return Stage("done" if not programme.live else "doing", programme.get_absolute_url())
    return Stage("next", f"{project.get_absolute_url()}#programme-panel") if can_open_from(actor, project) else None


def _project_panel(actor: Actor, project: models.Model) -> Panel | None:
    programme = programme_of(project.pk)
    may_open = programme is None and bool(can_open_from(actor, project))
    if programme is None and not may_open:
        return None
    return Panel("programme/parts/project_panel.html", {"programme": programme, "project": project})


@once_a_page
def takes_part(actor: Actor) -> bool:
    """Whether the actor sees a programme at all: nothing of any waits for who does not."""
    return Programme.objects.visible_to(actor).exists()


def _waiting(actor: Actor) -> Iterator[Waiting]:
    if takes_part(actor):
        for waiting in (_milestones, _decisions, _amendments):
            yield from waiting(actor)


def _mine(actor: Actor, path: str) -> Q:
    """What waits for the actor: theirs by name, or their organisation's; the office is told of what nobody answers for."""
    own = Q(**{f"{path}__organisation__in": actor.organisation_ids})
    return own | Q(**{f"{path}": None}) if actor.is_office else own


def _milestones(actor: Actor) -> Iterator[Waiting]:
    open_ = Milestone.objects.filter(
        due__lte=today() + BEFORE, reached_on=None, dropped_at=None, programme__state=Programme.State.RUNNING
    )
    mine = Q(person_id=actor.user_id) if actor.user_id else Q(pk__in=())
    for one in open_.filter(mine | _mine(actor, "action__owner")).order_by("due", "pk")[:SHOWN]:
        yield Waiting(reminder(one), one.get_absolute_url(), _since(one.due), urgent=one.due < today())


def _decisions(actor: Actor) -> Iterator[Waiting]:
    taken = Resolution.objects.filter(state=Resolution.State.TAKEN, due__isnull=False).filter(_mine(actor, "owner"))
    for one in taken.select_related("meeting").order_by("due", "pk")[:SHOWN]:
        yield Waiting(reminder(one), one.get_absolute_url(), _since(one.due), urgent=one.due < today())


def _since(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _amendments(actor: Actor) -> Iterator[Waiting]:
    """Those that the actor's side has still to approve."""
    pending = Amendment.objects.filter(state=Amendment.State.PROPOSED).select_related("programme")
    if not actor.is_office:
        approves = Participant.objects.filter(organisation_id=actor.organisation_id, approves=True, until=None)
        pending = pending.filter(programme__in=approves.values("programme"))
    side = None if actor.is_office else actor.organisation_id
    for one in pending[:SHOWN]:
        if any((left.organisation_id if left else None) == side for left in sides_left(one)):
            sentence = msg("Approve or refuse the amendment %(name)s: %(what)s", name=str(one), what=title_of(one))
            yield Waiting(sentence, one.get_absolute_url(), one.proposed_at)


def _entry(programme: models.Model) -> Entry:
    return Entry(programme.title, programme.text, "programme", programme.get_absolute_url(), programme.organisation_id)


def _whole(thing: models.Model) -> Programme:
    return thing if isinstance(thing, Programme) else thing.programme


def _may_ask(actor: Actor, thing: models.Model) -> Decision:
    return can_ask(actor, _whole(thing))


def _may_attach(actor: Actor, thing: models.Model) -> Decision:
    return can_add_to(actor, _whole(thing))


def _people(thing: models.Model) -> Iterator[models.Model]:
    yield from everybody(_whole(thing))


def _owner_id(thing: models.Model) -> int:
    return _whole(thing).organisation_id


def _agenda(pk: int) -> tuple[list[Deadline], Message] | None:
    programme = Programme.objects.filter(pk=pk).first()
    if programme is None:
        return None
    far = today() + timedelta(days=5 * 365)
    dues = [due for due in joints.dues_of(current_actor(), programme) if not due.done and due.on <= far]
    found = [
        Deadline(f"programme-{programme.pk}-{due.uid}@campus5g", due.what, due.on, due.who, f"{settings.PUBLIC_ADDRESS}{due.url}")
        for due in dues
    ]
    return found, msg("Programme: %(title)s", title=programme.title)
