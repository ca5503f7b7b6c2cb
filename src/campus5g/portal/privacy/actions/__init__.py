"""The verbs of this room."""

from campus5g.portal.privacy.actions.erasing import Erased, erase_person
from campus5g.portal.privacy.actions.expiring import let_expire
from campus5g.portal.privacy.actions.handing import hand_over
from campus5g.portal.privacy.actions.requests import ask_erasure, refuse_erasure

__all__ = ["Erased", "ask_erasure", "erase_person", "hand_over", "let_expire", "refuse_erasure"]
