"""Every day on which the plan of a programme has something due: what agendas, lists and reminders read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from campus5g.core.message import msg
from campus5g.portal.base.actor import Actor
from campus5g.portal.base.clock import today
from campus5g.portal.programme.joints import Due
from campus5g.portal.programme.models import Action, Programme, Resolution
from campus5g.portal.programme.stones import actions_of, indicators_of, meetings_of, milestones_of, resolutions_of


def dues_of_plan(_actor: Actor, programme: Programme) -> Iterator[Due]:
    """Milestones, ends of actions, meetings, decisions to be done, targets and the end of the programme."""
    for one in milestones_of(programme):
        who = one.action.owner.organisation.name if one.action.owner else ""
        what = msg("%(key)s %(title)s", key=one.code, title=one.title)
        yield Due(f"milestone-{one.pk}", one.due, what, one.get_absolute_url(), one.reached_on is not None, who)
    for action in (one for one in actions_of(programme) if one.state != Action.State.GIVEN_UP):
        what = msg("End of the action %(key)s %(title)s", key=action.code, title=action.title)
        who = action.owner.organisation.name if action.owner else ""
        yield Due(f"action-{action.pk}", action.ends_on, what, action.get_absolute_url(), not action.open, who)
    for meeting in meetings_of(programme):
        on = timezone.localdate(meeting.at)
        what = msg("Steering committee of “%(title)s”", title=programme.title)
        yield Due(f"meeting-{meeting.pk}", on, what, meeting.get_absolute_url(), meeting.held_at is not None, meeting.place)
    for one in (each for each in resolutions_of(programme) if each.due is not None):
        who = one.owner.organisation.name if one.owner else ""
        what = msg("Decision of the committee: %(title)s", title=one.title)
        yield Due(f"resolution-{one.pk}", one.due, what, one.get_absolute_url(), one.state == Resolution.State.DONE, who)
    for indicator in indicators_of(programme):
        what = msg("Target of the indicator “%(title)s”", title=indicator.title)
        yield Due(
            f"indicator-{indicator.pk}", indicator.target_on, what, indicator.get_absolute_url(), indicator.target_on < today()
        )
    over = programme.state in (Programme.State.FOLLOWED, Programme.State.CLOSED)
    ending = msg("End of the actions of “%(title)s”", title=programme.title)
    yield Due(f"programme-{programme.pk}", programme.ends_on, ending, programme.get_absolute_url(), over)
