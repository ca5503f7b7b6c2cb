"""The dossier as it stands, whole, with its checklist; or the first thing that keeps it from being drawn up."""

from __future__ import annotations

from campus5g.portal.base.decisions import Conflict
from campus5g.portal.calls.models import KeptCall
from campus5g.portal.dossiers.content import Basis, Content, content_of
from campus5g.portal.dossiers.points import points_with


def whole(basis: Basis, kept: KeptCall | None) -> Content:
    """Gather everything, or refuse with the first thing that is lacking."""
    if basis.lacking:
        raise Conflict(basis.lacking[0])
    return content_of(basis, kept, points_with(basis, kept))
