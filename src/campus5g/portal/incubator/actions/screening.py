"""Looking at what was handed in: eligible or not, with reasons; moved to another call."""

from __future__ import annotations

import secrets

from django.utils.translation import override

from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.incubator import letters
from campus5g.portal.incubator.actions import rounds
from campus5g.portal.incubator.actions.applications import lock
from campus5g.portal.incubator.actions.ties import note_own_ties
from campus5g.portal.incubator.models import Application, Founder, Round, Score
from campus5g.portal.incubator.permissions import can_judge
from campus5g.portal.incubator.questionnaire import read_sections, unmet

State = Application.State
_NUMBERS = 900


def screen(actor: Actor, application: Application, eligible: bool, why: str = "") -> Application:
    """Put a file before the jury, or say why not. The team reads the reasons in its own language, those of its answers added.

    A file before the jury gets a number drawn at random, which says nothing of who wrote it or when it came.
    """
    if not eligible and not why.strip() and not _breaches(application):
        raise BadInput("why", msg("no reason"), msg("why the file is not eligible: the team reads it"))
    with deed(actor, "incubator.screen", right=can_judge(actor, application)) as done:
        found = rounds.lock(application.round_id)
        kept = lock(application.pk)
        if kept.state not in (State.SUBMITTED, State.INELIGIBLE, State.ELIGIBLE):
            raise Conflict(msg("Only what was handed in is screened, before it is decided."))
        if Score._base_manager.filter(assignment__application=kept, assignment__set_aside_at=None).exists():
            raise Conflict(msg("The jury has begun to mark this file."))
        kept.state = State.ELIGIBLE if eligible else State.INELIGIBLE
        kept.number = (kept.number or _number(found)) if eligible else kept.number
        kept.why, kept.screened_by_id, kept.screened_at = why.strip()[:1200], actor.user_id, now()
        kept.save(update_fields=["state", "number", "why", "screened_by", "screened_at"])
        note_own_ties(found)
        done.on(kept, eligible=eligible, why=kept.why)
        people = [one.user for one in Founder.joined(kept.venture)]
        reference = kept.venture.reference
        said = (
            msg("Your application %(reference)s is eligible: the jury reads it", reference=reference)
            if eligible
            else msg("Your application %(reference)s is not eligible", reference=reference)
        )
        done.tell(people, said, kept.get_absolute_url())
        reasons = [] if eligible else [msg("Why: %(why)s", why=kept.why)] if kept.why else []
        for reader in letters.team_of(kept):
            letters.write([reader], said, [said, *([] if eligible else _breaches(kept, reader.language)), *reasons])
    return kept


def _breaches(application: Application, language: str = "fr") -> list[Message]:
    """Return the rules that the answers do not meet, as sentences, each question in the reader's language."""
    broken = unmet(read_sections(application.form.sections), application.answers)
    return [msg("“%(question)s”: %(said)s", question=question.title(language), said=said) for question, said in broken]


def _number(found: Round) -> int:
    taken = set(Application._base_manager.filter(round=found).exclude(number=None).values_list("number", flat=True))
    free = [n for n in range(100, 100 + max(_NUMBERS, 2 * len(taken))) if n not in taken]
    return secrets.choice(free)


def transfer(actor: Actor, application: Application, to: Round, why: str) -> Application:
    """Move an application to another call: its answers go with it, and so does who is recused from it."""
    if not why.strip():
        raise BadInput("why", msg("no reason"), msg("why it is moved: the team reads it"))
    with deed(actor, "incubator.transfer", right=can_judge(actor, application)) as done:
        target = rounds.lock(to.pk)
        kept = lock(application.pk)
        form = rounds.live_form(target)
        if kept.state not in (State.DRAFT, State.SUBMITTED, State.ELIGIBLE, State.INELIGIBLE) or target.pk == kept.round_id:
            raise Conflict(msg("Only an application that is not decided is moved, to another call."))
        if target.state != Round.State.PUBLISHED or form is None:
            raise Conflict(msg("The other call is not published."))
        if Application._base_manager.filter(venture=kept.venture, round=target, state__in=Application.LIVE).exists():
            raise Conflict(msg("“%(name)s” applies to this call already.", name=kept.venture.name))
        moved = Application(
            venture=kept.venture, round=target, form=form, answers=dict(kept.answers), language=kept.language,
            state=State.DRAFT if kept.state == State.DRAFT or target.closes_at > now() else State.SUBMITTED,
            submitted_at=kept.submitted_at, late=kept.late, moved_from=kept, created_by_id=kept.created_by_id,
        )  # fmt: skip
        moved.save()
        kept.state, kept.why = State.TRANSFERRED, why.strip()[:1200]
        kept.save(update_fields=["state", "why"])
        done.on(kept, to=moved.pk, round=target.pk, why=kept.why)
        for reader in letters.team_of(moved):
            with override(reader.language):
                title = target.name
            opening = msg("Your application %(ref)s was moved to “%(title)s”.", ref=moved.venture.reference, title=title)
            letters.write([reader], msg("Your application was moved"), [opening, msg("Why: %(why)s", why=kept.why)])
    return moved
