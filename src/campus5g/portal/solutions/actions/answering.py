"""Saying that a need is answered by a solution, and taking it back."""

from __future__ import annotations

from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.veil import UNNAMED
from campus5g.portal.solutions.models import WHY_LENGTH, Answer, Solution
from campus5g.portal.solutions.permissions import can_say_answered


def say_answered(actor: Actor, need: Need, solution: Solution, text: str = "") -> Answer:
    """Say that a solution answers a need. The owner of the solution and the office are told."""
    with deed(actor, "solutions.say_answered", right=can_say_answered(actor, need, solution)) as done:
        Need._base_manager.select_for_update().get(pk=need.pk)
        if Answer._base_manager.filter(need=need, solution=solution, withdrawn_at=None).exists():
            raise Conflict(msg("This solution is said to answer the need already."))
        said = Answer(need=need, solution=solution, text=text.strip()[:WHY_LENGTH], said_at=timezone.now())
        said.save()
        done.on(need, solution=solution.pk)
        name = UNNAMED if need.anonymous else need.organisation.name
        sentence = msg("%(name)s says that “%(title)s” answers its need", name=name, title=solution.title)
        done.tell([*office_people(), *people_of(solution.organisation_id)], sentence, solution.get_absolute_url())
    return said


def withdraw_answer(actor: Actor, said: Answer) -> None:
    """Take back that a solution answers a need."""
    with deed(actor, "solutions.withdraw_answer", right=can_say_answered(actor, said.need)) as done:
        if said.withdrawn_at is not None:
            raise Conflict(msg("This was taken back already."))
        said.withdrawn_at = timezone.now()
        said.save(update_fields=["withdrawn_at"])
        done.on(said.need, solution=said.solution_id)
