"""Trainings, over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.portal.base.api import ERRORS
from campus5g.portal.base.templatetags.campus import say
from campus5g.portal.training import actions, tables
from campus5g.portal.training.evaluation_results import Result, Results, of_session
from campus5g.portal.training.models import Certificate, Registration, Session, Training
from campus5g.portal.training.permissions import speaks_for
from campus5g.portal.training.standing import hide_from_others

router = Router(tags=["training"])


class TrainingOut(Schema):
    """A training of the shared catalogue. Prices are in cents, before tax."""

    id: int
    reference: str
    title: str
    organisation_id: int
    summary: str
    objectives: str
    prerequisites: str
    audience: str
    content: str
    hours: Decimal
    price_cents: int
    mode: str
    language: str
    certification: str
    state: str


class TrainingSession(Schema):
    """When a training is given. ``left``: places that nobody has."""

    id: int
    reference: str
    training_id: int
    starts_on: date
    ends_on: date
    register_by: date
    capacity: int
    left: int
    price_cents: int
    state: str

    @staticmethod
    def resolve_left(session: Session) -> int:
        return max(0, session.capacity - (session.taken or 0))  # type: ignore[attr-defined]


class LearnerIn(Schema):
    """A person to register: they need no account."""

    full_name: str = Field(min_length=1, max_length=120)
    email: str = Field(min_length=3, max_length=254)
    language: str = Field("fr", pattern="^(fr|en)$")
    job: str = Field("", max_length=120)
    kind: str = Field("employee", pattern="^(employee|public|apprentice|jobseeker|individual|other)$")
    payer: str = Field("employer", pattern="^(employer|opco|public|france_travail|cpf|learner)$")


class RegistrationIn(Schema):
    """People to register at once, all or none. ``told``: they know what their name and address are kept for."""

    people: list[LearnerIn] = Field(min_length=1, max_length=500)
    employer_id: int | None = Field(None, gt=0, lt=2**63)
    told: bool


class RegistrationOut(Schema):
    """A learner in a session."""

    id: int
    session_id: int
    employer_id: int | None
    full_name: str
    email: str
    state: str
    asked_at: datetime
    confirm_by: datetime | None


class QuestionResult(Schema):
    """One question: how many answered, the mean out of 5, and how many gave each mark from 1 to 5."""

    question: str
    count: int
    mean: Decimal
    spread: list[int]

    @staticmethod
    def resolve_question(result: Result) -> str:
        return say(result.text)


class EvaluationResults(Schema):
    """One questionnaire, before, at the end or months later. ``words``: what people wrote, without their names."""

    moment: str
    asked: int
    answered: int
    questions: list[QuestionResult]
    words: list[str]


class CertificateOut(Schema):
    """What a learner followed, certified. ``code`` opens the public page that says whether it holds."""

    number: str
    code: str
    registration_id: int
    issued_at: datetime
    holds: bool
    revoked_why: str
    said: dict[str, object]


@router.get("/", response={200: list[TrainingOut], **ERRORS}, summary="The trainings I may read")
def list_trainings(request: HttpRequest) -> list[Training]:
    return list(Training.objects.all())


@router.get("/{int:pk}", response={200: TrainingOut, **ERRORS}, summary="One training")
def read(request: HttpRequest, pk: int) -> Training:
    training: Training = get_object_or_404(Training.objects, pk=pk)
    return training


@router.get("/{int:pk}/sessions", response={200: list[TrainingSession], **ERRORS}, summary="The sessions of a training")
def list_sessions(request: HttpRequest, pk: int) -> list[Session]:
    training = get_object_or_404(Training.objects, pk=pk)
    return list(tables.sessions().filter(training=training))


@router.get(
    "/sessions/{int:pk}/registrations", response={200: list[RegistrationOut], **ERRORS}, summary="Those I may see in a session"
)
def list_registrations(request: HttpRequest, pk: int) -> list[Registration]:
    session = get_object_or_404(Session.objects, pk=pk)
    return list(Registration.objects.filter(session=session))


@router.post("/sessions/{int:pk}/registrations", response={201: list[RegistrationOut], **ERRORS}, summary="Register people")
def register(request: HttpRequest, pk: int, said: RegistrationIn) -> Status:
    session = get_object_or_404(Session.objects.select_related("training"), pk=pk)
    if not said.told:
        raise BadInput("told", msg("false"), msg("that these people know what their data is kept for"))
    people = [actions.Learner(**person.dict()) for person in said.people]
    return Status(201, actions.register_people(request.actor, session, people, employer_id=said.employer_id))


@router.get(
    "/sessions/{int:pk}/evaluations",
    response={200: list[EvaluationResults], **ERRORS},
    summary="What a session's evaluations say",
)
def list_evaluations(request: HttpRequest, pk: int) -> list[Results]:
    session = get_object_or_404(Session.objects.select_related("training"), pk=pk)
    if not speaks_for(request.actor, session.training.organisation_id):
        raise Http404
    return of_session(session)


@router.get(
    "/sessions/{int:pk}/certificates",
    response={200: list[CertificateOut], **ERRORS},
    summary="The certificates I may see of a session",
)
def list_certificates(request: HttpRequest, pk: int) -> list[Certificate]:
    session = get_object_or_404(Session.objects, pk=pk)
    return list(Certificate.objects.filter(registration__session=session))


@router.post(
    "/sessions/{int:pk}/certificates",
    response={201: list[CertificateOut], **ERRORS},
    summary="Certify those who followed a session",
)
def certify(request: HttpRequest, pk: int) -> Status:
    session = get_object_or_404(Session.objects.select_related("training__organisation"), pk=pk)
    hide_from_others(request.actor, session.training)
    return Status(201, actions.certify(request.actor, session))
