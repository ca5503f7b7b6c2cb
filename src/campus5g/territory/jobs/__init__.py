"""From a large investment to jobs by occupation and year, with what is scarce and which trainings to open."""

from campus5g.territory.jobs.outcome import (
    LEVERS,
    Cause,
    Curve,
    Feeder,
    Line,
    OccupationNeed,
    Outcome,
    Part,
    Payer,
    Skill,
    Tension,
    Text,
    TrainingNeed,
)
from campus5g.territory.jobs.scenario import AS_ANNOUNCED, HALF_LOCAL, LATE, PRESETS, Change, Scenario, preset

__all__ = [
    "AS_ANNOUNCED",
    "HALF_LOCAL",
    "LATE",
    "LEVERS",
    "PRESETS",
    "Cause",
    "Change",
    "Curve",
    "Feeder",
    "Line",
    "OccupationNeed",
    "Outcome",
    "Part",
    "Payer",
    "Scenario",
    "Skill",
    "Tension",
    "Text",
    "TrainingNeed",
    "preset",
]
