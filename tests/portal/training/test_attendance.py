"""Signing half-days: by a code that changes, once, at its hour, for one's own session; then the trainer; then certificates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campus5g.core.errors import BadInput
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.audit import check_chain
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.base.models import AuditEvent
from campus5g.portal.directory.models import Organisation
from campus5g.portal.training import attendance_views, codes, learner_views
from campus5g.portal.training.actions import cancel_registration, certify, countersign, enter_sheet, refuse_presence, revoke, sign
from campus5g.portal.training.models import Certificate, HalfDay, Presence, Registration, Session
from campus5g.portal.training.personal import learner_token, trainer_token
from tests.portal.factories.directory import OrganisationFactory
from tests.portal.factories.training import TrainerFactory, TrainingFactory, half, registered, session

pytestmark = pytest.mark.django_db
CODE, LINK, PRINTED = Presence.Method.CODE, Presence.Method.LINK, Presence.Method.PRINTED


class Room:
    """A session of one morning and one afternoon with a trainer and three learners, and its hours."""

    def __init__(self) -> None:
        training = TrainingFactory()
        self.body: Organisation = training.organisation
        self.trainer = TrainerFactory(organisation=self.body)
        booked = {"trainers": (self.trainer.pk,)}
        self.session: Session = session(half(**booked), half(part="pm", **booked), training=training)
        self.learners: list[Registration] = registered(self.session, 1, 2, 3)
        self.morning, self.afternoon = HalfDay._base_manager.filter(session=self.session).select_related("session__training")
        self.at: datetime = self.morning.starts_at + timedelta(minutes=2)

    def follow(self) -> None:
        """Have everything signed by everybody, and by the trainer."""
        for one in (self.morning, self.afternoon):
            at = one.starts_at + timedelta(minutes=1)
            for person in self.learners:
                sign(one, person, CODE, at=at)
            countersign(SYSTEM, one, self.trainer, ALLOWED, at=at)


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the hour of the pages."""

    def to(at: datetime) -> None:
        for module in (attendance_views, learner_views):
            monkeypatch.setattr(module, "now", lambda: at)
        monkeypatch.setattr("campus5g.portal.training.actions.attendance.present", lambda: at)

    return to


def test_a_code_is_taken_for_two_minutes_and_no_other_is(room: Room) -> None:
    token = codes.token_at(room.morning.pk, room.at)
    fresh = [codes.read_token(token, room.at + timedelta(seconds=s)).fresh for s in (0, 60, 119, 300)]  # type: ignore[union-attr]
    assert fresh[:2] == [True, True]
    assert not fresh[3]
    assert codes.read_token(token[:-1] + ("a" if token[-1] != "a" else "b"), room.at) is None
    typed = codes.typed_code(room.morning.pk, room.at)
    assert codes.takes(room.morning.pk, f"{typed[:3].lower()} {typed[3:]}", room.at + timedelta(seconds=60))
    assert not codes.takes(room.afternoon.pk, typed, room.at)


@pytest.mark.parametrize(("minutes", "said"), [(-31, "Too early"), (-30, None), (600, "Too late")])
def test_one_signs_from_half_an_hour_before_to_an_hour_after(room: Room, minutes: int, said: str | None) -> None:
    at = room.morning.starts_at + timedelta(minutes=minutes)
    if said is None:
        assert sign(room.morning, room.learners[0], CODE, at=at).counts
        return
    with pytest.raises(Conflict, match=said):
        sign(room.morning, room.learners[0], CODE, at=at)


def test_one_signs_a_half_day_once_and_for_ones_own_session(room: Room) -> None:
    sign(room.morning, room.learners[0], CODE, at=room.at)
    with pytest.raises(Conflict, match="Already signed, at"):
        sign(room.morning, room.learners[0], LINK, at=room.at)
    (stranger,) = registered(session(), 9)
    with pytest.raises(Conflict, match="another session"):
        sign(room.morning, stranger, CODE, at=room.at)


