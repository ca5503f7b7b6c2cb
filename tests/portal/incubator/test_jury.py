"""The jury: ties close files everywhere, marks are kept and never doubled, the order is on one scale, decisions are written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campus5g.documents.voice import Voice
from campus5g.portal.base import search
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.base.models import Attachment, Notification
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.incubator import actions, papers
from campus5g.portal.incubator.models import Application, Assignment, Founder, Hearing, Juror, Recusal, Round, Score, Venture
from campus5g.portal.incubator.ranking import order_of
from tests.portal.factories.accounts import UserFactory
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.incubator import applied, call, eligible, free, given_to, juror_of, marked, marks

pytestmark = pytest.mark.django_db
State = Application.State


@dataclass
class Jury:
    """A call with two files before a jury of three: one of the office, two of companies."""

    found: Round
    office: Actor
    files: list[Application]
    jurors: list[Juror]

    def of(self, juror: int, file: int) -> Assignment:
        return Assignment._base_manager.get(juror=self.jurors[juror], application=self.files[file])


def jury(**changes: Any) -> Jury:
    member = MembershipFactory(organisation=OrganisationFactory(office=True), manages=True)
    actor = actor_of(member.user)
    found = call(actor, **({"readers": 3, "quorum": 1} | changes))
    files = [eligible(found, name) for name in ("Zephyr", "Alize")]
    jurors = [juror_of(found, member.user), *(juror_of(found) for _ in range(2))]
    with acting(actor):
        actions.assign(actor, found)
    return Jury(found, actor, files, jurors)


def close(found: Round) -> None:
    """Let a call have closed a moment ago."""
    Round._base_manager.filter(pk=found.pk).update(closes_at=now())


# --- ties -------------------------------------------------------------------------------------------------------------------


def pages_of(client: Client, start: list[str]) -> dict[str, str]:
    """Follow every link of the incubator, its exports and the search from some pages; return what each address says."""
    seen: dict[str, str] = {}
    todo = list(start)
    while todo and len(seen) < 150:
        url = todo.pop()
        if url in seen:
            continue
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[url] = body.decode("utf-8", "replace") if answer.status_code == 200 else ""
        links = re.findall(r'(?:href|data-chart-src)="(/[^"#]+)"', seen[url])
        todo += [link.replace("&amp;", "&") for link in links if link.startswith(("/incubator/", "/files/", "/notifications"))]
    return seen


@pytest.mark.parametrize("anonymised", [False, True])
def test_a_juror_with_a_tie_reads_the_file_by_no_page_export_search_nor_api_the_office_included(
    signed_in: Any, anonymised: bool
) -> None:
    held = jury(anonymised=anonymised)
    file, other = held.files
    actor_of_team = actor_of(file.venture.founders.model._base_manager.get(venture=file.venture).user)
    Application._base_manager.filter(pk=file.pk).update(answers=file.answers | {"idea": "Ouragandromeda tourne"})
    kept = Application._base_manager.get(pk=file.pk)
    with acting(SYSTEM):
        search.index(kept)
    Attachment._base_manager.create(
        subject_label="incubator.application", subject_id=file.pk, organisation=held.found.organisation, name="ouragandromeda.pdf",
        kind="pdf", size=3, sha256="0" * 64, file=SimpleUploadedFile("x.bin", b"%PDF"),
    )  # fmt: skip
    for place in (0, 1):
        with acting(actor_of(held.jurors[place].user)):
            actions.declare(actor_of(held.jurors[place].user), held.of(place, 0), True, "Nous travaillons ensemble")
    attachment = Attachment._base_manager.get()
    start = [
        "/incubator/", "/incubator/reading/", "/search/?q=Ouragandromeda", "/search/?q=Zephyr", "/notifications/",
        *(f"/incubator/rounds/{held.found.pk}/{page}" for page in (
            "applications", "applications.csv", "applications.xlsx", "jury", "ranking", "ranking.csv", "ranking.xlsx")),
        f"/incubator/applications/{file.pk}", f"/incubator/applications/{file.pk}/deliberate", f"/incubator/ventures/{file.venture_id}",
        f"/incubator/reading/{held.of(0, 0).pk}", f"/incubator/reading/{held.of(1, 0).pk}", reverse("base:download", args=[attachment.pk]),
        f"/incubator/reading/{held.of(1, 0).pk}/files/{attachment.pk}",
        "/api/v1/incubator/applications", f"/api/v1/incubator/applications/{file.pk}", "/api/v1/incubator/reading",
        f"/api/v1/incubator/reading/{held.of(1, 0).pk}",
    ]  # fmt: skip
    for place in (0, 1):
        said = pages_of(signed_in(held.jurors[place].user), start)
        words = [url for url, body in said.items() if "Ouragandromeda" in body or "ouragandromeda" in body]
        assert [url for url in words if not url.startswith("/search/?q=Our")] == []
        assert not any(url.endswith(f"/applications/{file.pk}") and body for url, body in said.items())
        with acting(actor_of(held.jurors[place].user)):
            assert not Application.objects.filter(pk=file.pk).exists()
            assert search.find("Ouragandromeda") == []
    colleague = MembershipFactory(organisation=held.found.organisation, manages=True).user
    assert "Ouragandromeda" in signed_in(colleague).get(f"/incubator/applications/{file.pk}").content.decode()
    with acting(actor_of_team):
        assert Application.objects.filter(pk=file.pk).exists()
    Notification.objects.all().delete()
    with acting(actor_of_team):
        actions.withdraw(actor_of_team, kept, "")
    told = set(Notification.objects.values_list("user_id", flat=True))
    assert (colleague.pk in told, held.jurors[0].user_id in told) == (True, False)
    assert other.pk in {one.application_id for one in given_to(held.jurors[1])}


def test_nobody_reads_before_they_declare_and_their_own_file_is_never_given_to_them(signed_in: Any) -> None:
    founder = UserFactory()
    found = call(readers=1)
    own = eligible(found, "Own", founder)
    home = MembershipFactory(organisation=OrganisationFactory(startup=True))
    Venture._base_manager.filter(pk=own.venture_id).update(organisation=home.organisation)
    jurors = [juror_of(found, founder), juror_of(found, home.user), juror_of(found)]
    with acting(SYSTEM):
        panels = actions.assign(SYSTEM, found)
    assert [one.juror for one in panels.given] == [str(jurors[2].pk)]
    assert {r.user_id for r in Recusal._base_manager.filter(kind=Recusal.Kind.OWN)} == {founder.pk, home.user_id}
    given = given_to(jurors[2])[0]
    reader = signed_in(jurors[2].user)
    page = reverse("incubator:file", args=[given.pk])
    assert reader.get(page).status_code == 404
    assert reader.get(reverse("incubator:deliberate", args=[own.pk])).status_code == 404
    reader.post(page, {"op": "declare", "tied": "no"})
    assert reader.get(page).status_code == 200
    assert signed_in(founder).get(reverse("incubator:deliberate", args=[own.pk])).status_code == 404


def test_read_without_names_a_juror_sees_neither_the_team_nor_its_answers_that_name_it(signed_in: Any) -> None:
    held = jury(anonymised=True)
    given = free(held.of(1, 0))
    said = signed_in(held.jurors[1].user).get(reverse("incubator:file", args=[given.pk])).content.decode()
    assert "Capteurs de vibration" in said
    assert "Zephyrin" not in said
    assert "Zephyr" not in said
    with acting(actor_of(held.jurors[1].user)):
        assert not Application.objects.exists()  # the reading page is the only way in


def test_who_resigns_in_the_middle_leaves_their_marks_and_their_files_go_to_others() -> None:
    held = jury(readers=2)
    leaving = held.jurors[1]
    mine = given_to(leaving)
    done = marked(mine[0], 4.0)
    with acting(SYSTEM):
        actions.resign(SYSTEM, leaving, "Un nouveau poste", keep=True)
    assert [one.pk for one in given_to(leaving)] == [done.pk]
    for file in held.files:
        assert Assignment._base_manager.filter(application=file, set_aside_at=None).count() == 2
    again = juror_of(held.found)
    with acting(SYSTEM):
        actions.resign(SYSTEM, again, "Finalement non", keep=False)
    assert given_to(again) == []


def test_a_tie_found_after_scoring_sets_the_marks_aside_and_loses_nothing() -> None:
    held = jury()
    given = marked(held.of(1, 0), 5.0)
    marked(held.of(2, 0), 2.0)
    with acting(SYSTEM):
        recusal = actions.find_tie(SYSTEM, held.found, held.files[0].venture, held.jurors[1].user, "Un contrat signé en mai")
        row = next(r for r in order_of(held.found, held.files).rows if r.application == held.files[0])
    assert (row.ranked.marks, row.ranked.raw) == (1, 2.0)
    assert Score._base_manager.filter(assignment=given).count() == 1
    assert Assignment._base_manager.get(pk=given.pk).set_aside_why
    with acting(SYSTEM), pytest.raises(Conflict):
        actions.find_tie(SYSTEM, held.found, held.files[0].venture, held.jurors[1].user, "Deux fois")
    with acting(SYSTEM):
        assert actions.lift_tie(SYSTEM, recusal, "Ce n’était pas elle").lifted_at


# --- marks ------------------------------------------------------------------------------------------------------------------


def test_two_devices_that_save_at_one_second_are_told_and_what_is_sent_twice_is_written_once(signed_in: Any) -> None:
    held = jury()
    given, actor = free(held.of(1, 0)), actor_of(held.jurors[1].user)
    first = marks(3.0)
    with acting(actor):
        actions.give_marks(actor, given, first)
        with pytest.raises(Conflict, match="another device"):
            actions.give_marks(actor, given, marks(4.0))
        assert actions.give_marks(actor, given, marks(4.0, revision=1)).revision == 2
    sent = {
        "assignment": given.pk,
        "number": str(uuid4()),
        "marks": {"team": 1, "market": 2},
        "comment": "",
        "revision": 2,
        "at": now().isoformat(),
    }
    client = signed_in(held.jurors[1].user)

    def send() -> str:
        answer = client.post(reverse("incubator:marks"), json.dumps({"marks": [sent]}), content_type="application/json")
        return str(answer.json()["outcomes"][0]["state"])

    assert (send(), send()) == ("kept", "known")
    assert Score._base_manager.filter(assignment=given).count() == 3
    sent |= {"number": str(uuid4()), "marks": {"team": 9, "market": 2}, "revision": 3}
    assert send() == "refused"
    page = client.get(reverse("incubator:file", args=[given.pk]))
    assert 'value="2.0"' in page.content.decode()
    assert (
        signed_in(held.jurors[2].user)
        .post(reverse("incubator:marks"), json.dumps({"marks": [sent]}), content_type="application/json")
        .status_code
        == 404
    )


def test_hearings_are_placed_where_jurors_can_be_and_come_as_a_calendar(signed_in: Any) -> None:
    held = jury()
    for file in (0, 1):
        free(held.of(1, file))
    frame = actions.Frame(held.found.closes_at, 30, 2, ("A",), quorum=2)
    with acting(SYSTEM):
        actions.say_absences(SYSTEM, held.jurors[0], [frame.begins(0)])
        answer = actions.schedule(SYSTEM, held.found, frame)
        assert (len(answer.hearings), answer.best) == (2, True)
        early = Hearing.objects.order_by("starts_at").first()
        assert held.jurors[0] not in early.jurors.all()
    calendar = signed_in(held.jurors[1].user).get(reverse("incubator:hearings")).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 2


def test_a_team_says_when_it_cannot_come_and_is_placed_at_another_hour(signed_in: Any) -> None:
    held = jury()
    file, frame = held.files[0], actions.Frame(held.found.closes_at, 30, 2, ("A",), quorum=1)
    founder = Founder._base_manager.get(venture=file.venture)
    with acting(SYSTEM):
        actions.schedule(SYSTEM, held.found, frame)
        placed = Hearing.objects.get(application=file).starts_at
    team = signed_in(founder.user)
    page = file.get_absolute_url()
    assert placed.isoformat() in team.get(page).content.decode()
    team.post(page, {"op": "away", "away": [placed.isoformat(), "2001-01-01T09:00:00+00:00"]})
    assert Application._base_manager.get(pk=file.pk).away == [placed.isoformat()]  # an hour that is none is not kept
    assert Notification.objects.filter(user__memberships__organisation=held.found.organisation, url=page).exists()
    with acting(SYSTEM):
        assert len(actions.schedule(SYSTEM, held.found, frame).hearings) == 2
        assert Hearing.objects.get(application=file).starts_at != placed
    stranger = signed_in(UserFactory())
    assert stranger.post(page, {"op": "away"}).status_code == 404


# --- the decision -----------------------------------------------------------------------------------------------------------


def test_decisions_leave_as_letters_with_minutes_and_an_appeal_is_answered(
    signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    held = jury(places=1)
    for place in (1, 2):
        marked(held.of(place, 0), 4.0)
        marked(held.of(place, 1), 2.0)
    office = signed_in(MembershipFactory(organisation=held.found.organisation, manages=True).user)
    page = reverse("incubator:ranking", args=[held.found.pk])
    propose = [reverse("incubator:deliberate", args=[file.pk]) for file in held.files]
    close(held.found)
    office.post(page)
    assert Round._base_manager.get().state == Round.State.PUBLISHED  # nothing is decided while a file lacks its proposal
    office.post(propose[0], {"op": "propose", "outcome": "admitted", "reason": ""})
    assert office.post(propose[1], {"op": "propose", "outcome": "refused", "reason": ""}).status_code == 400
    office.post(propose[1], {"op": "propose", "outcome": "refused", "reason": "Un marché trop étroit."})
    with django_capture_on_commit_callbacks(execute=True):
        office.post(page, {"said": "Deux bons dossiers."})
    assert [m.attachments[0][2] for m in mail.outbox[-2:]] == ["application/pdf"] * 2
    first, second = (Application._base_manager.select_related("venture").get(pk=file.pk) for file in held.files)
    assert (first.state, first.venture.state, second.state) == (State.ADMITTED, Venture.State.ADMITTED, State.REFUSED)
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert office.get(reverse("incubator:minutes", args=[held.found.pk, kind])).content.startswith(start)
    team = signed_in(second.venture.founders.model._base_manager.get(venture=second.venture).user)
    assert team.get(reverse("incubator:letter", args=[second.pk])).content.startswith(b"%PDF")
    assert team.get(page).status_code == 404
    team.post(second.get_absolute_url(), {"op": "appeal", "text": "Le marché est européen."})
    office.post(reverse("incubator:screen", args=[second.pk]), {"op": "answer", "upheld": "no", "answer": "Nous relisons."})
    assert Application._base_manager.get(pk=second.pk).state == State.ELIGIBLE

    office.post(propose[1], {"op": "propose", "outcome": "admitted", "reason": ""})
    office.post(page, {"said": "Admis après appel."})  # the one place is taken by whoever was admitted before
    assert Round._base_manager.get().state == Round.State.PUBLISHED
    office.post(propose[1], {"op": "propose", "outcome": "waiting", "reason": "La prochaine place."})
    office.post(page, {"said": "Relu après appel."})
    decided = Round._base_manager.get()
    assert (decided.state, decided.said) == (Round.State.DECIDED, "Relu après appel.")
    assert [(one["said"], len(one["files"])) for one in decided.minutes["before"]] == [("Deux bons dossiers.", 2)]
    told = str(papers.minutes(decided).blocks(Voice("en")))
    assert told.index("Relu après appel.") < told.index("before an appeal") < told.index("Deux bons dossiers.")


def test_nobody_of_the_office_who_is_tied_to_a_file_takes_the_decision_of_its_round(signed_in: Any) -> None:
    held = jury(places=1)
    person = MembershipFactory(organisation=held.found.organisation, manages=True).user
    with acting(SYSTEM):
        for file in held.files:
            actions.propose(SYSTEM, file, "refused", "Un marché trop étroit.")
        actions.find_tie(SYSTEM, held.found, held.files[0].venture, person, "Un frère dans l'équipe.")
    close(held.found)
    page = reverse("incubator:ranking", args=[held.found.pk])
    tied = signed_in(person)
    assert "somebody else of the office takes its decisions" in tied.get(page, headers={"Accept-Language": "en"}).content.decode()
    tied.post(page)
    assert Round._base_manager.get().state == Round.State.PUBLISHED
    signed_in(MembershipFactory(organisation=held.found.organisation, manages=True).user).post(page)
    assert Round._base_manager.get().state == Round.State.DECIDED


def test_pages_of_a_round_ask_few_questions_of_the_database(signed_in: Any, django_assert_max_num_queries: Any) -> None:
    held = jury()
    for name in ("Bora", "Cers", "Foehn"):
        applied(held.found, name=name)
    office = signed_in(MembershipFactory(organisation=held.found.organisation, manages=True).user)
    for url in ("applications", "jury", "ranking", "form"):
        office.get(reverse(f"incubator:{url}", args=[held.found.pk]))
        with django_assert_max_num_queries(20):
            assert office.get(reverse(f"incubator:{url}", args=[held.found.pk])).status_code == 200
    reader = signed_in(held.jurors[1].user)
    with django_assert_max_num_queries(20):
        assert reader.get(reverse("incubator:reading")).status_code == 200
