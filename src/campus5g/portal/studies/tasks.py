"""What the worker does for a study."""

from __future__ import annotations

from campus5g.core.errors import BadInput
from campus5g.core.message import msg
from campus5g.core.progress import Cancelled, Progress
from campus5g.portal.base.jobs import Steps
from campus5g.portal.base.models import Job
from campus5g.portal.studies.actions import finish_study, tell_failure
from campus5g.portal.studies.models import Study
from campus5g.portal.studies.sources import applicant_for, catalogue_for, inputs_for
from campus5g.portal.studies.wishes import read


class Kept:
    """The checkpoints of a study, kept with its job."""

    def __init__(self, job_id: int) -> None:
        self._steps = Steps(job_id)

    def load(self, step: str, /) -> str | None:
        found = self._steps.load(step)
        return None if found is None else found.decode()

    def save(self, step: str, content: str, /) -> None:
        self._steps.save(step, content.encode())


def run(job: Job, progress: Progress) -> None:
    """Run the engines on the study's need, and keep what they found. A study that is cancelled keeps its checkpoints alone."""
    from campus5g.study.compose import run_study  # the engines load slowly, and only the worker needs them

    study = Study._base_manager.select_related("need__organisation", "job").get(pk=job.subject_id)
    if study.done:
        return
    try:
        calls = catalogue_for(study.need, study.on)
        with inputs_for(study.need) as own:
            found, grids = run_study(
                own.given_to(study.need.as_core()), on=study.on, seed=study.seed, calls=calls.calls, words=calls.words,
                applicant=applicant_for(study.need, study.on), fictitious=study.need.organisation.fictitious,
                cell_m=study.cell_m, wishes=read(study.wishes), files=own.files, progress=progress, checkpoint=Kept(job.pk),
            )  # fmt: skip
    except Cancelled:
        raise
    except BadInput as fault:
        tell_failure(study, fault.sentence)
        raise
    except Exception:
        tell_failure(study, msg("an unexpected error, number %(n)s", n=job.pk))
        raise
    finish_study(study, found, grids)
