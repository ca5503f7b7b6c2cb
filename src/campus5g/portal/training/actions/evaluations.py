"""Asking what learners and employers think, once each, and keeping what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import QuerySet

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.training import evaluation_letters
from campus5g.portal.training.actions.registrations import lock
from campus5g.portal.training.evaluation_questions import BEST, QUESTIONS
from campus5g.portal.training.models import Evaluation, Presence, Registration, Session

Moment = Evaluation.Moment
BEFORE = timedelta(days=14)
LATER = timedelta(days=75)
"""When the cold questionnaire goes out: between 60 and 90 days after the end."""
_TOO_LATE = {Moment.HOT: timedelta(days=30), Moment.COLD: timedelta(days=150)}
"""After that one no longer asks: whoever starts to use the room is not written to about last year."""


def ask_evaluations(on: date | None = None) -> int:
    """Hand out the questionnaires that are due and were not handed out; return how many. Regular work, done once each."""
    day = on or today()
    with acting(SYSTEM):
        live = Session.objects.exclude(state=Session.State.CANCELLED)
        coming = live.filter(starts_on__gt=day, starts_on__lte=day + BEFORE)
        just_over = live.filter(ends_on__lte=day, ends_on__gt=day - _TOO_LATE[Moment.HOT])
        long_over = live.filter(ends_on__lte=day - LATER, ends_on__gt=day - _TOO_LATE[Moment.COLD])
        asked = sum(ask_session(session, Moment.ENTRY) for session in coming)
        asked += sum(ask_session(session, Moment.HOT) for session in just_over)
        return asked + sum(ask_session(s, Moment.COLD) + ask_session(s, Moment.EMPLOYER) for s in long_over)


def ask_session(session: Session, moment: Evaluation.Moment) -> int:
    """Hand a questionnaire to everybody of a session whom it concerns and who has none; return how many."""
    with acting(SYSTEM):
        if not _due(session, moment):
            return 0
    with deed(SYSTEM, "training.ask_evaluations", right=ALLOWED) as done:
        kept = lock(session.pk)
        made = _due(kept, moment)
        Evaluation.objects.bulk_create(made)
        done.on(kept, moment=moment.value, asked=len(made))
        for evaluation in made:
            evaluation_letters.ask(evaluation)
    return len(made)


def answer_evaluation(evaluation: Evaluation, answers: Mapping[str, int], comment: str) -> Evaluation:
    """Keep what somebody thinks: every question marked from 1 to 5, once."""
    asked = {question.key for question in QUESTIONS[evaluation.moment]}
    if set(answers) != asked or not all(1 <= mark <= BEST for mark in answers.values()):
        raise BadInput(str(msg("answers")), msg("a question without its mark"), msg("a mark from 1 to 5 for each question"))
    verb = "training.evaluate_entry" if evaluation.moment == Moment.ENTRY else "training.evaluate"
    with deed(SYSTEM, verb, right=ALLOWED) as done:
        kept = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
        if kept.answered_at is not None:
            raise Conflict(msg("This questionnaire was answered already: thank you."))
        kept.answers, kept.comment, kept.answered_at = dict(answers), comment.strip()[:2000], now()
        kept.save(update_fields=["answers", "comment", "answered_at"])
        done.on(kept, moment=kept.moment)
    return kept


def _due(session: Session, moment: Evaluation.Moment) -> list[Evaluation]:
    if moment == Moment.EMPLOYER:
        known = Evaluation.objects.filter(session=session, employer__isnull=False).values("employer_id")
        numbers = _followed(session).filter(employer__isnull=False).exclude(employer__in=known)
        employers: Iterable[int] = sorted(set(numbers.values_list("employer_id", flat=True)))
        return [Evaluation(session=session, employer_id=number, moment=moment) for number in employers]
    people = _placed(session) if moment == Moment.ENTRY else _followed(session)
    asked = Evaluation.objects.filter(session=session, moment=moment, registration__isnull=False).values("registration_id")
    return [Evaluation(session=session, registration=one, moment=moment) for one in people.exclude(pk__in=asked)]


def _placed(session: Session) -> QuerySet[Registration]:
    return Registration.objects.filter(session=session, state=Registration.State.REGISTERED)


def _followed(session: Session) -> QuerySet[Registration]:
    there = Presence.objects.filter(half_day__session=session, present=True, refused_at=None)
    return _placed(session).filter(pk__in=there.values("registration_id"))
