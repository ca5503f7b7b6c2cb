"""A new campus is laid out at once, an old one is brought up to date step by step: both end with the same tables."""

from __future__ import annotations

import json

import pytest

from tests.durability.conftest import Campus

pytestmark = pytest.mark.slow
CACHE = "cache"  # made by a command of its own
WIDER = {"auth_group_permissions"}
"""The framework's own migrations number its rows on eight bytes where its models say four; no campus has groups."""


def test_what_is_laid_out_at_once_is_what_all_migrations_make(campus: Campus, elsewhere: Campus) -> None:
    elsewhere.run("django", "migrate", "--verbosity", "0")
    at_once, step_by_step = json.loads(campus.do("describe")), json.loads(elsewhere.do("describe"))
    assert set(at_once) - {CACHE} == set(step_by_step) - {CACHE}
    assert {table for table in step_by_step if at_once[table] != step_by_step[table]} <= WIDER
    assert elsewhere.check()["intact"], "the trail has its head on both ways"


def test_a_database_that_is_not_empty_is_not_laid_out_again(on_sqlite: Campus) -> None:
    process = on_sqlite.start("django", "lay_out")
    said, complaint = process.communicate()
    assert (said, process.returncode) == ("", 1)
    assert "The database is not empty" in complaint
