"""The verbs of a study."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from campus5g.core.codec import dump, to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.network.plan import PlanGrids
from campus5g.network.wishes import Wishes, check_wishes
from campus5g.portal.accounts.models import User
from campus5g.portal.base import jobs
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.actions import move_on
from campus5g.portal.needs.actions.words import refuse_telling
from campus5g.portal.needs.models import Need, NeedLink
from campus5g.portal.needs.naming import refuse_naming
from campus5g.portal.studies.figures import figures_of
from campus5g.portal.studies.models import KIND_LENGTH, SharedFigures, Study, answers_of, pack
from campus5g.portal.studies.permissions import (
    can_launch_study,
    can_resume_study,
    can_share_figures,
    can_stop_study,
    can_withdraw_figures,
)
from campus5g.portal.studies.wishes import kept
from campus5g.study.types import Study as CoreStudy

KIND = "studies.study"


def launch_study(actor: Actor, need: Need, *, seed: int = 0, name: str = "", wishes: Wishes | None = None) -> Study:
    """Queue a study of a stated need, with what is wished of its plan; one at a time for each need."""
    if wishes is not None and need.core_site is not None:
        check_wishes(need.core_site, wishes)
    refuse_telling(actor, need, name, "name")
    with deed(actor, "studies.launch", right=can_launch_study(actor, need)) as done:
        Need._base_manager.select_for_update().get(pk=need.pk)
        right = can_launch_study(actor, need)
        if not right.allowed and right.reason is not None:
            raise Conflict(right.reason)
        study = Study(
            organisation_id=need.organisation_id, need=need, on=today(), seed=seed, cell_m=cell_of(need),
            created_by_id=actor.user_id, name=name.strip(), wishes=kept(wishes or Wishes()),
        )  # fmt: skip
        study.save()
        study.job = jobs.queue(KIND, study, need.organisation_id, actor.user_id)
        study.save(update_fields=["job"])
        done.on(study, need=need.pk, on=study.on.isoformat(), seed=seed, wishes=study.wishes)
        done.tell(_people(study), msg("The study of “%(title)s” has started", title=need.title), study.get_absolute_url())
    return study


def stop_study(actor: Actor, study: Study) -> None:
    """Ask a study to stop at its next word; what it has finished is kept."""
    with deed(actor, "studies.stop", right=can_stop_study(actor, study)) as done:
        jobs.ask_cancel(study.job)
        done.on(study)


def resume_study(actor: Actor, study: Study) -> None:
    """Take up a stopped, failed or interrupted study; its finished steps are not done twice."""
    with deed(actor, "studies.resume", right=can_resume_study(actor, study)) as done:
        jobs.resume(study.job)
        done.on(study, attempt=study.job.attempt + 1)


def finish_study(study: Study, found: CoreStudy, grids: PlanGrids | None) -> None:
    """Keep what the worker found, move the need on, and tell its people and the office."""
    with deed(SYSTEM, "studies.finish", right=ALLOWED) as done:
        study.result, study.summary = dump(found), {"answers": [to_plain(answer) for answer in answers_of(found)]}
        if grids is not None:
            study.grids.save(f"{secrets.token_hex(16)}.npz", ContentFile(pack(grids)), save=False)
        study.finished_at = timezone.now()
        study.save(update_fields=["result", "summary", "grids", "finished_at"])
        move_on(SYSTEM, study.need, Need.State.STUDIED)
        done.on(study, planned=found.plan is not None, antennas=len(found.plan.antennas) if found.plan else 0)
        done.tell(_people(study), msg("The study of “%(title)s” is ready", title=study.need.title), study.get_absolute_url())


def tell_failure(study: Study, why: Message) -> None:
    """Tell who waits for a study that it could not be done."""
    with deed(SYSTEM, "studies.fail", right=ALLOWED) as done:
        done.on(study)
        sentence = msg("The study of “%(title)s” could not be done: %(why)s", title=study.need.title, why=why)
        done.tell(_people(study), sentence, study.get_absolute_url())


def share_figures(actor: Actor, study: Study, site_kind: str, *, named: bool) -> SharedFigures:
    """Let everybody read a range of euros for each use of a study, under the kind of its site; ``named``: under its name too."""
    site_kind = " ".join(site_kind.split())[:KIND_LENGTH]
    if not site_kind:
        raise BadInput("site_kind", msg("nothing"), msg("a few words, such as “a container terminal”"))
    if named and study.need.anonymous:
        raise BadInput(
            "named", msg("the name of an anonymous need"), msg("figures without a name, or a need that is not anonymous")
        )
    if not named:
        refuse_naming(study.need.organisation, {"site_kind": site_kind}, study.need.site_name)
    with deed(actor, "studies.share_figures", right=can_share_figures(actor, study)) as done:
        figures = figures_of(study)
        if not figures:
            raise Conflict(msg("The gains of this study are not assessed yet: there is nothing to share."))
        Study._base_manager.select_for_update(of=("self",)).get(pk=study.pk)
        if SharedFigures._base_manager.filter(study=study, withdrawn_at=None).exists():
            raise Conflict(msg("These figures are shared already."))
        shared = SharedFigures(
            organisation_id=study.organisation_id, study=study, figures=figures, site_kind=site_kind, named=named,
            shared_by_id=actor.user_id, shared_at=timezone.now(),
        )  # fmt: skip
        shared.save()
        done.on(study, shared=shared.pk, named=named, figures=shared.figures)
    return shared


def withdraw_figures(actor: Actor, shared: SharedFigures) -> None:
    """Take shared figures back: from this moment nobody else reads them."""
    with deed(actor, "studies.withdraw_figures", right=can_withdraw_figures(actor, shared)) as done:
        if shared.withdrawn_at is not None:
            raise Conflict(msg("These figures were taken back already."))
        shared.withdrawn_at = timezone.now()
        shared.save(update_fields=["withdrawn_at"])
        done.on(shared.study, shared=shared.pk)


def cell_of(need: Need) -> float:
    """Side of a map cell: the campus's own, finer on a small site so that its picture has a hundred cells across."""
    site = need.core_site
    if site is None:
        return settings.STUDY_CELL_M
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*site.boundary, strict=True))
    finest = settings.STUDY_CELL_M / 5
    return float(round(min(settings.STUDY_CELL_M, max(finest, max(east - west, north - south) / 100)), 1))


def _people(study: Study) -> QuerySet[User]:
    """Who is told of a study: the office, and who stated the need or takes part in it, anonymously too."""
    found = people_of(study.organisation_id) | office_people()
    for link in study.need.linked.filter(state__in=NeedLink.LIVE).select_related("need"):
        found = found | people_of(link.need.organisation_id)
    return found.distinct()
