"""What the demonstration shows to auditors: sheets of the bodies, filed proofs, complaints, answers to questionnaires."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training.actions import evaluations, qualiopi
from campus5g.portal.training.evaluation_questions import BEST, QUESTIONS
from campus5g.portal.training.models import BodySheet, Evaluation, Session, Training

_ANSWER = 0.75
"""Share of those asked who answer."""
_COLD_AFTER = timedelta(days=75)
_RECENT = timedelta(days=120)
"""How far back people were asked: enough for a picture, and soon loaded."""


def load_quality(directory: Path, actor: Actor) -> None:
    """Load ``training_quality.yaml``, once the trainings are there and it is not."""
    path = directory / "training_quality.yaml"
    if not path.is_file() or BodySheet.objects.exists():
        return
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    bodies = Organisation.objects.filter(pk__in=Training.objects.order_by().values("organisation_id")).order_by("pk")
    for number, body in enumerate(bodies):
        _describe(actor, body, number, data)
    chance = Random(data["seed"])  # noqa: S311  # nosec B311 (no secret)
    for session in (
        Session.objects.filter(ends_on__range=(today() - _RECENT, today())).exclude(state=Session.State.CANCELLED).order_by("pk")
    ):
        _ask(session, chance, data["words"])


def _describe(actor: Actor, body: Organisation, number: int, data: dict[str, Any]) -> None:
    sheet = {**data["sheet"], "certified_until": date.fromisoformat(data["sheet"]["certified_until"])}
    qualiopi.describe_body(actor, body.pk, {**sheet, "activity_number": f"{sheet['activity_number']}{number + 1}"})
    for said in data["proofs"]:
        day = today() - timedelta(days=said["days_ago"])
        qualiopi.file_proof(actor, body.pk, indicators=said["indicators"], title=said["title"], text=said["text"], day=day)
    for said in data["complaints"]:
        received = today() - timedelta(days=said["days_ago"])
        complaint = qualiopi.receive_complaint(
            actor, body.pk, said_by=said["said_by"], text=said["text"], received_on=received, session=_last(body)
        )
        if said.get("answer"):
            qualiopi.answer_complaint(actor, complaint, said["answer"], on=received + timedelta(days=4))
        if said.get("action"):
            qualiopi.act_on_complaint(actor, complaint, said["action"], on=received + timedelta(days=15))


def _last(body: Organisation) -> Session | None:
    return Session.objects.filter(training__organisation=body, ends_on__lt=today()).order_by("-ends_on").first()


def _ask(session: Session, chance: Random, words: list[str]) -> None:
    """Hand out what is due by now, and answer most of it."""
    evaluations.ask_session(session, Evaluation.Moment.HOT)
    if session.ends_on <= today() - _COLD_AFTER:
        evaluations.ask_session(session, Evaluation.Moment.COLD)
        evaluations.ask_session(session, Evaluation.Moment.EMPLOYER)
    for evaluation in Evaluation.objects.filter(session=session).order_by("pk"):
        if chance.random() < _ANSWER:
            marks = {one.key: min(BEST, chance.choice((3, 4, 4, 5, 5))) for one in QUESTIONS[evaluation.moment]}
            evaluations.answer_evaluation(evaluation, marks, chance.choice(words) if chance.random() < 0.4 else "")
