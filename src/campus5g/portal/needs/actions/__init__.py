"""The verbs of a need. Pages, API, shell and loader call these and write nothing themselves."""

from campus5g.portal.needs.actions.collective import SAID, Said, answer, ask_to_join, bring_together, leave, reword, split
from campus5g.portal.needs.actions.sharing import Identity, ask_who, hide_need, reveal_need, share_need
from campus5g.portal.needs.actions.unfinished import forget_typed, keep_typed, unfinished_of
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
    "SAID",
    "Identity",
    "Said",
    "Words",
    "answer",
    "archive_need",
    "ask_to_join",
    "ask_who",
    "bring_together",
    "change_need",
    "create_need",
    "forget_typed",
    "hide_need",
    "keep_typed",
    "leave",
    "move_on",
    "refuse_incomplete",
    "reveal_need",
    "reword",
    "share_need",
    "split",
    "state_need",
    "unfinished_of",
    "words_of",
]
