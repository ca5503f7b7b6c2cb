"""What this room shows in the others."""

from __future__ import annotations

from django.db.models import QuerySet

from campus5g.core.message import Message, msg
from campus5g.portal.accounts.models import User
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.jobs import job
from campus5g.portal.base.models import Job
from campus5g.portal.base.once import once_a_page
from campus5g.portal.base.registry import MenuEntry, Panel, Stage, Waiting, condition, menu, panel, stage, waits
from campus5g.portal.base.search import Entry, searchable
from campus5g.portal.base.subjects import Openness, open_to_notes
from campus5g.portal.needs.actions.words import refuse_telling
from campus5g.portal.needs.links import aliases_of, need_of
from campus5g.portal.needs.links import people_around as people_around_need
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import acts_for, can_add_to_need, can_attach_to_need
from campus5g.portal.needs.veil import with_told
from campus5g.portal.studies import tasks
from campus5g.portal.studies.actions import KIND
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.permissions import can_launch_study
from campus5g.portal.studies.sharing import sharing_panel

MOST_WAITING = 100
"""Needs to study that the home page names: the oldest; the list of needs has the others."""
DEEDS = {
    "studies.launch": msg("a study was launched"),
    "studies.finish": msg("the study was finished"),
    "studies.fail": msg("the study failed"),
    "studies.stop": msg("the study was stopped"),
    "studies.resume": msg("the study was taken up again"),
    "studies.share_figures": msg("the company shared the figures of its study"),
    "studies.withdraw_figures": msg("the company took its figures back"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    job(KIND, tasks.run)
    menu(MenuEntry(msg("Studies"), "studies:list", 20))
    stage("study", stage_of)
    panel("needs.need", 10, panel_of)
    panel("studies.study", 90, sharing_panel)
    waits(waiting_of)
    searchable("studies.study", describe)
    open_to_notes("studies.study", OPENNESS)
    condition("needs.hide", named_by)


@once_a_page
def latest_of(need_id: int) -> Study | None:
    """The last study of a need that the actor of the scope may see; a finished one before a stopped one."""
    found = list(Study.objects.filter(need_id=need_id).select_related("job").defer("result").order_by("-pk")[:10])
    return next((s for s in found if s.finished_at or s.unfinished), found[0] if found else None)


def stage_of(actor: Actor, need_id: int) -> Stage | None:
    study = latest_of(need_id)
    if study is not None:
        if study.finished_at:
            return Stage("done", study.get_absolute_url())
        note = None if study.job is None or study.unfinished else msg("stopped")
        return Stage("doing", study.get_absolute_url(), note)
    need = need_of(need_id)
    if need is None or not acts_for(actor, need) or need.state in (Need.State.DRAFT, Need.State.ARCHIVED):
        return None
    return Stage("next", f"{need.get_absolute_url()}#study")


def panel_of(actor: Actor, need: Need) -> Panel | None:
    study, launch = latest_of(need.pk), can_launch_study(actor, need)
    if study is None and (need.is_draft or not acts_for(actor, need)):
        return None
    return Panel("studies/parts/panel.html", {"study": study, "need": need, "launch": launch})


def waiting_of(actor: Actor) -> list[Waiting]:
    """For the office: needs to study. For it and the owner: studies that stopped before their end."""
    found: list[Waiting] = []
    if actor.is_office:
        fresh = with_told(Need.objects.filter(state=Need.State.STATED, studies=None).select_related("organisation"))
        found += [
            Waiting(
                msg("Study the need of %(name)s: “%(title)s”", name=need.owner.name, title=need.title),
                need.get_absolute_url(), need.stated_at,
            )
            for need in fresh.order_by("stated_at")[:MOST_WAITING]
        ]  # fmt: skip
    stopped = Study.objects.filter(
        job__state__in=(Job.State.INTERRUPTED, Job.State.FAILED), finished_at=None, need__state=Need.State.STATED
    )
    for study in stopped.select_related("need", "job").defer("result"):
        if acts_for(actor, study.need):
            sentence = msg("Take up the study of “%(title)s”: it stopped before its end", title=study.need.title)
            found.append(Waiting(sentence, study.get_absolute_url(), study.created_at, urgent=True))
    return found


def describe(study: Study) -> Entry:
    place = "" if study.need.anonymous else study.need.site_name
    return Entry(study.need.title, f"{study.reference} {place}", "study", study.get_absolute_url(), study.organisation_id)


def people_around(study: Study) -> QuerySet[User]:
    return people_around_need(study.need)


def named_by(need: Need) -> Message | None:
    """A study made under a name keeps it: the need cannot become anonymous after it."""
    if Study._base_manager.filter(need=need).exists():
        return msg("A study of this need was made: the name of the company can no longer be withdrawn from everybody.")
    return None


OPENNESS = Openness(
    lambda actor, study: can_add_to_need(actor, study.need), people_around, lambda study: study.organisation_id,
    lambda actor, study: can_attach_to_need(actor, study.need),
    lambda actor, study, text: refuse_telling(actor, study.need, text),
    lambda study, authors: aliases_of(study.need, authors),
)  # fmt: skip
