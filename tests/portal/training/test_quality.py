"""Evaluations, complaints, and the proofs that the work itself files."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.scope import acting
from campus5g.portal.training.actions import certify, sign
from campus5g.portal.training.actions.evaluations import answer_evaluation, ask_evaluations, ask_session
from campus5g.portal.training.actions.qualiopi import (
    act_on_complaint,
    answer_complaint,
    describe_body,
    file_proof,
    receive_complaint,
)
from campus5g.portal.training.evaluation_letters import evaluation_at, link_of, token_of
from campus5g.portal.training.evaluation_questions import QUESTIONS
from campus5g.portal.training.evaluation_results import PUBLIC_FROM, of_session, published
from campus5g.portal.training.models import Evaluation, HalfDay, Presence, Registration, Session
from campus5g.portal.training.qualiopi import indicators, standings
from campus5g.portal.training.qualiopi_export import export_session, session_named
from campus5g.portal.training.qualiopi_yearly import yearly_return
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory, actor_for
from tests.portal.factories.training import TrainingFactory, half, registered, session

pytestmark = pytest.mark.django_db
Moment = Evaluation.Moment


def held(people: int = 2, *, employer: bool = True) -> Session:
    """A session of today that ``people`` signed, morning and afternoon."""
    made = session(half(today()), half(today(), part="pm"), capacity=9)
    company = OrganisationFactory() if employer else None
    for registration in registered(made, *range(people), employer=company):
        for day in HalfDay._base_manager.filter(session=made):
            sign(day, registration, Presence.Method.CODE, at=day.starts_at)
    return made


def answer(evaluation: Evaluation, mark: int = 4, comment: str = "") -> None:
    with acting(SYSTEM):
        answer_evaluation(evaluation, {question.key: mark for question in QUESTIONS[evaluation.moment]}, comment)


def asked(moment: str) -> list[Evaluation]:
    return list(Evaluation._base_manager.filter(moment=moment).select_related("session__training", "registration"))


def test_everybody_who_came_is_asked_once_at_the_end() -> None:
    made = held(2)
    assert ask_evaluations() == 2
    assert ask_evaluations() == 0
    assert {one.session_id for one in asked("hot")} == {made.pk}


def test_later_the_learners_and_their_employer_are_asked_between_sixty_and_ninety_days() -> None:
    held(2)
    ask_evaluations()
    assert ask_evaluations(today() + timedelta(days=60)) == 0
    assert ask_evaluations(today() + timedelta(days=90)) == 3
    assert len(asked("cold")) == 2
    assert len(asked("employer")) == 1


def test_before_a_session_those_who_have_a_place_say_where_they_start_from(mailoutbox: list[mail.EmailMessage]) -> None:
    made = session(capacity=1)
    registered(made, 1, 2)
    mailoutbox.clear()
    assert ask_evaluations() == 1
    (evaluation,) = asked("entry")
    assert evaluation.registration.state == Registration.State.REGISTERED


def test_a_questionnaire_is_answered_by_its_link_without_account_and_once(client: Client) -> None:
    held(1)
    ask_evaluations()
    (evaluation,) = asked("hot")
    url, marks = link_of(evaluation), {question.key: "5" for question in QUESTIONS["hot"]}
    assert client.post(url, {**marks, "trainer": ""}).status_code == 400
    assert client.post(url, {**marks, "comment": "Plus de pratique"}).status_code == 200
    again = client.post(url, dict.fromkeys(marks, "1"))
    assert "Thank you" in again.content.decode() or "Merci" in again.content.decode()
    (kept,) = asked("hot")
    assert set(kept.answers.values()) == {5}
    with pytest.raises(Conflict):
        answer(kept)


def test_a_link_we_never_wrote_opens_nothing(client: Client) -> None:
    held(1)
    ask_evaluations()
    (evaluation,) = asked("hot")
    assert evaluation_at(token_of(evaluation)) == evaluation
    assert client.get(link_of(evaluation)[:-2] + "zz").status_code == 404


def test_marks_are_told_by_question_and_published_once_enough_people_answered() -> None:
    made = held(PUBLIC_FROM)
    ask_evaluations()
    evaluations = asked("hot")
    for place, evaluation in enumerate(evaluations[:-1]):
        answer(evaluation, 5 if place else 1, "Bien" if place else "")
    assert published(made.training) is None
    answer(evaluations[-1], 5)
    with acting(SYSTEM):
        (results,) = of_session(made)
    assert [(line.count, str(line.mean), line.spread) for line in results.questions] == [(5, "4.2", (1, 0, 0, 0, 4))] * 5
    assert str(published(made.training)[0]) == "4.2"


def test_a_program_reads_what_evaluations_say_and_who_was_certified(client: Client) -> None:
    made = held(2)
    ask_evaluations()
    answer(asked("hot")[0], 5, "Bien")
    client.force_login(MembershipFactory(organisation=made.training.organisation, manages=True).user)
    place = f"/api/v1/training/sessions/{made.pk}"
    (said,) = client.get(f"{place}/evaluations").json()
    assert (said["moment"], said["asked"], said["answered"], said["words"]) == ("hot", 2, 1, ["Bien"])
    assert {line["mean"] for line in said["questions"]} == {"5.0"}
    issued = client.post(f"{place}/certificates", content_type="application/json")
    assert (issued.status_code, len(issued.json())) == (201, 2)
    listed = client.get(f"{place}/certificates").json()
    assert [(one["code"], one["holds"]) for one in listed] == [(one["code"], True) for one in issued.json()]


def test_an_employer_does_not_read_what_its_people_said() -> None:
    made = held(1)
    ask_evaluations(today() + timedelta(days=80))
    employer = Registration._base_manager.get().employer
    with acting(actor_for(employer)):
        assert [one.moment for one in Evaluation.objects.all()] == ["employer"]
    with acting(actor_for(OrganisationFactory(training=True))):
        assert not Evaluation.objects.filter(session=made).exists()


def test_a_complaint_is_answered_then_acted_on_and_not_the_other_way_round() -> None:
    body = OrganisationFactory(training=True)
    said = {"said_by": "Lou", "text": "Trop froid.", "received_on": today()}
    complaint = receive_complaint(SYSTEM, body.pk, **said)
    with pytest.raises(Conflict):
        act_on_complaint(SYSTEM, complaint, "Chauffage")
    answer_complaint(SYSTEM, complaint, "Merci de l’avoir dit.")
    assert act_on_complaint(SYSTEM, complaint, "Chauffage réparé").state == "acted"
    with pytest.raises(BadInput):
        receive_complaint(SYSTEM, body.pk, **{**said, "received_on": today() + timedelta(days=1)})
    with pytest.raises(Denied):
        receive_complaint(actor_for(OrganisationFactory(training=True)), body.pk, **said)


def test_every_indicator_is_there_and_what_the_work_did_proves_its_own() -> None:
    made = held(2)
    with acting(SYSTEM):
        certify(SYSTEM, made)
    ask_session(made, Moment.HOT)
    answer(asked("hot")[0])
    file_proof(SYSTEM, made.training.organisation_id, indicators=[23, 24], title="Veille", text="Décret lu.", day=today())
    with acting(SYSTEM):
        found = {one.indicator.number: one for one in standings(made)}
    assert sorted(found) == list(range(1, 33))
    assert {number for number, one in found.items() if one.proven} >= {4, 6, 9, 11, 17, 18, 23, 24, 30}
    assert {number for number, one in found.items() if one.missing} >= {8, 19, 22, 31}
    assert [number for number, one in found.items() if not one.applies] == [3, 7, 13, 14, 15, 16, 20, 27, 28, 29]


def test_an_export_has_a_folder_for_each_proven_indicator_with_its_audit_references_and_lists_the_rest() -> None:
    made = held(2)
    with acting(SYSTEM):
        certify(SYSTEM, made)
        export = export_session(made, "fr")
        again = export_session(made, "fr")
    proven = {one.indicator.number for one in export.proven}
    folders = {int(name.split("/")[0]) for name in export.files if "/" in name}
    assert folders == proven
    for number in proven:
        (digest,) = {
            len(line.split(";")[3]) for line in export.files[f"{number:02d}/audit.csv"].decode("utf-8-sig").splitlines()[1:]
        }
        assert digest == 64
        assert any(name.startswith(f"{number:02d}/20") for name in export.files)
    listed = export.files["missing.csv"].decode("utf-8-sig").splitlines()[1:]
    assert [int(line.split(";")[0]) for line in listed] == [one.indicator.number for one in export.missing]
    assert zipfile.ZipFile(io.BytesIO(export.as_zip())).testzip() is None
    assert again.as_zip() == export.as_zip()


def test_a_session_is_exported_by_its_reference_and_another_name_is_refused() -> None:
    made = held(1)
    with acting(SYSTEM):
        assert session_named(made.reference) == made
        for other in ("S-2026-99999", made.reference.replace("S-20", "S-19")):
            with pytest.raises(BadInput):
                session_named(other)


def test_the_yearly_return_counts_hours_followed_people_by_kind_and_income_by_payer() -> None:
    made = held(2)
    session(training=made.training)
    body, year = made.training.organisation, today().year
    describe_body(
        SYSTEM, body.pk,
        {"activity_number": "32 59", "certificate": "", "certified_until": None, "contact": "", "disability_contact": "", "costs_cents": 5},
    )  # fmt: skip
    with acting(SYSTEM):
        found = yearly_return(body, year)
        empty = yearly_return(body, year - 1)
    assert found.total("C").cents == 2 * 120_000
    assert (found.total("F-1").people, float(found.total("F-1").hours or 0)) == (2, 14.0)
    assert found.total("F-1") == type(found.total("F-1"))("F-1", found.total("F-3").label, 2, found.total("F-3").hours, 0)
    assert found.total("D").cents == 5
    assert empty.total("F-1").people == 0


def test_indicators_are_dated_and_to_be_confirmed() -> None:
    assert all(one.source.to_confirm and 1 <= one.criterion <= 7 for one in indicators())


def test_only_a_published_training_shows_its_programme(client: Client) -> None:
    published_one, draft = TrainingFactory(), TrainingFactory(draft=True)
    answer_ = client.get(f"/training/{published_one.pk}/programme.pdf")
    assert answer_.content.startswith(b"%PDF-")
    assert client.get(f"/training/{draft.pk}/programme.pdf").status_code == 404
