"""The audit trail: a chain that refuses change, and that an outsider can verify."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from campus5g.portal.base.actions import deed
from campus5g.portal.base.audit import check_chain, export, history, record
from campus5g.portal.base.decisions import ALLOWED
from campus5g.portal.base.models import AuditEvent, AuditHead
from tests.portal.factories.directory import OrganisationFactory, actor_for
from tests.portal.factories.needs import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[AuditEvent]:
    """Five deeds on one need."""
    need = NeedFactory()
    actor = actor_for(need.organisation)
    for number in range(5):
        with deed(actor, "test.event", right=ALLOWED) as done:
            done.on(need, number=number, text="é « ok »")
    return list(history(need))


def sql(statement: str, *values: object) -> None:
    """Write past the models, as somebody with the database in hand would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.update(verb="forged"),
        lambda event: AuditEvent.objects.bulk_update([event], ["verb"]),
        lambda event: AuditEvent._base_manager.update(verb="forged"),
        lambda event: AuditEvent._base_manager.all().delete(),
    ],
)
def test_an_event_is_never_changed_nor_deleted(events: list[AuditEvent], attempt: Callable[[AuditEvent], object]) -> None:
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        attempt(events[2])
    assert check_chain().intact
    assert check_chain().events == len(events)


def test_each_event_follows_the_one_before_it(events: list[AuditEvent]) -> None:
    assert [event.prev for event in events[1:]] == [event.digest for event in events[:-1]]
    assert AuditHead.objects.get().digest == events[-1].digest
    assert check_chain().events == 5


def test_an_empty_trail_is_intact() -> None:
    assert check_chain().intact
    assert list(export()) == [{"head": "0" * 64}]


def test_a_changed_event_is_located(events: list[AuditEvent]) -> None:
    forged = events[2].payload.replace('"number":2', '"number":7')
    sql("UPDATE base_auditevent SET payload = %s WHERE id = %s", forged, events[2].pk)
    assert check_chain().fault_at == 3


def test_a_deleted_event_is_located(events: list[AuditEvent]) -> None:
    sql("DELETE FROM base_auditevent WHERE id = %s", events[1].pk)
    assert check_chain().fault_at == 2


def test_two_swapped_events_are_located(events: list[AuditEvent]) -> None:
    first, second = events[1], events[2]
    sql("UPDATE base_auditevent SET payload = %s WHERE id = %s", second.payload, first.pk)
    sql("UPDATE base_auditevent SET payload = %s WHERE id = %s", first.payload, second.pk)
    assert check_chain().fault_at == 2


def test_an_inserted_event_is_located(events: list[AuditEvent]) -> None:
    AuditEvent(at=events[0].at, verb="forged", payload="{}", prev="1" * 64, digest="2" * 64).save()
    assert check_chain().fault_at == 6


def test_a_trail_cut_at_its_end_is_found_by_its_head(events: list[AuditEvent]) -> None:
    sql("DELETE FROM base_auditevent WHERE id >= %s", events[3].pk)
    assert not check_chain().intact
    sql("DELETE FROM base_audithead")
    assert not check_chain().intact


def test_an_event_tells_persons_by_number_alone(events: list[AuditEvent]) -> None:
    actor = actor_for(OrganisationFactory())
    event = record(actor, "test.person", None, {})
    assert json.loads(event.payload)["actor"] == actor.user_id
    assert set(json.loads(event.payload)) == {"at", "verb", "actor", "organisation", "subject", "facts"}


class TestExport:
    """The export is proven by a command that needs neither the database nor the portal."""

    def verify(self, path: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "LANG": "C.UTF-8", "CAMPUS5G_DATA": str(tmp_path / "nowhere"), "DJANGO_SETTINGS_MODULE": "no.such"}
        command = [sys.executable, "-m", "campus5g", "verify-audit", str(path)]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def test_it_is_verified_without_the_database_and_a_tampered_line_is_located(
        self, events: list[AuditEvent], tmp_path: Path, signed_in: Callable[..., Client]
    ) -> None:
        answer = signed_in(organisation=OrganisationFactory(office=True)).get("/audit/export")
        whole = b"".join(answer.streaming_content).decode()
        path = tmp_path / "audit.jsonl"
        path.write_text(whole, encoding="utf-8")
        proven = self.verify(path, tmp_path)
        assert proven.returncode == 0, proven.stderr
        assert events[-1].digest in proven.stdout
        path.write_text(whole.replace('"number": 1', '"number": 9'), encoding="utf-8")
        broken = self.verify(path, tmp_path)
        assert broken.returncode == 1
        assert "event 2" in broken.stderr

    def test_the_office_alone_reads_and_exports_it(self, signed_in: Callable[..., Client]) -> None:
        office, company = signed_in(organisation=OrganisationFactory(office=True)), signed_in(organisation=OrganisationFactory())
        for url in ("/audit/", "/audit/export"):
            assert office.get(url).status_code == 200
            assert company.get(url).status_code == 403

    def test_the_page_says_whether_the_chain_holds(self, events: list[AuditEvent], signed_in: Callable[..., Client]) -> None:
        office = signed_in(organisation=OrganisationFactory(office=True))
        office.cookies["django_language"] = "en"
        assert "intact" in office.get("/audit/?check=1").content.decode()
        sql("UPDATE base_auditevent SET payload = '{}' WHERE id = %s", events[2].pk)
        assert "event 3 was changed" in office.get("/audit/?check=1").content.decode()
