"""What every answer carries, whoever asks: headers, log-in, protection of forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.security.doors import before, pages
from tests.security.test_matrix import table
from tests.security.world import Knocker

pytestmark = pytest.mark.django_db
READS = [door for door in table() if door.startswith("GET")]
WRITES = [door for door in table() if not door.startswith("GET")]
PUBLIC = {
    "home:home", "needs:public", "base:healthz", "base:legal", "base:logo", "base:language", "accounts:first", "directory:invitation",
    # From a mail and for an agenda: the address is the key.
    "calls:stop", "calls:agenda",
    # The calendar of public events, asking for a place, and what a personal link opens.
    "events:list", "events:calendar", "events:export", "events:detail", "events:event-calendar", "events:register", "events:asked",
    "events:mine", "events:leave-by-link", "events:badge", "events:feedback", "events:wishes", "events:meetings-calendar",
    # The shared catalogue, what a personal link of a learner or trainer opens, signing by the code of a half-day, certificates.
    "training:list", "training:export", "training:detail", "training:programme", "training:sessions", "training:export-sessions",
    "training:session", "training:session-ics", "training:teach", "training:mine", "training:answer", "training:sign-mine",
    "training:mine-ics", "training:my-sessions", "training:sign", "training:my-certificate", "training:verify", "training:evaluate",
    # The calls of the incubator, and what a mail's link opens.
    "incubator:list", "incubator:round", "incubator:confirm", "incubator:join",
    # The published figures of investments, and as open data.
    "territory:list", "territory:map", "territory:export", "territory:catalogue", "territory:investment",
    # What 5G changes, the self-assessment, what is kept about people.
    "awareness:discover", "awareness:check", "awareness:result", "privacy:register",
    # The accounts library: signing in, and getting a new password.
    "account_login", "account_logout", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_confirm_login_code", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate",
}  # fmt: skip
"""The pages that a visitor may open. Everything else leads to the sign-in page."""
CACHED = {"studies:numbers"}
"""Pictures that never change for a number, kept by the reader's browser alone."""


def answered(knocker: Knocker, door: str, persona: str, **headers: str) -> HttpResponse:
    with before(door, knocker.world.seen_by(persona), knocker.world) as (method, url, body):
        answer = knocker.ask(persona, method, url, body, **headers)
    answer.getvalue()  # read to its end, which closes it
    return answer


@pytest.mark.parametrize("persona", ["anonymous", "company.own"])
def test_every_answer_carries_the_headers_that_protect_it(knocker: Knocker, persona: str) -> None:
    lacking = {door: found for door in READS if (found := sorted(faults(answered(knocker, door, persona), door, persona)))}
    assert lacking == {}


def faults(answer: HttpResponse, door: str, persona: str) -> Iterator[str]:
    wanted = {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip
    yield from (name for name, value in wanted.items() if answer.get(name) != value)
    policy = {part.split()[0]: part.split()[1:] for part in answer.get("Content-Security-Policy", "").split("; ") if part}
    if (
        policy.get("script-src") != ["'self'"]
        or policy.get("default-src") != ["'self'"]
        or policy.get("object-src") != ["'none'"]
    ):
        yield "Content-Security-Policy"
    if policy.get("frame-ancestors") != ["'none'"] or policy.get("form-action") != ["'self'"] or "base-uri" not in policy:
        yield "Content-Security-Policy of frames and forms"
    if not {"camera=()", "microphone=()"} <= set(answer.get("Permissions-Policy", "").split(", ")):
        yield "Permissions-Policy"
    if persona != "anonymous" and door.split()[1] not in CACHED and "no-store" not in answer.get("Cache-Control", ""):
        yield "Cache-Control"
    if persona != "anonymous" and door.split()[1] in CACHED and "private" not in answer.get("Cache-Control", ""):
        yield "Cache-Control: private"


def test_every_page_needs_a_log_in_but_the_public_ones(knocker: Knocker) -> None:
    for door in table():
        name, answer = door.split()[1], answered(knocker, door, "anonymous")
        if "/" in name:
            assert answer.status_code == 401, door
        else:
            asked_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
            assert asked_in != (name in PUBLIC), door


def test_the_public_pages_are_pages(knocker: Knocker) -> None:
    assert set(pages()) >= PUBLIC
    assert knocker.client.get("/api/v1/openapi.json").status_code == 200


def test_no_form_and_no_operation_is_sent_from_another_site(knocker: Knocker) -> None:
    """Without the token of the form, every unsafe request of a signed-in person is refused."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["sessionid"] = knocker.sessions["office"]
    loose = {}
    for door in WRITES:
        with before(door, knocker.world.seen_by("office"), knocker.world) as (method, url, _body):
            answer = strict.generic(method, url, "{}", "application/json")
        if answer.status_code != 403:
            loose[door] = answer.status_code
    assert loose == {}


def test_no_number_breaks_a_door(knocker: Knocker) -> None:
    """A number beyond what the database keeps is a thing that is not there."""
    broken = {}
    for door in table():
        with before(door, knocker.world.seen_by("office"), knocker.world) as (method, url, body):
            parts = [str(2**70) if part.isdigit() else part for part in url.split("/")]
            if "/".join(parts) == url:
                continue
            answer = knocker.ask("office", method, "/".join(parts), body)
        answer.getvalue()  # read to its end, which closes it
        if answer.status_code not in {404, 422}:
            broken[door] = answer.status_code
    assert broken == {}
