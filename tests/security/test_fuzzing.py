"""Whatever is sent to the API, it answers as its description says, and never by an error of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from campus5g.portal.api.actions import create_token
from campus5g.portal.directory.people import actor_of
from campus5g.portal.wsgi import application
from tests.security.doors import API, operations, places_of, undone
from tests.security.world import Knocker

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12


@pytest.fixture(scope="module")
def described(knocker: Knocker) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application)


@pytest.fixture(scope="module")
def token(knocker: Knocker) -> str:
    """A token of the office, who may ask for everything."""
    return create_token(actor_of(knocker.world.people["office"]), "fuzzing")[1]


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("door", operations())
def test_every_answer_is_one_that_the_description_names(
    described: schemathesis.BaseSchema, knocker: Knocker, token: str, door: str, mode: GenerationMode
) -> None:
    """Asked in order and out of order, of things made up and of things that are there; what an answer changed is undone."""
    method, path = door.split(" ")

    @given(case=described[API + path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        for real in (False, True) if case.path_parameters else (False,):
            if real:
                case.path_parameters.update({place: there[place] for place in case.path_parameters})
            with undone():
                case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

    with undone():
        there = places_of(door, knocker.world.seen_by("office"), knocker.world)
        ask()
