"""Saying what is done, by whom, when, and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.documents import content as documents
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import Actor
from campus5g.portal.dossiers.models import Effort, Outcome, WorkPackage
from campus5g.portal.dossiers.permissions import can_write_dossier
from campus5g.portal.projects.models import Partner, Project


@dataclass(frozen=True, slots=True)
class Work:
    """What is said of a work package. ``efforts`` name partners by number."""

    title: str
    text: str
    first_month: int
    months: int
    outcomes: tuple[documents.Outcome, ...] = ()
    efforts: tuple[documents.Effort, ...] = ()

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def check(self, project: Project) -> None:
        """Refuse work outside the project, and outcomes outside the work."""
        if self.first_month < 1 or self.months < 1 or self.last_month > project.months:
            raise BadInput(
                "months",
                msg("months %(first)s to %(last)s", first=self.first_month, last=self.last_month),
                msg("months within 1 to %(n)s, the duration of the project", n=project.months),
            )
        for outcome in self.outcomes:
            if not self.first_month <= outcome.month <= self.last_month:
                raise BadInput(
                    "outcomes",
                    msg("“%(title)s” in month %(month)s", title=outcome.title, month=outcome.month),
                    msg("a month of the work package, %(first)s to %(last)s", first=self.first_month, last=self.last_month),
                )
        for effort in self.efforts:
            if effort.person_months < 0:
                raise BadInput("efforts", msg("person-months below zero"), msg("0 or more"))


def save_work(
    actor: Actor, project: Project, work: Work, partners: Sequence[Partner], package: WorkPackage | None = None
) -> WorkPackage:
    """Add or change a work package, with what comes out of it and who works how much."""
    work.check(project)
    with deed(actor, "dossiers.work", right=can_write_dossier(actor, project)) as done:
        package = package or WorkPackage(project=project)
        package.title, package.text = work.title.strip(), work.text.strip()
        package.first_month, package.months = work.first_month, work.months
        package.save()
        package.partners.set(partners)
        _keep_outcomes(package, work.outcomes)
        _keep_efforts(package, work.efforts, partners)
        done.on(project, package=package.pk, first_month=work.first_month, months=work.months, outcomes=len(work.outcomes))
    return package


def _keep_outcomes(package: WorkPackage, outcomes: tuple[documents.Outcome, ...]) -> None:
    Outcome.objects.filter(package=package).delete()
    Outcome.objects.bulk_create(
        Outcome(package=package, title=outcome.title.strip(), month=outcome.month, kind=outcome.kind.value)
        for outcome in outcomes
    )


def _keep_efforts(package: WorkPackage, efforts: tuple[documents.Effort, ...], partners: Sequence[Partner]) -> None:
    """Keep what is above zero, of the partners that do the work."""
    doing = {str(partner.pk): partner for partner in partners}
    Effort.objects.filter(package=package).delete()
    Effort.objects.bulk_create(
        Effort(package=package, partner=doing[effort.partner_id], person_months=effort.person_months)
        for effort in efforts
        if effort.partner_id in doing and effort.person_months
    )


def remove_work(actor: Actor, package: WorkPackage) -> None:
    project = package.project
    with deed(actor, "dossiers.remove_work", right=can_write_dossier(actor, project)) as done:
        done.on(project, removed=package.title)
        package.delete()
