"""Events, who comes, who arrived, whom they meet, and what came of it."""

from campus5g.portal.events.models.events import Event
from campus5g.portal.events.models.meetings import Meeting, MeetingDay, Wish
from campus5g.portal.events.models.registrations import Arrival, Feedback, FollowUp, Registration

__all__ = ["Arrival", "Event", "Feedback", "FollowUp", "Meeting", "MeetingDay", "Registration", "Wish"]
