"""Figures: said with their day and evidence, taken back with the reason, asked for and asked again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.scope import acting
from campus5g.portal.incubator.models import Venture
from campus5g.portal.support.actions.holding import locked, refuse_empty, venture_people
from campus5g.portal.support.models import Cohort, Figure, Member, Question
from campus5g.portal.support.models.figures import MOST
from campus5g.portal.support.models.scoped import TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.support.permissions import can_run, can_say_figures

REMIND_AFTER = timedelta(days=10)
OLDEST = date(2000, 1, 1)


def say_figure(
    actor: Actor, venture: Venture, kind: Figure.Kinds, on: date, hundredths: int, *, other: str = "", evidence: str = "",
    file: UploadedFile | None = None, owner_id: int | None = None, at: datetime | None = None,
) -> Figure:  # fmt: skip
    """Say one figure of a venture, during or after. An open question to it is answered by that.

    owner_id: the organisation that a file is kept for, where the venture has none. at: when it was said, where that is not now.
    """
    if not OLDEST <= on <= today():
        raise BadInput("on", msg("%(day)s", day=Day.of(on)), msg("a day until today"))
    if not 0 <= hundredths <= MOST:
        raise BadInput("value", msg("a number out of bounds"), msg("zero or more"))
    if kind == Figure.Kinds.LOCAL:
        refuse_empty("other", other, msg("with which company of the territory"))
    with deed(actor, "support.say_figure", right=can_say_figures(actor, venture)) as done:
        figure = Figure(
            venture=venture, kind=kind, on=on, hundredths=hundredths, other=other.strip()[:TITLE_LENGTH],
            evidence=evidence.strip()[:WHY_LENGTH], said_by_id=actor.user_id, said_at=at or now(),
        )  # fmt: skip
        _refuse_twice(figure)
        figure.save()
        if file is not None:
            attachments.attach(actor, figure, venture.organisation_id or owner_id or 0, file, ALLOWED)
        open_ones = Question._base_manager.filter(member__venture=venture, answered_at=None)
        open_ones.update(answered_at=timezone.now())
        done.on(figure, kind=kind.value, on=on.isoformat(), hundredths=hundredths)
    return figure


def withdraw_figure(actor: Actor, figure: Figure, why: str) -> Figure:
    """Take a figure back, with the reason; it stays in the trail and counts no more."""
    why = refuse_empty("why", why, msg("a few words: what was wrong"))
    with deed(actor, "support.withdraw_figure", right=can_say_figures(actor, figure.venture)) as done:
        held = locked(figure, "venture")
        if held.withdrawn_at is not None:
            raise Conflict(msg("This figure was taken back already."))
        held.withdrawn_at, held.withdrawn_why = timezone.now(), why[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.withdrawn_why)
    return held


def ask_figures(actor: Actor, cohort: Cohort, until: date, due: date) -> list[Question]:
    """Ask every venture of a cohort, alumni included, for its figures until a day; those asked already are not asked twice."""
    if due < today():
        raise BadInput("due", msg("%(day)s", day=Day.of(due)), msg("a day to come"))
    with deed(actor, "support.ask_figures", right=can_run(actor)) as done:
        held = locked(cohort)
        living = Member._base_manager.filter(cohort=held).exclude(
            venture__state__in=(Venture.State.STOPPED, Venture.State.MERGED)
        )
        waiting = Question._base_manager.filter(member__cohort=held, answered_at=None).values("member_id")
        asked = []
        for member in living.exclude(pk__in=waiting).select_related("venture", "cohort"):
            question = Question(member=member, asked_at=now(), until=until, due=due, asked_by_id=actor.user_id)
            question.save()
            asked.append(question)
            sentence = msg("Say your figures until %(until)s, by %(due)s", until=Day.of(until), due=Day.of(due))
            done.tell(venture_people(member.venture), sentence, member.get_absolute_url())
        done.on(held, asked=len(asked), until=until.isoformat(), due=due.isoformat())
    return asked


def remind_figures() -> int:
    """Remind those who were asked for figures long ago and said nothing; return how many."""
    with acting(SYSTEM):
        last = Coalesce(F("reminded_at"), F("asked_at"))
        waiting = Question.objects.filter(answered_at=None).annotate(last=last).filter(last__lt=now() - REMIND_AFTER)
        late = list(waiting.select_related("member__venture", "member__cohort"))
    for question in late:
        with deed(SYSTEM, "support.remind_figures", right=ALLOWED) as done:
            question.reminded_at = now()
            question.save(update_fields=["reminded_at"])
            done.on(question.member)
            sentence = msg("Your figures until %(until)s are still awaited", until=Day.of(question.until))
            done.tell(venture_people(question.member.venture), sentence, question.member.get_absolute_url())
    return len(late)


def _refuse_twice(figure: Figure) -> None:
    """The same figure sent twice, by two founders or by two clicks."""
    locked(figure.venture)
    same = Figure._base_manager.filter(
        venture=figure.venture,
        kind=figure.kind,
        on=figure.on,
        other=figure.other,
        hundredths=figure.hundredths,
        withdrawn_at=None,
    )
    if same.exists():
        raise Conflict(msg("This very figure is there already."))
