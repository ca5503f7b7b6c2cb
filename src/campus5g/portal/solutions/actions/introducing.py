"""Introductions: one side asks, the office decides, the other side answers, both are put in contact, and it is followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import deed, grant
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.decisions import ALLOWED, Conflict, require
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.models import Organisation
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.actions import reveal_need
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.naming import refuse_naming
from campus5g.portal.solutions.models import SHORT_LENGTH, WHY_LENGTH, Introduction, Solution
from campus5g.portal.solutions.permissions import can_answer, can_ask_introduction, can_decide, can_follow, can_withdraw

S = Introduction.State
WHY_SEEN = "introduction"
OFFICE_WAITS, SIDE_WAITS, NEWS_WAIT = timedelta(days=7), timedelta(days=14), timedelta(days=30)
"""After how long who decides, who answers, and who was put in contact are reminded; then again after as long."""


def ask_introduction(
    actor: Actor, solution: Solution, need: Need | None, side: Introduction.Side, text: str, contact: str
) -> Introduction:
    """Ask the office to be introduced to the owner of a solution, or of a need that the actor sees.

    Who asks for an anonymous need agrees to be named to the other side once it accepts; until then nothing names it.
    """
    right = can_ask_introduction(actor, solution, need, side)
    require(right)
    _refuse_empty("text", text, msg("why you want to meet them"))
    _refuse_empty("contact", contact, msg("the person to reach, and how"))
    by_need = side == Introduction.Side.NEED
    if by_need and need is not None and need.anonymous:
        refuse_naming(Organisation.objects.get(pk=need.organisation_id), {"text": text}, need.site_name)
    other_id = solution.organisation_id if by_need or need is None else need.organisation_id
    with deed(actor, "solutions.ask_introduction", right=right) as done:
        Solution._base_manager.select_for_update().get(pk=solution.pk)  # two people of one side ask at one instant
        asked = Introduction(
            organisation_id=actor.organisation_id, other_id=other_id, side=side, solution=solution, need=need,
            text=text.strip()[:SHORT_LENGTH], contact=contact.strip()[:WHY_LENGTH], moved_at=timezone.now(),
        )  # fmt: skip
        _refuse_twice(asked)
        asked.save()
        done.on(asked, solution=solution.pk, need=need.pk if need else None)
        sentence = msg("%(name)s asks to be introduced: %(title)s", name=asked.asker_name, title=solution.title)
        done.tell(office_people(), sentence, asked.get_absolute_url())
    return asked


def decide(actor: Actor, introduction: Introduction, *, accepts: bool, why: str = "") -> Introduction:
    """Let the office propose an introduction to the other side, or refuse it with the reason."""
    if not accepts:
        _refuse_empty("why", why, msg("a few words: why the office does not propose it"))
    with deed(actor, "solutions.decide_introduction", right=can_decide(actor, introduction)) as done:
        locked = _locked(introduction, S.ASKED)
        _move(locked, S.PROPOSED if accepts else S.REFUSED, why)
        done.on(locked, accepts=accepts, why=locked.why)
        if accepts:
            grant(locked, locked.other_id, WHY_SEEN)
            sentence = msg(
                "The office proposes to introduce you to %(name)s: %(title)s", name=locked.asker_name, title=locked.solution.title
            )
            done.tell(people_of(locked.other_id), sentence, locked.get_absolute_url())
        else:
            sentence = msg("The office does not propose your introduction (%(title)s): %(why)s",
                           title=locked.solution.title, why=locked.why)  # fmt: skip
            done.tell(people_of(locked.organisation_id), sentence, locked.get_absolute_url())
    return locked


def answer(actor: Actor, introduction: Introduction, *, accepts: bool, contact: str = "", why: str = "") -> Introduction:
    """Let the side that is asked accept, and be told of the other, or decline with the reason."""
    if accepts:
        _refuse_empty("contact", contact, msg("the person to reach, and how"))
    else:
        _refuse_empty("why", why, msg("a few words: why not"))
    with deed(actor, "solutions.answer_introduction", right=can_answer(actor, introduction)) as done:
        locked = _locked(introduction, S.PROPOSED)
        locked.other_contact = contact.strip()[:WHY_LENGTH] if accepts else ""
        _move(locked, S.CONTACT if accepts else S.DECLINED, why)
        done.on(locked, accepts=accepts)
        if accepts:
            _name_to_each_other(locked)
            sentence = msg("You are put in contact about “%(title)s”", title=locked.solution.title)
        else:
            sentence = msg("%(name)s declines the introduction about “%(title)s”",
                           name=locked.asked_name, title=locked.solution.title)  # fmt: skip
        done.tell(_everybody(locked), sentence, locked.get_absolute_url())
    return locked


def withdraw(actor: Actor, introduction: Introduction) -> Introduction:
    """Take a request back while nobody has been put in contact."""
    with deed(actor, "solutions.withdraw_introduction", right=can_withdraw(actor, introduction)) as done:
        locked = _locked(introduction, *Introduction.OPEN)
        told = [*office_people(), *(people_of(locked.other_id) if locked.state == S.PROPOSED else ())]
        _move(locked, S.WITHDRAWN, "")
        done.on(locked)
        sentence = msg("%(name)s takes back its request: %(title)s", name=locked.asker_name, title=locked.solution.title)
        done.tell(told, sentence, locked.get_absolute_url())
    return locked


def follow(actor: Actor, introduction: Introduction, state: Introduction.State, why: str = "") -> Introduction:
    """Say what came of it: met, proof of concept, contract, or the reason why it ended."""
    if state not in (S.MET, S.PROOF, S.CONTRACT, S.ENDED):
        raise BadInput("state", msg("“%(state)s”", state=state), msg("met, proof, contract or ended"))
    if state == S.ENDED:
        _refuse_empty("why", why, msg("a few words: why it went no further"))
    with deed(actor, "solutions.follow_introduction", right=can_follow(actor, introduction)) as done:
        locked = _locked(introduction, *Introduction.TOGETHER)
        _move(locked, state, why)
        done.on(locked, state=state.value)
        sentence = msg("News of the introduction about “%(title)s”: %(state)s", title=locked.solution.title, state=_SAID[state])
        done.tell(_everybody(locked), sentence, locked.get_absolute_url())
    return locked


_SAID = {
    S.MET: msg("they have met"),
    S.PROOF: msg("a proof of concept is under way"),
    S.CONTRACT: msg("a contract was signed"),
    S.ENDED: msg("it ended without a contract"),
}


def remind() -> int:
    """Remind those who have not decided, answered or told what came of it for long; return of how many introductions."""
    return sum(
        _remind(states, after, sentence)
        for states, after, sentence in (
            ((S.ASKED,), OFFICE_WAITS, msg("An introduction waits for the office")),
            ((S.PROPOSED,), SIDE_WAITS, msg("An introduction waits for your answer")),
            (Introduction.TOGETHER, NEWS_WAIT, msg("What came of your introduction?")),
        )
    )


def _remind(states: Iterable[str], after: timedelta, sentence: Message) -> int:
    with acting(SYSTEM):
        since = timezone.now() - after
        late = Introduction.objects.filter(state__in=states).annotate(last=Coalesce(F("reminded_at"), F("moved_at")))
        due = list(late.filter(last__lt=since).select_related("solution", "need"))
    for introduction in due:
        with deed(SYSTEM, "solutions.remind_introduction", right=ALLOWED) as done:
            introduction.reminded_at = timezone.now()
            introduction.save(update_fields=["reminded_at"])
            done.on(introduction)
            done.tell(_who_is_late(introduction), sentence, introduction.get_absolute_url())
    return len(due)


def _who_is_late(introduction: Introduction) -> list:
    if introduction.state == S.ASKED:
        return list(office_people())
    sides = [introduction.other_id] if introduction.state == S.PROPOSED else [introduction.organisation_id, introduction.other_id]
    return [person for side in sides for person in people_of(side)]


def _locked(introduction: Introduction, *states: str) -> Introduction:
    """Return the row as it now is, held until the deed ends; what has moved on meanwhile is refused."""
    rows = Introduction._base_manager.select_for_update(of=("self",)).select_related(
        "solution__organisation", "need__organisation", "organisation", "other"
    )
    locked: Introduction = rows.get(pk=introduction.pk)
    if locked.state not in states:
        raise Conflict(msg("This introduction has moved on: read it again."))
    return locked


def _move(introduction: Introduction, state: Introduction.State, why: str) -> None:
    introduction.state, introduction.why = state, why.strip()[:WHY_LENGTH]
    introduction.moved_at, introduction.reminded_at = timezone.now(), None
    introduction.save()


def _name_to_each_other(introduction: Introduction) -> None:
    """Both agreed: an anonymous need tells its name to the owner of the solution, and to nobody else."""
    if introduction.need is not None and introduction.need.anonymous:
        reveal_need(SYSTEM, introduction.need, introduction.solution.organisation_id)


def _everybody(introduction: Introduction) -> list:
    return [*office_people(), *people_of(introduction.organisation_id), *people_of(introduction.other_id)]


def _refuse_twice(asked: Introduction) -> None:
    same = Introduction._base_manager.filter(
        organisation_id=asked.organisation_id, other_id=asked.other_id, solution=asked.solution, need=asked.need
    )
    if same.filter(state__in=(*Introduction.OPEN, *Introduction.TOGETHER)).exists():
        raise Conflict(msg("You have asked for this introduction already."))


def _refuse_empty(where: str, text: str, expected: Message) -> None:
    if not text.strip():
        raise BadInput(where, msg("nothing"), expected)
