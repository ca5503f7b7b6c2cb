"""The things of the calls room."""

from campus5g.portal.calls.models.catalogue import (
    COLUMNS,
    HAND,
    SHOWN_COLUMNS,
    Call,
    CallQuerySet,
    CallVersion,
    Change,
    CorrectedField,
    Correction,
    PastProject,
)
from campus5g.portal.calls.models.imports import Absence, CallImport, StagedCall
from campus5g.portal.calls.models.kept import PLAIN_TERMS, KeptCall
from campus5g.portal.calls.models.reading import Reading
from campus5g.portal.calls.models.watching import Agenda, SavedSearch

__all__ = [
    "COLUMNS",
    "HAND",
    "PLAIN_TERMS",
    "SHOWN_COLUMNS",
    "Absence",
    "Agenda",
    "Call",
    "CallImport",
    "CallQuerySet",
    "CallVersion",
    "Change",
    "CorrectedField",
    "Correction",
    "KeptCall",
    "PastProject",
    "Reading",
    "SavedSearch",
    "StagedCall",
]
