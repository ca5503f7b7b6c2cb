"""A file as it is read: its answers section by section, with their files; without names where the call asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from campus5g.core.message import Message
from campus5g.portal.base.models import Attachment
from campus5g.portal.incubator.models import Application, Round
from campus5g.portal.incubator.questionnaire import Kind, Question, read_sections, unmet


def hours_of(found: Round, away: Sequence[str]) -> list[tuple[datetime, bool]]:
    """Return the hours of the hearings of a round, and whether somebody cannot be there."""
    kept = found.frame
    if not kept:
        return []
    starts = datetime.fromisoformat(kept["starts_at"])
    hours = [starts + timedelta(minutes=kept["minutes"]) * slot for slot in range(kept["slots"])]
    return [(hour, hour.isoformat() in away) for hour in hours]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, its files, and the rule it breaks."""

    question: Question
    title: str
    text: str
    files: tuple[Attachment, ...]
    breach: Message | None


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    answers: tuple[Answered, ...]


def parts_of(application: Application, language: str, *, nameless: bool = False) -> list[Part]:
    """Return the sections of a file. nameless: what the form says may name the team is left out."""
    sections = read_sections(application.form.sections)
    broken = {question.key: said for question, said in unmet(sections, application.answers)}
    files = files_of(application)
    parts = []
    for section in sections:
        asked = [question for question in section.questions if not (nameless and question.names)]
        answered = tuple(
            Answered(
                q, q.title(language), _text(q, application.answers.get(q.key), language), files.get(q.key, ()), broken.get(q.key)
            )
            for q in asked
        )
        if answered:
            parts.append(Part(section.name(language), answered))
    return parts


def files_of(application: Application) -> dict[str, tuple[Attachment, ...]]:
    """Return the files of each question that asks for some; the caller has seen to the right."""
    rows = Attachment._base_manager.filter(subject_label="incubator.application", subject_id=application.pk, archived_at=None)
    known = {file.pk: file for file in rows}
    return {
        key: tuple(known[pk] for pk in value if pk in known)
        for key, value in application.answers.items()
        if isinstance(value, list)
    }


def readable_files(application: Application, *, nameless: bool) -> dict[int, Attachment]:
    """Return the files that a juror may take, by number."""
    parts = parts_of(application, "fr", nameless=nameless)
    return {file.pk: file for part in parts for answered in part.answers for file in answered.files}


def _text(question: Question, answer: Any, language: str) -> str:
    return "" if question.kind is Kind.FILE else question.shown(answer, language)
