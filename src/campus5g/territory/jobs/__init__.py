"""From a large investment to jobs by occupation and year, with what is scarce and which trainings to open."""

from campus5g.territory.jobs.area import NO_EVIDENCE, Area, Evidence, read_area
from campus5g.territory.jobs.assumptions import Bounded, assumptions_for
from campus5g.territory.jobs.engine import compare, run
from campus5g.territory.jobs.outcome import (
    LEVERS,
    Cause,
    Curve,
    Feeder,
    Hiring,
    Line,
    OccupationNeed,
    Outcome,
    Part,
    Payer,
    Skill,
    SupplyNeed,
    Tension,
    Text,
    TrainingNeed,
)
from campus5g.territory.jobs.scenario import AS_ANNOUNCED, HALF_LOCAL, LATE, PRESETS, Change, Scenario, preset
from campus5g.territory.jobs.trainings import wanted

__all__ = [
    "AS_ANNOUNCED",
    "HALF_LOCAL",
    "LATE",
    "LEVERS",
    "NO_EVIDENCE",
    "PRESETS",
    "Area",
    "Bounded",
    "Cause",
    "Change",
    "Curve",
    "Evidence",
    "Feeder",
    "Hiring",
    "Line",
    "OccupationNeed",
    "Outcome",
    "Part",
    "Payer",
    "Scenario",
    "Skill",
    "SupplyNeed",
    "Tension",
    "Text",
    "TrainingNeed",
    "assumptions_for",
    "compare",
    "preset",
    "read_area",
    "run",
    "wanted",
]
