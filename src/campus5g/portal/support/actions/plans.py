"""The plan of a venture: milestones written, changed, reached with evidence, or given up with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from campus5g.core.errors import BadInput
from campus5g.core.message import Day, msg
from campus5g.portal.base import attachments
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import office_people
from campus5g.portal.support.actions.holding import locked, refuse_empty, venture_people
from campus5g.portal.support.models import Member, Milestone
from campus5g.portal.support.models.scoped import TEXT_LENGTH, TITLE_LENGTH, WHY_LENGTH
from campus5g.portal.support.permissions import can_plan


def write_milestone(actor: Actor, member: Member, title: str, due: date, proof: str = "", owner: Any = None) -> Milestone:
    """Add a milestone to the plan of a venture. owner: the founder who answers for it."""
    title = refuse_empty("title", title, msg("what is to be reached"))
    with deed(actor, "support.write_milestone", right=can_plan(actor, member)) as done:
        if due < member.joined_on:
            raise BadInput("due", msg("%(day)s", day=Day.of(due)), msg("a day after the venture joined"))
        _refuse_stranger(member, owner)
        milestone = Milestone(
            member=member, title=title[:TITLE_LENGTH], due=due, proof=proof.strip()[:WHY_LENGTH], owner=owner,
            created_by_id=actor.user_id,
        )  # fmt: skip
        milestone.save()
        done.on(milestone, due=due.isoformat())
        done.tell(venture_people(member.venture), msg("A milestone joined your plan: %(title)s", title=milestone.title),
                  milestone.get_absolute_url())  # fmt: skip
    return milestone


def change_milestone(actor: Actor, milestone: Milestone, title: str, due: date, proof: str = "", owner: Any = None) -> Milestone:
    title = refuse_empty("title", title, msg("what is to be reached"))
    with deed(actor, "support.change_milestone", right=can_plan(actor, milestone.member)) as done:
        held = _open(milestone)
        _refuse_stranger(held.member, owner)
        said = {"title": title[:TITLE_LENGTH], "due": due, "proof": proof.strip()[:WHY_LENGTH], "owner": owner}
        changed = sorted(name for name, value in said.items() if getattr(held, name) != value)
        before = held.due.isoformat()
        for name in changed:
            setattr(held, name, said[name])
        held.save()
        done.on(held, changed=changed, **({"due": [before, due.isoformat()]} if "due" in changed else {}))
    return held


def reach_milestone(actor: Actor, milestone: Milestone, on: date, evidence: str, file: UploadedFile | None = None) -> Milestone:
    """Say that a milestone is reached, with what proves it: words, and a file where there is one."""
    evidence = refuse_empty("evidence", evidence, msg("what proves it, in a few words"))
    if on > today():
        raise BadInput("on", msg("%(day)s, which is to come", day=Day.of(on)), msg("a day until today"))
    with deed(actor, "support.reach_milestone", right=can_plan(actor, milestone.member)) as done:
        held = _open(milestone)
        held.reached_on, held.evidence, held.reached_by_id = on, evidence[:TEXT_LENGTH], actor.user_id
        held.save()
        if file is not None:
            attachments.attach(actor, held, held.member.owner_id, file, ALLOWED)
        done.on(held, on=on.isoformat())
        sentence = msg("%(venture)s reached a milestone: %(title)s", venture=held.member.venture.name, title=held.title)
        mentors = [one.mentor.user for one in held.member.mentorings.filter(ended_on=None).select_related("mentor__user")]
        done.tell([*office_people(), *mentors], sentence, held.get_absolute_url())
    return held


def drop_milestone(actor: Actor, milestone: Milestone, why: str) -> Milestone:
    """Give a milestone up, with the reason: it stays in the plan, crossed out."""
    why = refuse_empty("why", why, msg("a few words: why it is given up"))
    with deed(actor, "support.drop_milestone", right=can_plan(actor, milestone.member)) as done:
        held = _open(milestone)
        held.dropped_at, held.dropped_why = timezone.now(), why[:WHY_LENGTH]
        held.save()
        done.on(held, why=held.dropped_why)
    return held


def _open(milestone: Milestone) -> Milestone:
    held = locked(milestone, "member__venture", "member__cohort")
    if not held.open:
        raise Conflict(msg("This milestone is reached or given up: it stays as it is."))
    return held


def _refuse_stranger(member: Member, owner: Any) -> None:
    if owner is not None and owner.venture_id != member.venture_id:
        raise BadInput("owner", msg("somebody of another venture"), msg("a founder of this one"))
