"""Needs, and what links several of them into one."""

from campus5g.portal.needs.models.collective import NeedLink, Wording
from campus5g.portal.needs.models.need import SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Need, new_salt
from campus5g.portal.needs.models.unfinished import Unfinished

__all__ = ["SHORT_LENGTH", "TEXT_LENGTH", "TITLE_LENGTH", "Need", "NeedLink", "Unfinished", "Wording", "new_salt"]