def test_signatures_from_one_device_late_or_by_a_printed_code_are_shown_to_the_trainer(room: Room) -> None:
    first, second, third = room.learners
    sign(room.morning, first, CODE, device="phone", at=room.at)
    sign(room.morning, second, CODE, device="phone", at=room.at)
    sign(room.morning, third, PRINTED, device="other", at=room.at + timedelta(hours=1))
    doubts = [one.doubts for one in Presence._base_manager.order_by("registration_id")]
    assert doubts == [["device"], ["device"], ["late", "printed"]]


def test_the_trainers_signature_notes_who_is_absent_and_closes_the_half_day(room: Room) -> None:
    first, second, third = room.learners
    sign(room.morning, first, CODE, at=room.at)
    (entered,) = enter_sheet(SYSTEM, room.morning, ALLOWED, {second.pk: True}, "flat battery", at=room.at)
    assert entered.method == "paper"
    countersign(SYSTEM, room.morning, room.trainer, ALLOWED, at=room.at)
    assert list(Presence._base_manager.order_by("registration_id").values_list("present", flat=True)) == [True, True, False]
    with pytest.raises(Conflict, match="noted you absent"):
        sign(room.morning, third, CODE, at=room.at)
    with pytest.raises(Conflict, match="signed this half-day already"):
        countersign(SYSTEM, room.morning, room.trainer, ALLOWED, at=room.at)
    signed = AuditEvent.objects.get(verb="training.countersign").payload
    assert f"[{second.pk},true]" in signed.replace(" ", "")
    assert check_chain().intact


def test_who_has_signed_stays_in_the_record(room: Room) -> None:
    sign(room.morning, room.learners[0], CODE, at=room.at)
    with pytest.raises(Conflict, match="stays in the record"):
        cancel_registration(SYSTEM, room.learners[0])
    assert cancel_registration(SYSTEM, room.learners[1]).state == "cancelled"


def test_paper_is_entered_with_a_reason_and_never_over_a_signature(room: Room) -> None:
    with pytest.raises(BadInput, match="why on paper"):
        enter_sheet(SYSTEM, room.morning, ALLOWED, {room.learners[0].pk: True}, " ", at=room.at)
    sign(room.morning, room.learners[0], CODE, at=room.at)
    assert enter_sheet(SYSTEM, room.morning, ALLOWED, {room.learners[0].pk: False}, "sheet", at=room.at) == []
    assert Presence._base_manager.get().present


def test_a_certificate_says_the_hours_signed_and_not_those_refused(room: Room) -> None:
    room.session.ends_on = room.session.starts_on = room.at.date() - timedelta(days=30)
    room.follow()
    refuse_presence(SYSTEM, Presence._base_manager.filter(half_day=room.morning).earliest("pk"), "not in the room", right=ALLOWED)
    made = certify(SYSTEM, room.session)
    assert [one.said["followed"] for one in made] == ["3.5", "7", "7"]
    assert {one.said["hours"] for one in made} == {"7"}
    with pytest.raises(Conflict, match="nobody to certify"):
        certify(SYSTEM, room.session)


