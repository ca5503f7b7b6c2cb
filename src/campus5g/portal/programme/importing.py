"""A running programme as somebody keeps it in a table: what each line comes to, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.directory.models import fold
from campus5g.portal.directory.sheets import Sheet
from campus5g.portal.programme.models import Action, Indicator, Milestone, Participant, Programme, Strand
from campus5g.portal.programme.models.scoped import TITLE_LENGTH

FIELDS: dict[str, Message] = {
    "kind": msg("Kind of line"),
    "strand": msg("Strand"),
    "action": msg("Action"),
    "title": msg("Title"),
    "starts_on": msg("First day"),
    "ends_on": msg("Last day, or day due"),
    "owner": msg("Who answers for it"),
    "reached_on": msg("Reached on"),
    "proof": msg("What proves it"),
    "unit": msg("Unit"),
    "baseline": msg("Value at the start"),
    "target": msg("Target"),
}
_HEADERS = {
    "kind": ("kind", "type", "nature", "ligne", "kind of line", "type de ligne"),
    "strand": ("strand", "volet", "axe"),
    "action": ("action", "activite"),
    "title": ("title", "titre", "intitule", "libelle", "milestone title", "jalon"),
    "starts_on": ("first day", "start", "debut", "date de debut", "premier jour", "starts on"),
    "ends_on": ("last day", "end", "due", "due on", "fin", "date de fin", "echeance", "dernier jour"),
    "owner": ("owner", "who answers for it", "responsable", "porteur", "pilote", "qui en repond"),
    "reached_on": ("reached on", "atteint le", "fait le", "date de realisation"),
    "proof": ("proof", "evidence", "preuve", "what proves it", "justificatif", "ce qui le prouve"),
    "unit": ("unit", "unite"),
    "baseline": ("baseline", "depart", "valeur de depart", "value at the start"),
    "target": ("target", "cible", "objectif"),
}
_KINDS = {
    "strand": "strand", "volet": "strand", "axe": "strand", "action": "action", "milestone": "milestone", "jalon": "milestone",
    "deliverable": "deliverable", "livrable": "deliverable", "indicator": "indicator", "indicateur": "indicator",
}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be taken. strand, action: titles, folded, of what it stands in."""

    kind: str
    title: str
    strand: str
    action: str
    starts_on: date
    ends_on: date
    owner: Participant | None = None
    reached_on: date | None = None
    proof: str = ""
    unit: str = ""
    baseline: Decimal = Decimal(0)
    target: Decimal = Decimal(0)


@dataclass(slots=True)
class Report:
    """What would be written, in order; how many lines are in the plan already; the lines that cannot be taken and why."""

    lines: list[Line] = field(default_factory=list)
    already: int = 0
    faults: list[tuple[int, Message]] = field(default_factory=list)

    def count(self, *kinds: str) -> int:
        return sum(line.kind in kinds for line in self.lines)


def guessed(sheet: Sheet) -> dict[str, int]:
    """Return, for each field whose column is recognised by its header, the place of that column."""
    plain = [" ".join(fold(name).replace("_", " ").split()) for name in sheet.header]
    found = {name: next((plain.index(word) for word in words if word in plain), None) for name, words in _HEADERS.items()}
    return {name: place for name, place in found.items() if place is not None}


def judge(programme: Programme, sheet: Sheet, columns: Mapping[str, int], on: date) -> Report:
    """Read each line by ``columns``. The same file given again adds nothing: what has its title in its place is there already."""
    reader = _Reader(programme, on)
    for line, said in sheet.records(columns):
        try:
            reader.read(said)
        except BadInput as fault:
            reader.report.faults.append((line, fault.sentence))
    return reader.report


