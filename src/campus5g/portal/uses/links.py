"""What this room shows in the others, and what it gives to the next study of a need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.urls import reverse

from campus5g.core.benefit import Use
from campus5g.core.message import msg
from campus5g.documents.names import USE
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.deeds import name_deeds
from campus5g.portal.base.jobs import job
from campus5g.portal.base.loading import loader
from campus5g.portal.base.registry import MenuEntry, Panel, menu, panel
from campus5g.portal.base.subjects import carries
from campus5g.portal.needs.models import Need
from campus5g.portal.needs.permissions import acts_for
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.sources import OwnInputs, own_inputs
from campus5g.portal.uses import tasks
from campus5g.portal.uses.actions import KIND
from campus5g.portal.uses.files import laid_attachment
from campus5g.portal.uses.models import Assessment
from campus5g.portal.uses.territory import load_assessments
from campus5g.study.own_files import OwnFile

DEEDS = {
    "uses.bring_file": msg("a file was brought for a use"),
    "uses.assess": msg("the assessment of a use was launched"),
    "uses.finish": msg("the use was assessed"),
    "uses.fail": msg("the use could not be assessed"),
    "uses.stop": msg("the assessment was stopped"),
}


def register() -> None:
    """Register the room's entries in the house."""
    name_deeds(DEEDS)
    menu(MenuEntry(msg("Uses"), "uses:list", 22))
    job(KIND, tasks.run)
    carries("uses.assessment")
    panel("needs.need", 12, panel_of)
    panel("studies.study", 20, panel_of_study)
    own_inputs(inputs_for)
    loader(42, load_assessments)  # after the projects, whose loading queues the studies


def latest_of(need_id: int) -> dict[str, Assessment]:
    """Return, by use, the last finished assessment of a need that the actor of the scope sees."""
    found = Assessment.objects.filter(need_id=need_id).exclude(finished_at=None).defer("result").order_by("pk")
    return {assessment.use: assessment for assessment in found}


def panel_of(actor: Actor, need: Need) -> Panel | None:
    """On the page of a need: each of its uses with its last answer, and the way to its page."""
    if not need.has_inside(actor) or not need.known_uses:
        return None
    latest = latest_of(need.pk)
    if not latest and not acts_for(actor, need):
        return None
    uses = [
        {"name": USE[use], "url": reverse("uses:use", args=[need.pk, use.value]), "last": latest.get(use.value)}
        for use in need.known_uses
    ]
    return Panel("uses/parts/panel.html", {"uses": uses, "need": need})


def panel_of_study(actor: Actor, study: Study) -> Panel | None:
    return panel_of(actor, study.need)


@contextmanager
def inputs_for(need: Need) -> Iterator[OwnInputs]:
    """Give a study, for each use of its need, the figures and the file of the last assessment that came to its end.

    The files are laid on disk until the block ends; one that was archived since is not used again.
    """
    values: dict[Use, dict[str, float]] = {}
    files: dict[Use, OwnFile] = {}
    finished = Assessment._base_manager.filter(need=need).exclude(finished_at=None).select_related("file__attachment")
    last = {assessment.kind: assessment for assessment in finished.order_by("pk").defer("result")}
    with ExitStack() as stack:
        for use, assessment in last.items():
            values[use] = dict(assessment.values)
            kept = assessment.file.attachment if assessment.file else None
            if kept is not None and kept.archived_at is None:
                path = stack.enter_context(laid_attachment(kept))
                if path is not None:
                    files[use] = OwnFile(path, assessment.partial)
        yield OwnInputs(values, files)
