"""The demonstration solutions and introductions of the territory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine

from campus5g.core.benefit import Use
from campus5g.portal.base import loading
from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.scope import acting
from campus5g.portal.directory.actions import load_community, load_territory
from campus5g.portal.directory.people import actor_of, managers_of
from campus5g.portal.needs.loading import load_needs
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.loading import load_solutions
from campus5g.portal.solutions.models import Introduction, Solution
from campus5g.portal.solutions.pairing import solutions_for

pytestmark = pytest.mark.django_db
DUNKERQUE = Path(__file__).resolve().parents[3] / "dunkerque"


@time_machine.travel(date(2026, 11, 21))
def test_the_territory_offers_25_solutions_of_every_use_and_each_of_its_needs_finds_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_loaders", [(10, load_community), (30, load_needs), (35, load_solutions)])
    load_territory(SYSTEM, DUNKERQUE)
    with acting(SYSTEM):
        load_solutions(DUNKERQUE, SYSTEM)
        solutions = list(Solution.objects.select_related("organisation"))
        assert len(solutions) == 25
        assert all(one.organisation.fictitious and one.state == Solution.State.PUBLISHED for one in solutions)
        assert {use for one in solutions for use in one.known_uses} == set(Use)
        assert {one.kind for one in solutions} == set(Solution.Kind.values)
        assert sorted(Introduction.objects.values_list("state", flat=True)) == ["asked", "asked", "met", "proposed"]
        needs = list(Need.objects.select_related("organisation"))
    for need in needs:
        person = actor_of(managers_of(need.organisation_id).first())
        with acting(person):
            found = solutions_for(need)
        assert found, need.title
        assert set(found[0].thing.known_uses) & set(need.known_uses), need.title
