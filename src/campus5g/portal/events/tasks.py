"""What the worker does for events."""

from __future__ import annotations

from campus5g.portal.events.actions import ask_feedback, forget_unconfirmed, let_go


def look_after() -> None:
    """Erase what was never confirmed; ask those who came what they think; forget people a year later."""
    forget_unconfirmed()
    let_go()
    ask_feedback()
