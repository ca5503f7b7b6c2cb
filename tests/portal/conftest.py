"""What every test of the portal may ask for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from campus5g.portal.accounts.models import User
from campus5g.portal.directory.models import Organisation
from tests.portal.factories.directory import MembershipFactory


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Return a browser signed in as ``person``; or as a new manager of ``organisation``."""

    def make(person: User | None = None, organisation: Organisation | None = None, *, manages: bool = True) -> Client:
        person = person or MembershipFactory(organisation=organisation, manages=manages).user
        client = Client()
        client.force_login(person)
        return client

    return make
