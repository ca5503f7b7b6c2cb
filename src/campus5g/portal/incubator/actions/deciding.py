"""The decision: proposed file by file, taken at once for the whole round, written to each team, looked at again if asked."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents.training import paper_pdf
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.incubator import letters, papers
from campus5g.portal.incubator.actions import rounds
from campus5g.portal.incubator.actions.applications import lock, tell_office
from campus5g.portal.incubator.actions.ventures import move_venture
from campus5g.portal.incubator.models import Appeal, Application, Assignment, Founder, Recusal, Round, Venture
from campus5g.portal.incubator.permissions import can_appeal, can_decide, can_judge
from campus5g.portal.incubator.ranking import order_of

State = Application.State


def propose(actor: Actor, application: Application, outcome: str, reason: str) -> Application:
    """Say what should become of a file, with the words that its letter will hold; nobody is told yet."""
    if outcome not in State.values or State(outcome) not in Application.DECIDED:
        raise BadInput("outcome", msg("“%(outcome)s”", outcome=outcome), msg("admitted, on the waiting list or not chosen"))
    if outcome != State.ADMITTED and not reason.strip():
        raise BadInput("reason", msg("no reason"), msg("what the letter says to the team"))
    with deed(actor, "incubator.propose", right=can_judge(actor, application)) as done:
        kept = lock(application.pk)
        if kept.state != State.ELIGIBLE:
            raise Conflict(msg("This file is not before the jury."))
        kept.proposed, kept.reason = outcome, reason.strip()[:2000]
        kept.save(update_fields=["proposed", "reason"])
        done.on(kept, outcome=outcome)
    return kept


def decide(actor: Actor, found: Round, said: str = "") -> Round:
    """Take every decision of a round: minutes are kept as it stands, letters leave, those admitted are.

    Decided again after an appeal, the earlier minutes stay before the new ones. Refused (``Conflict``) while a file lacks its
    proposal, or more are admitted, with those of before, than there are places.
    """
    with deed(actor, "incubator.decide", right=can_decide(actor, found)) as done:
        kept = rounds.lock(found.pk)
        files = list(
            Application._base_manager.filter(round=kept, state=State.ELIGIBLE).select_related("venture", "form", "round")
        )
        _refuse_undecided(kept, files)
        order = order_of(kept, files)
        ranks = {row.application.pk: row.ranked.rank for row in order.rows}
        kept.minutes, kept.said = _minutes(kept, order) | {"before": _sittings(kept)}, said.strip()[:8000]
        kept.state, kept.decided_at = Round.State.DECIDED, now()
        kept.save()
        for application in files:
            application.state, application.decided_at, application.rank = application.proposed, now(), ranks.get(application.pk)
            application.round = kept
            application.save(update_fields=["state", "decided_at", "rank"])
            _tell(done, application)
            if application.state == State.ADMITTED:
                move_venture(actor, application.venture, Venture.State.ADMITTED, on=localtime(now()).date())
        admitted = [one.pk for one in files if one.state == State.ADMITTED]
        done.on(kept, admitted=admitted, decided=len(files))
    return kept


def _refuse_undecided(found: Round, files: list[Application]) -> None:
    if found.closes_at > now():
        raise Conflict(msg("This call is still open: decide once it has closed."))
    if not files:
        raise Conflict(msg("No file is before the jury."))
    left = [one for one in files if not one.proposed]
    if left:
        names = ", ".join(one.file_name for one in left[:6])
        raise Conflict(msg("%(n)s files have no decision yet: %(names)s", n=len(left), names=names))
    before = Application._base_manager.filter(round=found, state=State.ADMITTED).count()
    admitted = before + sum(one.proposed == State.ADMITTED for one in files)
    if admitted > found.places:
        raise Conflict(msg("%(n)s files are admitted for %(places)s places.", n=admitted, places=found.places))
    if Application._base_manager.filter(round=found, state=State.SUBMITTED).exists():
        raise Conflict(msg("Some applications were not screened yet."))


def _sittings(found: Round) -> list[dict[str, Any]]:
    """The minutes of the earlier sittings, the first one first, each with what was said and when."""
    if not found.minutes:
        return []
    *before, last = [*found.minutes.get("before", []), {key: kept for key, kept in found.minutes.items() if key != "before"}]
    decided = found.decided_at.isoformat() if found.decided_at else ""
    return [*before, last | {"said": found.said, "decided_at": decided}]


def _minutes(found: Round, order: Any) -> dict[str, Any]:
    ties = Recusal._base_manager.filter(
        lifted_at=None, venture__in=[row.application.venture_id for row in order.rows],
        user__in=found.jurors.values("user_id"),
    ).select_related("user")  # fmt: skip
    names = {row.application.venture_id: row.application.file_name for row in order.rows}
    sat = Assignment._base_manager.filter(application__round=found, scores__isnull=False).values("juror_id")
    return {
        "jurors": [str(juror.user) for juror in found.jurors.filter(pk__in=sat).select_related("user")],
        "recused": [{"juror": str(one.user), "file": names[one.venture_id]} for one in ties],
        "files": [
            {
                "file": f"{row.application.file_name} · {row.application.venture.name}", "rank": row.ranked.rank,
                "marks": row.ranked.marks, "raw": row.ranked.raw, "value": row.ranked.value, "outcome": row.application.proposed,
            }
            for row in order.rows
        ],
        "scales": [{"juror": str(juror), "marks": scale.marks, "severity": scale.severity} for juror, scale in order.scales],
    }  # fmt: skip


def _tell(done: Any, application: Application) -> None:
    """Tell the team, and write to each of its people with the letter in their language."""
    reference = application.venture.reference
    told = msg("The jury has decided on your application %(reference)s", reference=reference)
    done.tell([one.user for one in Founder.joined(application.venture)], told, application.get_absolute_url())
    readers = letters.team_of(application)
    if not readers:
        return
    paper = papers.letter(application)
    drawn = {
        language: paper_pdf(paper, language) for language in {reader.language for reader in readers if letters.reached(reader)}
    }
    joined = letters.Joined(f"{reference}.pdf", "application/pdf", drawn)
    letters.write(
        readers, told, [papers.opening(application, application.state), msg("The letter is joined to this mail.")], joined
    )


def appeal(actor: Actor, application: Application, text: str) -> Appeal:
    """A team asks that a decision be looked at again, once."""
    if not text.strip():
        raise BadInput("text", msg("nothing"), msg("what should be looked at again, and why"))
    with deed(actor, "incubator.appeal", right=can_appeal(actor, application)) as done:
        kept = lock(application.pk)
        if Appeal._base_manager.filter(application=kept).exists():
            raise Conflict(msg("An appeal was made already: its answer stands."))
        made = Appeal(application=kept, text=text.strip()[:4000], at=now(), by_id=actor.user_id)
        made.save()
        done.on(kept, appeal=made.pk)
        tell_office(done, kept, msg("Application %(reference)s appeals against the decision", reference=kept.venture.reference))
    return made


def answer_appeal(actor: Actor, made: Appeal, upheld: bool, answer: str) -> Appeal:
    """Answer an appeal. Where the decision does not stand, the file goes back before the jury; the minutes stay as they were."""
    if not answer.strip():
        raise BadInput("answer", msg("nothing"), msg("the answer: the team reads it"))
    with deed(actor, "incubator.answer_appeal", right=can_judge(actor, made.application)) as done:
        kept = lock(made.application_id)
        if made.answered_at is not None:
            raise Conflict(msg("This appeal is answered already."))
        made.answer, made.upheld, made.answered_at, made.answered_by_id = answer.strip()[:4000], upheld, now(), actor.user_id
        made.save()
        if not upheld:
            _look_again(kept)
        done.on(kept, appeal=made.pk, upheld=upheld)
        told = msg("Your appeal on %(reference)s is answered", reference=kept.venture.reference)
        done.tell([one.user for one in Founder.joined(kept.venture)], told, kept.get_absolute_url())
        stands = msg("The decision stands.") if upheld else msg("The decision is taken anew: your file is looked at again.")
        letters.write(letters.team_of(kept), told, [stands, msg("%(answer)s", answer=made.answer)])
    return made


def _look_again(application: Application) -> None:
    """A file that was not eligible is screened again; one that was decided goes back before the jury, and so does its round."""
    screened_out = application.state == State.INELIGIBLE
    application.state = State.SUBMITTED if screened_out else State.ELIGIBLE
    application.proposed, application.decided_at = "", None
    application.save(update_fields=["state", "proposed", "decided_at"])
    found = rounds.lock(application.round_id)
    if found.state == Round.State.DECIDED:
        found.state = Round.State.PUBLISHED
        found.save(update_fields=["state"])
