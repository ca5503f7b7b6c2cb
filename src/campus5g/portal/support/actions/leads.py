"""Needs and calls brought to the ventures they fit, with the reasons, and what the ventures answer."""

from __future__ import annotations

from django.db import transaction

from campus5g.core.codec import to_plain
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.solutions import actions as solutions
from campus5g.portal.solutions.models import Introduction
from campus5g.portal.support.actions.holding import locked, refuse_empty, venture_people
from campus5g.portal.support.fitting import Found, found_for
from campus5g.portal.support.models import Lead, Member
from campus5g.portal.support.models.scoped import WHY_LENGTH
from campus5g.portal.support.permissions import can_plan


def bring_leads(members: list[Member] | None = None) -> int:
    """Bring each venture in a cohort the needs and calls that fit it and that it has not had yet; return how many."""
    if members is None:
        due = Member._base_manager.filter(left_on=None).exclude(looked_on=today())  # a worker asks often: once a day is enough
        members = list(due.select_related("venture__organisation", "cohort"))
    return sum(_bring(member) for member in members)


def _bring(member: Member) -> int:
    new = found_for(member)
    Member._base_manager.filter(pk=member.pk).update(looked_on=today())
    if not new:
        return 0
    with deed(SYSTEM, "support.bring_leads", right=ALLOWED) as done:
        locked(member)  # two workers at once
        had = set(Lead._base_manager.filter(member=member).values_list("need_id", "call_id"))
        new = [one for one in new if (one.need_id, one.call_id) not in had]
        for one in new:
            _lead(member, one).save()
        done.on(member, needs=[one.need_id for one in new if one.need_id], calls=[one.call_id for one in new if one.call_id])
        if new:
            sentence = msg(
                "New for %(venture)s, with the reasons: %(n)s needs or calls that fit", venture=str(member), n=len(new)
            )
            done.tell(venture_people(member.venture), sentence, member.get_absolute_url() + "#leads")
    return len(new)


def _lead(member: Member, one: Found) -> Lead:
    reasons = [{"for": speaks_for, "sentence": to_plain(sentence)} for speaks_for, sentence in one.reasons]
    return Lead(
        member=member,
        need_id=one.need_id,
        call_id=one.call_id,
        solution_id=one.solution_id,
        score=one.score,
        reasons=reasons,
        at=now(),
    )


def answer_lead(actor: Actor, lead: Lead, *, interested: bool, text: str, contact: str = "") -> Lead:
    """Answer what was brought. Interested in a need: the office is asked for the introduction; not interested: the reason is kept."""
    text = refuse_empty("text", text, msg("a few words: why"))
    with transaction.atomic():
        introduction = _introduction(actor, lead, text, contact) if interested and lead.need is not None else None
        with deed(actor, "support.answer_lead", right=can_plan(actor, lead.member)) as done:
            held = locked(lead, "member__venture")
            if held.answer:
                raise Conflict(msg("This was answered already."))
            held.answer = Lead.Answer.YES if interested else Lead.Answer.NO
            held.why, held.answered_at, held.introduction = text[:WHY_LENGTH], now(), introduction
            held.save()
            done.on(held.member, lead=held.pk, answer=held.answer)
    return held


def _introduction(actor: Actor, lead: Lead, text: str, contact: str) -> Introduction | None:
    """Ask for the introduction where there is none yet between this solution and this need."""
    if lead.solution is None:
        return None
    mine = {"organisation_id": lead.solution.organisation_id, "solution": lead.solution, "need": lead.need}
    same = Introduction._base_manager.filter(**mine).order_by("-pk").first()
    if same is not None:
        return same
    return solutions.ask_introduction(actor, lead.solution, lead.need, Introduction.Side.SOLUTION, text, contact)
