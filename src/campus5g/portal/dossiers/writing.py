"""The sections of a dossier as its pages show them: who may write each, who wrote last, what was written elsewhere before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from campus5g.core.calls import Passage
from campus5g.core.message import Message
from campus5g.documents.questions import BY_KEY, QUESTIONS, Question
from campus5g.matching import Document, Index
from campus5g.portal.base.actor import Actor
from campus5g.portal.dossiers.models import Answer
from campus5g.portal.dossiers.permissions import can_write_answer
from campus5g.portal.projects.facts import live_partners
from campus5g.portal.projects.models import Partner, Project

FOUND = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One section: its question, what stands in it, and whether the reader may write it."""

    key: str
    title: Message | str
    hint: Message | str
    needed: bool
    answer: Answer
    may_write: bool

    @property
    def partner(self) -> Partner | None:
        return self.answer.partner

    @property
    def id(self) -> str:
        """Its name on a page."""
        return f"{self.key}-{self.partner.pk}" if self.partner else self.key

    @property
    def filled(self) -> bool:
        return bool(self.answer.text)

    @property
    def own(self) -> bool:
        """Whether this call alone asks it."""
        return self.key not in BY_KEY


@dataclass(frozen=True, slots=True)
class Part:
    """The sections of one partner."""

    partner: Partner
    boxes: tuple[Box, ...]
    mine: bool

    @property
    def filled(self) -> int:
        return sum(box.filled for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that people write for one project."""

    boxes: tuple[Box, ...]
    parts: tuple[Part, ...]

    @property
    def all(self) -> tuple[Box, ...]:
        return (*self.boxes, *(box for part in self.parts for box in part.boxes))

    @property
    def filled(self) -> int:
        return sum(box.filled for box in self.all)


def sheet_of(actor: Actor, project: Project) -> Sheet:
    """Return all sections of a project, written or not."""
    written = {(a.key, a.partner_id): a for a in Answer.objects.filter(project=project).select_related("written_by", "partner")}
    may = bool(can_write_answer(actor, project, None))
    boxes = [_box(q, _standing(written, project, q.key, None), may) for q in QUESTIONS if not q.each]
    boxes += [_own(answer, may) for (key, _), answer in written.items() if key not in BY_KEY]
    return Sheet(tuple(boxes), tuple(_part(actor, partner, project, written) for partner in live_partners(project)))


def box_of(actor: Actor, project: Project, key: str, partner: Partner | None) -> Box | None:
    """Return one section, or ``None`` when there is no such one."""
    found = Answer.objects.filter(project=project, key=key, partner=partner).select_related("written_by", "partner").first()
    may = bool(can_write_answer(actor, project, partner))
    if key not in BY_KEY:
        return _own(found, may) if found else None
    if BY_KEY[key].each is not (partner is not None):
        return None
    return _box(BY_KEY[key], found or Answer(project=project, key=key, partner=partner), may)


def _part(actor: Actor, partner: Partner, project: Project, written: dict[tuple[str, int | None], Answer]) -> Part:
    partner.project = project
    may = bool(can_write_answer(actor, project, partner))
    boxes = tuple(_box(q, _standing(written, project, q.key, partner), may) for q in QUESTIONS if q.each)
    return Part(partner, boxes, partner.organisation_id in actor.organisation_ids)


def _standing(written: dict[tuple[str, int | None], Answer], project: Project, key: str, partner: Partner | None) -> Answer:
    answer = written.get((key, partner.pk if partner else None)) or Answer(project=project, key=key)
    answer.partner = partner
    return answer


def _box(question: Question, answer: Answer, may: bool) -> Box:
    return Box(question.key, question.title, question.hint, question.needed, answer, may)


def _own(answer: Answer, may: bool) -> Box:
    return Box(answer.key, answer.title, "", False, answer, may)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer of another project, with the passages that match."""

    answer: Answer
    title: Message | str
    passages: tuple[Passage, ...]


def earlier_answers(project: Project, key: str, partner: Partner | None, words: str) -> list[Earlier]:
    """Search what the writing organisation said in its other projects, by BM25; without words, what answered the same question.

    A text stays in its organisation: the office, that sees all, finds for a company that company's texts alone.
    """
    owner = partner.organisation_id if partner else project.organisation_id
    found = list(_library(owner).exclude(project=project))
    found.sort(key=lambda a: (a.key != key, -a.pk))
    if not words.strip():
        return [_earlier(answer, ()) for answer in found[:FOUND]]
    by_id = {str(answer.pk): answer for answer in found}
    if not by_id or not any(letter.isalnum() for letter in words):
        return []
    matches = Index.build([_document(answer) for answer in found]).search(words, k=FOUND)
    return [_earlier(by_id[match.id], match.passages) for match in matches]


def _library(owner: int) -> QuerySet[Answer]:
    mine = Q(partner=None, project__organisation_id=owner) | Q(partner__organisation_id=owner)
    return Answer.objects.filter(mine).exclude(text="").select_related("project", "partner__organisation", "written_by")


def _document(answer: Answer) -> Document:
    return Document(str(answer.pk), f"{_title(answer)} {answer.project.title}", answer.text)


def _earlier(answer: Answer, passages: tuple[Passage, ...]) -> Earlier:
    return Earlier(answer, _title(answer), passages)


def _title(answer: Answer) -> Message | str:
    return BY_KEY[answer.key].title if answer.key in BY_KEY else answer.title
