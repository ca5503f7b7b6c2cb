"""The verbs of the events room."""

from campus5g.portal.events.actions.after import ask_feedback, close_follow_up, give_feedback, let_go, write_follow_up
from campus5g.portal.events.actions.arrivals import Outcome, Seen, keep_arrivals, take_back
from campus5g.portal.events.actions.events import Details, archive_event, cancel_event, publish_event, write_event
from campus5g.portal.events.actions.meetings import (
    Frame,
    ask_timetable,
    frame_meetings,
    keep_timetable,
    move_meeting,
    publish_timetable,
    say_wishes,
)
from campus5g.portal.events.actions.registering import (
    Person,
    ask_place,
    cancel_registration,
    confirm_place,
    forget_unconfirmed,
    leave_by_link,
    register_people,
)

__all__ = [
    "Details",
    "Frame",
    "Outcome",
    "Person",
    "Seen",
    "archive_event",
    "ask_feedback",
    "ask_place",
    "ask_timetable",
    "cancel_event",
    "cancel_registration",
    "close_follow_up",
    "confirm_place",
    "forget_unconfirmed",
    "frame_meetings",
    "give_feedback",
    "keep_arrivals",
    "keep_timetable",
    "leave_by_link",
    "let_go",
    "move_meeting",
    "publish_event",
    "publish_timetable",
    "register_people",
    "say_wishes",
    "take_back",
    "write_event",
    "write_follow_up",
]
