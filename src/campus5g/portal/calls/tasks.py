"""What the worker does for calls."""

from __future__ import annotations

from campus5g.core.progress import Progress
from campus5g.portal.base.models import Job
from campus5g.portal.calls.actions import carry_out, send_letters
from campus5g.portal.calls.models import CallImport


def run_import(job: Job, progress: Progress) -> None:
    """Import the file of a job."""
    carry_out(CallImport._base_manager.get(pk=job.subject_id), progress)


def write_letters() -> None:
    """Write to those whose searches have something to tell."""
    send_letters()
