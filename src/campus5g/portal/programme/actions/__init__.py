"""The verbs of programmes. Pages, API, worker and loader call these and write nothing themselves."""

from campus5g.portal.programme.actions.amendments import (
    approve_amendment,
    propose_amendment,
    refuse_amendment,
    withdraw_amendment,
)
from campus5g.portal.programme.actions.committee import (
    ask_resolution,
    call_meeting,
    cancel_meeting,
    change_meeting,
    decide,
    finish_resolution,
    hold_meeting,
    write_minutes,
)
from campus5g.portal.programme.actions.importing import import_plan
from campus5g.portal.programme.actions.opening import (
    Frame,
    add_participant,
    change_programme,
    enter_state,
    open_from,
    open_programme,
)
from campus5g.portal.programme.actions.plan import (
    Aim,
    Part,
    change_action,
    change_milestone,
    drop_milestone,
    move_milestone,
    reach_milestone,
    say_action,
    say_late,
    write_action,
    write_milestone,
    write_strand,
)
from campus5g.portal.programme.actions.proof import (
    change_indicator,
    rate_risk,
    say_value,
    withdraw_value,
    write_indicator,
    write_risk,
)
from campus5g.portal.programme.actions.reminding import remind
from campus5g.portal.programme.actions.trusting import send_anchor, sent_anchors

__all__ = [
    "Aim",
    "Frame",
    "Part",
    "add_participant",
    "approve_amendment",
    "ask_resolution",
    "call_meeting",
    "cancel_meeting",
    "change_action",
    "change_indicator",
    "change_meeting",
    "change_milestone",
    "change_programme",
    "decide",
    "drop_milestone",
    "enter_state",
    "finish_resolution",
    "hold_meeting",
    "import_plan",
    "move_milestone",
    "open_from",
    "open_programme",
    "propose_amendment",
    "rate_risk",
    "reach_milestone",
    "refuse_amendment",
    "remind",
    "say_action",
    "say_late",
    "say_value",
    "send_anchor",
    "sent_anchors",
    "withdraw_amendment",
    "withdraw_value",
    "write_action",
    "write_indicator",
    "write_milestone",
    "write_minutes",
    "write_risk",
    "write_strand",
]
