"""What a programme keeps: its plan and its moves, its amendments, its indicators and risks, its committee."""

from campus5g.portal.programme.models.amendments import Amendment, Approval
from campus5g.portal.programme.models.committee import Meeting, Resolution
from campus5g.portal.programme.models.proof import Indicator, Measure, Rating, Risk
from campus5g.portal.programme.models.structure import Action, Milestone, Move, Participant, Programme, Strand

__all__ = [
    "Action",
    "Amendment",
    "Approval",
    "Indicator",
    "Measure",
    "Meeting",
    "Milestone",
    "Move",
    "Participant",
    "Programme",
    "Rating",
    "Resolution",
    "Risk",
    "Strand",
]
