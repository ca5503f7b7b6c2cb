"""Solutions, and introductions as far as the office or both sides took them."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from campus5g.portal.base.scope import acting
from campus5g.portal.needs.models import Need
from campus5g.portal.solutions.actions import answer, ask_introduction, decide
from campus5g.portal.solutions.models import Introduction, Solution
from tests.portal.factories.directory import OrganisationFactory, actor_for, office_actor


class SolutionFactory(factory.django.DjangoModelFactory):
    """A published solution of a start-up that listens to bearings; ``draft`` is not published yet."""

    class Meta:
        model = Solution

    class Params:
        draft = factory.Trait(state=Solution.State.DRAFT.value, published_at=None)

    organisation = factory.SubFactory(OrganisationFactory, startup=True)
    title = factory.Sequence(lambda n: f"Listening box {n}")
    kind = Solution.Kind.STARTUP.value
    summary = "Wireless sensors that hear a bearing wear out before it breaks."
    text = "Vibration sensors and predictive maintenance of bearings on cranes."
    language = "en"
    uses = factory.LazyFunction(lambda: ["maintenance"])
    trl = 8
    proof = "Six months on forty machines."
    price_low_cents = 1_500_000
    price_high_cents = 2_000_000
    equipment = "bearings, cranes"
    state = Solution.State.PUBLISHED.value
    published_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Solution], *args: Any, **kwargs: Any) -> Solution:
        made: Solution = model_class._base_manager.create(*args, **kwargs)
        return made


def asked(need: Need, solution: Solution | None = None) -> Introduction:
    """The people of a need ask to meet the owner of a solution."""
    actor = actor_for(need.organisation)
    with acting(actor):
        return ask_introduction(
            actor,
            solution or SolutionFactory(),
            need,
            Introduction.Side.NEED,
            "We stop eighty times a year.",
            "Ada, 03 00 00 00 00",
        )


def proposed(need: Need, solution: Solution | None = None) -> Introduction:
    """… and the office proposes it."""
    actor = office_actor()
    introduction = asked(need, solution)
    with acting(actor):
        return decide(actor, introduction, accepts=True)


def in_contact(need: Need, solution: Solution | None = None) -> Introduction:
    """… and the other side accepts."""
    introduction = proposed(need, solution)
    actor = actor_for(introduction.other)
    with acting(actor):
        return answer(actor, introduction, accepts=True, contact="Grace, grace@box.example")
