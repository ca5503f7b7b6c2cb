"""The verbs of the support of ventures. Pages, API, worker and loader call these and write nothing themselves."""

from campus5g.portal.support.actions.bookings import (
    archive_resource,
    book,
    cancel_booking,
    change_resource,
    close_hour,
    enter_resource,
    give_hour_back,
    open_hour,
    set_quotas,
    take_hour,
)
from campus5g.portal.support.actions.cohorts import change_cohort, end_venture, leave, open_cohort, take_in
from campus5g.portal.support.actions.figures import ask_figures, remind_figures, say_figure, withdraw_figure
from campus5g.portal.support.actions.leads import answer_lead, bring_leads
from campus5g.portal.support.actions.mentoring import (
    archive_mentor,
    change_mentor,
    confirm_mentor,
    end_mentoring,
    enter_mentor,
    log_hours,
    propose_mentors,
    wish,
    withdraw_hours,
    write_mentor_note,
)
from campus5g.portal.support.actions.plans import change_milestone, drop_milestone, reach_milestone, write_milestone

__all__ = [
    "answer_lead",
    "archive_mentor",
    "archive_resource",
    "ask_figures",
    "book",
    "bring_leads",
    "cancel_booking",
    "change_cohort",
    "change_mentor",
    "change_milestone",
    "change_resource",
    "close_hour",
    "confirm_mentor",
    "drop_milestone",
    "end_mentoring",
    "end_venture",
    "enter_mentor",
    "enter_resource",
    "give_hour_back",
    "leave",
    "log_hours",
    "open_cohort",
    "open_hour",
    "propose_mentors",
    "reach_milestone",
    "remind_figures",
    "say_figure",
    "set_quotas",
    "take_hour",
    "take_in",
    "wish",
    "withdraw_figure",
    "withdraw_hours",
    "write_mentor_note",
    "write_milestone",
]