class _Reader:
    """The plan as it stands and as the lines before would make it."""

    def __init__(self, programme: Programme, on: date) -> None:
        self.programme, self.on, self.report = programme, on, Report()
        there = Participant.objects.filter(programme=programme, until=None).select_related("organisation")
        self.owners = {fold(one.organisation.name): one for one in there if one.works}
        self.spans: dict[tuple[str, str], tuple[date, date]] = {}
        for strand in Strand.objects.filter(programme=programme):
            self.spans[fold(strand.title), ""] = (strand.starts_on, strand.ends_on)
        self.seen: set[tuple[str, str, str]] = {("strand", title, "") for title, _ in self.spans}
        for action in Action.objects.filter(programme=programme).select_related("strand"):
            self.spans[fold(action.strand.title), fold(action.title)] = (action.starts_on, action.ends_on)
            self.seen.add(("action", fold(action.title), fold(action.strand.title)))
        stones = Milestone.objects.filter(programme=programme).select_related("action")
        self.seen |= {("stone", fold(one.title), fold(one.action.title)) for one in stones}
        self.seen |= {("indicator", fold(one.title), "") for one in Indicator.objects.filter(programme=programme)}

    def read(self, said: Mapping[str, str]) -> None:
        kind = _kind(said.get("kind", ""))
        title = said.get("title", "") or said.get("action" if kind == "action" else "strand" if kind == "strand" else "title", "")
        if not title:
            raise BadInput("title", msg("nothing"), msg("a title"))
        strand, action = fold(said.get("strand", "")), fold(said.get("action", ""))
        around = self._around(kind, strand, action)
        key = _key(kind, fold(title), strand, action)
        if key in self.seen:
            self.report.already += 1
            return
        line = self._line(kind, title, strand, action, around, said)
        self.seen.add(key)
        if kind in ("strand", "action"):
            self.spans[(fold(title), "") if kind == "strand" else (strand, fold(title))] = (line.starts_on, line.ends_on)
        self.report.lines.append(line)

    def _around(self, kind: str, strand: str, action: str) -> tuple[date, date]:
        """The days of what a line stands in; a strand or action that nobody knows is a fault."""
        if kind in ("strand", "indicator") and (kind == "strand" or not strand):
            return self.programme.starts_on, self.programme.ends_on
        place = (strand, "") if kind in ("action", "indicator") else (strand, action)
        if place not in self.spans:
            missing = "action" if place[1] else "strand"
            raise BadInput(missing, msg("“%(name)s”", name=place[1] or strand), msg("one of the plan, or of a line above"))
        return self.spans[place]

    def _line(self, kind: str, title: str, strand: str, action: str, around: tuple[date, date], said: Mapping[str, str]) -> Line:
        starts = _day("starts_on", said.get("starts_on", "")) or around[0]
        ends = _day("ends_on", said.get("ends_on", ""))
        if ends is None:
            if kind in ("milestone", "deliverable"):
                raise BadInput("ends_on", msg("nothing"), msg("the day it is due"))
            ends = around[1]
        for where, day in (("starts_on", starts), ("ends_on", ends)):
            if not around[0] <= day <= around[1]:
                raise BadInput(where, msg("%(day)s", day=day.isoformat()), msg("a day of what it stands in"))
        if ends < starts:
            raise BadInput("ends_on", msg("%(day)s", day=ends.isoformat()), msg("a day on or after its first"))
        reached = _day("reached_on", said.get("reached_on", ""))
        if reached is not None and reached > self.on:
            raise BadInput("reached_on", msg("%(day)s", day=reached.isoformat()), msg("today or a day before"))
        baseline, target = _number("baseline", said.get("baseline", "0")), _number("target", said.get("target", "0"))
        if kind == "indicator":
            if not said.get("unit", ""):
                raise BadInput("unit", msg("nothing"), msg("the unit of its values"))
            if baseline == target:
                raise BadInput("target", msg("the value at the start"), msg("another value than at the start"))
        return Line(
            kind, title[:TITLE_LENGTH], strand, action, starts, ends, self._owner(said.get("owner", "")), reached, said.get("proof", ""),
            said.get("unit", ""), baseline, target,
        )  # fmt: skip

    def _owner(self, name: str) -> Participant | None:
        if not name:
            return None
        found = self.owners.get(fold(name))
        if found is None:
            raise BadInput("owner", msg("“%(name)s”", name=name), msg("one of those who work in this programme"))
        return found


def _key(kind: str, title: str, strand: str, action: str) -> tuple[str, str, str]:
    if kind in ("milestone", "deliverable"):
        return "stone", title, action
    return kind, title, strand if kind == "action" else ""


def _kind(text: str) -> str:
    word = fold(text)
    if word not in _KINDS:
        raise BadInput("kind", msg("“%(text)s”", text=text), msg("strand, action, milestone, deliverable or indicator"))
    return _KINDS[word]


def _day(where: str, text: str) -> date | None:
    if not text:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise BadInput(where, msg("“%(text)s”", text=text), msg("a day such as 2027-03-31 or 31/03/2027"))


def _number(where: str, text: str) -> Decimal:
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".") or "0"
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise BadInput(where, msg("“%(text)s”", text=text), msg("a number")) from None
    if not value.is_finite() or abs(value) > Decimal(10) ** 13:
        raise BadInput(where, msg("“%(text)s”", text=text), msg("a number"))
    return value
