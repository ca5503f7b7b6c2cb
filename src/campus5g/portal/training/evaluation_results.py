"""What evaluations say together: by question, how many answered, the mean, and how the marks spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from campus5g.core.message import Message
from campus5g.portal.training.evaluation_questions import BEST, QUESTIONS
from campus5g.portal.training.models import Evaluation, Session, Training

PUBLIC_FROM = 5
"""Answers below which nothing is published: a mean of two people tells who said what."""


@dataclass(frozen=True, slots=True)
class Result:
    """One question. spread: how many gave each mark, from 1 to 5."""

    text: Message
    count: int
    mean: Decimal
    spread: tuple[int, ...]

    @property
    def percent(self) -> int:
        """The mean as a share of the best mark, for a bar."""
        return int(self.mean * 100 / BEST)


@dataclass(frozen=True, slots=True)
class Results:
    """One questionnaire: how many were asked and answered, each question, and people's own words (without their names)."""

    moment: str
    label: str
    asked: int
    answered: int
    questions: tuple[Result, ...]
    words: tuple[str, ...]


def of_session(session: Session) -> list[Results]:
    return _results(Evaluation.objects.filter(session=session))


def of_training(training: Training) -> list[Results]:
    return _results(Evaluation.objects.filter(session__training=training))


def published(training: Training) -> tuple[Decimal, int] | None:
    """Return the mean mark at the end of a training's sessions and how many gave one, once enough did."""
    rows = Evaluation._base_manager.filter(session__training=training, moment=Evaluation.Moment.HOT, answered_at__isnull=False)
    answers = list(rows.values_list("answers", flat=True))
    if len(answers) < PUBLIC_FROM:
        return None
    marks = [mark for answer in answers for mark in answer.values()]
    return _mean(marks), len(answers)


def _results(rows: QuerySet[Evaluation]) -> list[Results]:
    kept = list(rows)
    return [
        _of_moment(moment, [one for one in kept if one.moment == moment])
        for moment in Evaluation.Moment
        if any(one.moment == moment for one in kept)
    ]


def _of_moment(moment: Evaluation.Moment, rows: list[Evaluation]) -> Results:
    answered = [row for row in rows if row.answered_at is not None]
    questions = tuple(
        _result(question.text, [row.answers[question.key] for row in answered if question.key in row.answers])
        for question in QUESTIONS[moment]
    )
    words = tuple(row.comment for row in answered if row.comment)
    return Results(moment.value, str(moment.label), len(rows), len(answered), questions, words)


def _result(text: Message, marks: list[int]) -> Result:
    counted = Counter(marks)
    return Result(text, len(marks), _mean(marks), tuple(counted[mark] for mark in range(1, BEST + 1)))


def _mean(marks: Iterable[int]) -> Decimal:
    given = list(marks)
    return (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1")) if given else Decimal(0)
