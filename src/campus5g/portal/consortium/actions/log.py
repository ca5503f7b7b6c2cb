"""Keeping the log of a partnership: what was said and promised, what comes next, and the reminder on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actions import Deed, deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.consortium.models import LogEntry
from campus5g.portal.consortium.permissions import can_close_entry, can_keep_log
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.projects.models import Partner, Project

Kind = LogEntry.Kind


@dataclass(frozen=True, slots=True)
class Said:
    """What is written in the log, as read from a form or the API."""

    kind: str
    day: date
    text: str
    who: str = ""
    due: date | None = None
    organisation_id: int | None = None

    def check(self, project: Project) -> None:
        """Refuse days out of order, a next step without its day, and a partner of another project."""
        if not self.text.strip():
            raise BadInput("text", msg("nothing is said"), msg("one sentence"))
        if self.day > today() and self.kind != Kind.MEETING:
            raise BadInput("day", msg("%(day)s is still to come", day=Day.of(self.day)), msg("a day up to today"))
        if self.due is not None and self.due < self.day:
            expected = msg("a day on or after %(day)s", day=Day.of(self.day))
            raise BadInput("due", msg("due on %(day)s, before it was said", day=Day.of(self.due)), expected)
        if self.due is None and self.kind == Kind.NEXT_STEP:
            raise BadInput("due", msg("a next step without its day"), msg("the day on which it is due"))
        if self.kind == Kind.COMMITMENT and self.organisation_id is None:
            raise BadInput("partner", msg("a commitment of nobody"), msg("the partner that made it"))
        if self.organisation_id is not None and not _takes_part(project, self.organisation_id):
            raise BadInput("partner", msg("an organisation outside the project"), msg("a partner of the project"))


def write_entry(actor: Actor, project: Project, said: Said, entry: LogEntry | None = None, then: Said | None = None) -> LogEntry:
    """Add or change an entry, with the next step that follows from it if there is one."""
    with deed(actor, "consortium.log", right=can_keep_log(actor, project)) as done:
        written = _write(actor, project, said, entry)
        if then is not None:
            _write(actor, project, then, None)
        done.on(project, entry=written.pk, kind=said.kind, due=said.due.isoformat() if said.due else None)
        if said.kind == Kind.COMMITMENT and entry is None and said.organisation_id is not None:
            sentence = msg("A commitment of your organisation was written down in “%(title)s”", title=project.title)
            done.tell(people_of(said.organisation_id), sentence, written.get_absolute_url())
    return written


def _write(actor: Actor, project: Project, said: Said, entry: LogEntry | None) -> LogEntry:
    said.check(project)
    entry = entry or LogEntry(project=project, written_by_id=actor.user_id)
    if entry.due != said.due:
        entry.reminded_on = None
    entry.kind, entry.day, entry.due, entry.organisation_id = said.kind, said.day, said.due, said.organisation_id
    entry.text, entry.who = said.text.strip()[:4000], said.who.strip()[:200]
    entry.save()
    return entry


def close_entry(actor: Actor, entry: LogEntry) -> None:
    """Say that what was due is done."""
    with deed(actor, "consortium.close", right=can_close_entry(actor, entry)) as done:
        if entry.done_on is not None:
            raise Conflict(msg("This was already said to be done."))
        entry.done_on = today()
        entry.save()
        done.on(entry.project, entry=entry.pk)
        if actor.organisation_id != entry.project.organisation_id:
            said = msg("Done in “%(title)s”: %(text)s", title=entry.project.title, text=_short(entry))
            done.tell(people_of(entry.project.organisation_id), said, entry.get_absolute_url())


def remove_entry(actor: Actor, entry: LogEntry) -> None:
    """Take an entry out; the audit trail keeps what it was."""
    with deed(actor, "consortium.remove_entry", right=can_keep_log(actor, entry.project)) as done:
        done.on(entry.project, kind=entry.kind, day=entry.day.isoformat(), text=entry.text)
        entry.delete()


def remind(actor: Actor = SYSTEM) -> int:
    """Tell those concerned, once, of each thing that is due today or was due before; return how many."""
    told = 0
    with acting(actor):
        if not due_entries().filter(reminded_on=None).exists():
            return told
    with deed(actor, "consortium.remind", right=ALLOWED) as done:
        for entry in due_entries().filter(reminded_on=None).select_related("project", "organisation"):
            if LogEntry.objects.filter(pk=entry.pk, reminded_on=None).update(reminded_on=today()):
                _tell(done, entry)
                told += 1
        done.facts["told"] = told
    return told


def due_entries() -> QuerySet[LogEntry]:
    """Return what is due today or late, in projects that live, the oldest first; as the actor of the scope sees it."""
    entries: QuerySet[LogEntry] = LogEntry.objects.filter(due__lte=today(), done_on=None)
    return entries.exclude(project__state=Project.State.ARCHIVED).order_by("due", "pk")


def reminder(entry: LogEntry) -> Message:
    """Say what is due, by whom and for when."""
    due = Day.of(entry.due) if entry.due else ""
    if entry.organisation is None:
        return msg("Due on %(day)s: %(what)s", day=due, what=_short(entry))
    return msg("Due on %(day)s with %(name)s: %(what)s", day=due, name=entry.organisation.name, what=_short(entry))


def _tell(done: Deed, entry: LogEntry) -> None:
    people: QuerySet[User] = office_people() | people_of(entry.project.organisation_id)
    if entry.kind == Kind.COMMITMENT and entry.organisation_id is not None:
        people = people | people_of(entry.organisation_id)
    done.tell(people.distinct(), reminder(entry), entry.get_absolute_url())


def _short(entry: LogEntry) -> str:
    text = " ".join(entry.text.split())
    return text if len(text) <= 120 else f"{text[:119]}…"


def _takes_part(project: Project, organisation_id: int) -> bool:
    partners = Partner.objects.filter(project=project, organisation_id=organisation_id)
    return bool(partners.exclude(state=Partner.State.DECLINED).exists())
