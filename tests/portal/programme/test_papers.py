"""Minutes are written in the portal once the committee met, and printed with its decisions; the print of the trail is a paper too."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.test import Client

from campus5g.portal.accounts.models import User
from campus5g.portal.base.clock import now
from campus5g.portal.base.decisions import Conflict, Denied
from campus5g.portal.base.models import AuditHead
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.people import actor_of
from campus5g.portal.programme import actions
from campus5g.portal.programme.models import Meeting
from tests.portal.factories.directory import MembershipFactory, OrganisationFactory
from tests.portal.factories.programme import ParticipantFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def words(data: bytes) -> str:
    assert data.startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the text of the pdf cannot be read back")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_minutes_are_written_after_the_meeting_and_printed_with_its_decisions() -> None:
    programme = ProgrammeFactory(organisation=OrganisationFactory(office=True, bare=True))
    person = MembershipFactory(organisation=programme.organisation, manages=True).user
    carrier = ParticipantFactory(programme=programme)
    own = MembershipFactory(organisation=carrier.organisation).user
    with acting(actor_of(person)) as office:
        meeting = actions.call_meeting(office, programme, now() - timedelta(hours=3), "Town hall", "Advance of the hall")
        decision = actions.ask_resolution(office, meeting, "Open the hall in May")
        with pytest.raises(Conflict, match="Say first"):
            actions.write_minutes(office, meeting, "Too early")
        actions.hold_meeting(office, meeting, "Ms Leroy, Mr Declerck")
        actions.write_minutes(office, meeting, "The hall is late.\n\n- the roof is done\n- #the floor *is not*")
        actions.decide(office, decision, taken=True, owner=carrier)
    with acting(actor_of(own)) as partner, pytest.raises(Denied):
        actions.write_minutes(partner, meeting, "Another story")
    client = Client()
    client.force_login(User.objects.get(pk=own.pk))
    page = client.get(f"/programme/meetings/{meeting.pk}/").content.decode()
    assert "The hall is late." in page
    said = words(client.get(f"/programme/meetings/{meeting.pk}/minutes.pdf", headers={"accept-language": "en"}).content)
    for told in ("Ms Leroy", "Advance of the hall", "#the floor *is not*", "Open the hall in May", carrier.organisation.name):
        assert told in said
    Meeting._base_manager.filter(pk=meeting.pk).update(held_at=None)
    assert client.get(f"/programme/meetings/{meeting.pk}/minutes.pdf").status_code == 404


def test_the_print_of_the_trail_is_a_paper_that_holds_its_head() -> None:
    programme = ProgrammeFactory(organisation=OrganisationFactory(office=True, bare=True))
    person = MembershipFactory(organisation=programme.organisation, manages=True).user
    with acting(actor_of(person)) as office:
        actions.send_anchor(office, programme)
    client = Client()
    client.force_login(person)
    said = words(client.get(f"/programme/{programme.pk}/anchor.pdf").content)
    assert AuditHead.objects.get(pk=1).digest in said.replace(" ", "")
