"""Which training sessions to open, where and when, so that the competences that the territory needs are there in time."""

from campus5g.territory.openings.plan import NotOpened, Opening, OpeningPlan, Served, plan_openings
from campus5g.territory.openings.question import Bench, Course, Offered, Question, Room, Trainer, Wanted

__all__ = [
    "Bench",
    "Course",
    "NotOpened",
    "Offered",
    "Opening",
    "OpeningPlan",
    "Question",
    "Room",
    "Served",
    "Trainer",
    "Wanted",
    "plan_openings",
]
