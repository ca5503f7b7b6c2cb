"""The papers of a training: programme, agreement, summons, attendance sheet and certificate, from plain data."""

from campus5g.documents.training.content import Body, Course, HalfDay, Learner, Party, Sitting
from campus5g.documents.training.draw import Paper, paper_docx, paper_pdf
from campus5g.documents.training.papers import agreement, attendance_sheet, certificate, programme, summons

__all__ = [
    "Body",
    "Course",
    "HalfDay",
    "Learner",
    "Paper",
    "Party",
    "Sitting",
    "agreement",
    "attendance_sheet",
    "certificate",
    "paper_docx",
    "paper_pdf",
    "programme",
    "summons",
]
