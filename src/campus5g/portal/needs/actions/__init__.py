"""The verbs of a need. Pages, API, shell and loader call these and write nothing themselves."""

from campus5g.portal.needs.actions.sharing import Identity, ask_who, hide_need, reveal_need, share_need
from campus5g.portal.needs.actions.words import (
    MOST_CENTS,
    Words,
    archive_need,
    change_need,
    create_need,
    move_on,
    refuse_incomplete,
    state_need,
    words_of,
)

__all__ = [
    "MOST_CENTS",
    "Identity",
    "Words",
    "archive_need",
    "ask_who",
    "change_need",
    "create_need",
    "hide_need",
    "move_on",
    "refuse_incomplete",
    "reveal_need",
    "share_need",
    "state_need",
    "words_of",
]
