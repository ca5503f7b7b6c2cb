"""Calls for applications, ventures, applications and jurors, made by the verbs of the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator import actions
from campus5g.portal.incubator.models import Application, Assignment, Juror, Round
from campus5g.portal.incubator.questionnaire import Kind, Question, Rule, Section
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory

SECTIONS = (
    Section("Le projet", "The venture", (
        Question("idea", Kind.LONG, "Que faites-vous ?", "What do you do?", limit=600),
        Question("trl", Kind.NUMBER, "Maturité", "Maturity", rule=Rule.LEAST, bound="3"),
        Question("here", Kind.CHOICE, "Vous installerez-vous ici ?", "Will you settle here?", choices=("oui", "non"),
                 choices_en=("yes", "no"), rule=Rule.IS, bound="oui"),
    )),
    Section("L’équipe", "The team", (
        Question("team", Kind.TEXT, "Qui êtes-vous ?", "Who are you?", names=True),
        Question("deck", Kind.FILE, "Présentation", "Deck", required=False, names=True),
    )),
)  # fmt: skip
ANSWERS = {"idea": "Capteurs de vibration pour grues.", "trl": "5", "here": "oui", "team": "Ada et Bob Zephyrin"}
RUBRIC = (actions.Criterion("team", "Équipe", "Team", 2), actions.Criterion("market", "Marché", "Market", 1))


def office() -> Actor:
    return actor_of(MembershipFactory(organisation=OrganisationFactory(office=True), manages=True).user)


def call(actor: Actor | None = None, *, published: bool = True, **changes: Any) -> Round:
    """A published call that opened yesterday and closes in a week."""
    actor = actor or office()
    said = {
        "title": "Appel de l’incubateur", "title_en": "Call of the incubator", "cohort": "Promotion 1",
        "opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=7), "rubric": RUBRIC, "readers": 2, "quorum": 1,
        "places": 2,
    }  # fmt: skip
    with acting(actor):
        made = actions.write_round(actor, actions.Details(**(said | changes)), sections=SECTIONS)
        return actions.publish_round(actor, made) if published else made


def applied(found: Round, user: User | None = None, name: str = "Zephyr", *, submitted: bool = True) -> Application:
    """An application of a new venture, handed in unless said."""
    user = user or UserFactory()
    actor = actor_of(user)
    with acting(actor):
        begun = actions.begin_new(actor, user, found, name)
        kept = actions.save_answers(actor, begun, ANSWERS, 0)
        return actions.submit(actor, kept) if submitted else kept


def eligible(found: Round, name: str = "Zephyr", user: User | None = None) -> Application:
    """One before the jury."""
    application = applied(found, user, name)
    with acting(SYSTEM):
        return actions.screen(SYSTEM, application, True)


def juror_of(found: Round, user: User | None = None, competences: Sequence[str] = (), most: int = 10) -> Juror:
    """Somebody who accepted to read."""
    with acting(SYSTEM):
        juror = actions.invite_juror(SYSTEM, found, user or MembershipFactory().user, competences, most)
        return actions.accept_seat(SYSTEM, juror, competences, most)


def given_to(juror: Juror) -> list[Assignment]:
    return list(Assignment._base_manager.filter(juror=juror, set_aside_at=None).order_by("pk"))


def free(assignment: Assignment) -> Assignment:
    """The juror declares that nothing ties them."""
    actor = actor_of(assignment.juror.user)
    with acting(actor):
        return actions.declare(actor, assignment, False)


def marks(value: float, revision: int = 0, **changes: Any) -> actions.Given:
    said = {"number": uuid4(), "marks": {"team": value, "market": value}, "comment": "", "revision": revision, "seen_at": now()}
    return actions.Given(**(said | changes))


def marked(assignment: Assignment, value: float) -> Assignment:
    """Declared and marked by its juror."""
    kept, actor = free(assignment), actor_of(assignment.juror.user)
    with acting(actor):
        actions.give_marks(actor, kept, marks(value))
    return kept
