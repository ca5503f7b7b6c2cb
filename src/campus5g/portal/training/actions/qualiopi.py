"""What a training body writes for its auditors: its sheet, proofs filed by hand, complaints from receipt to action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import now, today
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.training.models import BodySheet, Complaint, Proof, Session
from campus5g.portal.training.permissions import can_keep_quality

_SHEET = ("activity_number", "certificate", "certified_until", "contact", "disability_contact", "costs_cents")


def describe_body(actor: Actor, organisation_id: int, facts: Mapping[str, Any]) -> BodySheet:
    """Write what the papers say of a training body."""
    with deed(actor, "training.describe_body", right=can_keep_quality(actor, organisation_id)) as done:
        sheet, _new = BodySheet.objects.get_or_create(organisation_id=organisation_id)
        for name in _SHEET:
            setattr(sheet, name, facts[name])
        sheet.save()
        done.on(sheet, activity_number=sheet.activity_number)
    return sheet


def file_proof(actor: Actor, organisation_id: int, *, indicators: Sequence[int], title: str, text: str, day: date) -> Proof:
    """File a proof by hand for one or several indicators."""
    _said(title, msg("a title")), _said(text, msg("what it shows"))
    if not indicators or not set(indicators) <= set(range(1, 33)):
        raise BadInput(str(msg("indicators")), msg("none, or one that is not known"), msg("one or several, from 1 to 32"))
    if day > today():
        raise BadInput(str(msg("its day")), msg("a day to come"), msg("the day of the proof"))
    with deed(actor, "training.file_proof", right=can_keep_quality(actor, organisation_id)) as done:
        proof = Proof(
            organisation_id=organisation_id, indicators=sorted(set(indicators)), title=title.strip()[:160], text=text.strip(),
            day=day, created_by_id=actor.user_id,
        )  # fmt: skip
        proof.save()
        done.on(proof, indicators=proof.indicators, day=day.isoformat())
    return proof


def archive_proof(actor: Actor, proof: Proof, why: str) -> Proof:
    """Put a proof away, with the reason."""
    _said(why, msg("a few words: why"))
    with deed(actor, "training.archive_proof", right=can_keep_quality(actor, proof.organisation_id)) as done:
        kept = Proof.objects.select_for_update().get(pk=proof.pk)
        if kept.archived_at is not None:
            raise Conflict(msg("This is archived."))
        kept.archived_at, kept.archived_why = now(), why.strip()[:300]
        kept.save(update_fields=["archived_at", "archived_why"])
        done.on(kept, why=kept.archived_why)
    return kept


def receive_complaint(
    actor: Actor, organisation_id: int, *, said_by: str, text: str, received_on: date, session: Session | None = None
) -> Complaint:
    """Enter a complaint or a difficulty in the register."""
    _said(said_by, msg("who says it")), _said(text, msg("what is said"))
    if received_on > today():
        raise BadInput(str(msg("received on")), msg("a day to come"), msg("today or before"))
    with deed(actor, "training.receive_complaint", right=can_keep_quality(actor, organisation_id)) as done:
        complaint = Complaint(
            organisation_id=organisation_id, session=session, said_by=said_by.strip()[:120], text=text.strip(),
            received_on=received_on, created_by_id=actor.user_id,
        )  # fmt: skip
        complaint.save()
        done.on(complaint, session=session.pk if session else None)
    return complaint


def answer_complaint(actor: Actor, complaint: Complaint, answer: str, *, on: date | None = None) -> Complaint:
    """Note what was answered."""
    _said(answer, msg("what was answered"))
    return _step(actor, complaint, Complaint.State.OPEN, Complaint.State.ANSWERED, {"answer": answer.strip()}, on or today())


def act_on_complaint(actor: Actor, complaint: Complaint, action: str, *, on: date | None = None) -> Complaint:
    """Note what is changed because of it."""
    _said(action, msg("what is changed because of it"))
    return _step(actor, complaint, Complaint.State.ANSWERED, Complaint.State.ACTED, {"action": action.strip()}, on or today())


def _step(actor: Actor, complaint: Complaint, now_in: str, then_in: str, words: dict[str, str], on: date) -> Complaint:
    answering = then_in == Complaint.State.ANSWERED
    verb = "training.answer_complaint" if answering else "training.act_on_complaint"
    with deed(actor, verb, right=can_keep_quality(actor, complaint.organisation_id)) as done:
        kept = Complaint.objects.select_for_update().get(pk=complaint.pk)
        if kept.state != now_in:
            raise Conflict(
                msg("This complaint was answered already.")
                if answering
                else msg("Answer the complaint first, and act on it once.")
            )
        for name, value in {**words, "answered_on" if answering else "acted_on": on, "state": then_in}.items():
            setattr(kept, name, value)
        kept.save()
        done.on(kept, on=on.isoformat())
    return kept


def _said(text: str, expected: Any) -> None:
    if not text.strip():
        raise BadInput(str(expected), msg("nothing"), expected)
