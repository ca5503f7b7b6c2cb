"""What papers, evaluations and quality show on the room's own pages, and their regular work."""

from __future__ import annotations

from django.urls import reverse

from campus5g.core.message import Day, msg
from campus5g.portal.base.actor import Actor, Role
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import Panel, Waiting, panel, waits
from campus5g.portal.base.regular import regularly
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.directory.people import people_of
from campus5g.portal.training.actions.evaluations import ask_evaluations
from campus5g.portal.training.actions.papers import FORMATS
from campus5g.portal.training.evaluation_results import published
from campus5g.portal.training.models import Complaint, Registration, Session, Training
from campus5g.portal.training.opening_demand import from_needs, provider
from campus5g.portal.training.permissions import can_keep_quality, speaks_for
from campus5g.portal.training.qualiopi_loading import load_quality

DEEDS = {
    "training.ask_evaluations": msg("people were asked what they think"),
    "training.evaluate": msg("a questionnaire was answered"),
    "training.evaluate_entry": msg("a learner said what they know already"),
    "training.draw_agreement": msg("the agreement was drawn"),
    "training.draw_summons": msg("a summons was drawn"),
    "training.draw_sheet": msg("the attendance sheet was drawn"),
    "training.describe_body": msg("the sheet of the training body was written"),
    "training.file_proof": msg("a proof was filed"),
    "training.archive_proof": msg("a proof was put away"),
    "training.receive_complaint": msg("a complaint was received"),
    "training.answer_complaint": msg("a complaint was answered"),
    "training.act_on_complaint": msg("something was changed because of a complaint"),
}
MOST = 20
"""Complaints that wait which are looked for."""


def register() -> None:
    name_deeds(DEEDS)
    panel("training.session", 20, _papers)
    panel("training.session", 30, _funding)
    panel("training.training", 20, _programme)
    waits(complaints_to_answer)
    regularly("training.evaluations", ask_evaluations)
    provider("needs", from_needs)
    loader(71, load_quality)
    open_to_notes(
        "training.proof",
        Openness(
            lambda actor, proof: can_keep_quality(actor, proof.organisation_id),
            lambda proof: people_of(proof.organisation_id),
            lambda proof: proof.organisation_id,
        ),
    )


def complaints_to_answer(actor: Actor) -> list[Waiting]:
    """For a training body: complaints that nobody answered."""
    if actor.role != Role.TRAINING or actor.organisation_id is None:
        return []
    waiting = Complaint.objects.filter(organisation_id=actor.organisation_id, state=Complaint.State.OPEN)
    return [
        Waiting(msg("Answer the complaint of %(day)s", day=Day.of(one.received_on)), reverse("training:complaint", args=[one.pk]))
        for one in waiting[:MOST]
    ]


def _papers(actor: Actor, session: Session) -> Panel | None:
    """The papers of those whom the reader may see: all for the body, its own people for an employer."""
    if actor.user_id is None:
        return None
    mine = speaks_for(actor, session.training.organisation_id)
    rows = Registration.objects.filter(session=session, state__in=Registration.TAKING).select_related("employer")
    people = list(rows.order_by("full_name", "pk"))
    if not people and not mine:
        return None
    context = {
        "session": session, "sheet": mine and session.live, "quality": mine, "kinds": tuple(FORMATS),
        "agreements": _one_an_employer(people) if mine or actor.organisation_ids else [],
        "learners": [one for one in people if one.has_place],
    }  # fmt: skip
    return Panel("training/parts/papers.html", context)


def _funding(actor: Actor, session: Session) -> Panel | None:
    return Panel("training/parts/funding_link.html", {"session": session}) if actor.user_id and session.live else None


def _one_an_employer(people: list[Registration]) -> list[Registration]:
    """Return one registration for each employer, and each of those who come by themselves."""
    seen: dict[tuple[int | None, int], Registration] = {}
    for one in people:
        seen.setdefault((one.employer_id, 0 if one.employer_id else one.pk), one)
    return sorted(seen.values(), key=lambda one: (str(one.employer or one.full_name), one.pk))


def _programme(actor: Actor, training: Training) -> Panel:
    mine = speaks_for(actor, training.organisation_id)
    mean, count = published(training) or (None, 0)
    context = {"training": training, "mine": mine, "published": mean is not None, "mean": mean, "count": count}
    return Panel("training/parts/paper_programme.html", context)
