"""The verbs of the consortium."""

from campus5g.portal.consortium.actions.log import Said, close_entry, remind, remove_entry, write_entry
from campus5g.portal.consortium.actions.past import Imported, import_past
from campus5g.portal.consortium.actions.signing import Hand, ask_signatures, sign, withdraw
from campus5g.portal.consortium.actions.voiding import tell_of_void_signatures

__all__ = [
    "Hand",
    "Imported",
    "Said",
    "ask_signatures",
    "close_entry",
    "import_past",
    "remind",
    "remove_entry",
    "sign",
    "tell_of_void_signatures",
    "withdraw",
    "write_entry",
]
