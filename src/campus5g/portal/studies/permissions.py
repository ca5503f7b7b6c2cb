"""Who may launch, stop and take up a study. Seeing it is the scope's work."""

from __future__ import annotations

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.decisions import ALLOWED, Decision, refused
from campus5g.portal.base.models import Job
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import acts_for, owns
from campus5g.portal.studies.models import SharedFigures, Study


def can_launch_study(actor: Actor, need: Need) -> Decision:
    if not acts_for(actor, need):
        return refused(msg("Only the office and the organisation that stated the need launch its study."))
    if need.state == Need.State.DRAFT:
        return refused(msg("This need is still a draft: state it first."))
    if need.state == Need.State.ARCHIVED:
        return refused(msg("This need is archived."))
    if Study._base_manager.filter(need=need, job__state__in=Job.UNFINISHED).exists():
        return refused(msg("A study of this need is already under way: one at a time."))
    return ALLOWED


def can_stop_study(actor: Actor, study: Study) -> Decision:
    if not acts_for(actor, study.need):
        return refused(msg("Only the office and the organisation that stated the need stop its study."))
    return ALLOWED if study.unfinished else refused(msg("This study is not running."))


def can_resume_study(actor: Actor, study: Study) -> Decision:
    if not acts_for(actor, study.need):
        return refused(msg("Only the office and the organisation that stated the need take up its study."))
    if not study.resumable:
        return refused(msg("There is nothing to take up: this study is running or done."))
    return can_launch_study(actor, study.need)


def can_share_figures(actor: Actor, study: Study) -> Decision:
    """Consent is the company's own: the office does not give it."""
    if study.need.is_collective or not owns(actor, study.need):
        return refused(msg("Only the people of the organisation whose need was studied share its figures."))
    if study.need.state == Need.State.ARCHIVED:
        return refused(msg("This need is archived."))
    return ALLOWED if study.readable else refused(msg("There are no figures yet: the study is not done."))


def can_withdraw_figures(actor: Actor, shared: SharedFigures) -> Decision:
    if owns(actor, shared.study.need):
        return ALLOWED
    return refused(msg("Only the people of the organisation take its figures back."))
