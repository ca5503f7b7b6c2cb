"""What the worker does for a use."""

from __future__ import annotations

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Cancelled, Progress
from campus5g.portal.base.models import Job
from campus5g.portal.needs.models import Need
from campus5g.portal.studies.actions import cell_of
from campus5g.portal.studies.models import Study
from campus5g.portal.uses.actions import finish_assessment, tell_failure
from campus5g.portal.uses.files import laid_attachment
from campus5g.portal.uses.models import Assessment

LOOKED_AT = 5
"""How many of a need's last studies are looked at for a plan."""


def planned_study_of(need: Need) -> Study | None:
    """Return the last study of a need that has a network plan which the engines of today read."""
    finished = Study._base_manager.filter(need=need).exclude(result="").order_by("-pk")[:LOOKED_AT]
    return next((study for study in finished if study.readable and study.core.plan is not None), None)


def run(job: Job, progress: Progress) -> None:
    """Assess the use on the plan of the need's last study, else on its site, and keep what was found."""
    from campus5g.study.own_files import OwnFile
    from campus5g.study.use_run import run_use

    assessment = Assessment._base_manager.select_related("need__organisation", "file__attachment", "job").get(pk=job.subject_id)
    if assessment.result:
        return
    need = assessment.need
    study = planned_study_of(need)
    site = study.core.site if study else need.as_core().site if need.core_site else None
    try:
        with laid_attachment(assessment.file.attachment if assessment.file else None) as path:
            found = run_use(
                assessment.kind, assessment.values, on=assessment.on, plan=study.core.plan if study else None, site=site,
                file=OwnFile(path, assessment.partial) if path else None, seed=assessment.seed,
                cell_m=cell_of(need), progress=progress,
            )  # fmt: skip
    except Cancelled:
        raise
    except BadInput as fault:
        tell_failure(assessment, fault.sentence)
        raise
    except Exception:
        tell_failure(assessment, msg("an unexpected error, number %(n)s", n=job.pk))
        raise
    finish_assessment(assessment, found, study)
