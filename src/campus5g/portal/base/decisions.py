"""A right is a decision with its reason; the reason is shown."""

from __future__ import annotations

from dataclasses import dataclass

from campus5g.core.message import Message


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done, and why not."""

    allowed: bool
    reason: Message | None = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def refused(reason: Message) -> Decision:
    return Decision(False, reason)


class Denied(Exception):
    """A deed was asked for that the actor may not do. Pages show the reason; strangers get 404 before it comes to this."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))


class Conflict(Exception):
    """A deed that cannot be done now (a state has moved on). Shown as a sentence; nothing was changed."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__(str(reason))


def require(right: Decision) -> None:
    """Go on if the right is given, else refuse with its reason."""
    if right.allowed:
        return
    if right.reason is None:
        raise TypeError("a refusal needs its reason")
    raise Denied(right.reason)
