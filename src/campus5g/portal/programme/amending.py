"""What an amendment is, what applying it would do, and who still has to approve it."""

from __future__ import annotations

from campus5g.core.codec import load
from campus5g.core.message import Message, msg
from campus5g.portal.base.decisions import Conflict
from campus5g.portal.programme import joints
from campus5g.portal.programme.models import Amendment, Approval, Participant


def title_of(amendment: Amendment) -> Message:
    kind = joints.kind_of(amendment.kind)
    return kind.title(amendment) if kind else msg("an amendment of a kind that is no longer known")


def effect_of(amendment: Amendment) -> list[Message]:
    """Return what applying it would do now; once it was applied, what it did. ``Conflict`` when it cannot be applied."""
    if amendment.state == Amendment.State.APPLIED:
        return [load(Message, one) for one in amendment.effect]
    kind = joints.kind_of(amendment.kind)
    return kind.effect(amendment) if kind else []


def sides_left(amendment: Amendment) -> list[Participant | None]:
    """Return who has still to approve: ``None`` for the office, and each funder whose agreement asks for it."""
    given = set(Approval._base_manager.filter(amendment=amendment).values_list("organisation_id", flat=True))
    funders = Participant._base_manager.filter(programme_id=amendment.programme_id, approves=True, until=None)
    left: list[Participant | None] = [one for one in funders.select_related("organisation") if one.organisation_id not in given]
    return left if None in given else [None, *left]


def refusal_of(amendment: Amendment) -> Message | None:
    """Say why it cannot be applied now, if it cannot."""
    try:
        effect_of(amendment)
    except Conflict as conflict:
        return conflict.reason
    return None
