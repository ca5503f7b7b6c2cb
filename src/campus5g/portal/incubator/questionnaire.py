"""What a form asks, as plain data: sections of questions, what an answer may be, and what makes a file not eligible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from campus5g.core.codec import load
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg

LONGEST, MOST_QUESTIONS = 5000, 80
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Kind(StrEnum):
    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    CHOICE = "choice"
    FILE = "file"


class Rule(StrEnum):
    """What an answer must be for the file to be eligible."""

    NONE = ""
    IS = "is"
    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. limit: characters of a text. choices: one a line. names: kept from jurors who read without names.

    rule, bound: the answer must be ``bound``, or a number of at most or at least ``bound``.
    """

    key: str
    kind: Kind
    label: str
    label_en: str = ""
    help: str = ""
    help_en: str = ""
    required: bool = True
    limit: int = 1000
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    rule: Rule = Rule.NONE
    bound: str = ""
    names: bool = False

    def title(self, language: str) -> str:
        return self.label_en if language == "en" and self.label_en else self.label

    def hint(self, language: str) -> str:
        return self.help_en if language == "en" and self.help_en else self.help

    def options(self, language: str) -> list[tuple[str, str]]:
        """The choices: what is kept, and how it is read."""
        shown = self.choices_en if language == "en" and len(self.choices_en) == len(self.choices) else self.choices
        return list(zip(self.choices, shown, strict=True))

    def shown(self, answer: Any, language: str) -> str:
        """An answer as it is read."""
        return dict(self.options(language)).get(str(answer), str(answer)) if self.kind is Kind.CHOICE else str(answer or "")


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one title."""

    title: str
    title_en: str = ""
    questions: tuple[Question, ...] = ()

    def name(self, language: str) -> str:
        return self.title_en if language == "en" and self.title_en else self.title


def read_sections(plain: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Read back what ``to_plain`` wrote."""
    return tuple(load(Section, dict(one)) for one in plain)


def to_plain(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """Return the sections as JSON keeps them, checked: each key once, choices where they are needed, rules that can be met."""
    keys = [question.key for question in questions_of(sections)]
    if len(set(keys)) < len(keys) or len(keys) > MOST_QUESTIONS:
        raise BadInput("key", msg("two questions of one name, or more than %(n)s", n=MOST_QUESTIONS), msg("each name once"))
    for question in questions_of(sections):
        _check_question(question)
    return [asdict(section) for section in sections]


def questions_of(sections: Sequence[Section]) -> Iterator[Question]:
    return (question for section in sections for question in section.questions)


def _check_question(question: Question) -> None:
    if not _KEY.fullmatch(question.key):
        raise BadInput("key", msg("“%(key)s”", key=question.key), msg("small letters, digits and _ , a letter first"))
    if not question.label.strip():
        raise BadInput("label", msg("nothing is asked"), msg("the question"))
    if question.kind is Kind.CHOICE and len(set(question.choices)) < 2:
        raise BadInput("choices", msg("fewer than two different choices"), msg("one choice a line"))
    if question.choices_en and len(question.choices_en) != len(question.choices):
        raise BadInput(
            "choices_en", msg("%(n)s choices", n=len(question.choices_en)), msg("as many as in French, in their order")
        )
    if not 1 <= question.limit <= LONGEST:
        raise BadInput("limit", msg("%(n)s characters", n=question.limit), msg("from 1 to %(n)s", n=LONGEST))
    if question.rule in (Rule.MOST, Rule.LEAST) and (question.kind is not Kind.NUMBER or number_of(question.bound) is None):
        raise BadInput("bound", msg("a limit that is no number"), msg("a number, on a question whose answer is one"))
    if question.rule is Rule.IS and question.bound not in question.choices:
        raise BadInput("bound", msg("“%(bound)s” is not one of the choices", bound=question.bound), msg("one of the choices"))


def number_of(text: Any) -> Decimal | None:
    """Read a number as French or English people type it; ``None`` for what is none."""
    plain = "".join(str(text).split()).replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**15 else None


def read_answer(question: Question, value: str) -> str:
    """Return an answer as it is kept; nothing is a fine answer while the application is in preparation."""
    text = value.replace("\r\n", "\n").strip()
    if not text or question.kind is Kind.FILE:
        return ""
    if question.kind is Kind.NUMBER:
        number = number_of(text)
        if number is None:
            raise BadInput(question.key, msg("“%(text)s” is no number", text=text[:40]), msg("a number, such as 12 or 3.5"))
        return f"{number.normalize():f}"
    if question.kind is Kind.CHOICE and text not in question.choices:
        raise BadInput(question.key, msg("“%(text)s” is not one of the choices", text=text[:40]), msg("one of the choices"))
    if question.kind in (Kind.TEXT, Kind.LONG) and len(text) > question.limit:
        raise BadInput(question.key, msg("%(n)s characters", n=len(text)), msg("at most %(n)s characters", n=question.limit))
    return text


def missing(sections: Sequence[Section], answers: Mapping[str, Any]) -> list[Question]:
    """Return the required questions without an answer; that of a file is the list of its files."""
    return [question for question in questions_of(sections) if question.required and not answers.get(question.key)]


def stale(sections: Sequence[Section], answers: Mapping[str, Any]) -> list[str]:
    """Return the keys of answers to questions that are asked no more: kept, and read by nobody but the team."""
    asked = {question.key for question in questions_of(sections)}
    return sorted(key for key, answer in answers.items() if answer and key not in asked)


def unmet(sections: Sequence[Section], answers: Mapping[str, Any]) -> list[tuple[Question, Message]]:
    """Return the rules that the answers do not meet, each with its sentence; what is not answered breaks no rule."""
    found = []
    for question in questions_of(sections):
        answer = answers.get(question.key)
        if answer and question.rule is not Rule.NONE and (said := _breach(question, str(answer))) is not None:
            found.append((question, said))
    return found


def _breach(question: Question, answer: str) -> Message | None:
    if question.rule is Rule.IS:
        return None if answer == question.bound else msg("the answer must be “%(bound)s”", bound=question.bound)
    value, bound = number_of(answer), number_of(question.bound)
    if value is None or bound is None:
        return msg("the answer is no number")
    if question.rule is Rule.MOST and value > bound:
        return msg("%(value)s, when at most %(bound)s is allowed", value=float(value), bound=float(bound))
    if question.rule is Rule.LEAST and value < bound:
        return msg("%(value)s, when at least %(bound)s is asked", value=float(value), bound=float(bound))
    return None
