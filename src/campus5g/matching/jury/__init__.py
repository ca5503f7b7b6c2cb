"""The work of a jury: who reads which file, when teams are heard, and what the marks say once jurors are put on one scale."""

from campus5g.matching.jury.assignment import File, Given, Lacking, Panels, Reader, assign_files
from campus5g.matching.jury.hearings import Heard, Schedule, Sitting, Team, Unheard, schedule_hearings
from campus5g.matching.jury.scores import Mark, Ranked, Ranking, Scale, rank_files, weighted

__all__ = [
    "File",
    "Given",
    "Heard",
    "Lacking",
    "Mark",
    "Panels",
    "Ranked",
    "Ranking",
    "Reader",
    "Scale",
    "Schedule",
    "Sitting",
    "Team",
    "Unheard",
    "assign_files",
    "rank_files",
    "schedule_hearings",
    "weighted",
]
