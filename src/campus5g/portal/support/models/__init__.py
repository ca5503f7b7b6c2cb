"""What the support of ventures keeps: cohorts, plans, mentors, bookings, figures, and what was brought to a venture."""

from campus5g.portal.support.models.bookings import OfficeHour, Quota, Reservation, Resource
from campus5g.portal.support.models.cohorts import Cohort, Member, Milestone
from campus5g.portal.support.models.figures import Figure, Lead, Question
from campus5g.portal.support.models.mentoring import Hours, Mentor, Mentoring, MentorNote, Wish

__all__ = [
    "Cohort",
    "Figure",
    "Hours",
    "Lead",
    "Member",
    "Mentor",
    "MentorNote",
    "Mentoring",
    "Milestone",
    "OfficeHour",
    "Question",
    "Quota",
    "Reservation",
    "Resource",
    "Wish",
]
