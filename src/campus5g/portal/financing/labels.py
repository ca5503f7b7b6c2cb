"""How the members of a conflict are said."""

from __future__ import annotations

from campus5g.core.message import Message, msg

KIND: dict[str, Message] = {
    "line": msg("ceiling of the law on a cost"),
    "own": msg("part free of public support"),
    "rate": msg("rate of a call"),
    "max": msg("highest aid of a call"),
    "min": msg("lowest aid of a call"),
    "size": msg("smallest project of a call"),
    "wish": msg("wish"),
    "de_minimis": msg("de minimis room"),
}
"""What the name of a member of a conflict begins with; any other is a limit of the law on several costs."""
OF_SEVERAL = msg("limit of the law on several costs")