def test_a_stranger_verifies_a_certificate_and_reads_when_it_holds_no_more(room: Room, client: Client) -> None:
    room.session.ends_on = room.session.starts_on = room.at.date() - timedelta(days=30)
    room.follow()
    certificate = certify(SYSTEM, room.session)[0]
    page = client.get(reverse("training:verify", args=[certificate.code]), headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "This certificate is genuine" in page.content.decode()
    assert certificate.said["learner"] in page.content.decode()
    revoke(SYSTEM, certificate, "issued by mistake")
    page = client.get(reverse("training:verify", args=[certificate.code]), headers={"accept-language": "en"})
    assert "holds no more" in page.content.decode()
    assert "issued by mistake" in page.content.decode()
    assert client.get(reverse("training:verify", args=["x" * 22])).status_code == 404
    assert len(set(Certificate._base_manager.values_list("code", flat=True))) == 3


def scanned(room: Room) -> str:
    return reverse("training:sign", args=[codes.token_at(room.morning.pk, room.at)])


def test_a_learner_scans_the_code_chooses_a_name_and_signs_without_an_account(
    room: Room, clock: Callable[[datetime], None]
) -> None:
    clock(room.at)
    phone = Client(headers={"accept-language": "en"})
    page = phone.get(scanned(room)).content.decode()
    assert "Ada L." in page or "Ada Learner1" in page
    assert "ada1@test.example" not in page
    held = re.search(r'name="pass" value="([^"]+)"', page)
    assert held
    form = {"pass": held[1], "who": room.learners[0].pk}
    assert "Signed at" in phone.post(scanned(room), form).content.decode()
    assert "Already signed" in phone.post(scanned(room), form).content.decode()
    passed_on = Client(headers={"accept-language": "en"}).post(scanned(room), {**form, "who": room.learners[1].pk})
    assert passed_on.status_code == 409
    assert "passed on" in passed_on.content.decode()
    assert Presence._base_manager.count() == 1


def test_a_code_seen_too_early_or_kept_too_long_says_so(room: Room, clock: Callable[[datetime], None]) -> None:
    phone = Client(headers={"accept-language": "en"})
    clock(room.at + timedelta(minutes=6))
    assert "out of date" in phone.get(scanned(room)).content.decode()
    clock(room.morning.starts_at - timedelta(days=1))
    early = phone.get(scanned(room))
    assert (early.status_code, "Too early" in early.content.decode()) == (409, True)


def test_a_learner_of_another_session_is_told_which_session_is_theirs(room: Room, clock: Callable[[datetime], None]) -> None:
    clock(room.at)
    (stranger,) = registered(session(), 9)
    phone = Client(headers={"accept-language": "en"})
    assert phone.get(reverse("training:mine", args=[learner_token(stranger)])).status_code == 200
    page = phone.get(scanned(room)).content.decode()
    assert "This code is that of another session" in page
    assert stranger.session.training.title in page


def test_one_signs_from_ones_own_page_with_the_six_characters(room: Room, clock: Callable[[datetime], None]) -> None:
    clock(room.at)
    phone, mine = Client(headers={"accept-language": "en"}), learner_token(room.learners[0])
    url = reverse("training:sign-mine", args=[mine])
    other = session()
    theirs = HalfDay._base_manager.filter(session=other, day=room.morning.day).first()
    assert theirs
    for typed, said in (
        ("AAAAAA", "not the code on the screen"),
        (codes.typed_code(theirs.pk, room.at), "another session"),
        (codes.typed_code(room.morning.pk, room.at), "Signed. Thank you."),
    ):
        assert said in phone.post(url, {"half": room.morning.pk, "code": typed}, follow=True).content.decode()
    assert Presence._base_manager.get().method == "link"


def test_guessing_codes_comes_to_an_end(room: Room, clock: Callable[[datetime], None]) -> None:
    clock(room.at)
    url = reverse("training:sign-mine", args=[learner_token(room.learners[0])])
    phone = Client(headers={"accept-language": "en"})
    for _ in range(20):
        phone.post(url, {"half": room.morning.pk, "code": "AAAAAA"})
    good = {"half": room.morning.pk, "code": codes.typed_code(room.morning.pk, room.at)}
    assert "Too many tries" in phone.post(url, good, follow=True).content.decode()
    assert not Presence._base_manager.exists()


def test_a_trainer_without_account_keeps_the_attendance_of_their_own_half_days_alone(
    room: Room, clock: Callable[[datetime], None]
) -> None:
    clock(room.at)
    key = trainer_token(room.trainer)
    browser = Client(headers={"accept-language": "en"})
    assert room.session.training.title in browser.get(reverse("training:teach", args=[key])).content.decode()
    screen = reverse("training:attendance", args=[key, room.morning.pk])
    assert "data:image/svg" in browser.get(screen).content.decode()
    signing = browser.post(reverse("training:countersign", args=[key, room.morning.pk]), follow=True)
    assert "noted absent" in signing.content.decode()
    other = HalfDay._base_manager.filter(session=session()).first()
    assert other
    assert browser.get(reverse("training:attendance", args=[key, other.pk])).status_code == 404
    assert browser.get(reverse("training:attendance", args=["me", room.morning.pk])).status_code == 302


def test_an_employer_never_opens_the_trainers_screen(room: Room, signed_in: Callable[..., Client]) -> None:
    company = signed_in(organisation=OrganisationFactory())
    assert company.get(reverse("training:attendance", args=["me", room.morning.pk])).status_code == 404
