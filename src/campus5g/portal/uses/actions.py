"""The verbs of a use: bring a file, have it assessed, stop."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from campus5g.core.benefit import NotAssessed, Use
from campus5g.core.codec import dump, to_plain
from campus5g.core.errors import BadInput
from campus5g.core.message import Message, msg
from campus5g.documents.names import USE
from campus5g.portal.accounts.models import User
from campus5g.portal.base import attachments, jobs
from campus5g.portal.base.actions import deed
from campus5g.portal.base.actor import SYSTEM, Actor
from campus5g.portal.base.clock import today
from campus5g.portal.base.decisions import ALLOWED, Conflict, require
from campus5g.portal.directory.people import office_people, people_of
from campus5g.portal.needs.models import Need
from campus5g.portal.studies.models import Study
from campus5g.portal.uses.files import laid
from campus5g.portal.uses.models import Assessment, UseFile
from campus5g.portal.uses.permissions import can_assess_use, can_bring_file, can_stop_assessment
from campus5g.study.use_run import UseRun
from campus5g.uses.figures import check_figures
from campus5g.uses.interface import ENGINES

KIND = "uses.assessment"


def bring_file(actor: Actor, need: Need, use: Use, uploaded: UploadedFile) -> UseFile:
    """Keep a file of the company for a use, once its engine has read it; one that it cannot read is refused and not kept."""
    right = can_bring_file(actor, need)
    require(right)
    checked = attachments.check(uploaded, attachments.DATA)
    with laid(checked.name, checked.data) as path:
        preview = ENGINES[use].preview(path)
    uploaded.seek(0)
    with deed(actor, "uses.bring_file", right=right) as done:
        kept = attachments.attach(actor, need, need.organisation_id, uploaded, right, attachments.DATA)
        file = UseFile(organisation_id=need.organisation_id, need=need, use=use, attachment=kept, preview=dump(preview))
        file.save()
        done.on(need, use=use.value, attachment=kept.pk, rows=preview.rows, used=preview.used)
    return file


def assess_use(
    actor: Actor,
    need: Need,
    use: Use,
    values: Mapping[str, float],
    *,
    file: UseFile | None = None,
    partial: bool = False,
    seed: int = 0,
) -> Assessment:
    """Queue the assessment of a use with the company's figures and file; one at a time for each use of a need.

    A figure that the engine does not take, and a file with faults whose sound part nobody agreed to use alone, are refused.
    """
    check_figures(ENGINES[use], values)
    _check_file(need, use, file, partial=partial)
    with deed(actor, "uses.assess", right=can_assess_use(actor, need, use)) as done:
        Need._base_manager.select_for_update().get(pk=need.pk)
        right = can_assess_use(actor, need, use)
        if not right.allowed and right.reason is not None:
            raise Conflict(right.reason)
        assessment = Assessment(
            organisation_id=need.organisation_id, need=need, use=use, file=file, partial=partial, values=dict(values), on=today(),
            seed=seed, created_by_id=actor.user_id,
        )  # fmt: skip
        assessment.save()
        assessment.job = jobs.queue(KIND, assessment, need.organisation_id, actor.user_id)
        assessment.save(update_fields=["job"])
        done.on(
            assessment, need=need.pk, use=use.value, values=dict(values), file=file.attachment_id if file else None, seed=seed
        )
    return assessment


def _check_file(need: Need, use: Use, file: UseFile | None, *, partial: bool) -> None:
    if file is None:
        return
    if file.need_id != need.pk or file.use != use or file.attachment.archived_at is not None:
        raise BadInput("file", msg("no such file"), msg("a file brought for this use of this need"))
    for fault in file.read.refused:
        raise BadInput("file", fault.problem, fault.remedy)
    if file.read.needs_consent and not partial:
        raise BadInput(
            "partial",
            msg("%(name)s can be used in part only: %(used)s of %(rows)s rows", name=file.read.name, used=file.read.used,
                rows=file.read.rows),
            msg("your agreement that its sound part alone is used, or another file"),
        )  # fmt: skip


def stop_assessment(actor: Actor, assessment: Assessment) -> None:
    """Ask an assessment to stop at its next word."""
    with deed(actor, "uses.stop", right=can_stop_assessment(actor, assessment)) as done:
        jobs.ask_cancel(assessment.job)
        done.on(assessment)


def finish_assessment(assessment: Assessment, found: UseRun, study: Study | None) -> None:
    """Keep what the worker found, and tell the need's people and the office."""
    with deed(SYSTEM, "uses.finish", right=ALLOWED) as done:
        assessment.result, assessment.summary = dump(found), {"answer": to_plain(answer_of(found))}
        assessment.study, assessment.finished_at = study, timezone.now()
        assessment.save(update_fields=["result", "summary", "study", "finished_at"])
        done.on(assessment, basis=found.basis.value, study=study.pk if study else None)
        sentence = msg("“%(use)s” is assessed for “%(title)s”", use=USE[assessment.kind], title=assessment.need.title)
        done.tell(_people(assessment), sentence, assessment.get_absolute_url())


def tell_failure(assessment: Assessment, why: Message) -> None:
    """Tell who waits for an assessment that it could not be done."""
    with deed(SYSTEM, "uses.fail", right=ALLOWED) as done:
        done.on(assessment)
        sentence = msg("“%(use)s” could not be assessed: %(why)s", use=USE[assessment.kind], why=why)
        done.tell(_people(assessment), sentence, assessment.get_absolute_url())


def answer_of(found: UseRun) -> Message:
    """Return the plain answer; « not yet assessed » with its reason where there is none."""
    if isinstance(found.assessment, NotAssessed):
        return msg("Not yet assessed: %(why)s.", why=found.assessment.reason)
    return found.assessment.answer


def _people(assessment: Assessment) -> QuerySet[User]:
    return (people_of(assessment.organisation_id) | office_people()).distinct()
