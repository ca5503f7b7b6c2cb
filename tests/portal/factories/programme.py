"""A programme with its carriers and its funder, and what stands in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory

from campus5g.portal.base.actor import SYSTEM
from campus5g.portal.base.clock import today
from campus5g.portal.base.models import Grant
from campus5g.portal.base.scope import acting
from campus5g.portal.programme.models import Action, Milestone, Participant, Programme, Strand
from tests.portal.factories.directory import OrganisationFactory


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A running programme of three years, held by an office."""

    class Meta:
        model = Programme

    organisation = factory.SubFactory(OrganisationFactory, office=True)
    title = factory.Sequence(lambda n: f"Programme number {n}")
    state = Programme.State.RUNNING
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=200))
    ends_on = factory.LazyAttribute(lambda made: made.starts_on + timedelta(days=3 * 365))
    base_starts_on = factory.LazyAttribute(lambda made: made.starts_on)
    base_ends_on = factory.LazyAttribute(lambda made: made.ends_on)
    followed_until = factory.LazyAttribute(lambda made: made.ends_on + timedelta(days=5 * 365))

    @classmethod
    def _create(cls, model_class: type[Programme], *args: Any, **kwargs: Any) -> Programme:
        programme: Programme = model_class._base_manager.create(*args, **kwargs)
        return programme


class ParticipantFactory(factory.django.DjangoModelFactory):
    """A carrier, with the grant that lets it see the programme."""

    class Meta:
        model = Participant

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Participant.Role.CARRIER
    since = factory.LazyAttribute(lambda made: made.programme.starts_on)

    @classmethod
    def _create(cls, model_class: type[Participant], *args: Any, **kwargs: Any) -> Participant:
        made: Participant = model_class._base_manager.create(*args, **kwargs)
        Grant.objects.get_or_create(
            subject_label="programme.programme",
            subject_id=made.programme_id,
            organisation=made.organisation,
            why="programme",
            ended_at=None,
        )
        return made


def make_strand(programme: Programme, title: str = "Campus 5G", owner: Participant | None = None) -> Strand:
    days = {name: getattr(programme, name) for name in ("starts_on", "ends_on", "base_starts_on", "base_ends_on")}
    number = Strand._base_manager.filter(programme=programme).count() + 1
    made: Strand = Strand._base_manager.create(programme=programme, number=number, title=title, owner=owner, **days)
    return made


def make_action(strand: Strand, title: str = "Open the training hall", owner: Participant | None = None, **days: date) -> Action:
    starts = days.get("starts_on", strand.starts_on)
    ends = days.get("ends_on", strand.ends_on)
    made: Action = Action._base_manager.create(
        programme=strand.programme, strand=strand, number=Action._base_manager.filter(strand=strand).count() + 1, title=title, owner=owner,
        starts_on=starts, ends_on=ends, base_starts_on=starts, base_ends_on=ends, state=Action.State.RUNNING,
    )  # fmt: skip
    return made


def make_milestone(
    action: Action, due: date, title: str = "The hall is open", after: tuple[Milestone, ...] = (), **said: Any
) -> Milestone:
    number = Milestone._base_manager.filter(action=action).count() + 1
    made: Milestone = Milestone._base_manager.create(
        programme=action.programme, action=action, number=number, title=title, due=due, base_due=said.pop("base_due", due), **said
    )
    with acting(SYSTEM):
        made.after.set(after)
    return made
