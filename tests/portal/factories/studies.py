"""Studies: queued ones, made without the queue, and finished ones run for real on a small site."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from campus5g.network.wishes import Wishes
from campus5g.portal.base.clock import today
from campus5g.portal.base.jobs import run_job
from campus5g.portal.base.models import Job
from campus5g.portal.directory.people import actor_of
from campus5g.portal.needs.models import Need
from campus5g.portal.studies.actions import KIND, launch_study
from campus5g.portal.studies.models import Study
from tests.portal.factories.directory import MembershipFactory
from tests.portal.factories.needs import NeedFactory


class StudyFactory(DjangoModelFactory):
    """A study that waits for its turn. ``running``, ``interrupted`` and ``failed`` are states of its job."""

    class Meta:
        model = Study
        skip_postgeneration_save = True

    need = factory.SubFactory(NeedFactory, stated=True)
    organisation = factory.SelfAttribute("need.organisation")
    on = factory.LazyFunction(today)
    cell_m = 40.0

    @factory.post_generation
    def state(self: Study, _create: bool, extracted: str | None, **values: object) -> None:
        self.job = Job.objects.model(
            kind=KIND, organisation=self.organisation, subject_label="studies.study", subject_id=self.pk,
            state=extracted or Job.State.QUEUED, **values,
        )  # fmt: skip
        self.job.save()
        self.save()


def finished_study(need: Need | None = None, wishes: Wishes | None = None) -> Study:
    """A study launched by the need's organisation and run to its end, as the worker would."""
    need = need or NeedFactory(stated=True)
    actor = actor_of(MembershipFactory(organisation=need.organisation).user)
    study = launch_study(actor, need, wishes=wishes)
    run_job.func(study.job_id)
    return Study._base_manager.select_related("need__organisation", "job").get(pk=study.pk)
